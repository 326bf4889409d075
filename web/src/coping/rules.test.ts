import assert from "node:assert/strict";
import { test } from "node:test";
import type { Plan, Rule } from "../store/shapes.ts";
import { actWords, firstActs, ruleWords, saidHour, within } from "./rules.ts";

const rule = (over: Partial<Rule>): Rule => ({ id: "r", when: "a message comes in", hours: null, urge_at_least: null, then: "I will put it down", for_minutes: null, confidence: null, ...over });
const plan = (over: Partial<Plan>): Plan => ({
  id: "p", version: 1, state: "agreed", agreed_on: null, with_first_name: "Maya", signs: [], surroundings: [], alone: [], people: [], ask: [], professionals: [], reasons: [], night: [], rules: [], ...over,
});

test("hours may run over midnight, and their end is not in", () => {
  const night = { from: "22:00", to: "02:00" };
  assert.deepEqual(["21:59", "22:00", "23:30", "00:40", "01:59", "02:00"].map((at) => within(night, at)), [false, true, true, true, true, false]);
  assert.equal(within({ from: "09:00", to: "17:00" }, "12:00"), true);
  assert.equal(within({ from: "09:00", to: "17:00" }, "17:00"), false);
});

test("hours are said as people say them", () => {
  assert.deepEqual(["22:00", "22:30", "00:00", "12:00", "09:05"].map(saidHour), ["10pm", "10:30pm", "12am", "12pm", "9:05am"]);
});

test("a rule's condition is one sentence", () => {
  assert.equal(ruleWords(rule({})), "a message comes in");
  assert.equal(ruleWords(rule({ when: "If I feel lonely.", urge_at_least: 6 })), "I feel lonely and the urge is 6 or more");
  assert.equal(
    ruleWords(rule({ when: "I feel lonely", hours: { from: "22:00", to: "02:00" }, urge_at_least: 6 })),
    "I feel lonely, it's between 10pm and 2am and the urge is 6 or more",
  );
});

test("an act is said as the person's own", () => {
  assert.equal(actWords("Put my phone in the drawer."), "I will put my phone in the drawer");
  assert.equal(actWords("I will ring my brother"), "I will ring my brother");
});

test("the rule that fits this hour comes first, one for another hour last", () => {
  const all = plan({
    rules: [rule({ id: "a", then: "I will do any" }), rule({ id: "b", then: "I will do night", hours: { from: "22:00", to: "02:00" } })],
    alone: ["Step"],
    night: ["Radio"],
  });
  const at = (iso: string): string[] => firstActs(all, new Date(iso), "Europe/London").map((act) => act.text);
  assert.deepEqual(at("2026-11-24T00:40:00Z"), ["I will do night", "I will do any", "Radio", "Step"]);
  assert.deepEqual(at("2026-11-24T12:00:00Z"), ["I will do any", "Step", "I will do night"]);
});

test("the participant's zone decides the hour", () => {
  const all = plan({ rules: [rule({ then: "I will do night", hours: { from: "22:00", to: "23:00" } })], alone: ["Step"] });
  assert.equal(firstActs(all, new Date("2026-07-01T21:30:00Z"), "Europe/London")[0]?.text, "I will do night");
  assert.equal(firstActs(all, new Date("2026-01-01T21:30:00Z"), "Europe/London")[0]?.text, "Step");
});
