import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, clock12, dayName, isNight, longDay, participantDay } from "./when.ts";

const ZONE = "Europe/London";

test("an instant is said in the participant's zone", () => {
  assert.equal(clock("2026-07-01T13:00:00Z", ZONE), "14:00");
  assert.equal(clock("2026-11-24T00:05:00Z", ZONE), "00:05");
  assert.equal(clock12("2026-11-26T14:00:00Z", ZONE), "2:00pm");
  assert.equal(longDay("2026-11-26T14:00:00Z", ZONE), "Thursday 26 November");
});

test("a date is never moved between zones", () => {
  assert.equal(dayName("2026-11-26", "Pacific/Auckland"), "Thu");
});

test("the day turns at 04:00, summer and winter", () => {
  assert.equal(participantDay(new Date("2026-11-24T03:59:00Z"), ZONE), "2026-11-23");
  assert.equal(participantDay(new Date("2026-11-24T04:00:00Z"), ZONE), "2026-11-24");
  assert.equal(participantDay(new Date("2026-07-01T02:59:00Z"), ZONE), "2026-06-30");
  assert.equal(participantDay(new Date("2026-03-01T00:40:00Z"), ZONE), "2026-02-28");
});

test("night is from 21:00 to 04:59", () => {
  const nights = ["20:59", "21:00", "00:40", "04:59", "05:00"].map((at) => isNight(new Date(`2026-11-24T${at}:00Z`), ZONE));
  assert.deepEqual(nights, [false, true, true, true, false]);
});
