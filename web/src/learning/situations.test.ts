import assert from "node:assert/strict";
import { test } from "node:test";
import { learning as welsh } from "../text/cy.small.ts";
import { words } from "./text.ts";

test("every topic of the situations has its words after If, in both languages", () => {
  for (const { tries } of [words, welsh]) {
    assert.deepEqual(Object.keys(tries.when).sort(), Object.keys(tries.topics).sort());
    for (const said of Object.values(tries.when)) assert.match(said, /^(I |[a-zŵŷâêîôû])[^.,]{6,72}$/);
  }
});
