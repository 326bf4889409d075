import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { withDatabase } from "./db.ts";
import { begin, finish, IDLE, keep, mergeAnswers, openCount, sendIdle, unfinished } from "./drafts.ts";
import { items, note, save, unsent, waitingCount } from "./outbox.ts";
import type { TriggerBody, UrgeBody } from "./bodies.ts";
import { freshPhone, killed, PARTICIPANT, PIN, type StandIn } from "./stand-in.ts";
import { flush } from "./sync.ts";
import { makeVault, unlock } from "./vault.ts";

const START = Date.parse("2026-11-23T00:40:00Z");
const one: TriggerBody = {
  happened_at: "2026-11-23T00:40:00+00:00",
  kind: "urge",
  intensity: null,
  talk_about: false,
  kept: [],
  unfinished: true,
};
let server: StandIn;

beforeEach(async () => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["Date"], now: START });
  server = await freshPhone();
  await makeVault(PIN);
});

async function bodies(): Promise<unknown[]> {
  await flush();
  return Promise.all([...server.stored.keys()].map((id) => server.read(id)));
}

test("a draft that is finished goes as one entry, with everything", async () => {
  let draft = await begin("trigger", 1, one);
  draft = await keep(draft, 2, { ...draft.body, intensity: 8 });
  const { id } = await finish(draft, { ...draft.body, text: "Put it away" });
  assert.equal((await items())[0]?.state, "here");
  assert.deepEqual(await bodies(), [{ ...one, intensity: 8, text: "Put it away", unfinished: false }]);
  assert.deepEqual([...server.stored.keys()], [id]);
  assert.deepEqual(await unfinished("trigger"), []);
});

test("id, number and time are reserved at the first step, whatever is saved meanwhile", async () => {
  const draft = await begin("trigger", 1, one);
  mock.timers.setTime(START + 120_000);
  await save("not_safe", { happened_at: one.happened_at, about: "me", call_me: false });
  await finish(draft, one);
  const rows = await unsent(PARTICIPANT);
  assert.deepEqual(
    rows.map((row) => [row.kind, row.device_seq]),
    [
      ["trigger", 1],
      ["not_safe", 2],
    ],
  );
  assert.equal(Date.parse(rows[0]!.made_at), START);
  assert.equal((await bodies()).length, 2);
});

test("killed at any step and opened with the PIN, the answers are back", async () => {
  const draft = await begin("trigger", 1, one);
  await keep(draft, 2, { ...draft.body, intensity: 8 });
  await killed();
  server.offline = true;
  await unlock(PIN);
  const [back] = await unfinished("trigger");
  assert.deepEqual([back?.id, back?.step, back?.mode], [draft.id, 2, "whole"]);
  assert.equal(back?.body.intensity, 8);
});

test("killed and opened locked, nothing is read back; later answers go as an amendment of what is sealed", async () => {
  const draft = await begin("trigger", 1, one);
  await keep(draft, 2, { ...draft.body, intensity: 8 });
  await killed();
  const [locked] = await unfinished("trigger");
  assert.deepEqual([locked?.step, locked?.mode, locked?.body], [2, "added", {}]);
  const next = await keep(locked!, 3, { did: ["put_phone_away"] });
  await finish(next, { did: ["put_phone_away"], helped: "yes" });
  assert.deepEqual(await bodies(), [
    { ...one, intensity: 8, unfinished: true },
    { of: draft.id, body: { did: ["put_phone_away"], helped: "yes", unfinished: false } },
  ]);
  assert.equal(await withDatabase((db) => db.count("drafts")), 0);
});

test("killed again while locked, what was added before is not sealed over", async () => {
  const draft = await begin("trigger", 1, one);
  await killed();
  const [first] = await unfinished("trigger");
  await keep(first!, 2, { intensity: 9 });
  await killed();
  const [second] = await unfinished("trigger");
  assert.deepEqual([second?.step, second?.mode, second?.body], [2, "added", {}]);
  const next = await keep(second!, 3, { did: ["walked"] });
  await killed();
  const [third] = await unfinished("trigger");
  assert.equal(third?.step, next.step);
  await finish(third!, {});
  assert.deepEqual(await bodies(), [
    one,
    { of: draft.id, body: { intensity: 9, unfinished: true } },
    { of: draft.id, body: { did: ["walked"], unfinished: true } },
    { of: draft.id, body: { unfinished: false } },
  ]);
  assert.equal(await withDatabase((db) => db.count("drafts")), 0);
});

