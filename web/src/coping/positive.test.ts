/** The phone refuses what the server refuses: both are held to the table of cases in the server's test. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { actsInstead, readyActs, type Table } from "./positive-act.ts";
import { positiveAct } from "./positive.ts";

const forms = JSON.parse(readFileSync(new URL("../../../content/positive-act.json", import.meta.url), "utf8")) as Table;
const source = readFileSync(new URL("../../../tests/coping/test_rules.py", import.meta.url), "utf8");

function listed(name: string): string[] {
  const body = source.split(`${name} = [`)[1]?.split("\n]")[0] ?? "";
  return [...body.matchAll(/^ {4}"((?:[^"\\]|\\.)*)",$/gm)].map((found) => JSON.parse(`"${found[1]}"`) as string);
}

test("what says what will be left undone is refused, with an act to start from", () => {
  const refused = listed("REFUSED");
  assert.ok(refused.length > 30, `${refused.length} found`);
  assert.deepEqual(refused.filter((words) => positiveAct(words, forms) === null), []);
});

test("what says what will be done is taken", () => {
  const fine = listed("FINE");
  assert.ok(fine.length > 10, `${fine.length} found`);
  assert.deepEqual(fine.filter((words) => positiveAct(words, forms) !== null), []);
});

test("acts to start from are three different ones, and each of them is taken", () => {
  const acts = readyActs(forms);
  assert.equal(new Set(acts).size, 3);
  assert.deepEqual(acts.filter((act) => actsInstead(act, forms) !== null), []);
  assert.equal(new Set(readyActs(forms, "cy")).size, 3);
});
