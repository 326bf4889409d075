import assert from "node:assert/strict";
import { test } from "node:test";
import { HIDDEN_LIMIT, IDLE_LIMIT, mustLock, since, type Moment } from "./lock-rule.ts";

const at = (milliseconds: number): Moment => ({ wall: 1_800_000_000_000 + milliseconds, steady: 5_000 + milliseconds });
const NOW = at(0);

test("a page that is seen and used stays open", () => {
  assert.equal(mustLock(NOW, at(-1000), null), false);
  assert.equal(mustLock(NOW, at(-IDLE_LIMIT + 1), null), false);
  assert.equal(mustLock(NOW, at(-1000), null, true), false);
});

test("fifteen minutes without a touch lock it", () => {
  assert.equal(mustLock(NOW, at(-IDLE_LIMIT), null), true);
});

test("two minutes hidden lock it, however lately it was used", () => {
  assert.equal(mustLock(NOW, NOW, at(-HIDDEN_LIMIT + 1)), false);
  assert.equal(mustLock(NOW, NOW, at(-HIDDEN_LIMIT)), true);
});

test("whoever chose so is locked as soon as the page is hidden", () => {
  assert.equal(mustLock(NOW, NOW, NOW, true), true);
});

test("a clock that jumped back does not lock anybody out of the page in front of them", () => {
  const back = { wall: NOW.wall - 3_600_000, steady: NOW.steady };
  assert.equal(mustLock(back, NOW, null), false);
});

test("a clock that was set back while the page was hidden keeps nobody's phone open", () => {
  const later = { wall: NOW.wall - 86_400_000, steady: NOW.steady + HIDDEN_LIMIT };
  assert.equal(mustLock(later, NOW, NOW), true);
  const idle = { wall: NOW.wall - 86_400_000, steady: NOW.steady + IDLE_LIMIT };
  assert.equal(mustLock(idle, NOW, null), true);
});

test("a phone that slept, its steady clock standing still, is locked by the other one", () => {
  assert.equal(since(NOW, { wall: NOW.wall + HIDDEN_LIMIT, steady: NOW.steady }), HIDDEN_LIMIT);
  assert.equal(mustLock({ wall: NOW.wall + HIDDEN_LIMIT, steady: NOW.steady + 10 }, NOW, NOW), true);
});
