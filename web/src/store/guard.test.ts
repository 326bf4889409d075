import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { findIdentifiers, replaceWith, type Pattern } from "./guard.ts";

const table = JSON.parse(readFileSync(new URL("../../../content/guard.json", import.meta.url), "utf8")) as {
  patterns: Pattern[];
  cases: { text: string; found: string[] }[];
};
const { patterns, cases } = table;

test("every case of the shared table is found as the server finds it", () => {
  assert.ok(cases.length > 50, "there are cases");
  for (const { text, found } of cases) {
    assert.deepEqual(
      findIdentifiers(text, patterns).map((span) => span.id),
      found,
      text,
    );
  }
});

test("every pattern compiles here", () => {
  for (const { id, re, flags } of patterns) assert.doesNotThrow(() => new RegExp(re, `${flags}g`), id);
});

test("a span is the piece as it was typed", () => {
  const text = "Ring 07700 900123 or look at @some_name today";
  const spans = findIdentifiers(text, patterns);
  assert.deepEqual(
    spans.map((span) => text.slice(span.start, span.end)),
    ["07700 900123", "@some_name"],
  );
});

test("what was kept as a false alarm is not asked about again", () => {
  const text = "Saw @some_name and @other_name";
  assert.deepEqual(
    findIdentifiers(text, patterns, ["@some_name"]).map((span) => span.found),
    ["@other_name"],
  );
});

test("a piece is swapped for a role word, or taken out without leaving a gap", () => {
  const text = "Saw that @some_name had put up a new one";
  const [span] = findIdentifiers(text, patterns);
  assert.equal(replaceWith(text, span!, "the other person"), "Saw that the other person had put up a new one");
  assert.equal(replaceWith(text, span!, ""), "Saw that had put up a new one");
});

test("a phone that cannot compile a pattern asks about the rest", () => {
  const broken: Pattern = { id: "broken", certain: true, re: "(", flags: "", label: "x", mark: "[x]" };
  assert.equal(findIdentifiers("mail a@example.com", [broken, ...patterns])[0]?.id, "email");
});

test("where two want the same characters, the certain one wins, then the first, then the longer", () => {
  const make = (id: string, certain: boolean, re: string): Pattern => ({
    id,
    certain,
    re,
    flags: "",
    label: id,
    mark: id,
  });
  const pick = (text: string, ...all: Pattern[]): string[] => findIdentifiers(text, all).map((span) => span.id);
  assert.deepEqual(pick("abcd", make("unsure", false, "abcd"), make("sure", true, "cd")), ["sure"]);
  assert.deepEqual(pick("abcd", make("second", true, "bcd"), make("first", true, "ab")), ["first"]);
  assert.deepEqual(pick("abcd", make("short", true, "ab"), make("long", true, "abc")), ["long"]);
  assert.deepEqual(pick("abcd", make("one", true, "ab"), make("two", true, "ab")), ["one"]);
});
