/** What the phone said, laid over what the server sent: at once, once, and gone when the server has it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Bundle, Goal, OwnEntry } from "../store/shapes.ts";
import { laidOver, nextSlot, plannedOn, slotsOf, stillPending, weekOf, type Pending } from "./laid.ts";

const WHEN = "2026-11-24T18:00:00+00:00";
const goal: Goal = {
  id: "g", area: "work", text: "Work", why: null, target_on: null, state: "agreed", proposed_by: "participant", wanted: null, made_on: "2026-11-20",
  answered_on: "2026-11-21", closed_on: null, left_by_participant: false, outcome: null, reason: null, version: 1,
  steps: [{ id: "s", actor: "me", text: "Ring", due_on: null, done_on: null, done_by: null }],
};
const bundle = (more: object): Bundle => ({ goals: [goal], week: { activities: [], days: [] }, needs: [], entries: [], ...more }) as unknown as Bundle;
const did = (id: string, day: string, done: boolean, meaning?: number): Pending => ({
  id, kind: "activity", body: { happened_at: WHEN, move: "did", day, activity_id: "a", done, ...(meaning === undefined ? {} : { meaning }) },
});
const plan: Pending = { id: "a", kind: "activity", body: { happened_at: WHEN, move: "plan", day: "2026-11-24", part: "evening", text: "Football", repeats: true } };

test("a goal shows at once, and never one that needs the person", () => {
  const body = { happened_at: WHEN, area: "play", text: "Swim", steps: [], needs_person: false };
  const laid = laidOver(bundle({}), [{ id: "n", kind: "goal", body }, { id: "x", kind: "goal", body: { ...body, needs_person: true } }]);
  assert.deepEqual(laid.goals.map((one) => [one.id, one.state]), [["n", "proposed"], ["g", "agreed"]]);
  assert.ok(laid.here.has("n"));
});

test("steps are done and undone, added, and the bundle's own goal is left as it was", () => {
  const step = (id: string, move: "step_done" | "step_undone"): Pending => ({ id, kind: "goal_step", body: { happened_at: WHEN, goal_id: "g", move, step_id: "s" } });
  assert.equal(laidOver(bundle({}), [step("1", "step_done")]).goals[0]?.steps[0]?.done_on, "2026-11-24");
  assert.equal(laidOver(bundle({}), [step("1", "step_done"), step("2", "step_undone")]).goals[0]?.steps[0]?.done_on, null);
  const more = laidOver(bundle({}), [{ id: "3", kind: "goal_step", body: { happened_at: WHEN, goal_id: "g", move: "step_new", step: { id: "t", actor: "me", text: "Go" } } }]);
  assert.equal(more.goals[0]?.steps.length, 2);
  assert.equal(goal.steps.length, 1);
});

test("an activity is planned, done on its day and stopped, all offline", () => {
  const laid = laidOver(bundle({}), [plan, did("1", "2026-11-24", true, 8), { id: "2", kind: "activity", body: { happened_at: WHEN, move: "stop", day: "2026-12-01", activity_id: "a" } }]);
  assert.deepEqual(laid.days, [{ activity_id: "a", day: "2026-11-24", done: true, meaning: 8 }]);
  assert.equal(laid.activities[0]?.ends_on, "2026-11-30");
  assert.equal(slotsOf(laid, "2026-11-24")[0]?.said?.meaning, 8);
  assert.equal(slotsOf(laid, "2026-12-01").length, 0);
});

test("the later word about a day stands, and not done has no meaning", () => {
  assert.deepEqual(laidOver(bundle({}), [plan, did("1", "2026-11-24", true, 8), did("2", "2026-11-24", false, 3)]).days, [
    { activity_id: "a", day: "2026-11-24", done: false, meaning: null },
  ]);
});

test("asking again adds to the need that is open; sorted closes it", () => {
  const ask = (id: string): Pending => ({ id, kind: "need", body: { happened_at: WHEN, move: "ask", kind: "housing" } });
  const laid = laidOver(bundle({}), [ask("1"), ask("2"), { id: "3", kind: "need", body: { happened_at: WHEN, move: "sorted", need_id: "1" } }]);
  assert.deepEqual(laid.needs.map((need) => [need.id, need.state, need.steps.length]), [["1", "closed", 3]]);
});

test("a word is dropped when the server has its entry, or did not take it", () => {
  const pending = [plan, did("1", "2026-11-24", true), did("2", "2026-12-01", true)];
  const known = bundle({ entries: [{ id: "a" } as OwnEntry] });
  assert.deepEqual(stillPending(pending, known, new Set(["1"])).map((one) => one.id), ["2"]);
  assert.equal(stillPending(pending, null, new Set()).length, 3);
});

test("which days it is planned for: the same table as the server's", () => {
  const rows: [string, boolean, string | null, string, boolean][] = [
    ["2026-11-24", false, "2026-11-24", "2026-11-24", true],
    ["2026-11-24", false, "2026-11-24", "2026-12-01", false],
    ["2026-11-24", true, null, "2026-12-01", true],
    ["2026-11-24", true, null, "2026-12-02", false],
    ["2026-11-24", true, null, "2026-11-17", false],
    ["2026-11-24", true, "2026-11-30", "2026-12-01", false],
    ["2026-10-25", true, null, "2027-03-28", true],
    ["2026-11-24", true, "2026-11-23", "2026-11-24", false],
  ];
  for (const [starts_on, repeats, ends_on, day, yes] of rows) assert.equal(plannedOn({ starts_on, repeats, ends_on }, day), yes, `${starts_on} ${day}`);
});

test("a week runs from Monday, also over a change of clocks and of year", () => {
  assert.deepEqual(weekOf("2026-11-29"), ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28", "2026-11-29"]);
  assert.equal(weekOf("2027-01-01")[0], "2026-12-28");
  assert.equal(weekOf("2026-10-26", -1)[0], "2026-10-19");
});

test("the next thing is today's that is still to come, else the next day's", () => {
  const laid = laidOver(bundle({}), [plan]);
  assert.equal(nextSlot(laid, "2026-11-24", 9)?.day, "2026-11-24");
  assert.equal(nextSlot(laid, "2026-11-25", 9)?.day, "2026-12-01");
  assert.equal(nextSlot(laidOver(bundle({}), [plan, did("1", "2026-11-24", true)]), "2026-11-24", 9), null);
});
