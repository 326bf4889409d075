import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { answeredHere, noteAnswered } from "./answered.ts";
import { withDatabase } from "./db.ts";
import { readDevice } from "./device.ts";
import * as store from "./index.ts";
import { handOver } from "./offer.ts";
import type { Bundle } from "./shapes.ts";
import { dump, freshPhone, killed, PIN, type StandIn } from "./stand-in.ts";

const BUNDLE = "GET /api/me/bundle";
const MARKER = "MARKERPLUM";
let server: StandIn;
let asked: Record<string, string>[] = [];

function bundleOf(more: Partial<Bundle> = {}): Bundle {
  return {
    version: "1",
    made_at: "2026-11-22T20:00:00Z",
    due: [],
    entries: [],
    plan: { reasons: [MARKER] },
    ...more,
  } as unknown as Bundle;
}

function serve(bundle: Bundle, tag: string): void {
  server.routes.set(BUNDLE, (_body, headers) => {
    asked.push(headers);
    if (headers["If-None-Match"] === tag) return { status: 304 };
    return { status: 200, json: bundle, headers: { ETag: tag } };
  });
}

beforeEach(async () => {
  mock.timers.reset();
  asked = [];
  store.lock();
  server = await freshPhone();
  await store.refreshDevice();
});

test("enrolled without a PIN here, then open, then locked", async () => {
  assert.equal(store.lockState(), "no-vault");
  await store.makeVault(PIN);
  assert.equal(store.lockState(), "open");
  let told = 0;
  const stop = store.onLock(() => {
    told += 1;
  });
  store.lock();
  await store.refreshDevice();
  assert.deepEqual([store.lockState(), told, store.bundle()], ["locked", 1, null]);
  stop();
});

test("what the server left out is kept, on the disk too", async () => {
  const entry = (id: string, day: string): Bundle["entries"][number] =>
    ({ id, happened_at: `2026-11-${day}T09:00:00Z`, body: {} }) as unknown as Bundle["entries"][number];
  await store.makeVault(PIN);
  serve(bundleOf({ entries: [entry("b", "21"), entry("a", "20")], answered_forms: [] }), '"v1"');
  assert.equal(await store.refreshBundle(), "fresh");
  serve(bundleOf({ entries: [entry("c", "22")], answered_forms: [], entries_since: "2026-11-20T12:00:00Z" }), '"v2"');
  assert.equal(await store.refreshBundle(), "fresh");
  assert.deepEqual(asked.map((headers) => [headers["Prefer"], headers["If-None-Match"]]), [["what-changed", ""], ["what-changed", '"v1"']]);
  assert.deepEqual(store.bundle()?.entries.map((one) => one.id), ["c", "b"]);
  store.lock();
  server.offline = true;
  await store.unlock(PIN);
  assert.deepEqual(store.bundle()?.entries.map((one) => one.id), ["c", "b"]);
});

test("the bundle is asked for once, then only if it is new, and is there offline after the PIN", async () => {
  await store.makeVault(PIN);
  serve(bundleOf(), '"v1"');
  assert.equal(await store.refreshBundle(), "fresh");
  assert.equal(await store.refreshBundle(), "same");
  assert.deepEqual(
    asked.map((headers) => headers["If-None-Match"]),
    ["", '"v1"'],
  );
  store.lock();
  server.offline = true;
  await killed();
  assert.ok(!(await dump()).includes(MARKER));
  assert.equal(store.bundle(), null);
  assert.deepEqual(await store.unlock(PIN), { ok: true });
  assert.equal(store.bundle()?.plan?.reasons[0], MARKER);
  assert.equal(await store.refreshBundle(), "offline");
});

