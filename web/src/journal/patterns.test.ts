/** What one's own logs show: counts on the participant's clock, gaps as gaps, and nothing of what was taken back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { OwnEntry } from "../store/shapes.ts";
import { patternsOf } from "./patterns.ts";

const ZONE = "Europe/London";
const NOW = Date.parse("2026-11-23T12:00:00Z");

function own(kind: string, happened_at: string, local_date: string, body: Record<string, unknown>, more: Partial<OwnEntry> = {}): OwnEntry {
  return {
    id: `${happened_at}/${kind}`, kind, made_at: happened_at, received_at: happened_at, happened_at, local_date, late: false, body: { happened_at, ...body },
    amended: false, withdrawn: false, read: null, reply: null, state: "none", ...more,
  };
}

const LOGS = [
  own("trigger", "2026-11-23T00:40:00Z", "2026-11-22", { kind: "near_miss", intensity: 8, triggers: ["alone"], need: "relief", did: ["walked", "nothing_yet"], helped: "yes" }),
  own("trigger", "2026-11-21T22:10:00Z", "2026-11-21", { kind: "urge", intensity: 5, triggers: ["alone", "a_date"], did: ["walked"], skills: ["stop"], helped: "no" }),
  own("trigger", "2026-11-21T15:00:00Z", "2026-11-21", { kind: "good_moment", triggers: [] }),
  own("urge", "2026-11-20T23:00:00Z", "2026-11-20", { intensity: 6, want: "relief" }),
  own("checkin", "2026-11-19T21:00:00Z", "2026-11-19", { answers: { urge: 0 } }),
  own("trigger", "2026-11-18T03:00:00Z", "2026-11-17", { kind: "acted", intensity: 10, triggers: ["court_or_police"] }, { withdrawn: true }),
];

test("hours are counted on the participant's clock, without good moments and what was taken back", () => {
  const seen = patternsOf(LOGS, NOW, ZONE);
  assert.equal(seen.urges, 3);
  assert.deepEqual(seen.hours.flatMap((n, hour) => (n ? [[hour, n]] : [])), [[0, 1], [22, 1], [23, 1]]);
  assert.deepEqual(seen.most, { from: 21, to: 1, n: 3 });
});

test("a pause and the log that was made from it are one urge and one need", () => {
  const pair = [
    own("urge", "2026-11-22T22:40:00Z", "2026-11-22", { intensity: 7, want: "control", end: "acted" }),
    own("trigger", "2026-11-22T22:40:00Z", "2026-11-22", { happened_at: "2026-11-22T22:40:00+00:00", kind: "acted", intensity: 7, need: "control" }),
  ];
  const seen = patternsOf(pair, NOW, ZONE);
  assert.deepEqual([seen.urges, seen.hours[22], seen.needs], [1, 1, [{ code: "control", n: 1 }]]);
});

test("a day with nothing sent is a gap and a day that says 0 is a 0", () => {
  const { days } = patternsOf(LOGS, NOW, ZONE);
  assert.equal(days.length, 14);
  assert.deepEqual(days.at(-1), { on: "2026-11-23", strongest: null });
  const of = (on: string): number | null | undefined => days.find((day) => day.on === on)?.strongest;
  assert.deepEqual(["2026-11-22", "2026-11-21", "2026-11-20", "2026-11-19", "2026-11-18", "2026-11-17"].map(of), [8, 5, 6, 0, null, null]);
});

test("triggers, needs and what helped are counted, the most first", () => {
  const seen = patternsOf(LOGS, NOW, ZONE);
  assert.deepEqual(seen.triggers, [{ code: "alone", n: 2 }, { code: "a_date", n: 1 }]);
  assert.deepEqual(seen.needs, [{ code: "relief", n: 2 }]);
  assert.deepEqual(seen.helped, [
    { code: "walked", skill: false, helped: 1, of: 2 },
    { code: "stop", skill: true, helped: 0, of: 1 },
  ]);
});

test("with nothing there is nothing to see, and no number is made up", () => {
  const seen = patternsOf([], NOW, ZONE);
  assert.equal(seen.most, null);
  assert.ok(seen.days.every((day) => day.strongest === null));
});
