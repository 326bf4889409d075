/**
 * What this phone said about goals, activities and needs, laid over what the server last sent. Pure, so that it can be tested as a table.
 * A word of the phone counts from the moment it is saved; it is dropped once the server's bundle holds its entry.
 */
import type { ActivityBody, GoalBody, GoalStepBody, NeedBody } from "../store/bodies.ts";
import type { Activity, ActivityDay, Bundle, Goal, Need } from "../store/shapes.ts";

export type Pending =
  | { id: string; kind: "goal"; body: GoalBody }
  | { id: string; kind: "goal_step"; body: GoalStepBody }
  | { id: string; kind: "activity"; body: ActivityBody }
  | { id: string; kind: "need"; body: NeedBody };

export interface Laid {
  goals: Goal[];
  activities: Activity[];
  days: ActivityDay[];
  needs: Need[];
  /** Ids of goals, activities, steps and needs that hold a word which only this phone has. */
  here: ReadonlySet<string>;
}

/** Those that the server's answer does not hold yet. `parked` are ids of entries that it judged and did not take. */
export function stillPending(pending: readonly Pending[], bundle: Bundle | null, parked: ReadonlySet<string>): Pending[] {
  const known = new Set(bundle?.entries.map((entry) => entry.id) ?? []);
  return pending.filter((one) => !known.has(one.id) && !parked.has(one.id));
}

/** The day before a `YYYY-MM-DD`. */
function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

export function laidOver(bundle: Bundle | null, pending: readonly Pending[]): Laid {
  const goals = (bundle?.goals ?? []).map((goal) => ({ ...goal, steps: [...goal.steps] }));
  const activities = [...(bundle?.week?.activities ?? [])];
  let days = [...(bundle?.week?.days ?? [])];
  const needs = (bundle?.needs ?? []).map((need) => ({ ...need, steps: [...need.steps] }));
  const here = new Set<string>();
  const say = (day: ActivityDay): void => {
    days = [...days.filter((one) => one.activity_id !== day.activity_id || one.day !== day.day), day];
  };
  for (const one of pending) {
    const on = one.body.happened_at.slice(0, 10);
    here.add(one.id);
    if (one.kind === "goal") {
      const { body } = one;
      if (body.needs_person || goals.some((goal) => goal.id === one.id)) continue;
      goals.unshift({
        id: one.id, area: body.area, text: body.text, why: body.why ?? null, target_on: body.target_on ?? null, state: "proposed",
        proposed_by: "participant", wanted: null, made_on: on, answered_on: null, closed_on: null, left_by_participant: false, outcome: null,
        reason: null, version: 1,
        steps: body.steps.map((step) => ({ ...step, due_on: step.due_on ?? null, done_on: null, done_by: null })),
      });
    } else if (one.kind === "goal_step") {
      const { body } = one;
      const goal = goals.find((mine) => mine.id === body.goal_id);
      if (!goal) continue;
      here.add(goal.id);
      if (body.move === "step_new" && body.step) {
        goal.steps.push({ ...body.step, due_on: body.step.due_on ?? null, done_on: null, done_by: null });
      } else if (body.move === "step_done" || body.move === "step_undone") {
        const done = body.move === "step_done";
        goal.steps = goal.steps.map((step) =>
          step.id === body.step_id ? { ...step, done_on: done ? on : null, done_by: done ? "participant" : null } : step,
        );
        if (body.step_id) here.add(body.step_id);
      } else if (body.move === "leave") {
        Object.assign(goal, { state: "left", left_by_participant: true, closed_on: on, reason: body.text ?? null });
      } else {
        Object.assign(goal, { wanted: body.move === "want", reason: body.text ?? null });
      }
    } else if (one.kind === "activity") {
      const { body } = one;
      if (body.move === "plan") {
        if (!activities.some((mine) => mine.id === one.id)) {
          activities.push({
            id: one.id, text: body.text ?? "", starts_on: body.day, part: body.part ?? "morning", repeats: body.repeats ?? false,
            ends_on: body.repeats ? null : body.day, goal_id: body.goal_id ?? null, made_by: "participant",
          });
        }
        if (body.done !== undefined) say({ activity_id: one.id, day: body.day, done: body.done, meaning: body.meaning ?? null });
      } else if (body.move === "did" && body.activity_id) {
        here.add(`${body.activity_id}/${body.day}`);
        say({ activity_id: body.activity_id, day: body.day, done: body.done ?? false, meaning: body.done ? (body.meaning ?? null) : null });
      } else {
        const at = activities.findIndex((mine) => mine.id === body.activity_id);
        if (at >= 0) activities[at] = { ...activities[at]!, ends_on: dayBefore(body.day) };
      }
    } else {
      const { body } = one;
      const step = (move: string) => ({ move, on, by: "participant" as const, first_name: null, note: body.text ?? null });
      if (body.move === "ask" && body.kind) {
        const own = body.kind === "other" && Boolean(body.text);
        const open = own ? undefined : needs.find((need) => need.kind === body.kind && need.state !== "closed");
        if (open) {
          open.steps.push(step("asked"));
          here.add(open.id);
        } else {
          needs.unshift({
            id: one.id, kind: body.kind, state: "open", opened_by: "participant", opened_on: on, text: body.text ?? null, idle_since: null,
            steps: [{ ...step("asked"), note: null }],
          });
        }
        continue;
      }
      const need = needs.find((mine) => mine.id === body.need_id);
      if (!need) continue;
      here.add(need.id);
      need.steps.push(step(body.move === "sorted" ? "closed" : "asked"));
      if (body.move === "sorted") need.state = "closed";
    }
  }
  return { goals, activities, days, needs, here };
}