test("opened with no signal, the server wants the PIN again, and the phone says so", async () => {
  await store.makeVault(PIN);
  server.routes.set(BUNDLE, () => ({ status: 401, json: { type: "/problems/locked" } }));
  assert.equal(await store.refreshBundle(), "locked");
  assert.equal(store.needsPin(), true);
  serve(bundleOf(), '"v1"');
  assert.equal(await store.refreshBundle(), "fresh");
  assert.equal(store.needsPin(), false);
});

test("a phone that was taken off loses reading at once, keeps what it wrote, and may go on writing", async () => {
  await store.makeVault(PIN);
  serve(bundleOf(), '"v1"');
  await store.refreshBundle();
  server.routes.set("POST /api/me/entries", () => ({ status: 503 }));
  await store.saveEntry("not_safe", { happened_at: "2026-11-23T00:40:00Z", about: "me", call_me: false });
  server.routes.set("GET /api/me/device", () => ({ status: 401, json: { type: "/problems/not-signed-in" } }));
  assert.equal(await store.refreshDevice(), "refused");
  assert.deepEqual([store.isRefused(), store.bundle(), store.lockState()], [true, null, "locked"]);
  assert.equal(await withDatabase((db) => db.count("cache")), 0);
  await store.saveEntry("not_safe", { happened_at: "2026-11-23T00:40:00Z", about: "both", call_me: false });
  assert.equal(await store.waitingCount(), 2);
});

test("reading ends with the programme; writing does not", async () => {
  await store.makeVault(PIN);
  serve(bundleOf(), '"v1"');
  await store.refreshBundle();
  server.routes.set("GET /api/me/device", () => ({ status: 200, json: { ...server.info(), status: "ended" } }));
  await store.refreshDevice();
  assert.deepEqual([store.bundle(), await withDatabase((db) => db.count("cache"))], [null, 0]);
  await store.saveEntry("not_safe", { happened_at: "2026-11-23T00:40:00Z", about: "me", call_me: false });
  assert.equal((await store.outbox()).length, 1);
});

test("a programme that ended while the phone was locked shows nothing of what it kept", async () => {
  await store.makeVault(PIN);
  serve(bundleOf(), '"v1"');
  await store.refreshBundle();
  store.lock();
  server.routes.set("GET /api/me/device", () => ({ status: 200, json: { ...server.info(), status: "ended" } }));
  await store.refreshDevice();
  server.offline = true;
  assert.deepEqual(await store.unlock(PIN), { ok: true });
  assert.deepEqual([store.lockState(), store.bundle(), await withDatabase((db) => db.count("cache"))], ["open", null, 0]);
});

test("a phone that was taken off reads nothing, and what it holds may still be sent", async () => {
  await store.makeVault(PIN);
  serve(bundleOf(), '"v1"');
  await store.refreshBundle();
  server.routes.set("GET /api/me/device", () => ({ status: 200, json: { ...server.info(), revoked: true } }));
  assert.equal(await store.refreshDevice(), "refused");
  assert.deepEqual([store.isRefused(), store.bundle(), store.lockState()], [true, null, "locked"]);
  await store.saveEntry("not_safe", { happened_at: "2026-11-23T00:40:00Z", about: "me", call_me: false });
  await store.sendNow();
  assert.deepEqual([await store.waitingCount(), store.isRefused()], [0, true]);
});

test("no answer, a server in trouble, or somebody else's page is not a refusal", async () => {
  for (const status of [401, 403, 404]) {
    globalThis.fetch = async () => new Response("<html>", { status, headers: { "Content-Type": "text/html" } });
    assert.equal(await store.refreshDevice(), "offline", String(status));
  }
  globalThis.fetch = server.fetch as typeof fetch;
  server.routes.set("GET /api/me/device", () => ({ status: 503 }));
  assert.equal(await store.refreshDevice(), "offline");
  server.offline = true;
  assert.equal(await store.refreshDevice(), "offline");
  assert.equal(store.isRefused(), false);
});

