import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { lock, makeVault, refreshDevice } from "../store/index.ts";
import { freshPhone, PIN, type StandIn } from "../store/stand-in.ts";
import { asksYesOrNo, kept, newest, openLessons, withheldLessons, pagesOf, ruleIn, sourceOf, type Check, type Lesson, type LearnFile } from "./lessons.ts";

const lesson: Lesson = {
  id: "law.a",
  version: 1,
  title: "A",
  minutes: 5,
  jurisdiction: "england-wales",
  source_note: "note",
  screens: [
    { id: "s1", title: "One", blocks: [] },
    { id: "s2", title: "Two", blocks: [] },
  ],
  checks: ["c1", "c2"].map((id) => ({
    id,
    situation: "s",
    options: [
      { value: "a", text: "A" },
      { value: "b", text: "B" },
    ],
    answer: "a",
    reason: "r",
    source: "pha",
  })),
  takeaway: "If, then",
  sources: [{ id: "pha", text: "The Act", mark: "V" }],
};
const file: LearnFile = {
  version: "1",
  signed: false,
  label: "Not yet signed off",
  lessons: [lesson, { ...lesson, id: "law.b" }],
};
let server: StandIn;
let fetched: string[] = [];

function publish(name: string, content: LearnFile): void {
  server.routes.set("GET /content/index.json", () => ({ status: 200, json: { open: "open.json", learn: name } }));
  server.routes.set(`GET /content/${name}`, () => {
    fetched.push(name);
    return { status: 200, json: content };
  });
}

beforeEach(async () => {
  fetched = [];
  lock();
  server = await freshPhone();
  await refreshDevice();
  await makeVault(PIN);
});

test("a lesson is its screens, then its checks, then one thing to keep", () => {
  assert.deepEqual(
    pagesOf(lesson).map((page) => (page.kind === "check" ? `check ${page.number} of ${page.of}` : page.kind)),
    ["screen", "screen", "check 1 of 2", "check 2 of 2", "takeaway"],
  );
});

test("a check says where its reason comes from", () => {
  assert.equal(sourceOf(lesson, "pha"), "The Act");
  assert.equal(sourceOf(lesson, "gone"), null);
});

test("only lessons that are open to this person are listed", () => {
  assert.deepEqual(
    openLessons(file, ["law.b"]).map((one) => one.id),
    ["law.b"],
  );
  assert.deepEqual(openLessons(file, []), []);
  assert.equal(openLessons(file, undefined).length, 2);
  assert.deepEqual(
    openLessons(file, ["law.b"], [{ ...lesson, id: "opened" }]).map((one) => one.id),
    ["law.b", "opened"],
  );
});

test("the file is fetched once, fetched again only under a new name, and is there with no signal", async () => {
  publish("learn-1.json", file);
  await newest();
  await newest();
  assert.deepEqual(fetched, ["learn-1.json"]);
  publish("learn-2.json", { ...file, version: "2" });
  assert.equal((await newest()).version, "2");
  server.offline = true;
  await assert.rejects(newest());
  assert.equal((await kept())?.version, "2");
  lock();
  assert.equal(await kept(), null);
});

test("a page that waits to be read again leaves words in its place", () => {
  assert.deepEqual(withheldLessons(file), []);
  const held = { kind: "lesson", id: "law.c", title: "C", say: "Ask" };
  assert.deepEqual(withheldLessons({ ...file, withheld: [{ ...held, kind: "answers" }, held] }), [held]);
});

test("the one thing to keep is the start of a plan rule where it is an if and a then", () => {
  assert.deepEqual(ruleIn("If it is 10 at night, then I will put my phone on charge."), { when: "it is 10 at night", then: "I will put my phone on charge" });
  assert.equal(ruleIn("Ask before you answer."), null);
});

test("would this count? is asked only where the choices say yes or no", () => {
  const check = (...texts: string[]): Check =>
    ({ id: "c", situation: "s", options: texts.map((text) => ({ value: text, text })), answer: "", reason: "r", source: "x" });
  assert.equal(asksYesOrNo(check("Yes, it could", "No. A like is not a message")), true);
  assert.equal(asksYesOrNo(check("Yes, it could", "Not this on its own")), true);
  assert.equal(asksYesOrNo(check("He can go. She asked", "He has to leave it")), false);
  assert.equal(asksYesOrNo(check("Nothing has happened yet", "That is the sign to act on")), false);
});
