/** "Goals and needs" on a participant's page: goals to agree and follow, the week, help wanted, measures, and progress. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post, put } from "../api/client.ts";
import { EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { announce } from "../ui/live.tsx";
import { Select, TextField } from "../ui/textarea.tsx";
import { messageFor, useLoad, useSend } from "../staff/load.ts";
import { Block, Part, Said } from "../staff/page.tsx";
import type { Participant } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { dateWithYear } from "../staff/when.ts";
import { GoalEditor } from "./goal-editor.tsx";
import type { GoalsPage, StaffGoal } from "./goals-shapes.ts";
import { goals as w } from "./goals-text.ts";
import { Measures } from "./measures.tsx";
import { Needs } from "./needs.tsx";
import { ProgressView } from "./progress.tsx";
import { WeekView } from "./week.tsx";
import "./goals.css";

const OVER = new Set(["not_agreed", "done", "left"]);

export function GoalsTab({ person }: { person: Participant }): JSX.Element {
  const loads = useLoad<GoalsPage>(`/api/participants/${person.id}/goals`);
  const [editing, setEditing] = useState<StaffGoal | "new" | null>(null);
  // What was begun can still be closed; nothing new is asked of somebody whom it no longer reaches.
  const ended = person.status === "ended";
  const paper = person.mode === "paper";
  return (
    <Part loads={loads}>
      {(page) => (
        <div class="two-columns">
          <div>
            <p class="quiet-line">{paper ? w.as_of_note_paper : ended ? w.as_of_note_ended : w.as_of_note}</p>
            {editing ? (
              <GoalEditor
                participant={person.id}
                paper={paper}
                goal={editing === "new" ? null : (page.goals.find((one) => one.id === editing.id) ?? null)}
                onSaved={(next) => {
                  loads.put(next);
                  setEditing(null);
                }}
                onChangedElsewhere={() => void loads.reload()}
                onLeave={() => setEditing(null)}
              />
            ) : (
              <Goals ended={ended} paper={paper} page={page} onChange={loads.put} onEdit={setEditing} />
            )}
            <WeekView person={person.id} ended={ended} page={page} onChange={loads.put} />
          </div>
          <div class="aside">
            <Needs person={person.id} ended={ended} page={page} onChange={loads.put} />
            <Measures person={person.id} ended={ended} />
            <ProgressView person={person.id} />
          </div>
        </div>
      )}
    </Part>
  );
}

interface GoalsProps {
  ended: boolean;
  /** They have no phone. */
  paper: boolean;
  page: GoalsPage;
  onChange: (page: GoalsPage) => void;
  onEdit: (goal: StaffGoal | "new") => void;
}

function Goals({ ended, paper, page, onChange, onEdit }: GoalsProps): JSX.Element {
  const open = page.goals.filter((goal) => !OVER.has(goal.state));
  const over = page.goals.filter((goal) => OVER.has(goal.state));
  const add = ended ? null : (
    <Button kind="soft" small icon="add" onClick={() => onEdit("new")}>
      {w.add}
    </Button>
  );
  if (page.goals.length === 0) {
    return (
      <EmptyState title={w.none} action={add}>
        {ended ? words.oversight.participant.none_begun : paper ? w.none_about_paper : w.none_about}
      </EmptyState>
    );
  }
  return (
    <Block title={w.list} action={add}>
      {open.map((goal) => (
        <GoalView key={goal.id} goal={goal} onChange={onChange} onEdit={onEdit} />
      ))}
      {over.length > 0 && (
        <details>
          <summary>{`${w.over}, ${over.length}`}</summary>
          {over.map((goal) => (
            <GoalView key={goal.id} goal={goal} onChange={onChange} onEdit={onEdit} />
          ))}
        </details>
      )}
    </Block>
  );
}

function standing(goal: StaffGoal): string {
  if (goal.state === "proposed") {
    if (goal.proposed_by === "participant") return w.states["proposed_participant"]!;
    return w.states[goal.wanted === null ? "proposed_clinician" : goal.wanted ? "wanted" : "not_wanted"]!;
  }
  if (goal.state === "left" && goal.left_by_participant) return w.states["left_participant"]!;
  const state = w.states[goal.state] ?? goal.state;
  const on = goal.closed_on ?? goal.answered_on;
  const outcome = goal.outcome ? `: ${w.outcomes[goal.outcome]?.toLowerCase()}` : "";
  return on ? `${state}${outcome}, ${dateWithYear(on)}` : state;
}