test("three sittings while locked are one draft after the PIN, and none is sent alone meanwhile", async () => {
  await begin("trigger", 1, one);
  await killed();
  await keep((await unfinished("trigger"))[0]!, 2, { intensity: 9 });
  await killed();
  mock.timers.setTime(START + IDLE - 1000);
  await keep((await unfinished("trigger"))[0]!, 3, { did: ["walked"] });
  assert.equal(await sendIdle(START + IDLE + 1000), 0);
  await killed();
  server.offline = true;
  await unlock(PIN);
  const [whole] = await unfinished("trigger");
  assert.deepEqual([whole?.mode, whole?.body.intensity, whole?.body.did], ["whole", 9, ["walked"]]);
  assert.equal(await withDatabase((db) => db.count("drafts")), 1);
});

test("finished locked without another step, the end itself is the amendment", async () => {
  const draft = await begin("trigger", 1, one);
  await killed();
  const [locked] = await unfinished("trigger");
  await finish(locked!, { intensity: 3 });
  assert.deepEqual(await bodies(), [one, { of: draft.id, body: { intensity: 3, unfinished: false } }]);
});

test("killed twice while locked, after the PIN everything is one draft again", async () => {
  const draft = await begin("trigger", 1, one);
  await killed();
  const [locked] = await unfinished("trigger");
  await keep(locked!, 2, { intensity: 6 });
  await killed();
  server.offline = true;
  await unlock(PIN);
  const [whole] = await unfinished("trigger");
  assert.deepEqual([whole?.mode, whole?.body.kind, whole?.body.intensity], ["whole", "urge", 6]);
  await finish(whole!, whole!.body);
  server.offline = false;
  assert.deepEqual(await bodies(), [{ ...one, intensity: 6, unfinished: false }]);
  assert.deepEqual([...server.stored.keys()], [draft.id]);
  assert.equal(await withDatabase((db) => db.count("drafts")), 0);
});

test("a draft that lay idle for half an hour is sent as it is, marked unfinished", async () => {
  const draft = await begin("trigger", 1, one);
  assert.equal(await sendIdle(START + IDLE - 1), 0);
  assert.equal(await sendIdle(START + IDLE), 1);
  assert.equal(await sendIdle(START + IDLE), 0);
  assert.deepEqual(await bodies(), [{ ...one, unfinished: true }]);
  // The page was open all the while: what comes now amends it, and is not lost.
  const later = await keep(draft, 2, { ...one, intensity: 9 });
  assert.equal(later.mode, "added");
  await finish(later, { ...one, intensity: 9 });
  assert.deepEqual((await bodies())[1], { of: draft.id, body: { ...one, intensity: 9, unfinished: false } });
});

test("a draft still being worked on while locked is not sent from under the person", async () => {
  await begin("trigger", 1, one);
  await killed();
  const [locked] = await unfinished("trigger");
  mock.timers.setTime(START + IDLE - 1000);
  await keep(locked!, 2, { intensity: 6 });
  assert.equal(await sendIdle(START + IDLE + 1000), 0);
  assert.equal(await sendIdle(START + 3 * IDLE), 2);
});

test("finished in two tabs, it goes once, and the second as an amendment", async () => {
  const draft = await begin("trigger", 1, one);
  await Promise.all([finish(draft, { ...one, intensity: 4 }), finish(draft, { ...one, intensity: 5 })]);
  const kinds = (await unsent(PARTICIPANT)).map((row) => row.kind);
  assert.deepEqual(kinds.sort(), ["amend", "trigger"]);
});

test("without a vault a draft is kept too, sealed to the server only", async () => {
  server = await freshPhone();
  await begin("trigger", 1, one);
  const [row] = await withDatabase((db) => db.getAll("drafts"));
  assert.equal(row?.phone_sealed, null);
  assert.equal((await unfinished("trigger"))[0]?.mode, "added");
});

test("a draft is sealed to the newest key, also when the key changed between its steps", async () => {
  const draft = await begin("trigger", 1, one);
  const { keepDevice } = await import("./device.ts");
  const { makePair } = await import("./seal.ts");
  const fresh = await makePair();
  await keepDevice({
    ...server.info(),
    seal_keys: [{ id: "k2", public: fresh.publicKey }, ...server.info().seal_keys],
  });
  await finish(draft, one);
  await flush();
  assert.equal(server.stored.get(draft.id)?.key_id, "k2");
});

