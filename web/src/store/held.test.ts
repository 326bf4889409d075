import assert from "node:assert/strict";
import { test } from "node:test";
import { laidOver } from "./held.ts";
import type { Bundle } from "./shapes.ts";

function bundle(entries: [id: string, at: string][], more: object = {}): Bundle {
  return { entries: entries.map(([id, happened_at]) => ({ id, happened_at })), answered_forms: [], ...more } as unknown as Bundle;
}

const ids = (one: Bundle): string => one.entries.map((entry) => entry.id).join(" ");

test("a whole bundle is taken as it came", () => {
  const news = bundle([["b", "2026-11-24T09:00:00Z"]]);
  assert.equal(laidOver(news, bundle([["a", "2026-11-23T09:00:00Z"]])), news);
});

test("what came stands for what was held by that id, in the order of when it happened", () => {
  const held = bundle([["b", "2026-11-23T09:00:00Z"], ["a", "2026-11-22T09:00:00Z"], ["old", "2026-10-20T09:00:00Z"]]);
  const news = bundle([["c", "2026-11-24T09:00:00Z"], ["a", "2026-11-22T09:00:00Z"], ["late", "2026-11-21T09:00:00Z"]], {
    entries_since: "2026-10-25T09:00:00Z",
    plan: "new",
  });
  const both = laidOver(news, held);
  assert.equal(ids(both), "c b a late");
  assert.equal(both.entries[2], news.entries[1]);
  assert.equal(both.plan as unknown, "new");
});

test("a part that the server left out is as it was held, beside new entries", () => {
  const held = bundle([["a", "2026-11-22T09:00:00Z"]], { plan: "old", due: ["gone"], version: "1" });
  const news = bundle([["b", "2026-11-23T09:00:00Z"]], { as_held: true, due: [], version: "2", entries_since: "2026-10-25T09:00:00Z" });
  const both = laidOver(news, held) as unknown as Record<string, unknown>;
  assert.deepEqual([both["plan"], both["due"], both["version"], ids(both as unknown as Bundle)], ["old", [], "2", "b a"]);
  assert.equal(laidOver(bundle([], { entries_since: "2026-10-25T09:00:00Z" }), held).plan, undefined);
});

test("entries of one instant stand as the server orders them, and no more than a whole bundle has", () => {
  const at = "2026-11-24T09:00:00Z";
  const many = Array.from({ length: 100 }, (_, n) => [`h${String(n).padStart(3, "0")}`, at] as [string, string]);
  const both = laidOver(bundle([["z", at], ["a", at]], { entries_since: at }), bundle(many));
  assert.equal(both.entries.length, 100);
  assert.deepEqual([both.entries[0]!.id, both.entries[1]!.id, both.entries[99]!.id], ["z", "h099", "h001"]);
});

test("every form that a held or a new entry answered is there once", () => {
  const card = { id: "card", version: 1 };
  const held = bundle([], { answered_forms: [card, { id: "weekly", version: 2 }] });
  const news = bundle([], { answered_forms: [{ id: "card", version: 2 }, { ...card }], entries_since: "2026" });
  assert.deepEqual(
    laidOver(news, held).answered_forms!.map((form) => `${form.id} ${form.version}`),
    ["card 2", "card 1", "weekly 2"],
  );
});
