/**
 * The pages of a form one after another, over whatever keeps its answers: a step by step, or a change to a card that was sent.
 * The address carries the page (`?page=2`), so that Back works. `keep` is called after each page, `finish` after the last.
 */
import type { ComponentChildren, JSX } from "preact";
import { useLocation } from "preact-iso";
import { useMemo, useState } from "preact/hooks";
import type { Form, FormItem } from "../store/shapes.ts";
import { Banner, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { asked, isAsked, isLed, pagesOf, problemWith, type Answers } from "./form.ts";
import { FormItemView } from "./form-view.tsx";
import { useGuard } from "./guarded.tsx";
import { wordsOf } from "../text/of.ts";
import { language } from "../text/tongue.ts";
import { AppsOwn } from "../ui/only-english.tsx";
import { words } from "./text.ts";
import { WhoReads } from "./who.tsx";

export interface FormPagesProps {
  form: Form;
  /** Words of the step header: "Step by step". */
  label: string;
  /** The address of these pages, without the page. */
  base: string;
  back: string;
  /** What stands above the questions of a page with several. */
  severalTitle: string;
  initial: Answers;
  save: string;
  saving: string;
  failed: { word: string; help: string };
  /** Drawn above the questions of each page. */
  above?: ComponentChildren;
  keep: (answers: Answers, kept: string[], page: number) => Promise<void>;
  /** Resolves with where to go. */
  finish: (answers: Answers, kept: string[]) => Promise<string>;
  /** True once something is on the disk, so that there is something to stop. */
  begun: boolean;
}

/** Numbers are typed as text; they are kept as numbers. */
function withNumbers(form: Form, answers: Answers): Answers {
  const kept = { ...answers };
  for (const item of form.items) {
    const value = kept[item.link_id];
    if (item.type === "number" && typeof value === "string") kept[item.link_id] = Number(value.replace(",", "."));
  }
  return kept;
}

/** Asks whether somebody acted: who reads it is said on that page, before it is saved (product F6). */
const ASKS_ACTED: ReadonlySet<string> = new Set(["acted", "act"]);

export function FormPages(props: FormPagesProps): JSX.Element {
  const { form, base, save, saving, failed: failure, keep, finish } = props;
  const { route, query } = useLocation();
  const pages = useMemo(() => pagesOf(form), [form]);
  const [answers, setAnswers] = useState<Answers>(props.initial);
  const [kept, setKept] = useState<string[]>([]);
  const [asking, setAsking] = useState(false);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const [stopping, setStopping] = useState(false);
  const find = useGuard();
  const at = Math.min(Math.max(Number(query["page"] ?? 1) || 1, 1), pages.length) - 1;
  const page = (pages[at] ?? []).filter((item) => isAsked(item, form, answers));
  const last = at === pages.length - 1;
  const around = wordsOf("journal", form.language);
  const [head] = page;

  const wrong = (item: FormItem): FieldProblem[] => {
    const problem = problemWith(item, withNumbers(form, answers)[item.link_id]);
    if (!problem) return [];
    const message =
      problem === "missing"
        ? around.card.missing
        : problem === "long"
          ? around.guard.tooLong
          : around.card.number(item.min ?? 0, item.max ?? 24);
    return [{ field: item.link_id, message }];
  };
  const next = async (): Promise<void> => {
    const problems = page.flatMap(wrong);
    if (problems.length > 0) return setErrors(problems);
    const named = page.find(
      (item) => item.type === "text" && find(String(answers[item.link_id] ?? ""), kept).length > 0,
    );
    if (named) {
      setAsking(true);
      announce(words.guard.look);
      document.getElementById(named.link_id)?.focus();
      return;
    }
    setBusy(true);
    setFailed(false);
    const whole = asked(form, withNumbers(form, answers));
    try {
      if (!last) {
        await keep(whole, kept, at + 1);
        return route(`${base}?page=${at + 2}`);
      }
      route(await finish(whole, kept), true);
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };
  const led = isLed(pages[at] ?? []);
  return (
    <Page
      title={led && head ? head.text : props.severalTitle}
      of={led ? (form.language ?? "en") : undefined}
      sub={led ? head?.help : undefined}
      back={at === 0 ? props.back : true}
      tools={["listen"]}
      {...(props.begun ? { stop: { onStop: () => setStopping(true) } } : {})}
      step={{ label: props.label, now: at + 1, of: pages.length }}
      dock={{ label: last ? save : words.card.next, onPress: () => void next(), busy: busy && saving }}
    >
      <ErrorSummary errors={errors} />
      {failed && (
        <Banner tone="needs" icon="warn" word={failure.word}>
          {failure.help}
        </Banner>
      )}
      {!failed && props.above}
      {page.map((item) => (
        <FormItemView
          key={item.link_id}
          item={item}
          of={form.language}
          asks={led && item === head}
          value={answers[item.link_id]}
          onAnswer={(value) => {
            setErrors([]);
            const { [item.link_id]: _was, ...others } = answers;
            setAnswers(value === undefined ? others : { ...others, [item.link_id]: value });
          }}
          onPause={() => {
            // A pause is no press: where it does not save, the button says so.
            if (props.begun) keep(asked(form, withNumbers(form, answers)), kept, at + 1).catch(() => undefined);
          }}
          kept={kept}
          onKeep={setKept}
          asking={asking}
          error={errors.find((error) => error.field === item.link_id)?.message ?? null}
        />
      ))}
      {page.some((item) => ASKS_ACTED.has(item.link_id)) && <AppsOwn of={led ? form.language : language}><WhoReads /></AppsOwn>}
      {stopping && (
        <Sheet title={words.log.stop.title} onClose={() => setStopping(false)}>
          <p>{words.log.stop.help}</p>
          <div class="sheet-buttons">
            <Button onClick={() => route("/")}>{words.log.stop.stop}</Button>
            <Button kind="second" onClick={() => setStopping(false)}>
              {words.log.stop.on}
            </Button>
          </div>
        </Sheet>
      )}
    </Page>
  );
}