test("two tabs at one draft: each step brings only what it changed, and neither undoes the other", async () => {
  await begin("trigger", 1, one);
  const [here] = await unfinished("trigger");
  const [there] = await unfinished("trigger");
  const first = await keep(here!, 2, { ...here!.body, intensity: 8 });
  // The second tab never saw the 8, and says what it has: text, and the kind changed.
  const second = await keep(there!, 2, { ...there!.body, kind: "near_miss", text: "Put it away" });
  assert.deepEqual([second.body.intensity, second.body.text], [8, "Put it away"]);
  // Its own list of answers still lacks the 8 at the next step: that is no wish to take it away.
  const third = await keep(second, 3, { ...there!.body, kind: "near_miss", text: "Put it away", need: "relief" });
  assert.equal(third.body.intensity, 8);
  await finish(first, { ...first.body, intensity: 7 });
  assert.deepEqual(await bodies(), [
    { ...one, kind: "near_miss", intensity: 7, text: "Put it away", need: "relief", unfinished: false },
  ]);
});

test("two tabs that keep a step at the same moment lose neither", async () => {
  await begin("trigger", 1, one);
  const [here] = await unfinished("trigger");
  const [there] = await unfinished("trigger");
  await Promise.all([
    keep(here!, 2, { ...here!.body, intensity: 8 }),
    keep(there!, 2, { ...there!.body, text: "Put it away" }),
  ]);
  const [both] = await unfinished("trigger");
  assert.deepEqual([both?.body.intensity, both?.body.text], [8, "Put it away"]);
});

test("what one sitting took back is gone; what another tab wrote meanwhile stays", () => {
  const cases: [object, object, object, object][] = [
    [{ a: 1 }, { a: 2 }, { a: 1, b: 3 }, { a: 2, b: 3 }],
    [{ a: 1, c: 1 }, { a: 1 }, { a: 1, b: 3, c: 1 }, { a: 1, b: 3 }],
    [{ a: 1 }, { a: 1 }, { a: 9 }, { a: 9 }],
    [{ a: 1 }, { a: 2 }, { a: 9 }, { a: 2 }],
    [{ g: { x: 1 } }, { g: { x: 1, y: 2 } }, { g: { x: 5, z: 7 } }, { g: { x: 5, y: 2, z: 7 } }],
    [{ g: { x: 1 } }, { g: {} }, { g: { x: 1, z: 7 } }, { g: { z: 7 } }],
    [{ l: ["a"] }, { l: ["a", "b"] }, { l: ["c"] }, { l: ["a", "b"] }],
    [{}, { g: { x: 1 } }, {}, { g: { x: 1 } }],
  ];
  for (const [given, mine, theirs, merged] of cases) {
    assert.deepEqual(mergeAnswers(given as never, mine as never, theirs as never), merged);
  }
});

test("a draft of any flow is counted once, with whatever was added to it", async () => {
  assert.equal(await openCount(), 0);
  await begin("trigger", 1, one);
  await begin("checkin", 1, { form_id: "daily-card", form_version: 2, local_date: "2026-11-22", answers: {}, unfinished: true });
  await killed();
  await keep((await unfinished("trigger"))[0]!, 2, { intensity: 9 });
  assert.equal(await openCount(), 2);
});

test("a draft sealed in an earlier schema is not sealed again as if it were of now", async () => {
  const draft = await begin("trigger", 1, one);
  const row = await withDatabase((db) => db.get("drafts", draft.id));
  await withDatabase((db) => db.put("drafts", { ...row!, schema: 0 }));
  const [old] = await unfinished("trigger");
  assert.deepEqual([old?.mode, old?.body], ["added", {}]);
  await finish(await keep(old!, 2, { intensity: 4 }), { intensity: 4 });
  const rows = await unsent(PARTICIPANT);
  assert.deepEqual(rows.map((one) => [one.kind, one.schema]), [["trigger", 0], ["amend", 1]]);
});

const pause: UrgeBody = { happened_at: "2026-11-23T00:40:00+00:00", intensity: 8, unfinished: true };
const TEN = 10 * 60_000;

async function paused(): Promise<void> {
  const draft = await begin("urge", 1, pause);
  await keep(draft, 13, { ...pause, rounds: { "1": { minutes: 10, did: ["Wash up"] } } }, START + TEN);
}

