/** One lesson: a page a screen, then "would this count?", then one thing to keep. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useRef, useState } from "preact/hooks";
import { NEW_RULE, startRule } from "../coping/handover.ts";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { Icon } from "../ui/icon.tsx";
import { Page, type PageProps } from "../ui/page.tsx";
import { Blocks } from "./blocks.tsx";
import { pagesOf, ruleIn, sourceOf, type Check, type Lesson } from "./lessons.ts";
import { wordsOf } from "../text/of.ts";
import { words, type LearningWords } from "./text.ts";

type Frame = Pick<PageProps, "back" | "tools" | "step" | "of">;

/** The words around a lesson are in its language; back and next stay in the phone's. */
function around(lesson: Lesson): LearningWords {
  return wordsOf("learning", lesson.language);
}

export function Player({ lesson, label }: { lesson: Lesson; label: string | null }): JSX.Element {
  const { query, route } = useLocation();
  const pages = pagesOf(lesson);
  const at = Math.min(Math.max(Number(query.page ?? 1) || 1, 1), pages.length) - 1;
  const page = pages[at]!;
  const frame: Frame = {
    back: at === 0 ? "/learn" : true,
    tools: ["listen"],
    of: lesson.language ?? "en",
    step: { label: words.label, now: at + 1, of: pages.length },
  };
  const next = (): void => route(`/learn/${lesson.id}?page=${at + 2}`);
  if (page.kind === "check") {
    return (
      <CheckPage
        key={page.check.id}
        lesson={lesson}
        check={page.check}
        title={around(lesson).check(page.number, page.of)}
        frame={frame}
        onNext={next}
      />
    );
  }
  if (page.kind === "takeaway") return <Takeaway lesson={lesson} frame={frame} />;
  return (
    <Page title={page.screen.title} {...frame} dock={{ label: words.next, onPress: next }}>
      <Blocks key={page.screen.id} blocks={page.screen.blocks} of={lesson.language} />
      {at === 0 && label && <p class="second">{label}</p>}
    </Page>
  );
}

type CheckProps = { lesson: Lesson; check: Check; title: string; frame: Frame; onNext: () => void };

function CheckPage({ lesson, check, title, frame, onNext }: CheckProps): JSX.Element {
  const [chosen, setChosen] = useState<string | null>(null);
  const [answered, setAnswered] = useState(false);
  const [missing, setMissing] = useState(false);
  const said = around(lesson);
  const press = (): void => {
    if (answered) return onNext();
    if (chosen === null) return setMissing(true);
    setAnswered(true);
  };
  return (
    <Page title={title} {...frame} dock={{ label: answered ? words.next : words.see, onPress: press }}>
      <p class="situation">{check.situation}</p>
      <h2>{said.question}</h2>
      {answered ? (
        <>
          <ul class="choice-rows answered">
            {check.options.map((option) => (
              <Answered
                key={option.value}
                text={option.text}
                mine={option.value === chosen}
                fits={option.value === check.answer}
                said={said}
              />
            ))}
          </ul>
          <Reason lesson={lesson} check={check} />
        </>
      ) : (
        <ChoiceList
          name="check"
          legend={said.question}
          hideLegend
          options={check.options}
          value={chosen}
          onChange={(value) => {
            setMissing(false);
            setChosen(value);
          }}
          error={missing ? said.choose : null}
        />
      )}
    </Page>
  );
}

/** An option after answering: what was chosen is left in peace, and the one that fits says so. */
function Answered({ text, mine, fits, said }: { text: string; mine: boolean; fits: boolean; said: LearningWords }): JSX.Element {
  return (
    <li class={mine ? "choice chosen" : "choice"}>
      <span class="tick" aria-hidden="true">
        {mine && <Icon name="tick" />}
      </span>
      <span class="choice-text">
        {text}
        {mine && <span class="hear"> {said.yours}</span>}
      </span>
      {fits && <span class="pill read">{said.fits}</span>}
    </li>
  );
}

function Reason({ lesson, check }: { lesson: Lesson; check: Check }): JSX.Element {
  const [open, setOpen] = useState(false);
  const source = sourceOf(lesson, check.source);
  const said = around(lesson);
  const box = useRef<HTMLDivElement>(null);
  // On a short phone it comes up behind the dock.
  useEffect(() => box.current?.scrollIntoView({ block: "nearest" }), [open]);
  return (
    <div role="status" ref={box}>
      <Card>
        <p>{check.reason}</p>
        {source && (
          <>
            <button type="button" class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? said.hide : said.source}
            </button>
            {open && <p class="second">{source}</p>}
          </>
        )}
      </Card>
    </div>
  );
}

function Takeaway({ lesson, frame }: { lesson: Lesson; frame: Frame }): JSX.Element {
  const [open, setOpen] = useState(false);
  const { route } = useLocation();
  const rule = ruleIn(lesson.takeaway);
  const said = around(lesson);
  return (
    <Page title={said.takeaway} {...frame} dock={{ label: words.done, href: "/learn" }}>
      <Card tone="soft">
        <p class="takeaway">{lesson.takeaway}</p>
      </Card>
      <p>{said.takeawayHelp}</p>
      {rule && (
        <Button
          kind="second"
          icon="add"
          wide
          onClick={() => {
            startRule(rule);
            route(NEW_RULE);
          }}
        >
          {said.toPlan}
        </Button>
      )}
      <p class="second">{lesson.source_note}</p>
      <button type="button" class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? said.hide : said.sources}
      </button>
      {open && (
        <ul class="points second">
          {lesson.sources.map((source) => (
            <li key={source.id}>{source.text}</li>
          ))}
        </ul>
      )}
    </Page>
  );
}
