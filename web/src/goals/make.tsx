/**
 * Making a goal, one question a page: part of life, the words, whether it needs the person on the order, why, by when, first steps,
 * then a look at it before it is saved. Yes to the person stops here, kindly, and nothing is saved. What was typed is kept under the PIN.
 */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { forms } from "../coping/positive-act-table.ts";
import { positiveAct } from "../coping/positive.ts";
import { NotKept } from "../journal/keeping.tsx";
import { GuardedText, useGuard } from "../journal/guarded.tsx";
import { words as journal } from "../journal/text.ts";
import { WhoReads } from "../journal/who.tsx";
import { usePhone } from "../people/phone.ts";
import type { StepBody } from "../store/index.ts";
import { newId } from "../store/outbox.ts";
import { dateIn, fullDate } from "../text/when.ts";
import { Banner, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { DataList } from "../ui/card.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { TextField } from "../ui/textarea.tsx";
import { keepTyped, saySomething, typed } from "./mine.ts";
import { words } from "./text.ts";

const said = words.make;
const PAGES = ["area", "text", "person", "why", "when", "steps", "review"] as const;
type PageName = (typeof PAGES)[number];

export interface StepDraft {
  id: string;
  actor: string;
  text: string;
  due_on: string;
  kept: string[];
}

interface GoalDraft {
  area: string | null;
  text: string;
  person: "yes" | "no" | null;
  why: string;
  target_on: string;
  steps: StepDraft[];
  kept: string[];
}

export const freshStep = (): StepDraft => ({ id: newId(), actor: "me", text: "", due_on: "", kept: [] });

export function stepBody(step: StepDraft): StepBody {
  return { id: step.id, actor: step.actor, text: step.text.trim(), ...(step.due_on ? { due_on: step.due_on } : {}) };
}

const fresh = (): GoalDraft => ({ area: null, text: "", person: null, why: "", target_on: "", steps: [freshStep()], kept: [] });

export function MakeGoal(): JSX.Element {
  const { route, query } = useLocation();
  const phone = usePhone();
  const find = useGuard();
  const [goal, setGoal] = useState<GoalDraft | null>(null);
  const [asking, setAsking] = useState(false);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  useEffect(() => void typed<GoalDraft>("goal").then((kept) => setGoal(kept ?? fresh())), []);
  if (!goal) return <p class="waiting-page" />;
  const asked = PAGES.find((name) => name === query.at) ?? "area";
  // A page in the middle, opened by an old address, begins with the first one that is not answered.
  const page: PageName = asked === "area" || !goal.area ? "area" : !goal.text.trim() ? "text" : goal.person !== "no" && PAGES.indexOf(asked) > 2 ? "person" : asked;
  const at = PAGES.indexOf(page);
  const change = (more: Partial<GoalDraft>): void => {
    setErrors([]);
    const next = { ...goal, ...more };
    setGoal(next);
    void keepTyped("goal", next);
  };
  const go = (name: PageName): void => route(`/plan/goals/new?at=${name}`);
  const kind = (field: string, text: string, positive: boolean): FieldProblem[] => {
    if (text.length > 200) return [{ field, message: words.form.tooLong }];
    const refused = positive ? positiveAct(text, forms) : null;
    return refused ? [{ field, message: text.trim() ? refused : said.text.missing }] : [];
  };
  const wrong = (): FieldProblem[] => {
    if (page === "area") return goal.area ? [] : [{ field: "area", message: said.area.missing }];
    if (page === "text") return kind("goal-text", goal.text, true);
    if (page === "person") return goal.person ? [] : [{ field: "person", message: said.person.missing }];
    if (page === "why") return goal.why.length > 300 ? [{ field: "goal-why", message: journal.guard.tooLong }] : [];
    if (page === "when") {
      const past = goal.target_on && goal.target_on < dateIn(new Date(), phone.zone);
      return past ? [{ field: "target", message: said.when.past }] : [];
    }
    return goal.steps.flatMap((step) => (step.text.trim() ? kind(`step-${step.id}`, step.text, true) : []));
  };
  const found = (): boolean => {
    const texts: [string, readonly string[]][] =
      page === "text" ? [[goal.text, goal.kept]] : page === "why" ? [[goal.why, goal.kept]] : page === "steps" ? goal.steps.map((s) => [s.text, s.kept]) : [];
    return texts.some(([text, kept]) => find(text, kept).length > 0);
  };
  const next = (): void => {
    const problems = wrong();
    if (problems.length > 0) return setErrors(problems);
    if (!asking && found()) {
      setAsking(true);
      return announce(journal.guard.look);
    }
    setAsking(false);
    const to = PAGES[at + 1];
    if (to) go(to);
  };
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const steps = goal.steps.filter((step) => step.text.trim());
      await saySomething(
        "goal",
        {
          area: goal.area ?? "",
          text: goal.text.trim(),
          ...(goal.why.trim() ? { why: goal.why.trim() } : {}),
          ...(goal.target_on ? { target_on: goal.target_on } : {}),
          steps: steps.map(stepBody),
          needs_person: false,
          kept: [...goal.kept, ...steps.flatMap((step) => step.kept)].slice(0, 20),
        },
        phone.zone,
      );
      await keepTyped("goal", null);
      announce(said.saved);
      route("/plan/goals", true);
    } catch (error) {
      setFailed({ error });
      setBusy(false);
    }
  };
  const refused = page === "person" && goal.person === "yes";
  const of = (field: string): string | null => errors.find((error) => error.field === field)?.message ?? null;
  const titles: Record<PageName, [string, string | undefined]> = {
    area: [said.area.title, undefined],
    text: [said.text.title, said.text.sub],
    person: [said.person.title, said.person.sub],
    why: [said.why.title, said.why.sub],
    when: [said.when.title, said.when.sub],
    steps: [said.steps.title, said.steps.sub],
    review: [said.review.title, undefined],
  };
  const [title, sub] = titles[page];
  const dock = refused
    ? { label: said.person.again, onPress: () => { change({ person: null }); go("text"); } }
    : page === "review"
      ? { label: said.review.save, onPress: () => void save(), busy: busy && said.review.saving }
      : { label: said.next, onPress: next };
  return (
    <Page title={title} sub={sub} back={at === 0 ? "/plan/goals" : () => go(PAGES[at - 1]!)} tools={["listen"]} step={{ label: said.label, now: at + 1, of: PAGES.length }} dock={dock}>
      <ErrorSummary errors={errors} />
      {failed && <NotKept error={failed.error} />}
      {page === "area" && (
        <ChoiceList
          name="area"
          legend={title}
          hideLegend
          options={Object.entries(words.areas).map(([value, text]) => ({ value, text, help: words.areaHelp[value] ?? "" }))}
          value={goal.area}
          onChange={(area) => change({ area })}
          error={of("area")}
        />
      )}
      {page === "text" && (
        <GuardedText always name="goal-text" label={said.text.label} value={goal.text} kept={goal.kept} asking={asking} limit={200} rows={3}
          onInput={(text) => change({ text })} onKeep={(kept) => change({ kept })} error={of("goal-text")} />
      )}
      {page === "person" && (
        <>
          <ChoiceList
            name="person"
            legend={title}
            hideLegend
            options={[
              { value: "no", text: said.person.no },
              { value: "yes", text: said.person.yes },
            ]}
            value={goal.person}
            onChange={(person) => change({ person })}
            error={of("person")}
          />
          {refused && <Refused />}
        </>
      )}
      {page === "why" && (
        <GuardedText name="goal-why" label={said.why.label} value={goal.why} kept={goal.kept} asking={asking} limit={300} rows={3}
          onInput={(why) => change({ why })} onKeep={(kept) => change({ kept })} error={of("goal-why")} />
      )}
      {page === "when" && (
        <TextField name="target" label={said.when.label} type="date" value={goal.target_on} onInput={(target_on) => change({ target_on })} error={of("target")} width={14} />
      )}
      {page === "steps" && (
        <>
          {goal.steps.map((step, n) => (
            <StepFields key={step.id} step={step} asking={asking} error={of(`step-${step.id}`)} {...(goal.steps.length > 1 ? { nth: n + 1 } : {})}
              onChange={(changed) => change({ steps: goal.steps.map((one) => (one.id === step.id ? changed : one)) })}
              {...(goal.steps.length > 1 ? { onTake: () => change({ steps: goal.steps.filter((one) => one.id !== step.id) }) } : {})} />
          ))}
          {goal.steps.length < 5 && (
            <Button kind="soft" icon="add" onClick={() => change({ steps: [...goal.steps, freshStep()] })}>
              {said.steps.add}
            </Button>
          )}
        </>
      )}
      {page === "review" && <Review goal={goal} onChange={go} />}
    </Page>
  );
}

