import assert from "node:assert/strict";
import { test } from "node:test";
import { anyDraft, draftOf, forgetDrafts, keepDraft } from "./drafts.ts";

test("a begun reply is kept for the person who began it, and for nobody else", () => {
  keepDraft("review", "maya", "Thank you");
  assert.equal(draftOf("review", "maya"), "Thank you");
  assert.equal(draftOf("review", "ruth"), "");
  assert.equal(anyDraft(), true);
});

test("an emptied reply is no draft, and signing out forgets them all", () => {
  keepDraft("review", "maya", "  ");
  assert.equal(anyDraft(), false);
  keepDraft("other", "maya", "Words");
  forgetDrafts();
  assert.equal(draftOf("other", "maya"), "");
});
