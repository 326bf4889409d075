import assert from "node:assert/strict";
import { test } from "node:test";
import { keepNow, saveTyped, typedHere } from "./typed.ts";

test("what stands in a field is kept once, and what is being kept already is waited for", async () => {
  const kept: string[] = [];
  let end = (): void => undefined;
  keepNow(() => new Promise<void>((done) => (end = done)).then(() => kept.push("begun before")));
  const forget = typedHere(() => {
    forget();
    kept.push("in a field");
  });
  const saving = saveTyped();
  assert.deepEqual(kept, ["in a field"], "begun before anybody waits");
  end();
  await saving;
  assert.deepEqual(kept, ["in a field", "begun before"]);
  await saveTyped();
  assert.equal(kept.length, 2);
});

test("one that fails stops no other, and no page from going", async () => {
  const kept: string[] = [];
  const stops = [
    typedHere(() => {
      throw new Error("no");
    }),
    typedHere(() => Promise.reject(new Error("no"))),
    typedHere(() => kept.push("kept")),
  ];
  await saveTyped();
  assert.deepEqual(kept, ["kept"]);
  for (const stop of stops) stop();
});
