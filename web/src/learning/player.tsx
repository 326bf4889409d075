/**
 * One lesson: a page a screen, then "would this count?", then one thing to keep. What was chosen is kept until the end, through a lock or a
 * kill; read to the end, the lesson is one entry.
 */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useRef, useState } from "preact/hooks";
import { NEW_RULE, startRule } from "../coping/handover.ts";
import { NotKept } from "../journal/keeping.tsx";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { Icon } from "../ui/icon.tsx";
import { Page, type PageProps } from "../ui/page.tsx";
import { Blocks } from "./blocks.tsx";
import { finish, useChosen, type Chosen } from "./finished.ts";
import { asksYesOrNo, pagesOf, ruleIn, sourceOf, type Check, type Lesson } from "./lessons.ts";
import { wordsOf } from "../text/of.ts";
import { words, type LearningWords } from "./text.ts";

type Frame = Pick<PageProps, "back" | "tools" | "step" | "of">;

/** The words around a lesson are in its language; back and next stay in the phone's. */
function around(lesson: Lesson): LearningWords {
  return wordsOf("learning", lesson.language);
}

export function Player({ lesson, label }: { lesson: Lesson; label: string | null }): JSX.Element {
  const { query, route } = useLocation();
  const [chosen, choose] = useChosen(lesson);
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
  if (!chosen && page.kind !== "screen") return <p class="waiting-page" />;
  if (page.kind === "check") {
    return (
      <CheckPage
        key={page.check.id}
        lesson={lesson}
        check={page.check}
        title={around(lesson).check(page.number, page.of)}
        frame={frame}
        was={chosen![page.check.id] ?? null}
        onChoose={(answer) => choose({ ...chosen, [page.check.id]: answer })}
        onNext={next}
      />
    );
  }
  if (page.kind === "takeaway") return <Takeaway lesson={lesson} frame={frame} chosen={chosen!} />;
  return (
    <Page title={page.screen.title} {...frame} dock={{ label: words.next, onPress: next }}>
      <Blocks key={page.screen.id} blocks={page.screen.blocks} of={lesson.language} />
      {at === 0 && label && <p class="second">{label}</p>}
    </Page>
  );
}

interface CheckProps {
  lesson: Lesson;
  check: Check;
  title: string;
  frame: Frame;
  was: string | null;
  onChoose: (answer: string) => void;
  onNext: () => void;
}

function CheckPage({ lesson, check, title, frame, was, onChoose, onNext }: CheckProps): JSX.Element {
  const [chosen, setChosen] = useState<string | null>(was);
  const [missing, setMissing] = useState(false);
  const said = around(lesson);
  const answered = was !== null;
  const question = asksYesOrNo(check) ? said.question : said.think;
  const press = (): void => {
    if (answered) return onNext();
    if (chosen === null) return setMissing(true);
    onChoose(chosen);
  };
  return (
    <Page title={title} {...frame} dock={{ label: answered ? words.next : words.see, onPress: press }}>
      <p class="situation">{check.situation}</p>
      <h2>{question}</h2>
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
          legend={question}
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
      {!answered && <p class="second">{said.sees}</p>}
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

function Takeaway({ lesson, frame, chosen }: { lesson: Lesson; frame: Frame; chosen: Chosen }): JSX.Element {
  const { route } = useLocation();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  const rule = ruleIn(lesson.takeaway);
  const said = around(lesson);
  const untried = pagesOf(lesson).findIndex((page) => page.kind === "check" && !(page.check.id in chosen));
  const done = async (to: string): Promise<void> => {
    if (busy) return;
    setBusy(true);
    try {
      await finish(lesson, chosen);
      if (to === NEW_RULE && rule) startRule({ ...rule, back: "/learn" }); // The lesson is finished.
      route(to);
    } catch (error) {
      setFailed({ error });
      setBusy(false);
    }
  };
  return (
    <Page title={said.takeaway} {...frame} dock={{ label: words.done, onPress: () => void done("/learn"), busy: busy && words.saving }}>
      {failed && <NotKept error={failed.error} />}
      <Card tone="soft">
        <p class="takeaway">{lesson.takeaway}</p>
      </Card>
      <p>{said.takeawayHelp}</p>
      {untried >= 0 && (
        <Button kind="soft" wide href={`/learn/${lesson.id}?page=${untried + 1}`}>
          {said.tryRest}
        </Button>
      )}
      {rule && (
        <Button kind="second" icon="add" wide onClick={() => void done(NEW_RULE)}>
          {said.toPlan}
        </Button>
      )}
      <Banner tone="know" word={said.sees} />
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
