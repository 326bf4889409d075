/** As many waits as there were, also where the phone was locked in the middle of one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { waitsOf } from "./waits.ts";

test("what was said of a wait after a lock belongs to that wait", () => {
  const rounds = { "1": { minutes: 10, did: ["Wash up"] }, "2": { did: ["Go out"], after: 8 }, "3": { minutes: 5 }, "10": { after: 7 } } as const;
  assert.deepEqual(waitsOf({ rounds: structuredClone(rounds) as never }), [
    { minutes: 10, did: ["Wash up", "Go out"], after: 8 },
    { minutes: 5, did: [], after: 7 },
  ]);
});
