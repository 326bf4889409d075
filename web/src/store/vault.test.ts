import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import * as cache from "./cache.ts";
import { withDatabase } from "./db.ts";
import * as drafts from "./drafts.ts";
import { save, waitingCount } from "./outbox.ts";
import { readDevice, refreshDevice } from "./device.ts";
import { dump, freshPhone, killed, PIN, type StandIn } from "./stand-in.ts";
import { changePin } from "./change-pin.ts";
import { keys, makeVault, readVault, standing, unlock, waitAfter } from "./vault.ts";

const WRONG = "918273";
const MINUTE = 60_000;
let server: StandIn;
let now = 0;
/** What the clock that nobody sets has run. */
let run = 0;

/** Somebody sets the phone's clock. */
function setClock(by: number): void {
  now += by;
  mock.timers.setTime(now);
}

/** Time passes, on both clocks. */
function pass(milliseconds: number): void {
  run += milliseconds;
  setClock(milliseconds);
}

beforeEach(async () => {
  mock.timers.reset();
  mock.restoreAll();
  mock.method(performance, "now", () => run);
  now = Date.parse("2026-11-23T00:40:00Z");
  mock.timers.enable({ apis: ["Date"], now });
  server = await freshPhone();
});

test("the right PIN opens offline what was kept, and a wrong one does not", async () => {
  await makeVault(PIN);
  await cache.put("bundle", '"e1"', { plan: "words" });
  server.offline = true;
  await killed();
  assert.equal(await cache.get("bundle"), null, "locked");
  assert.deepEqual(await unlock(WRONG), { ok: false, triesLeft: 4, waitSeconds: 0, needsCode: false });
  assert.equal(keys(), null);
  assert.deepEqual(await unlock(PIN), { ok: true });
  assert.deepEqual(await cache.get("bundle"), { tag: '"e1"', value: { plan: "words" } });
});

test("waits of 1, 5, 15 and 60 minutes begin with the fifth slip; after ten only a code helps", async () => {
  await makeVault(PIN);
  server.offline = true;
  await killed();
  for (let slip = 1; slip <= 4; slip += 1) {
    assert.deepEqual(await unlock(WRONG), { ok: false, triesLeft: 5 - slip, waitSeconds: 0, needsCode: false });
  }
  for (const [slip, minutes] of [
    [5, 1],
    [6, 5],
    [7, 15],
    [8, 60],
    [9, 60],
  ] as const) {
    assert.deepEqual(
      await unlock(WRONG),
      { ok: false, triesLeft: 0, waitSeconds: minutes * 60, needsCode: false },
      `slip ${slip}`,
    );
    pass(minutes * MINUTE - 1000);
    // Too early: not even the right PIN is looked at, and nothing is counted.
    assert.deepEqual(await unlock(PIN), { ok: false, triesLeft: 0, waitSeconds: 1, needsCode: false });
    pass(1000);
  }
  assert.deepEqual(await unlock(WRONG), { ok: false, triesLeft: 0, waitSeconds: 3600, needsCode: true });
  pass(90 * MINUTE);
  assert.deepEqual(await unlock(PIN), { ok: false, triesLeft: 0, waitSeconds: 0, needsCode: true });
  assert.equal(waitAfter(4), 0);
});

/** Wrong PINs with no signal, up to the wait after the `slips`th. */
async function slip(slips: number): Promise<void> {
  server.offline = true;
  for (let n = 0; n < slips; n += 1) await unlock(WRONG);
}

test("a clock set forward skips no wait where the server can be asked", async () => {
  const real = now;
  /** The server's clock goes its own way. */
  const serverAt = (milliseconds: number): void =>
    void server.routes.set("GET /api/me/device", () => ({
      status: 200,
      json: { ...server.info(), server_time: new Date(real + milliseconds).toISOString() },
    }));
  serverAt(0);
  await refreshDevice();
  await makeVault(PIN);
  await slip(5);
  setClock(3 * 3_600_000);
  server.offline = false;
  serverAt(10_000);
  assert.deepEqual(await unlock(PIN), { ok: false, triesLeft: 0, waitSeconds: 50, needsCode: false });
  assert.equal((await readVault())?.slips, 5, "nothing was looked at, so nothing was counted");
  serverAt(60_000);
  assert.deepEqual(await unlock(PIN), { ok: true });
});

test("a clock set back before the slips, and right again after them, skips nothing either", async () => {
  await makeVault(PIN);
  const right = now;
  now -= 86_400_000;
  mock.timers.setTime(now);
  await slip(5);
  now = right;
  mock.timers.setTime(now);
  server.offline = false;
  const outcome = await unlock(PIN);
  assert.deepEqual(outcome, { ok: false, triesLeft: 0, waitSeconds: 60, needsCode: false });
  pass(MINUTE);
  assert.deepEqual(await unlock(PIN), { ok: true });
});

