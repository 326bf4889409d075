/** The pages that a person may add to a log: one question each, then back to "Before you save". */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { usePhone } from "../people/phone.ts";
import { calendarDate, clockTime, instantAt, withOffset } from "../store/day.ts";
import { ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { TextField } from "../ui/textarea.tsx";
import { actWords, ruleWords } from "../coping/rules.ts";
import { useKeeping } from "./keeping.tsx";
import { GuardedText, LIMIT, useGuard } from "./guarded.tsx";
import { useSkills } from "./skills.ts";
import { MANY, ONE, type Answers, type ExtraPage } from "./log-steps.ts";
import { keep, type LogSession } from "./session.ts";
import { words } from "./text.ts";

type PageOf = { session: LogSession; onDone: () => void };

const HOUR = 3_600_000;
/** Extra pages come after the two main ones. */
const STEP = 3;

export function ExtraPageView({ page, session, onDone }: PageOf & { page: ExtraPage }): JSX.Element {
  if (page === "text") return <WordsPage session={session} onDone={onDone} />;
  if (page === "rules") return <RulesPage session={session} onDone={onDone} />;
  if (page === "sleep_hours") return <SleepPage session={session} onDone={onDone} />;
  return <ChoicePage page={page} session={session} onDone={onDone} />;
}

type ListPage = Exclude<ExtraPage, "text" | "sleep_hours" | "rules">;

function ChoicePage({ page, session, onDone }: PageOf & { page: ListPage }): JSX.Element {
  const { zone } = usePhone();
  const skills = useSkills();
  const { title, ...rest } = words.extra[page];
  const options = page === "skills" ? skills : "options" in rest ? rest.options : [];
  const was = session.answers[page];
  const [chosen, setChosen] = useState<string[]>(() => firstChosen(was));
  const { put, banner } = useKeeping();
  const done = async (): Promise<void> => {
    const [first] = chosen;
    const value = page === "talk_about" ? first === "yes" : MANY.has(page) ? chosen : first;
    const answered = first !== undefined || was !== undefined;
    if (!answered || (await put(() => keep({ [page]: value } as Answers, STEP, zone)))) onDone();
  };
  const shared = { name: page, legend: title, hideLegend: true, options } as const;
  return (
    <Page
      title={title}
      back
      tools={["listen"]}
      eyebrow={words.log.label}
      dock={{ label: words.log.done, onPress: () => void done() }}
    >
      {banner}
      {ONE.has(page) ? (
        <ChoiceList {...shared} value={chosen[0] ?? null} onChange={(value) => setChosen([value])} />
      ) : (
        <ChoiceList {...shared} many columns={2} values={chosen} onChange={setChosen} />
      )}
    </Page>
  );
}

/** What was answered before, as the choices to show. "No" to talking about it is what nobody chose yet. */
function firstChosen(was: Answers[ListPage]): string[] {
  if (was === undefined || was === false) return [];
  if (was === true) return ["yes"];
  return Array.isArray(was) ? was : [String(was)];
}

/** Which rules of the plan were used, and whether each helped. Needs the plan, so it is offered after the PIN only. */
function RulesPage({ session, onDone }: PageOf): JSX.Element {
  const { zone, bundle } = usePhone();
  const [used, setUsed] = useState(session.answers.rules ?? []);
  const { put, banner } = useKeeping();
  const rules = bundle?.plan?.rules ?? [];
  const done = async (): Promise<void> => {
    if (used.length === 0 && !session.answers.rules) return onDone();
    if (await put(() => keep({ rules: used }, STEP, zone))) onDone();
  };
  const helpedBy = (id: string): string | null => used.find((one) => one.id === id)?.helped ?? null;
  return (
    <Page
      title={words.extra.rules.title}
      back
      tools={["listen"]}
      eyebrow={words.log.label}
      dock={{ label: words.log.done, onPress: () => void done() }}
    >
      {banner}
      <ChoiceList
        name="rules"
        legend={words.extra.rules.title}
        hideLegend
        many
        options={rules.map((rule) => ({ value: rule.id, text: actWords(rule.then), help: ruleWords(rule) }))}
        values={used.map((one) => one.id)}
        onChange={(ids) => setUsed(ids.map((id) => used.find((one) => one.id === id) ?? { id }))}
      />
      {rules
        .filter((rule) => used.some((one) => one.id === rule.id))
        .map((rule) => (
          <ChoiceList
            key={rule.id}
            name={`helped-${rule.id}`}
            legend={`${actWords(rule.then)}. ${words.extra.helped.title}`}
            columns={2}
            options={words.extra.helped.options}
            value={helpedBy(rule.id)}
            onChange={(helped) => setUsed(used.map((one) => (one.id === rule.id ? { ...one, helped } : one)))}
          />
        ))}
    </Page>
  );
}

function SleepPage({ session, onDone }: PageOf): JSX.Element {
  const { zone } = usePhone();
  const asked = words.extra.sleep_hours;
  const [value, setValue] = useState(session.answers.sleep_hours?.toString() ?? "");
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const { put, banner } = useKeeping();
  const done = async (): Promise<void> => {
    const hours = Number(value.replace(",", "."));
    if (value.trim() === "") return onDone();
    if (!Number.isFinite(hours) || hours < 0 || hours > 24)
      return setErrors([{ field: "sleep", message: asked.wrong }]);
    if (await put(() => keep({ sleep_hours: hours }, STEP, zone))) onDone();
  };
  return (
    <Page
      title={asked.title}
      sub={asked.help}
      back
      tools={["listen"]}
      eyebrow={words.log.label}
      dock={{ label: words.log.done, onPress: () => void done() }}
    >
      <ErrorSummary errors={errors} />
      {banner}
      <TextField
        name="sleep"
        label={asked.label}
        value={value}
        onInput={setValue}
        inputMode="numeric"
        width={4}
        error={errors[0]?.message ?? null}
      />
    </Page>
  );
}

function WordsPage({ session, onDone }: PageOf): JSX.Element {
  const { zone } = usePhone();
  const find = useGuard();
  const asked = words.extra.text;
  const [text, setText] = useState(session.answers.text ?? "");
  const [kept, setKept] = useState(session.answers.kept ?? []);
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const { put, banner } = useKeeping();
  const store = (value: string): Promise<boolean> => put(() => keep({ text: value.slice(0, LIMIT), kept }, STEP, zone));
  const done = async (): Promise<void> => {
    if (text.length > LIMIT) return setError(words.guard.tooLong);
    if (find(text, kept).length > 0) {
      setAsking(true);
      announce(words.guard.look);
      document.getElementById("words")?.focus();
      return;
    }
    if (await store(text.trim())) onDone();
  };
  return (
    <Page
      title={asked.title}
      back
      tools={["listen"]}
      eyebrow={words.log.label}
      dock={{ label: words.log.done, onPress: () => void done() }}
    >
      {banner}
      <GuardedText
        name="words"
        label={asked.label}
        help={asked.help}
        value={text}
        kept={kept}
        asking={asking}
        error={error}
        onInput={(value) => {
          setError(null);
          setText(value);
        }}
        onKeep={setKept}
        onPause={(value) => {
          return value === (session.answers.text ?? "") ? null : store(value);
        }}
      />
    </Page>
  );
}

/** When it happened: one of three near times, or a day and a time on the participant's clock. */
export function WhenPage({ session, onDone }: PageOf): JSX.Element {
  const { zone } = usePhone();
  const [choice, setChoice] = useState<string | null>(null);
  const at = Date.parse(session.answers.happened_at ?? new Date().toISOString());
  const [day, setDay] = useState(calendarDate(at, zone));
  const [time, setTime] = useState(clockTime(at, zone));
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const { put, banner } = useKeeping();
  const done = async (): Promise<void> => {
    if (!choice) return onDone();
    const now = Date.now();
    let instant = choice === "hour" ? now - HOUR : choice === "hours" ? now - 3 * HOUR : now;
    if (choice === "other" || choice === "today") {
      const on = choice === "today" ? calendarDate(now, zone) : day;
      const field = choice === "today" ? "time" : "day";
      if (!/^\d{4}-\d{2}-\d{2}$/.test(on) || !/^\d{2}:\d{2}$/.test(time)) {
        return setErrors([{ field, message: choice === "today" ? words.when.missingTime : words.when.missing }]);
      }
      const [hour, minute] = time.split(":").map(Number) as [number, number];
      instant = instantAt(on, hour, minute, zone);
      if (instant > now) return setErrors([{ field, message: words.when.future }]);
    }
    if (await put(() => keep({ happened_at: withOffset(instant, zone) }, STEP, zone))) onDone();
  };
  return (
    <Page
      title={words.extra.when.title}
      back
      tools={["listen"]}
      eyebrow={words.log.label}
      dock={{ label: words.log.done, onPress: () => void done() }}
    >
      <ErrorSummary errors={errors} />
      {banner}
      <ChoiceList
        name="when"
        legend={words.extra.when.title}
        hideLegend
        options={words.when.options}
        value={choice}
        onChange={(value) => {
          setErrors([]);
          setChoice(value);
        }}
      />
      {choice === "today" && (
        <TextField name="time" label={words.when.time} type="time" value={time} onInput={setTime} width={10} />
      )}
      {choice === "other" && (
        <div class="pair">
          <TextField
            name="day"
            label={words.when.day}
            type="date"
            value={day}
            onInput={setDay}
            max={calendarDate(Date.now(), zone)}
          />
          <TextField name="time" label={words.when.time} type="time" value={time} onInput={setTime} />
        </div>
      )}
    </Page>
  );
}
