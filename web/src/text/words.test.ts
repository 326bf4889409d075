/** What no screen of a participant may say, checked over every word of the dictionaries, functions included. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "./en.ts";
import { words as goals } from "../goals/text.ts";
import { words as orders } from "../orders/text.ts";
import { pages } from "./en.pages.ts";

/** Every sentence with the address of its key; a function is asked with made-up arguments of the kind it takes. */
function sentences(value: unknown, at: string): [string, string][] {
  if (typeof value === "string") return [[at, value]];
  if (typeof value === "function") return [2, 1, "Maya"].map((arg) => [at, String((value as (...args: unknown[]) => string)(arg, arg, 5))]);
  if (value && typeof value === "object") return Object.entries(value).flatMap(([key, inner]) => sentences(inner, `${at}.${key}`));
  return [];
}

const all = [...sentences(en, "en"), ...sentences(pages, "pages"), ...sentences(goals, "goals"), ...sentences(orders, "orders")];

test("the dictionaries hold words", () => {
  assert.ok(all.length > 200, `${all.length} found`);
});

test("no word names what the app is for, labels a person or scores", () => {
  const banned = /\b(stalk\w*|offend\w*|victim\w*|risk score|streak\w*|panic\w*|client|patient|error|invalid|submit\w*|comply|compli\w*|breach)\b/i;
  assert.deepEqual(all.filter(([, words]) => banned.test(words)), []);
});

test("no dashes, brackets or exclamation marks", () => {
  assert.deepEqual(all.filter(([, words]) => /[–—!()[\]]|\s-\s/.test(words)), []);
});

test("a sentence has at most 20 words", () => {
  const long = all.filter(([, words]) => words.split(/[.?:]\s/).some((sentence) => sentence.split(/\s+/).length > 20));
  assert.deepEqual(long, []);
});