/** Whether an activity is planned for that day; the same rule as the server's. */
export function plannedOn(one: Pick<Activity, "starts_on" | "repeats" | "ends_on">, day: string): boolean {
  if (day < one.starts_on || (one.ends_on !== null && day > one.ends_on)) return false;
  const apart = Math.round((Date.parse(`${day}T12:00:00Z`) - Date.parse(`${one.starts_on}T12:00:00Z`)) / 86_400_000);
  return apart === 0 || (one.repeats && apart % 7 === 0);
}

const PARTS = ["morning", "afternoon", "evening"];

export interface Slot {
  activity: Activity;
  day: string;
  said: ActivityDay | null;
}

/** What a day holds, in the order of the day: what is planned, and what was done although it no longer is. */
export function slotsOf(laid: Pick<Laid, "activities" | "days">, day: string): Slot[] {
  return laid.activities
    .map((activity) => ({ activity, day, said: laid.days.find((one) => one.activity_id === activity.id && one.day === day) ?? null }))
    .filter((slot) => slot.said !== null || plannedOn(slot.activity, day))
    .sort((a, b) => PARTS.indexOf(a.activity.part) - PARTS.indexOf(b.activity.part) || a.activity.text.localeCompare(b.activity.text));
}

/** The seven days of the week that holds `day`, from Monday. */
export function weekOf(day: string, weeksOn = 0): string[] {
  const noon = Date.parse(`${day}T12:00:00Z`);
  const back = (new Date(noon).getUTCDay() + 6) % 7;
  return Array.from({ length: 7 }, (_, n) => new Date(noon + (n - back + 7 * weeksOn) * 86_400_000).toISOString().slice(0, 10));
}

/** The next thing that nobody has said anything about, from `day` at `hour` on, within a week; null if there is none. */
export function nextSlot(laid: Pick<Laid, "activities" | "days">, day: string, hour: number): Slot | null {
  const part = hour < 12 ? 0 : hour < 18 ? 1 : 2;
  for (let n = 0; n < 7; n += 1) {
    const on = new Date(Date.parse(`${day}T12:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);
    const found = slotsOf(laid, on).find((slot) => !slot.said && (n > 0 || PARTS.indexOf(slot.activity.part) >= part));
    if (found) return found;
  }
  return null;
}
