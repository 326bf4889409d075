import assert from "node:assert/strict";
import { test } from "node:test";
import type { Bundle, EnableWhen, Form } from "../store/shapes.ts";
import { joined, parted, withAnswered, withAsks } from "./asks.ts";
import { dueCard, dueNow } from "./due.ts";
import { asked, isAsked, isLed, pagesOf, problemWith, type Answers } from "./form.ts";

const form: Form = {
  id: "daily-card",
  version: 1,
  title: "Daily card",
  items: [
    { link_id: "urge", type: "scale", text: "Urge", min: 0, max: 10, required: true },
    { link_id: "acted", type: "boolean", text: "Acted", required: true },
    { link_id: "mood", type: "scale", text: "Mood", min: 0, max: 10 },
    { link_id: "anger", type: "scale", text: "Anger", min: 0, max: 10 },
    { link_id: "sleep_hours", type: "number", text: "Sleep", min: 0, max: 24 },
    { link_id: "used_skill", type: "boolean", text: "Used a skill" },
    {
      link_id: "skills",
      type: "choices",
      text: "Which",
      options: [{ value: "stop", text: "Stop" }],
      enable_when: { link_id: "used_skill", equals: true },
    },
    {
      link_id: "why_no_skill",
      type: "choice",
      text: "Why not",
      options: [
        { value: "forgot", text: "I forgot" },
        { value: "other", text: "Other" },
      ],
      enable_when: { link_id: "used_skill", equals: false },
    },
    {
      link_id: "why_other",
      type: "text",
      text: "What else",
      enable_when: { link_id: "why_no_skill", equals: "other" },
    },
    { link_id: "talk_about", type: "boolean", text: "Talk" },
    { link_id: "call_me", type: "boolean", text: "Call" },
  ],
};
const item = (id: string): Form["items"][number] => form.items.find((one) => one.link_id === id)!;

test("what must be answered stands alone, what hangs together stays together", () => {
  assert.deepEqual(
    pagesOf(form).map((page) => page.map((one) => one.link_id)),
    [
      ["urge"],
      ["acted"],
      ["mood", "anger"],
      ["sleep_hours"],
      ["used_skill", "skills", "why_no_skill", "why_other"],
      ["talk_about", "call_me"],
    ],
  );
});

test("no more than six scales and three yes or no share a page", () => {
  const many = (type: "scale" | "boolean", count: number): Form => ({
    ...form,
    items: Array.from({ length: count }, (_, i) => ({ link_id: `q${i}`, type, text: "?" })),
  });
  assert.deepEqual(
    pagesOf(many("scale", 8)).map((page) => page.length),
    [6, 2],
  );
  assert.deepEqual(
    pagesOf(many("boolean", 4)).map((page) => page.length),
    [3, 1],
  );
});

test("what must be answered does not join a page of optional questions", () => {
  const mixed: Form = { ...form, items: [item("mood"), item("urge"), item("anger")] };
  assert.deepEqual(
    pagesOf(mixed).map((page) => page.map((one) => one.link_id)),
    [["mood"], ["urge"], ["anger"]],
  );
});

test("a page is led by its first question when all others hang on it", () => {
  assert.deepEqual(pagesOf(form).map(isLed), [true, true, false, true, true, false]);
});

test("a question that hangs on another is asked only for that answer, down the line", () => {
  assert.equal(isAsked(item("skills"), form, { used_skill: true }), true);
  assert.equal(isAsked(item("skills"), form, { used_skill: false }), false);
  assert.equal(isAsked(item("skills"), form, {}), false);
  assert.equal(isAsked(item("why_other"), form, { used_skill: false, why_no_skill: "other" }), true);
  // The answer above was changed: what hung on it hangs in the air.
  assert.equal(isAsked(item("why_other"), form, { used_skill: true, why_no_skill: "other" }), false);
});

test("one of several answers is enough for what hangs on it", () => {
  const chained: Form = {
    ...form,
    items: [
      item("skills"),
      { link_id: "how", type: "text", text: "How", enable_when: { link_id: "skills", equals: "stop" } },
    ],
  };
  const open = { ...chained, items: [{ ...item("skills"), enable_when: undefined }, chained.items[1]!] } as Form;
  assert.equal(isAsked(open.items[1]!, open, { skills: ["walk", "stop"] }), true);
  assert.equal(isAsked(open.items[1]!, open, { skills: ["walk"] }), false);
});

