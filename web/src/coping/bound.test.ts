import assert from "node:assert/strict";
import { test } from "node:test";
import { boundChoices, boundName, type Binding } from "./bound.ts";

const order = (name: string, ...conditions: [string, number, string][]): Binding => ({
  kind: { name },
  conditions: conditions.map(([key, place, category]) => ({ key, place, category })),
});

test("conditions are called by their number and what they are about, and by their order where there are two", () => {
  const one = [order("Restraining order", ["a", 1, "contact"], ["b", 2, "something new"])];
  assert.deepEqual(boundChoices(one), [
    { value: "a", text: "Condition 1. Contact" },
    { value: "b", text: `Condition 2. ${boundChoices([order("", ["x", 2, "other"])])[0]!.text.slice("Condition 2. ".length)}` },
  ]);
  const two = [...one, order("Licence", ["c", 1, "contact"])];
  assert.equal(boundName(two, "c"), "Licence. Condition 1. Contact");
  assert.equal(boundName(two, "gone"), "No longer in your order");
  assert.deepEqual([boundChoices(undefined), boundName(undefined, "a")], [[], "A part of the order"]);
});