test("a wait goes on by the clock while the phone is locked, and what is added lies beside what was there", async () => {
  await paused();
  killed();
  mock.timers.setTime(START + 4 * 60_000);
  const [locked] = await unfinished("urge");
  assert.deepEqual([locked?.mode, locked?.step, locked?.delay_until, locked?.body], ["added", 13, START + TEN, {}]);
  await keep(locked!, 23, { rounds: { "2": { did: ["Shower"] } } });
  assert.equal((await unfinished("urge"))[0]?.delay_until, START + TEN);
  await unlock(PIN);
  const [whole] = await unfinished("urge");
  assert.deepEqual([whole?.mode, whole?.delay_until], ["whole", START + TEN]);
  assert.deepEqual(whole?.body.rounds, { "1": { minutes: 10, did: ["Wash up"] }, "2": { did: ["Shower"] } });
  await finish(whole!, { ...whole!.body, end: "passed" });
  const [sent, ...more] = (await bodies()) as UrgeBody[];
  assert.deepEqual([sent?.end, sent?.intensity, Object.keys(sent?.rounds ?? {}), more.length], ["passed", 8, ["1", "2"], 0]);
});

test("what was added while locked is part of what it was added to, and is counted by itself only once that was received", async () => {
  await paused();
  killed();
  const [locked] = await unfinished("urge");
  const later = await keep(locked!, 23, { rounds: { "2": { did: ["Shower"] } } });
  killed();
  await finish((await unfinished("urge"))[0]!, { end: "passed" });
  const rows = await unsent(PARTICIPANT);
  assert.deepEqual(rows.map((row) => row.kind), ["urge", "amend", "amend"]);
  assert.deepEqual([await waitingCount(), (await items()).map((item) => item.id)], [1, [later.id]]);
  await note([{ id: later.id, status: "stored", receipt: null, reason: null, local_date: null, late: false, server_at: null }]);
  assert.equal(await waitingCount(), 2);
});

test("when a pause began is known without its answers", async () => {
  const began = Date.parse(pause.happened_at);
  mock.timers.setTime(began + 900);
  await begin("urge", 1, pause, began);
  killed();
  assert.equal((await unfinished("urge"))[0]?.started_at, began);
});

test("in clear lie the kind, the step and the times of a pause, and nothing that was answered", async () => {
  await paused();
  const [row] = await withDatabase((db) => db.getAll("drafts"));
  const { sealed: _s, phone_sealed: _p, id: _i, participant_id: _a, device_id: _d, key_id: _k, ...clear } = row!;
  assert.deepEqual(Object.keys(clear).sort(), [
    "amends", "delay_until", "device_seq", "kind", "made_at", "schema", "started_at", "step", "touched_at", "zone",
  ]);
});

test("a wait that runs is not idle, and what was added is never sent before what it was added to", async () => {
  await paused();
  killed();
  const [locked] = await unfinished("urge");
  await keep(locked!, 23, { rounds: { "2": { did: ["Shower"] } } });
  assert.equal(await sendIdle(START + IDLE), 0);
  assert.equal(await sendIdle(START + TEN + IDLE - 1), 0);
  assert.equal(await sendIdle(START + TEN + IDLE), 2);
  assert.deepEqual((await unsent(PARTICIPANT)).map((row) => row.kind), ["urge", "amend"]);
});

test("the clock is set back by a day while the app is shut: what was left is left, and nothing is sent away", async () => {
  await paused();
  killed();
  const back = START - 24 * 60 * 60_000;
  mock.timers.setTime(back);
  assert.equal(await sendIdle(back), 0);
  assert.equal((await unfinished("urge"))[0]?.delay_until, back + TEN);
  mock.timers.setTime(back + TEN + IDLE);
  assert.equal(await sendIdle(back + TEN + IDLE), 1);
});

test("a pause in typing that ends after the draft was finished adds nothing to it", async () => {
  const draft = await begin("trigger", 1, one);
  const finishing = finish(draft, { ...draft.body, text: "All of it" });
  await keep(draft, 2, { ...draft.body, text: "All of it" });
  await finishing;
  await keep(draft, 2, { ...draft.body, text: "All of it" });
  assert.equal(await openCount(), 0);
  assert.deepEqual((await unsent(PARTICIPANT)).map((row) => row.kind), ["trigger"]);
  assert.deepEqual(await bodies(), [{ ...one, text: "All of it", unfinished: false }]);
});