/** Why it can't be a goal, and other ways to say it. Nothing is saved. */
function Refused(): JSX.Element {
  return (
    <Banner tone="needs" word={said.person.refused}>
      {said.person.reason}
      <p>{said.person.instead}</p>
      <ul class="plain-list">
        {said.person.ideas.map((idea) => (
          <li key={idea}>{idea}</li>
        ))}
      </ul>
      <p>{said.person.talk}</p>
    </Banner>
  );
}

function Review({ goal, onChange }: { goal: GoalDraft; onChange: (page: PageName) => void }): JSX.Element {
  const steps = goal.steps.filter((step) => step.text.trim());
  return (
    <>
      <DataList
        change={said.review.change}
        data={[
          { label: said.review.area, value: words.areas[goal.area ?? ""] ?? "", onChange: () => onChange("area") },
          { label: said.review.text, value: goal.text, onChange: () => onChange("text") },
          { label: said.review.why, value: goal.why.trim() || said.review.none, onChange: () => onChange("why") },
          { label: said.review.when, value: goal.target_on ? fullDate(goal.target_on) : said.review.none, onChange: () => onChange("when") },
          {
            label: said.review.steps,
            value: steps.length ? steps.map((step) => `${step.text}. ${words.actors[step.actor]}`).join(". ") : said.review.none,
            onChange: () => onChange("steps"),
          },
        ]}
      />
      <p>{said.review.next}</p>
      <WhoReads />
    </>
  );
}

