import assert from "node:assert/strict";
import { test } from "node:test";
import { addDays, calendarDate, clockTime, dayStart, instantAt, localDay, offsetMinutes, withOffset } from "./day.ts";

const LONDON = "Europe/London";
const at = (iso: string): number => Date.parse(iso);

test("a day runs from 04:00 to 04:00 on the participant's clock", () => {
  const cases: [string, string, string][] = [
    ["2026-11-23T00:40:00Z", LONDON, "2026-11-22"],
    ["2026-11-23T03:59:59Z", LONDON, "2026-11-22"],
    ["2026-11-23T04:00:00Z", LONDON, "2026-11-23"],
    ["2026-07-01T02:59:59Z", LONDON, "2026-06-30"],
    ["2026-07-01T03:00:00Z", LONDON, "2026-07-01"],
    ["2027-01-01T02:00:00Z", LONDON, "2026-12-31"],
    // Both passes of 01:30 on the night the clocks go back belong to the day before.
    ["2026-10-25T00:30:00Z", LONDON, "2026-10-24"],
    ["2026-10-25T01:30:00Z", LONDON, "2026-10-24"],
    ["2026-11-23T00:40:00Z", "America/New_York", "2026-11-22"],
    ["2026-11-23T00:40:00Z", "Pacific/Kiritimati", "2026-11-23"],
  ];
  for (const [iso, zone, day] of cases) assert.equal(localDay(at(iso), zone), day, `${iso} ${zone}`);
});

test("an hour that comes twice means its first pass", () => {
  // 25 October 2026: 02:00 BST becomes 01:00 GMT.
  assert.equal(instantAt("2026-10-25", 1, 30, LONDON), at("2026-10-25T00:30:00Z"));
  assert.equal(instantAt("2026-10-25", 2, 0, LONDON), at("2026-10-25T02:00:00Z"));
});

test("an hour that never comes means the next instant that does", () => {
  // 29 March 2026: 01:00 GMT becomes 02:00 BST.
  assert.equal(instantAt("2026-03-29", 1, 30, LONDON), at("2026-03-29T01:00:00Z"));
  // Lord Howe moves by half an hour: 02:00 becomes 02:30 on 4 October 2026.
  assert.equal(instantAt("2026-10-04", 2, 10, "Australia/Lord_Howe"), at("2026-10-03T15:30:00Z"));
  // A whole day that never was: Samoa skipped 30 December 2011.
  assert.equal(instantAt("2011-12-30", 12, 0, "Pacific/Apia"), at("2011-12-30T10:00:00Z"));
});

test("a day starts at its own 04:00 on both sides of a change", () => {
  assert.equal(dayStart("2026-03-28", LONDON), at("2026-03-28T04:00:00Z"));
  assert.equal(dayStart("2026-03-29", LONDON), at("2026-03-29T03:00:00Z"));
  assert.equal(dayStart("2026-10-25", LONDON), at("2026-10-25T04:00:00Z"));
});

test("instants are written with the offset in force", () => {
  assert.equal(withOffset(at("2026-11-23T00:53:10.900Z"), LONDON), "2026-11-23T00:53:10+00:00");
  assert.equal(withOffset(at("2026-07-01T12:00:00Z"), LONDON), "2026-07-01T13:00:00+01:00");
  assert.equal(withOffset(at("2026-07-01T12:00:00Z"), "America/St_Johns"), "2026-07-01T09:30:00-02:30");
  assert.equal(offsetMinutes(at("2026-07-01T12:00:00Z"), "Asia/Kathmandu"), 345);
  assert.equal(clockTime(at("2026-07-01T23:05:00Z"), LONDON), "00:05");
  assert.equal(calendarDate(at("2026-07-01T23:05:00Z"), LONDON), "2026-07-02");
  assert.equal(addDays("2028-02-28", 1), "2028-02-29");
});
