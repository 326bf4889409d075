/** Nothing promises when an urge will be gone: no word of the app or of the content says so (product F5). */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { words as journal } from "../journal/text.ts";
import { en } from "../text/en.ts";
import { pages } from "../text/en.pages.ts";
import { choose, pause } from "./pause-text.ts";

/** Every sentence with the address of its key; a function is asked with numbers, because these are what a promise is made of. */
function sentences(value: unknown, at: string): [string, string][] {
  if (typeof value === "string") return value.split(/(?<=[.?!:])\s+/).map((one) => [at, one]);
  if (typeof value === "function") return [20, 1].flatMap((arg) => sentences(String((value as (...args: unknown[]) => string)(arg, arg, 5)), at));
  if (value && typeof value === "object") return Object.entries(value).flatMap(([key, inner]) => sentences(inner, `${at}.${key}`));
  return [];
}

const LENGTH = /\b(minutes?|seconds?|hours?|half an hour|a while|soon|in no time|not last)\b/i;
const GONE = /\b(pass(es|ed)?|gone|go(es)? away|fades?|falls?|drops?|eases?|weakens?|lasts? (only |about |up to |for )?[0-9]+|is over|will end|wears? off|disappears?|peaks?)\b/i;
/** "gone soon" in whatever words. What says plainly that it may not be so is no promise. */
const promises = (words: string): boolean => LENGTH.test(words) && GONE.test(words) && !/\b(can|may|don't have to|isn't|or not|no promise)\b/i.test(words);

test("the pattern knows a promise when it meets one", () => {
  const bad = [
    "This urge will pass in 20 minutes", "Most urges are gone after 15 minutes.", "It fades within half an hour", "Urges peak and fall in 20 minutes.",
    "It lasts 10 minutes at most", "It goes away soon", "The feeling wears off in a while",
  ];
  assert.deepEqual(bad.filter((words) => !promises(words)), []);
  const good = ["7 minutes left", "You don't have to make it go away.", "It can rise. It can fall.", "When the time is up, see how strong it is.", "It passed"];
  assert.deepEqual(good.filter(promises), []);
});

test("no word of the app promises when it will be gone", () => {
  const all = [...sentences(en.now, "now"), ...sentences(en.breathing, "breathing"), ...sentences(pause, "pause"), ...sentences(choose, "choose"), ...sentences(journal.log, "log"), ...sentences(journal.extra, "extra"), ...sentences(pages.plan, "plan")];
  assert.ok(all.length > 250, `${all.length} sentences`);
  assert.deepEqual(all.filter(([, words]) => promises(words)), []);
});

test("no skill and no crisis line promises it either", () => {
  const root = fileURLToPath(new URL("../../../content/en/", import.meta.url));
  const files = ["skills", "crisis", "cards"].flatMap((folder) => readdirSync(`${root}${folder}`).map((name) => `${folder}/${name}`));
  assert.ok(files.length >= 8);
  const lines = files.flatMap((name) => readFileSync(root + name, "utf8").split("\n").filter((line) => !line.startsWith("#")).flatMap((line) => sentences(line, name)));
  assert.deepEqual(lines.filter(([, words]) => promises(words)), []);
});

test("the pause's words say nothing of what the app is for, and have no dashes, brackets or exclamation marks", () => {
  const all = [...sentences(pause, "pause"), ...sentences(choose, "choose")];
  const banned = /\b(stalk\w*|offend\w*|victim\w*|risk|streak\w*|court|police|probation|therap\w*|treatment|crime|offence|breach|urges?|clinician|licen[cs]e|order)\b/i;
  assert.deepEqual(all.filter(([, words]) => banned.test(words)), []);
  assert.deepEqual(all.filter(([, words]) => /[–—!()[\]]|\s-\s/.test(words)), []);
  assert.deepEqual(all.filter(([, words]) => words.split(/\s+/).length > 20), []);
});
