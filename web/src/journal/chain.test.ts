/** When step by step may be begun, and the rule that it ends in. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Bundle, OwnEntry } from "../store/shapes.ts";
import { gate, opensAt, ruleOf } from "./chain.ts";
import { words } from "./ask-text.ts";
import { words as journal } from "./text.ts";

const ZONE = "Europe/London";
const NOON = new Date("2026-11-23T12:00:00Z");

function bundle(more: Partial<Bundle>): Bundle {
  return { opened: ["chain"], forms: [{ id: "step-by-step", version: 1, title: "", items: [] }], entries: [], ...more } as unknown as Bundle;
}

function own(kind: string, happened_at: string, body: Record<string, unknown>): OwnEntry {
  return { kind, happened_at, body } as unknown as OwnEntry;
}

test("it is closed unless a clinician opened it, and where its questions did not come", () => {
  assert.equal(gate(bundle({ opened: [] }), NOON, ZONE, []), "closed");
  assert.equal(gate(bundle({ forms: [] }), NOON, ZONE, []), "closed");
  const { opened: _left_out, ...older } = bundle({});
  assert.equal(gate(older as Bundle, NOON, ZONE, []), "closed");
  assert.equal(gate(bundle({}), NOON, ZONE, []), "open");
});

test("never at night", () => {
  for (const at of ["2026-11-23T21:00:00Z", "2026-11-23T23:59:00Z", "2026-11-24T00:40:00Z", "2026-11-24T04:59:00Z"]) {
    assert.equal(gate(bundle({}), new Date(at), ZONE, []), "night", at);
  }
  assert.equal(gate(bundle({}), new Date("2026-11-24T05:00:00Z"), ZONE, []), "open");
});

test("not within 12 hours of something hard, sent or still on the phone", () => {
  const hard = [
    own("not_safe", "2026-11-23T06:00:00Z", {}),
    own("trigger", "2026-11-23T06:00:00Z", { kind: "acted", intensity: 2 }),
    own("trigger", "2026-11-23T06:00:00Z", { kind: "urge", intensity: 8 }),
    own("urge", "2026-11-23T06:00:00Z", { intensity: 3, end: "acted" }),
  ];
  for (const one of hard) assert.equal(gate(bundle({ entries: [one] }), NOON, ZONE, []), "crisis");
  const calm = [own("trigger", "2026-11-23T06:00:00Z", { kind: "good_moment", intensity: 9 }), own("trigger", "2026-11-22T23:59:00Z", { kind: "acted" })];
  assert.equal(gate(bundle({ entries: calm }), NOON, ZONE, []), "open");
  assert.equal(gate(bundle({}), NOON, ZONE, [{ kind: "not_safe", saved_at: NOON.getTime() - 1000 }]), "crisis");
});

test("after something hard it says from which hour, and morning where that hour is in the night", () => {
  const from = (happened_at: string): string =>
    opensAt(bundle({ entries: [own("trigger", "2026-11-20T06:00:00Z", { kind: "acted" }), own("trigger", happened_at, { kind: "acted" })] }), ZONE, []).toISOString();
  assert.equal(from("2026-11-23T00:50:00Z"), "2026-11-23T13:00:00.000Z");
  assert.equal(from("2026-11-23T06:00:00Z"), "2026-11-23T18:00:00.000Z");
  for (const at of ["2026-11-23T08:10:00Z", "2026-11-23T12:00:00Z", "2026-11-23T16:20:00Z"]) assert.equal(from(at), "2026-11-24T05:00:00.000Z", at);
  const unsent = [{ kind: "not_safe", saved_at: Date.parse("2026-11-23T06:30:00Z") }];
  assert.equal(opensAt(bundle({}), ZONE, unsent).toISOString(), "2026-11-23T19:00:00.000Z");
  const summer = { kind: "acted" as const, happened_at: "2026-07-01T08:30:00Z" };
  assert.equal(opensAt(bundle({}), ZONE, [], summer).toISOString(), "2026-07-02T04:00:00.000Z");
  assert.ok(Number.isNaN(opensAt(bundle({}), ZONE, []).getTime()));
});

test("what fits where becomes a rule that says what will be done", () => {
  assert.deepEqual(ruleOf({ break_at: "thoughts", fits: "go_out" }), { when: "the thought comes", then: "I will go outside for ten minutes" });
  assert.equal(ruleOf({ break_at: "thoughts" }), null);
  for (const then of Object.values(words.chain.thenWords)) assert.match(then, /^I will (?!not)/);
});

/** Every sentence of a dictionary; a function is asked with made-up arguments. */
function sentences(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "function") return [String((value as (...args: unknown[]) => string)(2, "Maya", "10:00", "12:00"))];
  return value && typeof value === "object" ? Object.values(value).flatMap(sentences) : [];
}

test("the words are plain: no label, no threat, no dash, no bracket, and short", () => {
  const all = [...sentences(words), ...sentences(journal.entries)];
  assert.ok(all.length > 150);
  const banned = /\b(stalk\w*|offend\w*|victim\w*|streak\w*|client|patient|error|invalid|submit\w*|compli\w*|breach|repair|sorry|apolog\w*)\b|[\u2013\u2014!()[\]]|\s-\s/i;
  assert.deepEqual(all.filter((one) => banned.test(one)), []);
  assert.deepEqual(all.filter((one) => one.split(/[.?:]\s/).some((sentence) => sentence.split(/\s+/).length > 20)), []);
});

test("a log of this sitting that is still on the phone counts as well", () => {
  const log = { kind: "near_miss" as const, intensity: 9, happened_at: "2026-11-23T11:50:00Z" };
  assert.equal(gate(bundle({}), NOON, ZONE, [], log), "crisis");
  assert.equal(gate(bundle({}), NOON, ZONE, [], { ...log, intensity: 3 }), "open");
  assert.equal(gate(bundle({}), NOON, ZONE, [], { ...log, happened_at: "2026-11-22T23:50:00Z" }), "open");
});
