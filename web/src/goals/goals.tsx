/** Goals: the list, and one goal with its steps. Every step is one press; what was said waits for signal by itself. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { forms } from "../coping/positive-act-table.ts";
import { positiveAct } from "../coping/positive.ts";
import { GuardedText, useGuard } from "../journal/guarded.tsx";
import type { Goal, GoalStep } from "../store/index.ts";
import { fullDate, longDay } from "../text/when.ts";
import { Banner, EmptyState, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Card, List, Row } from "../ui/card.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { freshStep, StepFields, stepBody, type StepDraft } from "./make.tsx";
import { saySomething, typed, useMine } from "./mine.ts";
import { words } from "./text.ts";

const said = words.goals;
const OVER = new Set(["not_agreed", "done", "left"]);

export function GoalsPage(): JSX.Element {
  const { goals, here, ready } = useMine();
  const [started, setStarted] = useState(false);
  useEffect(() => void typed("goal").then((kept) => setStarted(kept !== null)), []);
  const open = goals.filter((goal) => !OVER.has(goal.state));
  const over = goals.filter((goal) => OVER.has(goal.state));
  const add = { label: started ? said.goOn : said.add, href: "/plan/goals/new" };
  return (
    <Page title={said.title} back="/plan" tools={["listen"]} dock={add}>
      {ready && goals.length === 0 && <EmptyState title={said.none}>{said.noneHelp}</EmptyState>}
      {open.length > 0 && (
        <List label={said.title}>
          {open.map((goal) => (
            <Row key={goal.id} icon="plan" title={goal.text} second={stateOf(goal, here.has(goal.id))} href={`/plan/goals/${goal.id}`} />
          ))}
        </List>
      )}
      {over.length > 0 && (
        <>
          <h2 class="small">{said.over}</h2>
          <List label={said.over}>
            {over.map((goal) => (
              <Row key={goal.id} title={goal.text} second={stateOf(goal, here.has(goal.id))} href={`/plan/goals/${goal.id}`} />
            ))}
          </List>
        </>
      )}
    </Page>
  );
}

function stateOf(goal: Goal, here: boolean): string {
  if (here && goal.state === "proposed" && goal.proposed_by === "participant") return words.waits;
  if (goal.state === "proposed" && goal.proposed_by === "clinician") return said.suggested(said.clinician);
  if (goal.state === "done" && goal.outcome) return said.outcomes[goal.outcome] ?? "";
  return said.states[goal.state] ?? "";
}

export function GoalPage({ id }: { id: string }): JSX.Element {
  const { route } = useLocation();
  const { goals, here, phone, ready } = useMine();
  const [leaving, setLeaving] = useState(false);
  const [adding, setAdding] = useState(false);
  const goal = goals.find((one) => one.id === id);
  if (!goal) {
    if (!ready) return <p class="waiting-page" />;
    return (
      <Page title={said.notFound} back="/plan/goals">
        <EmptyState title={said.notFoundHelp} action={<Button kind="soft" href="/plan/goals">{said.toGoals}</Button>} />
      </Page>
    );
  }
  const open = !OVER.has(goal.state);
  const theirs = goal.state === "proposed" && goal.proposed_by === "clinician";
  const say = (move: "step_done" | "step_undone" | "leave" | "want", more: { step_id?: string } = {}): void => {
    void saySomething("goal_step", { goal_id: id, move, ...more }, phone.zone);
  };
  return (
    <Page title={goal.text} eyebrow={words.areas[goal.area]} back="/plan/goals" tools={["listen"]} sub={stateOf(goal, here.has(id))}>
      {theirs && <Answer goal={goal} zone={phone.zone} />}
      {(goal.why || goal.target_on || goal.reason) && (
        <Card>
          {goal.target_on && <p>{said.by(fullDate(goal.target_on))}</p>}
          {goal.why && (
            <p>
              <strong>{said.why}.</strong> {goal.why}
            </p>
          )}
          {goal.reason && !theirs && (
            <p>
              <strong>{said.said}.</strong> {goal.reason}
            </p>
          )}
        </Card>
      )}
      <h2 class="small">{said.steps}</h2>
      <div class="card pad">
        {goal.steps.length === 0 && <p class="second">{said.noSteps}</p>}
        {goal.steps.map((step) => (
          <StepRow key={step.id} step={step} open={open} waits={here.has(step.id)} onMark={(done) => {
            say(done ? "step_done" : "step_undone", { step_id: step.id });
            announce(done ? said.markDone : said.markUndone);
          }} />
        ))}
      </div>
      {open && adding && <NewStep goal={goal} zone={phone.zone} onDone={() => setAdding(false)} />}
      {open && !adding && (
        <Button kind="soft" icon="add" onClick={() => setAdding(true)}>
          {said.addStep}
        </Button>
      )}
      {open && !theirs && (
        <button type="button" class="link" onClick={() => setLeaving(true)}>
          {said.leave}
        </button>
      )}
      {leaving && (
        <Sheet title={said.leaveTitle} onClose={() => setLeaving(false)}>
          <p>{said.leaveHelp}</p>
          <div class="sheet-buttons">
            <Button
              onClick={() => {
                say("leave");
                setLeaving(false);
                route("/plan/goals");
              }}
            >
              {said.leaveYes}
            </Button>
            <Button kind="second" onClick={() => setLeaving(false)}>
              {said.leaveNo}
            </Button>
          </div>
        </Sheet>
      )}
    </Page>
  );
}

function StepRow({ step, open, waits, onMark }: { step: GoalStep; open: boolean; waits: boolean; onMark: (done: boolean) => void }): JSX.Element {
  const done = step.done_on !== null;
  const who = said.stepBy(words.actors[step.actor] ?? "", step.due_on ? longDay(step.due_on) : null);
  return (
    <div class={done ? "goal-step done" : "goal-step"}>
      <span class="row-words">
        <span class="row-title">{step.text}</span>
        <span class="row-second">{done ? (waits ? said.doneHere : said.doneOn(longDay(step.done_on!))) : who}</span>
      </span>
      {open && (
        <Button kind={done ? "text" : "soft"} small onClick={() => onMark(!done)} label={`${done ? said.markUndone : said.markDone}: ${step.text}`}>
          {done ? said.markUndone : said.markDone}
        </Button>
      )}
    </div>
  );
}

function Answer({ goal, zone }: { goal: Goal; zone: string }): JSX.Element {
  const [why, setWhy] = useState("");
  const [kept, setKept] = useState<string[]>([]);
  const [saying, setSaying] = useState(false);
  const [asked, setAsked] = useState(false);
  const find = useGuard();
  if (goal.wanted !== null) return <Banner tone="know" word={goal.wanted ? said.wanted : said.notWanted} />;
  const answer = (move: "want" | "not_for_me"): void => {
    if (move === "not_for_me" && !saying) return setSaying(true);
    // Asked once, as everywhere: what is certain the server covers by itself.
    if (move === "not_for_me" && find(why, kept).length > 0 && !asked) return setAsked(true);
    void saySomething("goal_step", { goal_id: goal.id, move, ...(move === "not_for_me" && why.trim() ? { text: why.trim(), kept } : {}) }, zone);
  };
  return (
    <Card tone="soft">
      <h2 class="small">{said.answer}</h2>
      {saying && <GuardedText name="why-not" label={said.whyNot} value={why} kept={kept} onInput={setWhy} onKeep={setKept} asking={asked} limit={300} rows={2} />}
      <div class="button-pair">
        <Button onClick={() => answer("want")}>{said.want}</Button>
        <Button kind="second" onClick={() => answer("not_for_me")}>
          {said.notForMe}
        </Button>
      </div>
    </Card>
  );
}

function NewStep({ goal, zone, onDone }: { goal: Goal; zone: string; onDone: () => void }): JSX.Element {
  const [step, setStep] = useState<StepDraft>(freshStep);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const save = (): void => {
    const refused = step.text.length > 200 ? words.form.tooLong : positiveAct(step.text, forms);
    if (refused) return setErrors([{ field: `step-${step.id}`, message: refused }]);
    void saySomething("goal_step", { goal_id: goal.id, move: "step_new", step: stepBody(step), kept: step.kept }, zone).then(onDone);
  };
  return (
    <>
      <ErrorSummary errors={errors} />
      <StepFields step={step} onChange={setStep} error={errors[0]?.message ?? null} />
      <div class="button-pair">
        <Button onClick={save}>{said.addStep}</Button>
        <Button kind="second" onClick={onDone}>
          {said.notNow}
        </Button>
      </div>
    </>
  );
}
