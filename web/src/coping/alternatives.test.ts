import assert from "node:assert/strict";
import { test } from "node:test";
import type { Plan } from "../store/shapes.ts";
import { alternatives, LEAST } from "./alternatives.ts";
import { pause } from "./pause-text.ts";

const none = { plan: null, own: [], general: [], fallback: pause.fallback, now: new Date("2026-11-24T00:40:00Z"), zone: "Europe/London" };
const plan = {
  alone: ["Wash up", "Shower"], night: ["Radio on low"],
  rules: [{ id: "r1", when: "it's late", hours: null, urge_at_least: null, then: "put my phone away", for_minutes: null, confidence: null }],
} as unknown as Plan;

const texts = (from: Partial<typeof none> & { plan?: Plan | null }): string[] => alternatives({ ...none, ...from } as never).map((one) => one.text);

test("never fewer than three, whatever there is", () => {
  for (const own of [[], ["A"], ["A", "B"], ["A", "B", "C"], ["A", "a ", ""]])
    for (const general of [[], ["Wash up"], ["Tidy one shelf", "Have a shower"]])
      for (const with_plan of [null, plan, { ...plan, alone: [], night: [], rules: [] }])
        assert.ok(texts({ own, general, plan: with_plan } as never).length >= LEAST, JSON.stringify([own, general]));
});

test("locked, the person's own come first and general things only fill up", () => {
  assert.deepEqual(texts({ own: ["Walk the dog", "Wash up"], general: ["Wash up", "Have a shower"] } as never), ["Walk the dog", "Wash up", "Have a shower"]);
  assert.deepEqual(texts({ own: ["A", "B", "C", "D", "E"], general: ["Have a shower"] } as never), ["A", "B", "C", "D", "E"]);
});

test("open, the plan comes first, and a rule is known by its id", () => {
  const found = alternatives({ ...none, plan, own: ["Walk the dog"] });
  assert.deepEqual(found.map((one) => [one.text, one.rule]), [
    ["I will put my phone away", "r1"], ["Radio on low", null], ["Wash up", null], ["Shower", null], ["Walk the dog", null],
  ]);
});
