/** The daily card, and any other form that is due: its pages one after another, each kept as it is answered. Needs the PIN. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useMemo, useState } from "preact/hooks";
import { usePhone } from "../people/phone.ts";
import { answeredHere, noteAnswered } from "../store/answered.ts";
import { localDay } from "../store/day.ts";
import { drafts, flush, type CheckinBody, type Draft, type Form, type FormItem } from "../store/index.ts";
import { Banner, EmptyState, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { longDay } from "../text/when.ts";
import { DAILY, joined, parted, withAsks } from "./asks.ts";
import { asked, isAsked, isLed, pagesOf, problemWith, type Answers } from "./form.ts";
import { dueCard, type Due } from "./due.ts";
import { FormItemView } from "./form-view.tsx";
import { useFreeText, useGuard } from "./guarded.tsx";
import { NotKept } from "./keeping.tsx";
import { useOutbox } from "./mine.ts";
import { wordsOf } from "../text/of.ts";
import { AppsOwn } from "../ui/only-english.tsx";
import { words } from "./text.ts";
import { CallLines, WhoReads } from "./who.tsx";

export function Card(): JSX.Element {
  const { bundle, zone } = usePhone();
  const { query } = useLocation();
  const items = useOutbox();
  const [found, setFound] = useState<{ due: Due | null; draft: Draft<"checkin"> | null } | null>(null);
  useEffect(() => {
    if (!bundle || !items || found) return;
    const days = items
      .filter((item) => item.kind === "checkin" && (item.state !== "parked" || item.refused))
      .map((item) => localDay(Date.parse(item.made_at), zone));
    const card = dueCard(bundle, Date.now(), zone, new Set([...days, ...answeredHere()]), query.id);
    const due = card && { ...card, form: withAsks(card.form, bundle, card.local_date, words.card.asks) };
    void drafts.unfinished("checkin").then((all) => {
      const mine = all.find(
        (draft) => draft.body.form_id === due?.form.id && (draft.body.occurrence_id ?? null) === due?.id && draft.body.local_date === due?.local_date,
      );
      setFound({ due, draft: mine ?? null });
    });
  }, [bundle, items, found]);
  if (!bundle) {
    return <Page title={words.card.noForm} sub={words.card.noFormHelp} />;
  }
  if (!found) return <p class="waiting-page" />;
  if (!found.due) {
    return (
      <Page title={words.card.none} back="/">
        <EmptyState
          title={words.entries.kinds.checkin!}
          action={
            <Button kind="soft" href="/log">
              {words.entries.make}
            </Button>
          }
        >
          {bundle.participant.status === "paused" ? words.card.nonePaused : words.card.noneHelp}
        </EmptyState>
      </Page>
    );
  }
  return <Filling due={found.due} found={found.draft} />;
}

function bodyOf(due: Due, answers: Answers, kept: string[]): CheckinBody {
  const { form, local_date } = due;
  return {
    form_id: form.id,
    form_version: form.version,
    local_date,
    ...parted(asked(form, answers)),
    occurrence_id: due.id,
    kept,
    unfinished: true,
  };
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

function Filling({ due, found }: { due: Due; found: Draft<"checkin"> | null }): JSX.Element {
  const { route, query } = useLocation();
  const { zone } = usePhone();
  const { form } = due;
  const pages = useMemo(() => pagesOf(form), [form]);
  const [answers, setAnswers] = useState<Answers>(found ? joined(found.body) : {});
  const [draft, setDraft] = useState(found);
  const [kept, setKept] = useState<string[]>([]);
  const [asking, setAsking] = useState(false);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  const [stopping, setStopping] = useState(false);
  const find = useGuard();
  const freeText = useFreeText();
  // What was begun opens after the last page that was kept.
  const start = found ? Math.min(found.step + 1, pages.length) : 1;
  const at = Math.min(Math.max(Number(query.page ?? start) || 1, 1), pages.length) - 1;
  const page = (pages[at] ?? []).filter((item) => isAsked(item, form, answers));
  const last = at === pages.length - 1;
  const [head] = page;

  const around = wordsOf("journal", form.language).card;
  const pageAt = (n: number): string => `/card?page=${n}${due.id ? `&id=${due.id}` : ""}`;
  const keep = async (): Promise<Draft<"checkin">> => {
    const body = bodyOf(due, withNumbers(form, answers), kept);
    const now = draft ? await drafts.keep(draft, at + 1, body) : await drafts.begin("checkin", at + 1, body);
    setDraft(now);
    return now;
  };
  const wrong = (item: FormItem): FieldProblem[] => {
    const value = withNumbers(form, answers)[item.link_id];
    const problem = problemWith(item, value);
    // Where own words are off, none can be missing.
    if (!problem || (problem === "missing" && item.type === "text" && !freeText)) return [];
    const message =
      problem === "missing"
        ? around.missing
        : problem === "long"
          ? wordsOf("journal", form.language).guard.tooLong
          : around.number(item.min ?? 0, item.max ?? 24);
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
    setFailed(null);
    try {
      const now = await keep();
      if (!last) return route(pageAt(at + 2));
      const { id } = await drafts.finish(now, bodyOf(due, withNumbers(form, answers), kept));
      if (due.id) await noteAnswered(due.id);
      void flush();
      // Somebody is not safe: the page that follows has all the lines, and says when the card is read.
      route(asked(form, answers).not_safe === true ? `/not-safe/sent/${id}` : `/log/saved/${id}`, true);
    } catch (error) {
      setFailed({ error });
    } finally {
      setBusy(false);
    }
  };
  const group = form.groups?.find((one) => one.id === head?.group);
  const led = !group && isLed(pages[at] ?? []);
  const title = group ? group.title : led && head ? head.text : head?.type === "scale" ? around.about : around.more;
  const yesterdays = due.local_date !== localDay(Date.now(), zone);
  return (
    <Page
      title={title}
      of={form.language ?? "en"}
      sub={group ? group.help : led ? head?.help : undefined}
      back={at === 0 ? "/" : query.page ? true : pageAt(at)}
      tools={["listen"]}
      {...(draft ? { stop: { onStop: () => setStopping(true) } } : {})}
      step={{ label: words.card.labels[form.id] ?? words.card.label, now: at + 1, of: pages.length }}
      dock={{
        label: last ? (words.card.saves[form.id] ?? words.card.save) : words.card.next,
        onPress: () => void next(),
        busy: busy && words.card.saving,
      }}
    >
      <ErrorSummary errors={errors} />
      <AppsOwn of={form.language}>
        {failed && <NotKept error={failed.error} />}
        {yesterdays && at === 0 && form.id === DAILY && <p class="second">{words.card.forDay(longDay(due.local_date))}</p>}
        {found && at === start - 1 && !failed && <Banner tone="know" word={words.card.resume} />}
      </AppsOwn>
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
          // A pause is no press: where it does not save, Next says so.
          onPause={() => (draft ? keep().catch(() => undefined) : null)}
          kept={kept}
          onKeep={setKept}
          asking={asking}
          error={errors.find((error) => error.field === item.link_id)?.message ?? null}
        />
      ))}
      {page.some((item) => item.link_id === "acted" || item.link_id.endsWith(".acted")) && <AppsOwn of={form.language}><WhoReads /></AppsOwn>}
      {page.some((item) => item.link_id === "not_safe" && answers[item.link_id] === true) && (
        <AppsOwn of={form.language}>
          <h2 class="small">{words.card.callLine}</h2>
          <CallLines all />
        </AppsOwn>
      )}
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