test("taking Foothold off clears what can be read, never what was not sent, and says how much that is", async () => {
  await store.makeVault(PIN);
  serve(bundleOf(), '"v1"');
  await store.refreshBundle();
  server.offline = true;
  await store.saveEntry("not_safe", { happened_at: "2026-11-23T00:40:00Z", about: "me", call_me: false });
  assert.equal(await store.signOutHere(), 1);
  assert.equal(await withDatabase((db) => db.count("cache")), 0);
  assert.equal(await withDatabase((db) => db.count("outbox")), 1);
  // Signed out with no signal the PIN still opens an empty phone.
  assert.deepEqual(await store.unlock(PIN), { ok: true });
  assert.equal(store.bundle(), null);
});

test("before a phone is set up again, what it wrote goes under its old credential", async () => {
  await store.makeVault(PIN);
  server.offline = true;
  await store.saveEntry("not_safe", { happened_at: "2026-11-23T00:40:00Z", about: "me", call_me: false });
  await store.drafts.begin("trigger", 1, {
    happened_at: "2026-11-23T00:40:00Z",
    kind: "urge",
    intensity: null,
    talk_about: false,
    kept: [],
    unfinished: true,
  });
  await handOver();
  assert.equal(await store.waitingCount(), 2, "no signal: kept, and nothing is thrown");
  server.offline = false;
  await handOver();
  assert.deepEqual(
    [...server.stored.values()].map((item) => item.kind),
    ["not_safe", "trigger"],
  );
});

test("a card in the queue is done, before the server knows", async () => {
  mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-23T00:40:00Z") });
  await store.makeVault(PIN);
  const due = {
    kind: "checkin" as const,
    form_id: "daily-card",
    form_version: 1,
    local_date: "2026-11-22",
    closes_at: "2026-11-23T04:00:00Z",
    done: false,
  };
  serve(bundleOf({ due: [due] }), '"v1"');
  await store.refreshBundle();
  assert.equal(store.bundle()?.due[0]?.done, false);
  server.routes.set("POST /api/me/entries", () => ({ status: 503 }));
  await store.saveEntry("checkin", {
    form_id: "daily-card",
    form_version: 1,
    local_date: "2026-11-22",
    answers: {},
    unfinished: false,
  });
  await store.refreshDevice();
  assert.equal(store.bundle()?.due[0]?.done, true);
});

test("another form that is due on the same day stays due, and what was answered is known after a kill", async () => {
  mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-23T12:00:00Z") });
  await store.makeVault(PIN);
  const on = { kind: "checkin" as const, form_version: 1, local_date: "2026-11-23", closes_at: "2026-11-24T04:00:00Z", done: false };
  serve(bundleOf({ due: [{ ...on, id: "d1", form_id: "daily-card" }, { ...on, id: "w1", form_id: "weekly" }] }), '"v1"');
  await store.refreshBundle();
  server.routes.set("POST /api/me/entries", () => ({ status: 503 }));
  await store.saveEntry("checkin", { form_id: "daily-card", form_version: 1, local_date: "2026-11-23", answers: {}, unfinished: false });
  await noteAnswered("d1");
  await store.refreshDevice();
  assert.deepEqual(store.bundle()?.due.map((due) => due.done || answeredHere().has(due.id!)), [true, false]);
  await killed();
  const address = "./answered.ts?killed";
  const again = (await import(address)) as typeof import("./answered.ts");
  again.recall(await readDevice());
  assert.deepEqual([...again.answeredHere()], ["d1"]);
});

test("a file of lessons is kept under the reading key", async () => {
  await store.keepFile("learn", { words: MARKER });
  assert.equal(await store.keptFile("learn"), null, "locked: nothing is kept");
  await store.makeVault(PIN);
  await store.keepFile("learn", { words: MARKER });
  assert.deepEqual(await store.keptFile("learn"), { words: MARKER });
  assert.ok(!(await dump()).includes(MARKER));
  store.lock();
  assert.equal(await store.keptFile("learn"), null);
});
