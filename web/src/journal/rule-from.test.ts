import assert from "node:assert/strict";
import { test } from "node:test";
import { words as plan } from "../coping/text.ts";
import { plan as welsh } from "../text/cy.plan.ts";
import { ruleFrom } from "./rule-from.ts";
import { words } from "./text.ts";

const cases: [string, Record<string, unknown>, ReturnType<typeof ruleFrom>][] = [
  ["an urge", { kind: "urge", intensity: 7, triggers: ["alone", "a_memory"], did: ["used_my_plan", "walked"], helped: "a_bit" }, { trigger: "alone", then: "I go for a walk", urge_at_least: 7 }],
  ["what did not help is no act to start from", { kind: "near_miss", intensity: 8, triggers: ["message_came"], did: ["waited"], helped: "no" }, { trigger: "message_came", then: "", urge_at_least: 8 }],
  ["no strength is any strength", { kind: "urge", intensity: 0, triggers: ["argument"] }, { trigger: "argument", then: "", urge_at_least: null }],
  ["how strong a feeling was is no urge", { kind: "trigger_only", intensity: 6, did: ["breathing"] }, { then: "I breathe slowly for 3 minutes", urge_at_least: null }],
  ["a good moment has no strength", { kind: "good_moment", intensity: null, did: ["walked"] }, { then: "I go for a walk", urge_at_least: null }],
];

for (const [name, body, start] of cases) test(name, () => assert.deepEqual(ruleFrom(body), start));

test("every trigger but \"something else\" has its words after If, in both languages", () => {
  const codes = words.extra.triggers.options.map((one) => one.value).filter((one) => one !== "other");
  for (const said of [plan.rule.triggerWords, welsh.rule.triggerWords]) {
    assert.deepEqual(Object.keys(said).sort(), [...codes].sort());
    for (const one of Object.values(said)) assert.match(one, /^(I |[a-zâêîôûŵŷ])[^.,]{4,60}$/, one);
  }
});
