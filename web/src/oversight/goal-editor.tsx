/** Writing or changing a goal with the person. Yes to "does it need the person on the order" is refused here and at the server. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post, put } from "../api/client.ts";
import { ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { announce } from "../ui/live.tsx";
import { Select, TextField } from "../ui/textarea.tsx";
import { byButtonAlone } from "../staff/focus.ts";
import { messageFor, useRefused, useSend } from "../staff/load.ts";
import { Said } from "../staff/page.tsx";
import { words } from "../staff/text.ts";
import type { GoalsPage, StaffGoal } from "./goals-shapes.ts";
import { goals } from "./goals-text.ts";

const w = goals.editor;
const listed = (from: Record<string, string>) => Object.entries(from).map(([value, text]) => ({ value, text }));

interface Props {
  participant: string;
  /** They have no phone. */
  paper: boolean;
  goal: StaffGoal | null;
  onSaved: (page: GoalsPage) => void;
  onChangedElsewhere: () => void;
  onLeave: () => void;
}

export function GoalEditor({ participant, paper, goal, onSaved, onChangedElsewhere, onLeave }: Props): JSX.Element {
  const [area, setArea] = useState(goal?.area ?? "");
  const [text, setText] = useState(goal?.text ?? "");
  const [why, setWhy] = useState(goal?.why ?? "");
  const [target, setTarget] = useState(goal?.target_on ?? "");
  const [steps, setSteps] = useState(() => (goal?.steps ?? []).map((step) => ({ id: step.id, actor: step.actor, text: step.text, due_on: step.due_on ?? "" })));
  const [person, setPerson] = useState<"yes" | "no" | null>(goal ? "no" : null);
  // On paper nobody answers a proposal: what is written down was agreed in the room.
  const states = goal?.state === "agreed" ? ["agreed"] : paper ? ["draft", "agreed"] : ["draft", "proposed", "agreed"];
  const [state, setState] = useState<string>(goal ? (states.includes(goal.state) ? goal.state : "") : paper ? "agreed" : "");
  const [missing, setMissing] = useState<FieldProblem[]>([]);
  const { send, busy, refusal } = useSend();
  const changeStep = (id: string, more: object): void => setSteps(steps.map((step) => (step.id === id ? { ...step, ...more } : step)));
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const found = [
      ...(area ? [] : [{ field: "area", message: w.area_missing }]),
      ...(text.trim() ? [] : [{ field: "text", message: w.missing }]),
      ...(person === null ? [{ field: "needs_person", message: w.person_missing }] : []),
      ...(person === "yes" ? [{ field: "needs_person", message: w.person_refused }] : []),
      ...(state ? [] : [{ field: "state", message: w.choose }]),
    ];
    setMissing(found);
    if (found.length > 0) return;
    const body = {
      area, text: text.trim(), why: why.trim() || null, target_on: target || null, needs_person: false, state,
      steps: steps.filter((step) => step.text.trim()).map((step) => ({ ...step, text: step.text.trim(), due_on: step.due_on || null })),
    };
    const done = await send(() =>
      goal ? put<GoalsPage>(`/api/goals/${goal.id}`, { ...body, version: goal.version }) : post<GoalsPage>(`/api/participants/${participant}/goals`, body),
    );
    if (!done) return onChangedElsewhere();
    announce(w.saved);
    onSaved(done.done);
  };
  const of = (field: string): string | null => missing.find((one) => one.field === field)?.message ?? messageFor(refusal, field);
  const refused = useRefused(refusal);
  return (
    <form class="block goal-editor" onSubmit={(event) => void save(event)} onKeyDown={byButtonAlone} noValidate>
      <h2 class="section-head">{goal ? w.change : w.new}</h2>
      <ErrorSummary errors={missing.length ? missing : refused} />
      {refusal && refused.length === 0 && <Said text={refusal.slug === "goal-changed" ? w.changed : refusal.detail} bad />}
      <Select name="area" label={w.area} value={area} placeholder={w.choose} options={listed(goals.areas)} onChange={setArea} error={of("area")} />
      <TextField name="text" label={w.text} help={w.text_help} value={text} onInput={setText} maxLength={200} error={of("text")} />
      <TextField name="why" label={w.why} value={why} onInput={setWhy} maxLength={300} error={of("why")} />
      <TextField name="target_on" label={w.target} type="date" value={target} onInput={setTarget} error={of("target_on")} width={14} />
      <h3>{w.steps}</h3>
      {steps.map((step, n) => (
        <fieldset class="rule-form" key={step.id}>
          <legend>{w.step(n + 1)}</legend>
          <TextField name={`steps.${n}.text`} label={w.step(n + 1)} hideLabel value={step.text} onInput={(said) => changeStep(step.id, { text: said })} maxLength={200} error={of(`steps.${n}.text`)} />
          <div class="in-a-row">
            <Select name={`steps.${n}.actor`} label={w.who} value={step.actor} options={listed(goals.actors)} onChange={(actor) => changeStep(step.id, { actor })} />
            <TextField name={`steps.${n}.due_on`} label={w.due} type="date" value={step.due_on} onInput={(due_on) => changeStep(step.id, { due_on })} width={14} />
          </div>
          <Button kind="text" small onClick={() => setSteps(steps.filter((one) => one.id !== step.id))}>
            {w.remove(n + 1)}
          </Button>
        </fieldset>
      ))}
      {steps.length < 12 && (
        <Button kind="soft" small icon="add" onClick={() => setSteps([...steps, { id: crypto.randomUUID(), actor: "me", text: "", due_on: "" }])}>
          {w.add_step}
        </Button>
      )}
      <ChoiceList name="needs_person" legend={w.person} columns={2} options={[{ value: "no", text: w.person_no }, { value: "yes", text: w.person_yes }]} value={person}
        onChange={(value) => { setPerson(value); setMissing([]); }} error={of("needs_person")} />
      {person === "yes" && <Said text={w.person_refused} bad />}
      <Select name="state" label={w.state} value={state} placeholder={w.choose} onChange={setState} error={of("state")}
        options={states.map((value) => ({ value, text: w[value as "draft"] }))} />
      <div class="buttons">
        <Button type="submit" small busy={busy ? words.page.saving : null}>
          {w.save}
        </Button>
        <Button kind="second" small onClick={onLeave}>
          {words.page.cancel}
        </Button>
      </div>
    </form>
  );
}