test("answers to questions that are not asked any more are left out", () => {
  const answers = {
    urge: 0,
    acted: false,
    used_skill: true,
    skills: ["stop"],
    why_no_skill: "other",
    why_other: "tired",
  };
  assert.deepEqual(asked(form, answers), { urge: 0, acted: false, used_skill: true, skills: ["stop"] });
});

test("nothing is missing but what must be there; 0 and no are answers", () => {
  assert.equal(problemWith(item("urge"), undefined), "missing");
  assert.equal(problemWith(item("urge"), 0), null);
  assert.equal(problemWith(item("acted"), false), null);
  assert.equal(problemWith(item("mood"), undefined), null);
  assert.equal(problemWith(item("sleep_hours"), 25), "range");
  assert.equal(problemWith(item("sleep_hours"), Number.NaN), "range");
  assert.equal(problemWith(item("sleep_hours"), 7.5), null);
  assert.equal(problemWith(item("why_other"), "x".repeat(301)), "long");
});

const due = {
  kind: "checkin" as const,
  form_id: "daily-card",
  form_version: 1,
  local_date: "2026-11-22",
  closes_at: "2026-11-23T04:00:00Z",
  done: false,
};
const bundle = { made_at: "2026-11-22T20:00:00Z", due: [due], forms: [form] } as unknown as Bundle;
const at = (iso: string): number => Date.parse(iso);
const LONDON = "Europe/London";

test("the card due is the one whose day has not closed: at 00:40 it is still yesterday's", () => {
  assert.equal(dueCard(bundle, at("2026-11-23T00:40:00Z"), LONDON, new Set())?.local_date, "2026-11-22");
});

test("a card that waits in the queue is not due again", () => {
  assert.equal(dueCard(bundle, at("2026-11-23T00:40:00Z"), LONDON, new Set(["2026-11-22"])), null);
  assert.equal(
    dueCard({ ...bundle, due: [{ ...due, done: true }] }, at("2026-11-23T00:40:00Z"), LONDON, new Set()),
    null,
  );
});

test("with no signal since yesterday, today's daily card is due as well", () => {
  assert.equal(dueCard(bundle, at("2026-11-23T10:00:00Z"), LONDON, new Set(["2026-11-22"]))?.local_date, "2026-11-23");
  assert.equal(dueCard(bundle, at("2026-11-23T10:00:00Z"), LONDON, new Set(["2026-11-23"])), null);
  assert.equal(dueCard({ ...bundle, due: [] }, at("2026-11-23T10:00:00Z"), LONDON, new Set()), null);
});

const number = { link_id: "n", type: "number" as const, text: "n", min: 0, max: 20 };
const many = { link_id: "m", type: "choices" as const, text: "m", options: [] };
const yes = { link_id: "b", type: "boolean" as const, text: "b" };
const last = (enable_when: EnableWhen): Form => ({
  id: "x", version: 1, title: "x",
  items: [number, many, yes, { link_id: "z", type: "boolean", text: "z", enable_when }],
});

test("a condition holds as the server has it", () => {
  const cases: [EnableWhen, Answers, boolean][] = [
    [{ link_id: "b", not_equals: true }, { b: false }, true],
    [{ link_id: "b", not_equals: true }, {}, false],
    [{ link_id: "n", more_than: 3 }, { n: 3 }, false],
    [{ link_id: "n", more_than: 3 }, { n: 3.5 }, true],
    [{ link_id: "n", less_than: 3 }, { n: 2 }, true],
    [{ link_id: "n", less_than: 3 }, { n: "2" }, false],
    [{ link_id: "m", exists: true }, { m: ["x"] }, true],
    [{ link_id: "m", exists: true }, { m: [] }, false],
    [{ link_id: "m", exists: false }, {}, true],
    [{ link_id: "m", equals: "y" }, { m: ["x", "y"] }, true],
    [{ all: [{ link_id: "n", more_than: 3 }, { link_id: "b", equals: true }] }, { n: 4, b: true }, true],
    [{ all: [{ link_id: "n", more_than: 3 }, { link_id: "b", equals: true }] }, { n: 4 }, false],
    [{ any: [{ link_id: "n", less_than: 3 }, { link_id: "m", equals: "y" }] }, { m: ["y"] }, true],
    [{ any: [{ link_id: "n", less_than: 3 }, { link_id: "m", equals: "y" }] }, { n: 9, m: ["x"] }, false],
  ];
  for (const [when, answers, shows] of cases) {
    const made = last(when);
    assert.equal(isAsked(made.items[3]!, made, answers), shows, JSON.stringify([when, answers]));
  }
});

