import assert from "node:assert/strict";
import { test } from "node:test";
import { barredElsewhere, changesOf, datePassed, headOf, misses, MOST, notifyState, overdue, scenariosOf, touchedBy, waysNamed } from "./rules.ts";
import type { AskedQuestion, OrderCondition, Order, Scenario, Verdict } from "./shapes.ts";

const condition = (more: Partial<OrderCondition> = {}): OrderCondition => ({
  key: "k1", place: 1, category: "contact", kind: "prohibition", exact: "Not to contact [the other person].", plain: "No contact.",
  not_allowed: [], ask_about: [], exception: null, teach_back: [], change: "same", ...more,
});
const order = (more: Partial<Order> = {}): Order => ({
  id: "o1", series_id: "s1", version: 1, kind: { id: "ew.spo", name: "Stalking protection order", plain: null, notification: true, starts_from: "service" },
  made_on: "2026-01-01", starts_on: "2026-01-01", ends_on: null, until_further_order: true, read: false, notify: null, fell_away: [],
  written_by: "Maya", checked_by: "Josh", conditions: [condition()], ...more,
});
const scenario = (id: string, answer: Verdict = "yes"): Scenario => ({ id, situation: "s", answer, reason: "r", source: "x" });

test("the date written has passed only after that day, and never where there is none", () => {
  for (const [ends_on, today, passed] of [
    ["2026-05-01", "2026-04-30", false],
    ["2026-05-01", "2026-05-01", false],
    ["2026-05-01", "2026-05-02", true],
    [null, "2999-01-01", false],
  ] as const) {
    assert.equal(datePassed(order({ ends_on }), today), passed, `${ends_on} on ${today}`);
  }
});

test("day 1 and the last day are both in time", () => {
  const days = { day_1: "2026-12-24", last_day: "2026-12-26" };
  for (const [today, state] of [
    ["2026-12-23", "ahead"],
    ["2026-12-24", "now"],
    ["2026-12-25", "now"],
    ["2026-12-26", "last"],
    ["2026-12-27", "over"],
  ] as const) {
    assert.equal(notifyState(days, today), state, today);
  }
});

test("an answer touches the conditions of its categories, of the stricter order first, and only a court's exception is a way", () => {
  const strict = order({ conditions: [condition({ key: "a" }), condition({ key: "b", category: "places", exception: "By the contact centre." })] });
  const other = order({ id: "o2", conditions: [condition({ key: "c", exception: "Through a solicitor." })] });
  const touched = touchedBy({ conditions: ["contact"] }, [strict, other]);
  assert.deepEqual(touched.map((one) => one.condition.key), ["a", "c"]);
  assert.deepEqual(waysNamed(touched).map((one) => one.condition.exception), ["Through a solicitor."]);
  assert.deepEqual(touchedBy({ conditions: [] }, [strict, other]), []);
});

test("an exception in one order is no way round another that forbids it and names none", () => {
  const way = order({ conditions: [condition({ key: "a", exception: "Through a solicitor." }), condition({ key: "b", category: "third_parties" })] });
  const bare = order({ id: "o2", conditions: [condition({ key: "c" })] });
  const asks = order({ id: "o3", conditions: [condition({ key: "d", kind: "requirement" })] });
  const at = { conditions: ["contact", "third_parties"] };
  assert.equal(barredElsewhere(touchedBy(at, [way])), false);
  assert.equal(barredElsewhere(touchedBy(at, [way, asks])), false);
  assert.equal(barredElsewhere(touchedBy(at, [way, bare])), true);
  assert.equal(barredElsewhere(touchedBy(at, [bare])), false, "no way is named at all, which is said by itself");
});

test("one to three situations of a condition, each once, never more than one entry holds, and none that this phone has not", () => {
  const bank = [..."abcdef"].map((id) => scenario(id));
  const two = order({ conditions: [condition({ teach_back: ["a", "b", "c", "d"] }), condition({ teach_back: ["b", "gone", "e"] })] });
  assert.deepEqual(scenariosOf(two, bank).map((one) => one.id), ["a", "b", "c", "e"]);
  assert.deepEqual(scenariosOf(two, []), []);
  const many = Array.from({ length: 50 }, (_, i) => scenario(`s${i}`));
  const wide = order({ conditions: many.map((one) => condition({ teach_back: [one.id] })) });
  assert.equal(scenariosOf(wide, many).length, MOST);
});

test("only seeing that it counts, or that it does not, is what misses", () => {
  const table: Record<Verdict, Record<Verdict, boolean>> = {
    yes: { yes: false, could: false, no: true },
    could: { yes: false, could: false, no: true },
    no: { yes: true, could: true, no: false },
  };
  for (const [fits, row] of Object.entries(table)) {
    for (const [answer, missed] of Object.entries(row)) {
      assert.equal(misses({ answer: fits as Verdict }, answer as Verdict), missed, `${fits}, ${answer}`);
    }
  }
});

test("an answered question is never late, a waiting one is after its time", () => {
  const asked: AskedQuestion = { id: "q", text: "t", owner: "Maya", asked_at: "2026-11-23T09:00:00Z", due_at: "2026-11-25T17:00:00Z", condition_key: null, about_answer: null, answered: false };
  assert.equal(overdue(asked, Date.parse("2026-11-25T17:00:00Z")), false);
  assert.equal(overdue(asked, Date.parse("2026-11-25T17:00:01Z")), true);
  assert.equal(overdue({ ...asked, answered: true }, Date.parse("2027-01-01T00:00:00Z")), false);
});

test("what a version changed is counted, and what fell away with it", () => {
  const varied = order({ fell_away: ["x"], conditions: [condition({ change: "new" }), condition({ change: "changed" }), condition()] });
  assert.deepEqual(changesOf(varied), { added: 1, changed: 1, gone: 1 });
});

test("the short answer is its first sentence", () => {
  assert.deepEqual(headOf("No."), ["No", ""]);
  assert.deepEqual(headOf("Ask first. Until you have an answer, do not do it."), ["Ask first", "Until you have an answer, do not do it."]);
  assert.deepEqual(headOf(""), ["", ""]);
});
