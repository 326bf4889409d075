/** One situation: what happened, "would this count?", and the reason whatever was chosen. What was chosen is left in peace. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Card } from "../ui/card.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { Icon } from "../ui/icon.tsx";
import { Page } from "../ui/page.tsx";
import { misses } from "./rules.ts";
import type { Scenario, Verdict } from "./shapes.ts";
import { wordsOf } from "../text/of.ts";
import { words } from "./text.ts";

const said = words.teach;
const VERDICTS: readonly Verdict[] = ["yes", "could", "no"];

interface SituationProps {
  scenario: Scenario;
  /** The words of each choice, from the file. */
  options: Record<string, string>;
  now: number;
  of: number;
  was: Verdict | null;
  back: string;
  onAnswer: (answer: Verdict) => void;
  onNext: () => void;
  /** What there is to do with it, once it was answered. */
  children?: ComponentChildren;
}

export function Situation({ scenario, options, now, of, was, back, onAnswer, onNext, children }: SituationProps): JSX.Element {
  const around = wordsOf("orders", scenario.language).teach;
  const [chosen, setChosen] = useState<Verdict | null>(was);
  const [missing, setMissing] = useState(false);
  const answered = was !== null;
  const text = (verdict: Verdict): string => options[`scenario.${verdict}`] ?? around.options[verdict]!;
  const press = (): void => {
    if (answered) return onNext();
    if (chosen === null) return setMissing(true);
    onAnswer(chosen);
  };
  return (
    <Page
      title={around.question}
      of={scenario.language ?? "en"}
      back={back}
      tools={["listen"]}
      step={{ label: said.label, now, of }}
      dock={{ label: answered ? said.next : said.see, onPress: press }}
    >
      <p class="situation">{scenario.situation}</p>
      {answered ? (
        <>
          <ul class="choice-rows answered">
            {VERDICTS.map((verdict) => (
              <li key={verdict} class={verdict === was ? "choice chosen" : "choice"}>
                <span class="tick" aria-hidden="true">
                  {verdict === was && <Icon name="tick" />}
                </span>
                <span class="choice-text">
                  {text(verdict)}
                  {verdict === was && <span class="hear"> {around.yours}</span>}
                </span>
                {verdict === scenario.answer && <span class="pill read">{around.fits}</span>}
              </li>
            ))}
          </ul>
          <Reason scenario={scenario} missed={misses(scenario, was)} />
          {children}
        </>
      ) : (
        <ChoiceList
          name="situation"
          legend={around.question}
          hideLegend
          options={VERDICTS.map((value) => ({ value, text: text(value) }))}
          value={chosen}
          onChange={(value) => {
            setMissing(false);
            setChosen(value);
          }}
          error={missing ? around.choose : null}
        />
      )}
    </Page>
  );
}

function Reason({ scenario, missed }: { scenario: Scenario; missed: boolean }): JSX.Element {
  const around = wordsOf("orders", scenario.language).teach;
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  // On a short phone it comes up behind the dock.
  useEffect(() => box.current?.scrollIntoView({ block: "nearest" }), [open]);
  return (
    <div role="status" ref={box}>
      <Card>
        {missed && <p class="second">{around.peaceful}</p>}
        <p>{scenario.reason}</p>
        <button type="button" class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? around.hide : around.from}
        </button>
        {open && <p class="second">{scenario.source}</p>}
      </Card>
    </div>
  );
}
