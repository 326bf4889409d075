import assert from "node:assert/strict";
import { test } from "node:test";
import type { Plan, Rule } from "../store/shapes.ts";
import { applied, documentOf, isEmpty, moved, NONE, standing, withLine, withRule, without } from "./merge.ts";

const rule: Rule = { id: "r", when: "a message comes", then: "I wash up", hours: null, urge_at_least: 6, for_minutes: null, confidence: null };
const base = documentOf({
  id: "p", version: 1, state: "agreed", agreed_on: null, with_first_name: "Maya", signs: [], surroundings: [], alone: ["Walk", "Tea"], people: [], ask: [],
  professionals: [], reasons: [], night: ["Radio"], rules: [rule], ids: { alone: ["1", "2"], night: ["n"] },
} as Plan);

test("a changed line, a new one, one taken out and one moved are laid over the plan", () => {
  let changes = withLine(base, NONE, "night", { id: "n", text: "Radio on low" });
  changes = withLine(base, changes, "night", { id: "new", text: "Lie down" });
  changes = without(base, changes, "alone", "1");
  changes = moved(base, changes, "night", "new");
  const plan = applied(base, changes);
  assert.deepEqual(plan.night.map((one) => one.text), ["Lie down", "Radio on low"]);
  assert.deepEqual(plan.alone.map((one) => one.id), ["2"]);
  assert.equal(standing(changes, base, "night", "n"), "changed");
  assert.equal(standing(changes, base, "night", "new"), "new");
});

test("only the changed fields of a rule are sent, and an emptied one by name", () => {
  const { rules } = withRule(base, NONE, { ...rule, then: "I walk", urge_at_least: null });
  assert.deepEqual(rules, [{ id: "r", then: "I walk", clear: ["urge_at_least"] }]);
  const [made] = applied(base, { ...NONE, rules }).rules;
  assert.deepEqual([made!.then, made!.urge_at_least, made!.when], ["I walk", null, "a message comes"]);
});

test("what is put back as it was is no change, and what was only added leaves nothing behind", () => {
  let changes = withLine(base, NONE, "night", { id: "n", text: "Other" });
  changes = withLine(base, changes, "night", { id: "n", text: "Radio" });
  changes = withRule(base, withRule(base, changes, { ...rule, then: "x" }), rule);
  changes = without(base, withLine(base, changes, "signs", { id: "s", text: "Pacing" }), "signs", "s");
  assert.ok(isEmpty(changes));
});
