import assert from "node:assert/strict";
import { test } from "node:test";
import { EXTRAS, mainPages, MANY, ONE, resumeAt, sayAnswer, sayKind, sayWhen } from "./log-steps.ts";
import { words } from "./text.ts";

const LONDON = "Europe/London";
const at = (iso: string): number => Date.parse(iso);

test("a log is three pages, and a good moment is not measured", () => {
  assert.deepEqual(mainPages("urge"), ["kind", "strength", "review"]);
  assert.deepEqual(mainPages("good_moment"), ["kind", "review"]);
  assert.deepEqual(mainPages(undefined), ["kind", "strength", "review"]);
});

test("a log is gone on with at the first page that was not answered", () => {
  assert.equal(resumeAt({ kind: "urge" }, 1), "strength");
  assert.equal(resumeAt({ kind: "urge", intensity: null }, 1), "strength");
  assert.equal(resumeAt({ kind: "urge", intensity: 0 }, 1), "review");
  assert.equal(resumeAt({ kind: "good_moment" }, 1), "review");
  // Locked: nothing can be read, but the step says how far it went.
  assert.equal(resumeAt({}, 1), "strength");
  assert.equal(resumeAt({}, 2), "review");
});

test("the day is said as a person would say it", () => {
  const cases: [string, string, string][] = [
    ["2026-11-23T00:40:00Z", "2026-11-23T00:54:00Z", "Tonight, 00:40"],
    ["2026-11-22T22:40:00Z", "2026-11-23T00:54:00Z", "Tonight, 22:40"],
    ["2026-11-23T00:40:00Z", "2026-11-23T09:00:00Z", "Last night, 00:40"],
    ["2026-11-22T22:40:00Z", "2026-11-23T09:00:00Z", "Last night, 22:40"],
    ["2026-11-23T08:10:00Z", "2026-11-23T09:00:00Z", "Today, 08:10"],
    ["2026-11-22T14:00:00Z", "2026-11-23T09:00:00Z", "Yesterday, 14:00"],
    ["2026-11-20T14:00:00Z", "2026-11-23T09:00:00Z", "Friday 20 November, 14:00"],
    ["2026-11-23T19:00:00Z", "2026-11-23T20:00:00Z", "Tonight, 19:00"],
    ["2026-11-22T23:00:00Z", "2026-11-23T20:00:00Z", "Last night, 23:00"],
  ];
  for (const [when, now, said] of cases) assert.equal(sayWhen(at(when), at(now), LONDON), said, `${when} at ${now}`);
});

test("answers are said in the words that were pressed", () => {
  assert.equal(sayKind("near_miss"), "I nearly did it");
  assert.equal(sayAnswer("did", { did: ["put_phone_away", "walked"] }), "Put my phone away, Went for a walk");
  assert.equal(sayAnswer("need", { need: "relief" }), "Relief");
  assert.equal(sayAnswer("sleep_hours", { sleep_hours: 1 }), "1 hour");
  assert.equal(sayAnswer("talk_about", { talk_about: true }), "Yes, next time");
  assert.equal(
    sayAnswer("skills", { skills: ["stop"] }, [{ value: "stop", text: "Stop and step back" }]),
    "Stop and step back",
  );
  assert.equal(sayAnswer("text", { text: "I put it away" }), "I put it away");
});

test("what was not answered is offered, not shown as an answer", () => {
  assert.equal(sayAnswer("talk_about", { talk_about: false }), null);
  assert.equal(sayAnswer("did", { did: [] }), null);
  assert.equal(sayAnswer("text", { text: "" }), null);
  assert.equal(sayAnswer("need", {}), null);
  assert.equal(sayAnswer("need", { need: "a code of a later version" }), null);
});

test("every extra page is one choice, many choices, typed, or the rules with their own questions", () => {
  const typed = EXTRAS.filter((page) => !MANY.has(page) && !ONE.has(page));
  assert.deepEqual(typed, ["rules", "sleep_hours", "text"]);
});

function* strings(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "function") yield* strings((value as (...all: unknown[]) => unknown)("x", 2));
  else if (value && typeof value === "object") for (const one of Object.values(value)) yield* strings(one);
}

test("no word a participant sees has a dash, bracket or exclamation mark, or a banned word", () => {
  const all = [...strings(words)];
  assert.ok(all.length > 100);
  for (const text of all) {
    assert.doesNotMatch(text, /[–—!()[\]]| - /, text);
    assert.doesNotMatch(text, /\b(stalk\w*|offender|victim|patient|risk|streak|panic|breach)\b/i, text);
  }
});