interface StepFieldsProps {
  step: StepDraft;
  onChange: (step: StepDraft) => void;
  onTake?: () => void;
  nth?: number;
  asking?: boolean;
  error: string | null;
}

/** The words of one step, who takes it, and by when. */
export function StepFields({ step, onChange, onTake, nth, asking = false, error }: StepFieldsProps): JSX.Element {
  return (
    <div class="card pad">
      {nth !== undefined && <h2 class="small">{said.steps.nth(nth)}</h2>}
      <GuardedText always name={`step-${step.id}`} label={said.steps.label} value={step.text} kept={step.kept} asking={asking} limit={200} rows={2}
        onInput={(text) => onChange({ ...step, text })} onKeep={(kept) => onChange({ ...step, kept })} error={error} />
      <ChoiceList
        name={`who-${step.id}`}
        legend={said.steps.who}
        columns={2}
        options={Object.entries(words.actors).map(([value, text]) => ({ value, text }))}
        value={step.actor}
        onChange={(actor) => onChange({ ...step, actor })}
      />
      {step.actor === "probation" && <p class="second">{said.steps.probationHelp}</p>}
      <TextField name={`due-${step.id}`} label={said.when.title} type="date" value={step.due_on} onInput={(due_on) => onChange({ ...step, due_on })} width={14} />
      {onTake && (
        <button type="button" class="link" onClick={onTake}>
          {said.steps.take}
        </button>
      )}
    </div>
  );
}
