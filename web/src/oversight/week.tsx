/** The participant's week for staff: what is planned and what came of it, with gaps as gaps; planning something together. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post } from "../api/client.ts";
import { slotsOf, weekOf, type Slot } from "../goals/laid.ts";
import { Button } from "../ui/button.tsx";
import { announce } from "../ui/live.tsx";
import { Select, TextField } from "../ui/textarea.tsx";
import { messageFor, useSend } from "../staff/load.ts";
import { Block, Said } from "../staff/page.tsx";
import { words } from "../staff/text.ts";
import { shortDay } from "../staff/when.ts";
import type { GoalsPage } from "./goals-shapes.ts";
import { goals as w } from "./goals-text.ts";

interface Props {
  person: string;
  page: GoalsPage;
  /** The programme is over: nothing more is planned. */
  ended: boolean;
  onChange: (page: GoalsPage) => void;
}

export function WeekView({ person, ended, page, onChange }: Props): JSX.Element {
  const [on, setOn] = useState(0);
  const [planning, setPlanning] = useState(false);
  const { send, refusal } = useSend();
  const days = weekOf(page.today, on);
  const slots = days.flatMap((day) => slotsOf(page.week, day));
  const stop = async (id: string): Promise<void> => {
    const done = await send(() => post<GoalsPage>(`/api/activities/${id}/stop`, {}));
    if (!done) return;
    announce(words.page.saved);
    onChange(done.done);
  };
  const turn = (to: number): void => {
    setOn(to);
    announce(w.week_of(shortDay(weekOf(page.today, to)[0]!)));
  };
  const said = (slot: Slot): string => {
    if (slot.said) return slot.said.done ? w.day_done(slot.said.meaning) : w.day_not;
    return slot.day > page.today ? (slot.activity.repeats ? w.weekly : w.once) : w.gap;
  };
  return (
    <Block
      title={w.week_of(shortDay(days[0]!))}
      action={
        !ended && (
          <Button kind="soft" small icon="add" onClick={() => setPlanning(!planning)} expanded={planning}>
            {w.plan}
          </Button>
        )
      }
    >
      {planning && (
        <PlanForm person={person} page={page} onDone={(next) => { setPlanning(false); onChange(next); }} onLeave={() => setPlanning(false)} />
      )}
      <Said text={refusal?.detail} bad />
      <div class="goal-acts">
        <Button kind="second" small onClick={() => turn(Math.max(on - 1, -5))}>
          {w.earlier}
        </Button>
        <Button kind="second" small onClick={() => turn(Math.min(on + 1, 8))}>
          {w.later}
        </Button>
      </div>
      {slots.length === 0 ? (
        <p class="quiet-line">{w.week_none}</p>
      ) : (
        <ul class="goal-steps">
          {slots.map((slot) => (
            <li key={`${slot.activity.id}/${slot.day}`} class={!slot.said && slot.day < page.today ? "gap" : ""}>
              <span>
                {`${shortDay(slot.day)}, ${(w.parts[slot.activity.part] ?? "").toLowerCase()}: ${slot.activity.text}`}
                <span class="quiet-line">{said(slot)}</span>
              </span>
              {slot.day >= page.today && !slot.said && (
                <Button kind="text" small label={`${w.stop}: ${slot.activity.text}`} onClick={() => void stop(slot.activity.id)}>
                  {w.stop}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <p class="quiet-line">{w.week_note}</p>
    </Block>
  );
}

function PlanForm({ person, page, onDone, onLeave }: { person: string; page: GoalsPage; onDone: (page: GoalsPage) => void; onLeave: () => void }): JSX.Element {
  const [text, setText] = useState("");
  const [day, setDay] = useState(page.today);
  const [part, setPart] = useState("morning");
  const [repeats, setRepeats] = useState("once");
  const [goal, setGoal] = useState("");
  const { send, busy, refusal } = useSend();
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const done = await send(() =>
      post<GoalsPage>(`/api/participants/${person}/activities`, { text: text.trim(), day, part, repeats: repeats === "weekly", goal_id: goal || null }),
    );
    if (!done) return;
    announce(words.page.saved);
    onDone(done.done);
  };
  const agreed = page.goals.filter((one) => one.state === "agreed");
  return (
    <form class="goal-form" onSubmit={(event) => void save(event)} noValidate>
      <Said text={refusal?.errors.length ? null : refusal?.detail} bad />
      <TextField name="plan-text" label={w.plan_text} value={text} onInput={setText} maxLength={200} error={messageFor(refusal, "text")} />
      <div class="in-a-row">
        <TextField name="plan-day" label={w.plan_day} type="date" value={day} onInput={setDay} error={messageFor(refusal, "day")} width={14} />
        <Select name="plan-part" label={w.plan_part} value={part} options={Object.entries(w.parts).map(([value, said]) => ({ value, text: said }))} onChange={setPart} />
        <Select name="plan-repeat" label={w.plan_repeat} value={repeats} options={[{ value: "once", text: w.once }, { value: "weekly", text: w.weekly }]} onChange={setRepeats} />
        {agreed.length > 0 && (
          <Select name="plan-goal" label={w.plan_goal} value={goal} placeholder={w.no_goal} options={agreed.map((one) => ({ value: one.id, text: one.text }))} onChange={setGoal} />
        )}
      </div>
      <Button type="submit" small busy={busy ? words.page.saving : null}>
        {w.save}
      </Button>
      <Button kind="second" small onClick={onLeave}>
        {words.page.cancel}
      </Button>
    </form>
  );
}