for (const back of [3_600_000, 86_400_000, 5 * 365 * 86_400_000]) {
  test(`a clock set back by ${back / 3_600_000} hours means the same wait once more, and no longer one`, async () => {
    await makeVault(PIN);
    await slip(5);
    setClock(-back);
    assert.deepEqual(await unlock(PIN), { ok: false, triesLeft: 0, waitSeconds: 60, needsCode: false });
    pass(MINUTE - 1000);
    assert.deepEqual(await unlock(PIN), { ok: false, triesLeft: 0, waitSeconds: 1, needsCode: false });
    pass(1000);
    assert.deepEqual(await unlock(PIN), { ok: true });
  });
}

test("before any PIN is typed it is known how long to wait, and asking counts nothing", async () => {
  await makeVault(PIN);
  assert.deepEqual(await standing(), { ok: false, triesLeft: 5, waitSeconds: 0, needsCode: false });
  await slip(5);
  await killed();
  pass(20_000);
  const { waitSeconds } = await standing();
  assert.equal(waitSeconds, 40);
  assert.deepEqual(await unlock(PIN), { ok: false, triesLeft: 0, waitSeconds, needsCode: false }, "as typing says it");
  assert.equal((await readVault())?.slips, 5);
  pass(waitSeconds * 1000);
  assert.equal((await standing()).waitSeconds, 0);
  assert.deepEqual(await unlock(PIN), { ok: true });
});

test("with no signal a clock set forward shortens a wait to a minute in front of the page, and never gives more than ten tries", async () => {
  await makeVault(PIN);
  await slip(5);
  let tries = 5;
  for (; tries < 50; tries += 1) {
    setClock(86_400_000);
    assert.deepEqual(await unlock(PIN), { ok: false, triesLeft: 0, waitSeconds: 60, needsCode: false }, "set forward at once");
    run += 59_000;
    assert.deepEqual(await unlock(PIN), { ok: false, triesLeft: 0, waitSeconds: 1, needsCode: false });
    assert.equal((await readVault())?.slips, tries, "nothing was looked at, so nothing was counted");
    // Opening the app anew begins the minute anew.
    await killed();
    setClock(86_400_000);
    assert.deepEqual(await unlock(PIN), { ok: false, triesLeft: 0, waitSeconds: 60, needsCode: false }, "killed");
    run += MINUTE;
    const outcome = await unlock(WRONG);
    if (!outcome.ok && outcome.needsCode) break;
  }
  assert.equal(tries + 1, 10);
  for (const moved of [86_400_000, -30 * 86_400_000, 365 * 86_400_000]) {
    await killed();
    setClock(moved);
    run += 10 * MINUTE;
    assert.deepEqual(await unlock(PIN), { ok: false, triesLeft: 0, waitSeconds: 0, needsCode: true });
  }
});

test("whoever waits in front of the page waits no longer than the wait", async () => {
  await makeVault(PIN);
  await slip(6);
  pass(5 * MINUTE);
  assert.deepEqual(await unlock(PIN), { ok: true });
});

test("a clock set back locks nobody longer where the server can be asked", async () => {
  await makeVault(PIN);
  await slip(5);
  server.offline = false;
  const later = new Date(now + MINUTE).toISOString();
  server.routes.set("GET /api/me/device", () => ({ status: 200, json: { ...server.info(), server_time: later } }));
  setClock(-86_400_000);
  assert.deepEqual(await unlock(PIN), { ok: true });
});

test("how far the server's clock is ahead is noted whenever it speaks", async () => {
  server.routes.set("GET /api/me/device", () => ({
    status: 200,
    json: { ...server.info(), server_time: new Date(now + 90_000).toISOString() },
  }));
  await refreshDevice();
  assert.equal((await readDevice())?.server_ahead, 90_000);
});

test("slips are counted before the PIN is looked at, and survive a kill", async () => {
  await makeVault(PIN);
  server.offline = true;
  for (let i = 0; i < 5; i += 1) {
    await killed();
    const trying = unlock(WRONG);
    await trying;
  }
  await killed();
  const outcome = await unlock(PIN);
  assert.equal(outcome.ok, false);
  assert.equal((await readVault())?.slips, 5);
});

test("opening sets the count back", async () => {
  await makeVault(PIN);
  server.offline = true;
  await unlock(WRONG);
  await unlock(PIN);
  assert.equal((await readVault())?.slips, 0);
});

test("with signal the server has the last word", async () => {
  await makeVault(PIN);
  await killed();
  const say = (status: number, json: unknown): void =>
    void server.routes.set("POST /api/unlock", () => ({ status, json }));
  say(401, { type: "/problems/pin-wrong", tries_left: 2, wait_seconds: 0 });
  assert.deepEqual(await unlock(PIN), { ok: false, triesLeft: 2, waitSeconds: 0, needsCode: false });
  assert.equal(keys(), null);
  say(429, { type: "/problems/pin-wait", retry_after: 300 });
  assert.deepEqual(await unlock(PIN), { ok: false, triesLeft: 0, waitSeconds: 300, needsCode: false });
  pass(5 * MINUTE);
  say(409, { type: "/problems/pin-needs-code" });
  assert.deepEqual(await unlock(PIN), { ok: false, triesLeft: 0, waitSeconds: 0, needsCode: true });
  say(503, { type: "/problems/busy" });
  assert.deepEqual(await unlock(PIN), { ok: true }, "a server that cannot say leaves it to the phone");
});