test("targets and own questions are asked on their days, and come apart again when they are sent", () => {
  const bundle = {
    targets: [
      { id: "a1", text: "Look", from: "2026-11-20", to: null },
      { id: "a2", text: "Gone", from: "2026-11-01", to: "2026-11-21" },
    ],
    form_questions: [{ id: "q1", form_id: "daily-card", type: "scale", text: "How tired?" }],
  } as unknown as Bundle;
  const words = { targets: "t", targetsHelp: "h", did: (one: string) => one, own: "o" };
  const made = withAsks({ ...form, id: "daily-card" }, bundle, "2026-11-22", words);
  assert.deepEqual(made.items.filter((one) => one.group).map((one) => one.link_id), ["t.a1.urge", "t.a1.acted", "q.q1"]);
  assert.deepEqual(pagesOf(made).filter((page) => page[0]?.group).map((page) => page.length), [2, 1]);
  const sent = parted({ urge: 3, "t.a1.urge": 0, "t.a1.acted": false, "q.q1": 7 });
  assert.deepEqual(sent, { answers: { urge: 3 }, targets: [{ id: "a1", urge: 0, acted: false }], extra: { q1: 7 } });
  assert.deepEqual(joined(sent), { urge: 3, "t.a1.urge": 0, "t.a1.acted": false, "q.q1": 7 });
});

test("an entry is read with the questions that it answers, asked still or not, and with no others", () => {
  const bundle = {
    targets: [{ id: "a1", text: "Look", from: "2026-11-20", to: null }],
    answered_targets: [{ id: "a2", text: "Gone", from: "2026-11-01", to: "2026-11-21" }],
    form_questions: [{ id: "q1", form_id: "daily-card", type: "scale", text: "How tired?" }],
    answered_questions: [
      { id: "q2", form_id: "daily-card", type: "boolean", text: "Did you get to football?" },
      { id: "q3", form_id: "daily-card", type: "boolean", text: "Asked before?" },
    ],
  } as unknown as Bundle;
  const words = { targets: "t", targetsHelp: "h", did: (one: string) => one, own: "o" };
  const made = withAnswered({ ...form, id: "daily-card" }, bundle, { local_date: "2026-11-22", targets: [{ id: "a2", urge: 3 }], extra: { q2: false } }, words);
  assert.deepEqual(made.items.filter((one) => one.group).map((one) => one.text), ["Gone", "Gone", "Did you get to football?"]);
  assert.deepEqual(withAsks({ ...form, id: "daily-card" }, bundle, "2026-11-22", words).items.filter((one) => one.group).map((one) => one.link_id), ["t.a1.urge", "t.a1.acted", "q.q1"], "asked anew");
});

test("what comes opens by the clock with no signal, and what was answered here is not asked again", () => {
  const coming = [{ ...due, id: "d2", local_date: "2026-11-23", opens_at: "2026-11-23T04:00:00Z", closes_at: "2026-11-24T04:00:00Z" }];
  const newer = { ...bundle, due: [{ ...due, id: "d1" }], coming } as Bundle;
  assert.equal(dueCard(newer, at("2026-11-23T00:40:00Z"), LONDON, new Set())?.id, "d1");
  assert.equal(dueCard(newer, at("2026-11-23T10:00:00Z"), LONDON, new Set())?.id, "d2");
  assert.equal(dueCard(newer, at("2026-11-23T10:00:00Z"), LONDON, new Set(["d2"])), null);
  assert.deepEqual(dueNow(newer, at("2026-11-24T10:00:00Z"), LONDON, new Set()), []);
});
