import assert from "node:assert/strict";
import { test } from "node:test";
import { daysBetween, instant, isoDay, moment, Moment, monday, shortDay, typedDate } from "./when.ts";

const now = new Date(2026, 10, 25, 9, 12);

test("a date of birth is read however people write it", () => {
  const cases: [string, string | null][] = [
    ["14 03 1991", "1991-03-14"],
    ["14/3/1991", "1991-03-14"],
    ["14.03.1991", "1991-03-14"],
    ["14 March 1991", "1991-03-14"],
    ["1 sep 1991", "1991-09-01"],
    ["1991-03-14", "1991-03-14"],
    ["31 02 1991", null],
    ["14 13 1991", null],
    ["14 foo 1991", null],
    ["14 03 91", null],
    ["14 03", null],
    ["", null],
  ];
  for (const [typed, date] of cases) assert.equal(typedDate(typed), date, typed);
});

test("today is said so, near days without a month, far ones with it", () => {
  assert.equal(moment(new Date(2026, 10, 25, 0, 40), now), "today 00:40");
  assert.equal(Moment(new Date(2026, 10, 25, 0, 40), now), "Today 00:40");
  assert.equal(moment(new Date(2026, 10, 26, 14, 0), now), "Thu 26, 14:00");
  assert.equal(shortDay(new Date(2026, 11, 9), now), "Wed 9 Dec");
  assert.equal(shortDay(new Date(2027, 11, 9), now), "9 Dec 2027");
});

test("a plain date is that day here, not midnight somewhere else", () => {
  assert.equal(isoDay("2026-11-25T12:00:00Z"), "2026-11-25");
  assert.equal(shortDay("2026-11-26", now), "Thu 26");
  assert.equal(daysBetween(now, new Date(2026, 10, 26, 0, 1)), 1);
  assert.equal(daysBetween(now, new Date(2026, 10, 24, 23, 59)), -1);
});

test("a week begins on Monday", () => {
  assert.equal(isoDay(monday(new Date(2026, 10, 29))), "2026-11-23");
  assert.equal(isoDay(monday(new Date(2026, 10, 23))), "2026-11-23");
});

test("a typed day and time make an instant only together", () => {
  assert.equal(instant("2026-11-26", ""), null);
  assert.equal(instant("", "14:00"), null);
  assert.equal(new Date(instant("2026-11-26", "14:00")!).getTime(), new Date(2026, 10, 26, 14, 0).getTime());
});