test("a PIN that the server knows and the phone does not starts a new vault, and loses no unsent entry", async () => {
  await makeVault("111222");
  await save("not_safe", { happened_at: "2026-11-23T00:40:00+00:00", about: "me", call_me: false });
  await killed();
  server.pin = PIN;
  assert.deepEqual(await unlock(PIN), { ok: true });
  assert.equal(await waitingCount(), 1);
  server.offline = true;
  await killed();
  assert.deepEqual(await unlock(PIN), { ok: true });
});

test("changing the PIN needs signal and the old one, and keeps what could be read", async () => {
  await makeVault(PIN);
  await cache.put("bundle", null, { plan: "words" });
  server.routes.set("POST /api/me/pin", () => ({ status: 204 }));
  const refused = { ok: false, triesLeft: 4, waitSeconds: 0, needsCode: false };
  assert.deepEqual(await changePin(WRONG, "556677"), { ok: false, reason: "wrong", refused });
  server.offline = true;
  assert.deepEqual(await changePin(PIN, "556677"), { ok: false, reason: "no-signal", problem: null });
  server.offline = false;
  assert.deepEqual(await changePin(PIN, "556677"), { ok: true });
  server.offline = true;
  await killed();
  assert.equal((await unlock(PIN)).ok, false);
  assert.deepEqual(await unlock("556677"), { ok: true });
  assert.deepEqual((await cache.get("bundle"))?.value, { plan: "words" });
});

test("an old PIN guessed at where it is changed counts like one at the lock", async () => {
  await makeVault(PIN);
  server.routes.set("POST /api/me/pin", () => ({ status: 204 }));
  for (let n = 0; n < 5; n += 1) assert.equal((await changePin(WRONG, "556677")).ok, false);
  const wait = { ok: false, triesLeft: 0, waitSeconds: 60, needsCode: false };
  assert.deepEqual(await changePin(PIN, "556677"), { ok: false, reason: "wrong", refused: wait });
  pass(MINUTE);
  assert.deepEqual(await changePin(PIN, "556677"), { ok: true });
  assert.equal((await readVault())?.slips, 0);
});

test("killed after the server took the new PIN and before the phone did, the new one opens", async () => {
  await makeVault(PIN);
  server.routes.set("POST /api/me/pin", () => {
    server.pin = "556677";
    return { status: 500 };
  });
  await changePin(PIN, "556677");
  await killed();
  server.offline = true;
  assert.deepEqual(await unlock("556677"), { ok: true });
  assert.equal((await readVault())?.next, null);
});

test("a PIN that the server refuses leaves the old one", async () => {
  await makeVault(PIN);
  server.routes.set("POST /api/me/pin", () => ({
    status: 409,
    json: { type: "/problems/pin-too-common", detail: "Many people use that one." },
  }));
  assert.deepEqual(await changePin(PIN, "123456"), {
    ok: false,
    reason: "refused",
    problem: { type: "/problems/pin-too-common", detail: "Many people use that one." },
  });
  server.offline = true;
  await killed();
  assert.equal((await unlock("123456")).ok, false);
  assert.deepEqual(await unlock(PIN), { ok: true });
});

test("a locked phone's storage holds no word that was typed, no PIN and no key", async () => {
  await makeVault(PIN);
  const words = "MARKERAPPLE";
  await cache.put("bundle", '"e"', { plan: { reasons: [words] } });
  await save("not_safe", { happened_at: "2026-11-23T00:40:00+00:00", about: "me", call_me: true, text: words });
  const draft = await drafts.begin("trigger", 1, {
    happened_at: "2026-11-23T00:40:00+00:00",
    kind: "near_miss",
    intensity: null,
    talk_about: true,
    kept: [words],
    unfinished: true,
  });
  await drafts.keep(draft, 2, { ...draft.body, text: words, intensity: 8 });
  await killed();
  const all = await dump();
  assert.ok(all.length > 1000, "there is something to look at");
  for (const secret of [
    words,
    "near_miss",
    PIN,
    Buffer.from(words).toString("base64").slice(0, 14),
    '"about"',
    "call_me",
  ]) {
    assert.ok(!all.includes(secret), secret);
  }
  const vault = JSON.stringify(await withDatabase((db) => db.getAll("vault")));
  assert.deepEqual(Object.keys((JSON.parse(vault) as object[])[0]!).sort(), [
    "key",
    "next",
    "phone_public",
    "server_until",
    "slips",
    "wait_for",
    "wait_until",
    "wrapped",
  ]);
  // Of a draft, only these are in the clear.
  const [row] = await withDatabase((db) => db.getAll("drafts"));
  assert.deepEqual(Object.keys(row!).sort(), [
    "amends",
    "delay_until",
    "device_id",
    "device_seq",
    "id",
    "key_id",
    "kind",
    "made_at",
    "participant_id",
    "phone_sealed",
    "schema",
    "sealed",
    "started_at",
    "step",
    "touched_at",
    "zone",
  ]);
});
