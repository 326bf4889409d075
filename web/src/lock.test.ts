import assert from "node:assert/strict";
import { test } from "node:test";
import { HIDDEN_LIMIT, IDLE_LIMIT, mustLock } from "./lock-rule.ts";

const NOW = 1_800_000_000_000;

test("a page that is seen and used stays open", () => {
  assert.equal(mustLock(NOW, NOW - 1000, null), false);
  assert.equal(mustLock(NOW, NOW - IDLE_LIMIT + 1, null), false);
});

test("fifteen minutes without a touch lock it", () => {
  assert.equal(mustLock(NOW, NOW - IDLE_LIMIT, null), true);
});

test("two minutes hidden lock it, however lately it was used", () => {
  assert.equal(mustLock(NOW, NOW, NOW - HIDDEN_LIMIT + 1), false);
  assert.equal(mustLock(NOW, NOW, NOW - HIDDEN_LIMIT), true);
});

test("a clock that jumped back does not lock anybody out of the page in front of them", () => {
  assert.equal(mustLock(NOW - 3_600_000, NOW, null), false);
});
