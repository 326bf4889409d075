/** What is sent of an order as it was typed, and what is missing before it is sent. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { blankValue, bodyOf, emptyForm, filledWords, formOf, libraryTerm, missingIn, moved, ownTerm, plainWords, type OrderForm } from "./form.ts";
import type { Library, Order } from "./shapes.ts";

const KEEP_AWAY = {
  id: "stay-away-distance", category: "places", kind: "prohibition", template: "Not to approach within {how_far} of {who}.",
  blanks: { how_far: { type: "distance", unit: "metres", min: 5, max: 2000 }, who: { type: "role", of: ["other_person"] } },
  plain: "Keep {how_far} away from {who}.", not_allowed: ["Waiting near by"], ask_about: ["A shared shop"],
} as const;
const CURFEW = { ...KEEP_AWAY, id: "curfew", template: "To stay at home during {hours}.", blanks: { hours: { type: "hours" } } } as const;
const library = { kinds: [], conditions: [KEEP_AWAY, CURFEW], roles: { other_person: "the other person" } } as unknown as Library;

function whole(): OrderForm {
  const term = { ...libraryTerm(library.conditions[0]!), blanks: { how_far: "100", who: "other_person" } };
  return {
    ...emptyForm("england-wales"), kind_id: "ew.spo", made_on: "2026-11-02", starts_on: "2026-11-02", lasts: "until", source: "sealed_order",
    source_seen_on: "2026-11-20", terms: [term],
  };
}

test("a condition from the library goes with its blanks, and what was not touched is the library's", () => {
  const body = bodyOf(whole(), library, true, null);
  assert.deepEqual(body["conditions"], [{
    library_id: "stay-away-distance", category: "places", kind: "prohibition", blanks: { how_far: 100, who: "other_person" }, plain: "Keep {how_far} away from {who}.",
    not_allowed: ["Waiting near by"], ask_about: ["A shared shop"], exception: null,
  }]);
  assert.equal("proposal_id" in body, false);
  assert.equal(bodyOf(whole(), library, true, "p")["proposal_id"], "p");
});

test("a condition that is kept goes with its words, its library and its key; an emptied list goes as an empty list", () => {
  const order = {
    kind: { id: "ew.spo" }, court: null, made_on: "2026-11-02", starts_on: "2026-11-02", served_on: null, ends_on: "2027-01-01", source: "licence", source_seen_on: "2026-11-03",
    conditions: [{ id: "t", key: "k", library_id: "curfew", exact: "To stay at home.", plain: "Stay in.", not_allowed: [], ask_about: ["A night shift"], exception: "Save for work.", category: "places", kind: "requirement" }],
  } as unknown as Order;
  const form = formOf(order, "england-wales", false);
  assert.equal(form.lasts, "day");
  assert.deepEqual(bodyOf(form, library, true, null)["conditions"], [{
    key: "k", library_id: "curfew", category: "places", kind: "requirement", exact: "To stay at home.", plain: "Stay in.", not_allowed: [], ask_about: ["A night shift"],
    exception: "Save for work.",
  }]);
  assert.equal(formOf(order, "england-wales", true).source, "", "the next version comes from another document");
});

test("the day that it ends is sent only where it lasts until a day", () => {
  assert.equal(bodyOf({ ...whole(), ends_on: "2027-01-01" }, library, true, null)["ends_on"], null);
  assert.equal(bodyOf({ ...whole(), ends_on: "2027-01-01", lasts: "day" }, library, true, null)["ends_on"], "2027-01-01");
});

test("a blank takes what is of its type; anything else goes to the server as it is, which says what belongs there", () => {
  assert.equal(blankValue({ type: "number", min: 1, max: 3 }, " 2 "), 2);
  assert.equal(blankValue({ type: "number", min: 1, max: 3 }, "Anna"), "Anna");
  assert.equal(blankValue({ type: "role", of: [] }, "other_person"), "other_person");
});

test("the words show what is filled in, and never what does not belong into a blank", () => {
  const words = (how_far: string): string => filledWords(library.conditions[0]!, { how_far, who: "other_person" }, library.roles);
  assert.equal(words("100"), "Not to approach within 100 metres of [the other person].");
  assert.equal(words("Anna"), "Not to approach within ____ of [the other person].");
  assert.equal(filledWords(library.conditions[1]!, { hours: "19:00-" }, {}), "To stay at home during 19:00 to ____.");
});

test("the plain words show the same blanks, without brackets, and what was written over them stays as it is", () => {
  const plain = (words: string, how_far: string): string => plainWords(words, library.conditions[0]!, { how_far, who: "other_person" }, library.roles);
  assert.equal(plain("Keep {how_far} away from {who}.", "100"), "Keep 100 metres away from the other person.");
  assert.equal(plain("Keep {how_far} away from {who}.", ""), "Keep ____ away from the other person.");
  assert.equal(plain("Keep well away.", "100"), "Keep well away.");
  assert.equal(plainWords("For {child}.", { ...library.conditions[0]!, blanks: { child: { type: "role", of: [] } } }, { child: "my_child" }, { my_child: "my child" }), "For your child.");
});

test("what is missing is named by the field that it stands beside", () => {
  const fields = (form: OrderForm, ticked = true): string[] => missingIn(form, library, ticked).map((one) => one.field);
  assert.deepEqual(fields(whole()), []);
  assert.deepEqual(fields(emptyForm("scotland"), false), ["kind_id", "made_on", "starts_on", "lasts", "source", "source_seen_on", "add_from", "no_name"]);
  const [term] = whole().terms;
  const withBlanks = (blanks: Record<string, string>): OrderForm => ({ ...whole(), terms: [{ ...term!, blanks }] });
  assert.deepEqual(fields(withBlanks({ how_far: "9999", who: "" })), ["conditions.0.blanks.how_far", "conditions.0.blanks.who"]);
  const curfew = { ...libraryTerm(library.conditions[1]!), blanks: { hours: "19:00-" } };
  assert.deepEqual(fields({ ...whole(), terms: [{ ...term!, plain: "Keep ____ away." }] }), ["conditions.0.plain"], "a blank that was never filled");
  assert.deepEqual(fields({ ...whole(), terms: [curfew] }), ["conditions.0.blanks.hours"]);
  assert.deepEqual(fields({ ...whole(), terms: [{ ...ownTerm(), exact: "x".repeat(1001), plain: "Do not.", category: "contact", kind: "prohibition" }] }), ["conditions.0.exact"]);
  assert.deepEqual(fields({ ...whole(), terms: [{ ...term!, not_allowed: "x".repeat(201), ask_about: "a\n".repeat(9) }] }), ["conditions.0.not_allowed", "conditions.0.ask_about"]);
});

test("a condition is put to another place, and the others keep their order", () => {
  assert.deepEqual(moved(["a", "b", "c"], 2, 0), ["c", "a", "b"]);
  assert.deepEqual(moved(["a", "b", "c"], 0, 1), ["b", "a", "c"]);
});
