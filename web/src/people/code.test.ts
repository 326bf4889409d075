import assert from "node:assert/strict";
import { test } from "node:test";
import { cleanCode, looksWhole } from "./code.ts";

test("a code is read however it was typed", () => {
  for (const typed of ["K7M2-9QXA", "k7m2 9qxa", " K7M29QXA "]) assert.equal(cleanCode(typed), "K7M29QXA");
  assert.equal(cleanCode("oil0-1LIO"), "01101110");
});

test("only 8 typed or 16 scanned characters of the alphabet can be a code", () => {
  assert.equal(looksWhole("K7M29QXA"), true);
  assert.equal(looksWhole("K7M29QXAK7M29QXA"), true);
  assert.equal(looksWhole("K7M29QX"), false);
  assert.equal(looksWhole("K7M29QXU"), false);
});