function GoalView({ goal, onChange, onEdit }: { goal: StaffGoal; onChange: (page: GoalsPage) => void; onEdit: (goal: StaffGoal) => void }): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [doing, setDoing] = useState<"not" | "close" | null>(null);
  const [reason, setReason] = useState("");
  const [outcome, setOutcome] = useState("");
  const [missing, setMissing] = useState(false);
  const act = async (path: string, body: object = {}): Promise<void> => {
    const done = await send(() => post<GoalsPage>(`/api/goals/${goal.id}/${path}`, body));
    if (!done) return;
    setDoing(null);
    announce(words.page.saved);
    onChange(done.done);
  };
  const mark = async (step: string, done: boolean): Promise<void> => {
    const said = await send(() => put<GoalsPage>(`/api/goal-steps/${step}`, { done }));
    if (said) onChange(said.done);
  };
  const open = !OVER.has(goal.state);
  const theirs = goal.state === "proposed" && goal.proposed_by === "participant";
  return (
    <article class="goal" aria-label={goal.text}>
      <h3>{goal.text}</h3>
      <p class="quiet-line">{[w.areas[goal.area], standing(goal), goal.target_on && w.target(dateWithYear(goal.target_on))].filter(Boolean).join(". ")}.</p>
      {goal.why && <p>{w.why(goal.why)}</p>}
      {goal.reason && <p>{w.reason(goal.reason)}</p>}
      {goal.steps.length === 0 ? (
        <p class="quiet-line">{w.no_steps}</p>
      ) : (
        <ul class="goal-steps">
          {goal.steps.map((step) => (
            <li key={step.id} class={step.done_on ? "done" : ""}>
              <span>
                {step.text}
                <span class="quiet-line">
                  {step.done_on ? w.step_done(dateWithYear(step.done_on), w.by[step.done_by ?? "clinician"] ?? "") : w.step_who(w.actors[step.actor] ?? "", step.due_on && dateWithYear(step.due_on))}
                </span>
              </span>
              {open && goal.state !== "draft" && (
                <Button kind="text" small label={`${step.done_on ? w.mark_undone : w.mark_done}: ${step.text}`} onClick={() => void mark(step.id, !step.done_on)}>
                  {step.done_on ? w.mark_undone : w.mark_done}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <Said text={refusal?.errors.length ? null : refusal?.detail} bad />
      {doing === "not" && (
        <div class="goal-form">
          <TextField name={`not-${goal.id}`} label={w.not_agree_reason} value={reason} onInput={setReason} maxLength={300} error={messageFor(refusal, "reason")} />
          <Button small busy={busy ? words.page.sending : null} onClick={() => void act("not-agree", { reason: reason.trim() })}>
            {w.not_agree_send}
          </Button>
          <Button kind="second" small onClick={() => setDoing(null)}>
            {words.page.cancel}
          </Button>
        </div>
      )}
      {doing === "close" && (
        <div class="goal-form">
          <Select name={`as-${goal.id}`} label={w.close_as} value={outcome} placeholder={w.editor.choose} onChange={setOutcome} error={missing && !outcome ? w.editor.choose : null}
            options={[...Object.entries(w.outcomes).map(([value, text]) => ({ value, text })), { value: "left", text: w.close_left }]} />
          <TextField name={`note-${goal.id}`} label={w.close_note} value={reason} onInput={setReason} maxLength={300} error={messageFor(refusal, "reason")} />
          <Button small busy={busy ? words.page.saving : null}
            onClick={() => {
              setMissing(!outcome);
              if (!outcome) return document.getElementById(`as-${goal.id}`)?.focus();
              void act("close", { to: outcome === "left" ? "left" : "done", outcome: outcome === "left" ? null : outcome, reason: reason.trim() || null });
            }}>
            {w.close}
          </Button>
          <Button kind="second" small onClick={() => setDoing(null)}>
            {words.page.cancel}
          </Button>
        </div>
      )}
      {doing === null && open && (
        <div class="goal-acts">
          {goal.state === "proposed" && (
            <Button small busy={busy ? words.page.saving : null} onClick={() => void act("agree")}>
              {w.agree}
            </Button>
          )}
          {goal.state === "proposed" && (
            <Button kind="second" small onClick={() => setDoing("not")}>
              {w.not_agree}
            </Button>
          )}
          {!theirs && (
            <Button kind="second" small label={`${w.edit}: ${goal.text}`} onClick={() => onEdit(goal)}>
              {w.edit}
            </Button>
          )}
          {goal.state === "agreed" && (
            <Button kind="second" small label={`${w.close}: ${goal.text}`} onClick={() => setDoing("close")}>
              {w.close}
            </Button>
          )}
        </div>
      )}
    </article>
  );
}
