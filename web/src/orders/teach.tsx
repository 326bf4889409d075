/**
 * Situations about one's own order, one at a time. What was chosen is left in peace and the reason is given either way. Begun and left,
 * it goes on where it stood; sent, it is one entry, and the clinician sees the answers, which is said before.
 */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useRef, useState } from "preact/hooks";
import { NotKept } from "../journal/keeping.tsx";
import { Banner } from "../ui/banner.tsx";
import { Card } from "../ui/card.tsx";
import { Button } from "../ui/button.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { Icon } from "../ui/icon.tsx";
import { Page } from "../ui/page.tsx";
import { StatusPill } from "../ui/pill.tsx";
import { keepTyped, sendTeachBack, standing, typed, useMyOrders, useOrderFile } from "./mine.ts";
import { misses, scenariosOf } from "./rules.ts";
import type { Scenario, Verdict } from "./shapes.ts";
import { wordsOf } from "../text/of.ts";
import { words } from "./text.ts";

const said = words.teach;
const VERDICTS: readonly Verdict[] = ["yes", "could", "no"];
type Answers = Record<string, Verdict>;

export function TeachBack({ orderId }: { orderId: string }): JSX.Element {
  const { query, route } = useLocation();
  const mine = useMyOrders();
  const { file, looked } = useOrderFile();
  const [answers, setAnswers] = useState<Answers | null>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  const name = `teach:${orderId}`;
  useEffect(() => void typed<Answers>(name).then((kept) => setAnswers(kept ?? {})), [name]);
  const order = mine.orders.find((one) => one.id === orderId);
  if (!answers || (!file && !looked)) return <p class="waiting-page" />;
  const scenarios = order ? scenariosOf(order, file?.scenarios ?? []) : [];
  if (scenarios.length === 0) {
    return (
      <Page title={said.missing} sub={said.missingHelp} back="/order">
        <Button kind="soft" href="/order">
          {said.back}
        </Button>
      </Page>
    );
  }
  const address = (page: string | number): string => `/order/check/${orderId}?page=${page}`;
  const sent = mine.said.teach[orderId];
  if (query.page === "sent" && sent) return <SentAnswers missed={sent.missed} state={standing(mine.items, sent.id) ?? "received"} />;
  if (!query.page) {
    const open = scenarios.findIndex((one) => !(one.id in answers));
    const begun = Object.keys(answers).length > 0;
    return (
      <Page
        title={said.title}
        sub={said.startHelp(scenarios.length)}
        back="/order"
        tools={["listen"]}
        dock={{ label: begun ? said.goOn : said.begin, href: address(open < 0 ? scenarios.length + 1 : open + 1) }}
      >
        <p>{said.before}</p>
        <Banner tone="know" word={said.sees}>
          {said.seesHelp}
        </Banner>
      </Page>
    );
  }
  // A page further on, opened by an old address, begins with the first one that is not answered.
  const first = scenarios.findIndex((one) => !(one.id in answers));
  const asked = Math.max(Number(query.page) || 1, 1) - 1;
  const at = first < 0 ? asked : Math.min(asked, first);
  const scenario = scenarios[at];
  if (scenario) {
    return (
      <Situation
        key={scenario.id}
        scenario={scenario}
        options={file?.said ?? {}}
        now={at + 1}
        of={scenarios.length}
        was={answers[scenario.id] ?? null}
        back={at === 0 ? `/order/check/${orderId}` : address(at)}
        onAnswer={(answer) => {
          const next = { ...answers, [scenario.id]: answer };
          setAnswers(next);
          void keepTyped(name, next);
        }}
        onNext={() => route(address(at + 2))}
      />
    );
  }
  const missed = scenarios.filter((one) => misses(one, answers[one.id]!)).length;
  const send = async (): Promise<void> => {
    setBusy(true);
    try {
      await sendTeachBack({ order_id: orderId, answers: scenarios.map(({ id }) => ({ scenario_id: id, answer: answers[id]! })) }, missed);
      await keepTyped(name, null);
      route(address("sent"), true);
    } catch (error) {
      setFailed({ error });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page
      title={said.doneTitle}
      sub={missed > 0 ? said.doneSome(missed) : said.doneNone}
      back={address(scenarios.length)}
      tools={["listen"]}
      dock={{ label: said.send, onPress: () => void send(), busy: busy && said.sending }}
    >
      {failed && <NotKept error={failed.error} />}
      <Banner tone="know" word={said.sees}>
        {said.seesHelp}
      </Banner>
    </Page>
  );
}

interface SituationProps {
  scenario: Scenario;
  options: Record<string, string>;
  now: number;
  of: number;
  was: Verdict | null;
  back: string;
  onAnswer: (answer: Verdict) => void;
  onNext: () => void;
}

function Situation({ scenario, options, now, of, was, back, onAnswer, onNext }: SituationProps): JSX.Element {
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

function SentAnswers({ missed, state }: { missed: number; state: "here" | "received" | "parked" }): JSX.Element {
  return (
    <Page title={said.sent} sub={state === "here" ? said.here : state === "parked" ? words.read.parked : said.received} dock={{ label: said.done, href: "/order" }}>
      <p class="pill-line">
        <StatusPill state={state} />
      </p>
      <p>{missed > 0 ? said.doneSome(missed) : said.doneNone}</p>
      <p class="second">{said.sees}</p>
    </Page>
  );
}
