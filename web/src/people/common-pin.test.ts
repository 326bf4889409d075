import assert from "node:assert/strict";
import { test } from "node:test";
import { isCommonPin } from "./common-pin.ts";

test("a run, a repeat or a mirror is known at once", () => {
  for (const pin of ["123456", "890123", "654321", "111111", "123123", "121212", "123321", "112233"]) assert.ok(isCommonPin(pin), pin);
  for (const pin of ["258036", "739164", "111112", "135791"]) assert.ok(!isCommonPin(pin), pin);
});
