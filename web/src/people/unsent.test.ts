import assert from "node:assert/strict";
import { test } from "node:test";
import { unsentAge } from "./unsent.ts";

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;

test("what was not sent is shown from 24 hours and pressed from 3 days", () => {
  const cases: [number, number, string][] = [
    [0, 1000, "fresh"],
    [1, 1, "fresh"],
    [1, 24 * HOUR - 1, "fresh"],
    [1, 24 * HOUR, "shown"],
    [5, 72 * HOUR - 1, "shown"],
    [1, 72 * HOUR, "pressed"],
    [1, 400 * 24 * HOUR, "pressed"],
    [1, -10 * 24 * HOUR, "fresh"],
  ];
  for (const [count, age, said] of cases) assert.equal(unsentAge(count, NOW - age, NOW), said, `${count} ${age}`);
  assert.equal(unsentAge(0, Number.POSITIVE_INFINITY, NOW), "fresh");
});
