/** Who supervises somebody is called what it is called where they are, in every fixed word of the phone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { english as goals } from "../goals/text.ts";
import { english as asking } from "../journal/ask-text.ts";
import { english as journal } from "../journal/text.ts";
import { cy } from "./cy.ts";
import { pages } from "./en.pages.ts";
import { en } from "./en.ts";
import { asSaidHere } from "./place.ts";

const asSaidIn = (place: string, words: string): string => {
  const one = { words };
  for (const says of [undefined, cy.says]) asSaidHere(one, says, place);
  return one.words;
};

const cases: [string, string, string][] = [
  ["scotland", "Not sent to probation", "Not sent to justice social work"],
  ["scotland", "Probation does not see them.", "Justice social work does not see them."],
  ["scotland", "Probation practitioner", "Justice social worker"],
  ["scotland", "Nid yw'r gwasanaeth prawf yn gweld hyn.", "Nid yw'r gwasanaeth gwaith cymdeithasol cyfiawnder yn gweld hyn."],
  ["northern-ireland", "Ymarferydd prawf", "Swyddog prawf"],
  ["northern-ireland", "your probation practitioner gets", "your probation officer gets"],
  ["northern-ireland", "Not sent to probation", "Not sent to probation"],
  ["england-wales", "Probation practitioner", "Probation practitioner"],
  ["", "Probation practitioner", "Probation practitioner"],
];

for (const [place, words, said] of cases) test(`${place || "no place"}: ${words}`, () => assert.equal(asSaidIn(place, words), said));

test("no fixed word of a phone in Scotland says probation, in a function neither", () => {
  for (const words of [en, pages, journal, asking, goals, cy.journal, cy.pages, cy.goals, cy.asking]) {
    const mine = structuredClone(JSON.parse(JSON.stringify(words))) as object;
    for (const says of [undefined, cy.says]) asSaidHere(mine, says, "scotland");
    assert.doesNotMatch(JSON.stringify(Object.entries(mine).map(([, value]) => value)), /[:,[]"[^"]*(?:robation |ymarferydd prawf)[^"]*"/);
  }
  const said = { sees: (who: string) => `${who} and probation`, list: ["Probation"] };
  asSaidHere(said, undefined, "scotland");
  assert.deepEqual([said.sees("You"), said.list[0]], ["You and justice social work", "Justice social work"]);
});

test("a person's own words are not among them", () => {
  const words = { a: "Nothing of it" };
  asSaidHere(words, undefined, "england-wales");
  assert.deepEqual(words, { a: "Nothing of it" });
});
