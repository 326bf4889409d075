import assert from "node:assert/strict";
import { test } from "node:test";
import { anchored, idleSince, left, LONGEST } from "./delay.ts";

const MINUTE = 60_000;
const T = Date.parse("2026-11-24T00:40:00Z");

test("what is left is told by the clock, or by the count where the clock was set back", () => {
  const until = T + 10 * MINUTE;
  const seen = { left: 10 * MINUTE, ticks: 1000 };
  const after = (clock: number, count: number): number => left(until, seen, T + clock * MINUTE, 1000 + count * MINUTE) / MINUTE;
  assert.equal(after(0, 0), 10);
  assert.equal(after(3, 3), 7);
  assert.equal(after(-120, 3), 7, "the clock was set back by two hours");
  assert.equal(after(3, 0), 7, "the count stood still while the phone slept");
  assert.equal(after(600, 3), 0, "the clock was set on");
  assert.equal(after(10, 10), 0);
});

test("no wait is longer than the longest", () => {
  assert.equal(left(T + 300 * MINUTE, { left: 300 * MINUTE, ticks: 0 }, T, 0), LONGEST);
});

test("a clock set back while the app was shut leaves what was left, and no more", () => {
  const row = { touched_at: T, delay_until: T + 5 * MINUTE };
  const back = T - 24 * 60 * MINUTE;
  assert.deepEqual(anchored(row, back), { touched_at: back, delay_until: back + 5 * MINUTE });
  assert.deepEqual(anchored({ touched_at: T, delay_until: T - MINUTE }, back), { touched_at: back, delay_until: back });
  assert.deepEqual(anchored({ touched_at: T, delay_until: null }, back), { touched_at: back, delay_until: null });
  assert.deepEqual(anchored({ touched_at: T }, back), { touched_at: back, delay_until: null });
});

test("a clock that runs on, or is put right by a second, moves nothing", () => {
  const row = { touched_at: T, delay_until: T + 5 * MINUTE };
  for (const now of [T - 1000, T, T + MINUTE, T + 10_000 * MINUTE]) assert.equal(anchored(row, now), row);
});

test("a wait that runs is not idle", () => {
  assert.equal(idleSince({ touched_at: T, delay_until: T + MINUTE }), T + MINUTE);
  assert.equal(idleSince({ touched_at: T, delay_until: null }), T);
  assert.equal(idleSince({ touched_at: T }), T);
});
