/** Whom to ring, by country: a number that nobody answers there must not stand on the screen. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { builtInLines, furtherLines } from "./open.ts";

const IN_FILE = { about: "", hours: "", sms: null };
const cases: [string | undefined, string][] = [
  [undefined, "tel:111"],
  ["england-wales", "tel:111"],
  ["scotland", "tel:111"],
  ["northern-ireland", "tel:08088088000"],
  ["testland", "tel:111"],
];

for (const [place, second] of cases) {
  test(`built in, ${place ?? "not told yet"}: 999, then ${second}`, () => {
    const lines = builtInLines(place);
    assert.deepEqual(lines.slice(0, 2).map((line) => line.href), ["tel:999", second]);
    assert.equal(lines.length, 4);
    assert.equal(lines[1]?.name.includes("option 2"), place !== "scotland" && place !== "northern-ireland");
  });
}

test("the file brings no other country's line back", () => {
  const file = [
    { ...IN_FILE, id: "nhs-111", name: "111", contact: "111, then option 2", tel: "111" },
    { ...IN_FILE, id: "calm", name: "CALM", contact: "0800 58 58 58", tel: "0800585858" },
    { ...IN_FILE, id: "here", name: "Here", contact: "01632 960100", tel: "01632960100", jurisdiction: "scotland" },
  ];
  assert.deepEqual(furtherLines(file as never).map((line) => line.id), ["calm"]);
  assert.deepEqual(furtherLines(file as never, "scotland").map((line) => line.id), ["calm", "here"]);
});
