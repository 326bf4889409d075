import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { actsInstead, type Table } from "./positive-act.ts";

const forms = JSON.parse(readFileSync(new URL("../../../content/positive-act.json", import.meta.url), "utf8")) as Table;
const rows = readFileSync(new URL("../../../tests/coping/acts.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => /^[+-] /.test(line));

test("every sentence of the shared list is judged as the server judges it", () => {
  assert.ok(rows.length >= 200);
  const wrong = rows.filter((line) => (actsInstead(line.slice(2).trim(), forms) === null) !== line.startsWith("+"));
  assert.deepEqual(wrong, []);
});

test("what is offered instead is itself taken, and fits what was written", () => {
  for (const line of rows.filter((one) => one.startsWith("-"))) {
    for (const language of ["en", "cy"] as const) for (const act of actsInstead(line.slice(2), forms, language)!) assert.equal(actsInstead(act, forms), null, act);
  }
  assert.match(actsInstead("I won't look at the profile", forms)![0]!, /close the app/);
  assert.match(actsInstead("Fydda i ddim yn edrych ar y proffil", forms, "cy")![0]!, /cau'r ap/);
});
