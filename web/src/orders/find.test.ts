import assert from "node:assert/strict";
import { test } from "node:test";
import { heldOut, seen } from "./find.cases.ts";
import { finder, likeness, stem, wordsOf } from "./find.ts";

const answers = [
  { id: "reply", question: "They messaged me first. Can I reply?", phrasings: ["she texted me can i text back", "they called me"], short: "The order is on you." },
  { id: "kids", question: "Can I see my children?", phrasings: ["see my kids", "visit my daughter"], short: "It limits how." },
  { id: "vpn", question: "Can I use a VPN?", phrasings: ["incognito mode", "second phone"], short: "Often banned." },
];
const find = finder(answers);

test("there are 150 made-up phrasings in two halves, and none stands twice", () => {
  assert.deepEqual([seen.length, heldOut.length], [75, 75]);
  assert.equal(new Set([...seen, ...heldOut].map(([asked]) => asked)).size, 150);
});

test("endings do not matter", () => {
  for (const [word, root] of [["texting", "text"], ["texted", "text"], ["texts", "text"], ["stopping", "stop"], ["parties", "party"], ["drinkin", "drink"], ["pass", "pass"]]) {
    assert.equal(stem(word!), root, word);
  }
});

test("words that mean the same are one word, and those that say nothing are left out", () => {
  assert.deepEqual(wordsOf("Can I txt her?"), ["text", "them"]);
  assert.deepEqual(wordsOf("Could I send him a WhatsApp"), ["send", "them", "text"]);
  assert.deepEqual(wordsOf("can i"), []);
  assert.deepEqual(wordsOf("a loop hole", (word) => word === "loophol"), ["loophol"]);
  assert.deepEqual(wordsOf("her face book"), ["them", "facebook"]);
});

test("a misspelt word is like the right one, and unlike another", () => {
  assert.ok(likeness("mesage", "message") > 0.6);
  assert.ok(likeness("frend", "friend") >= 0.8);
  assert.ok(likeness("dorter", "daughter") >= 0.5);
  assert.ok(likeness("solisiter", "solicitor") >= 0.8);
  assert.ok(likeness("morgage", "mortgage") >= 0.5);
  assert.ok(likeness("zorb", "sober") < 0.3);
  assert.ok(likeness("firend", "friend") >= 0.7);
  assert.equal(likeness("kids", "mortgage"), 0);
  assert.equal(likeness("ab", "ac"), 0);
});

test("a question that is spelt badly finds its answer first", () => {
  for (const [asked, id] of [["wot if she txts me frst", "reply"], ["cn i c my kidz", "kids"], ["ICOGNITO", "vpn"], ["  kids?! ", "kids"]]) {
    assert.equal(find(asked!).ids[0], id, asked);
  }
});

test("nothing, nonsense and what is unknown find no answer that is called sure", () => {
  for (const asked of ["", " ", "can i", "🙂", "zzzz qqqq", "what colour is the sky", "a".repeat(5000)]) assert.equal(find(asked).sure, false, asked);
  assert.deepEqual(finder([])("can i text her"), { ids: [], sure: false });
});
