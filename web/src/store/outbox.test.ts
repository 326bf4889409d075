import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import * as cache from "./cache.ts";
import { disconnect, withDatabase } from "./db.ts";
import { keepDevice, readDevice, refreshDevice } from "./device.ts";
import { clearReceived, receivedCopies } from "./copies.ts";
import { forget, items, NotEnrolled, note, save, unsent, waitingCount } from "./outbox.ts";
import type { NotSafeBody } from "./bodies.ts";
import { freshPhone, killed, PARTICIPANT, PIN, type StandIn } from "./stand-in.ts";
import { flush } from "./sync.ts";
import { whyNotKept } from "./trouble.ts";
import { makeVault } from "./vault.ts";

const body: NotSafeBody = { happened_at: "2026-11-23T00:40:00+00:00", about: "me", call_me: false, text: "MARKER" };
let server: StandIn;
beforeEach(async () => {
  server = await freshPhone();
});

test("an entry is here until its own receipt came, and then received", async () => {
  server.offline = true;
  const { id } = await save("not_safe", body);
  assert.equal((await items())[0]?.state, "here");
  assert.equal(await flush(), "offline");
  assert.equal(await waitingCount(), 1);
  server.offline = false;
  assert.equal(await flush(), "sent");
  const [item] = await items();
  assert.deepEqual([item?.id, item?.state, item?.local_date], [id, "received", "2026-11-22"]);
  assert.equal(await waitingCount(), 0);
  assert.deepEqual(await server.read(id), body);
});

test("an entry saved is there after the app was killed, and is sent once", async () => {
  server.offline = true;
  const { id } = await save("not_safe", body);
  await killed();
  assert.deepEqual(
    (await unsent(PARTICIPANT)).map((row) => row.id),
    [id],
  );
  server.offline = false;
  await flush();
  await flush();
  assert.deepEqual(server.requests, [[id]]);
});

test("entries saved at the same moment each get a number of their own", async () => {
  server.offline = true;
  await Promise.all(Array.from({ length: 8 }, () => save("not_safe", body)));
  const rows = await unsent(PARTICIPANT);
  assert.deepEqual(
    rows.map((row) => row.device_seq),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
  server.offline = false;
  await flush();
  // Each was sealed with the number it has: the server can open all of them.
  for (const row of rows) assert.deepEqual(await server.read(row.id), body);
});

test("a number that was taken while sealing means sealing again", async () => {
  const device = await readDevice();
  const saving = save("not_safe", body);
  // Another tab takes numbers 1 to 4 while this one seals.
  await keepDevice({ ...device!.info, next_seq: 5 });
  const { id } = await saving;
  assert.equal((await unsent(PARTICIPANT))[0]?.device_seq, 5);
  await flush();
  assert.deepEqual(await server.read(id), body);
});

test("the phone's own count of numbers never goes back", async () => {
  server.offline = true;
  await save("not_safe", body);
  await save("not_safe", body);
  server.offline = false;
  await refreshDevice();
  assert.equal((await readDevice())?.next_seq, 3);
});

test("a connection that the browser dropped is opened again, once", async () => {
  await withDatabase(async (db) => db.close());
  const { id } = await save("not_safe", body);
  assert.equal((await items())[0]?.id, id);
});

test("an error that is not a dropped connection is not retried", async () => {
  let runs = 0;
  await assert.rejects(
    withDatabase(async () => {
      runs += 1;
      throw new RangeError("no");
    }),
    RangeError,
  );
  assert.equal(runs, 1);
});

/** A phone whose storage takes nothing more until there is room. */
function noRoom(until: () => Promise<boolean> | boolean): () => void {
  const { add, put } = IDBObjectStore.prototype;
  let room = false;
  const checked = (keep: typeof add): typeof add =>
    function (this: IDBObjectStore, ...what) {
      if (!room) throw new DOMException("No room", "QuotaExceededError");
      return keep.apply(this, what);
    };
  IDBObjectStore.prototype.add = checked(add);
  IDBObjectStore.prototype.put = checked(put);
  const removed = IDBObjectStore.prototype.delete;
  IDBObjectStore.prototype.delete = function (...which) {
    void Promise.resolve(until()).then((now) => (room = now));
    return removed.apply(this, which);
  };
  return () => Object.assign(IDBObjectStore.prototype, { add, put, delete: removed });
}

test("on a full phone the files of lessons make room for what is written, and the plan stays", async () => {
  await makeVault(PIN);
  await cache.put("bundle", null, { plan: 1 });
  await cache.put("file:learn", null, { lessons: 1 });
  const back = noRoom(() => true);
  try {
    const { id } = await save("not_safe", body);
    assert.equal((await items())[0]?.id, id);
    assert.deepEqual(await withDatabase((db) => db.getAllKeys("cache")), ["bundle"]);
  } finally {
    back();
  }
});

test("where there is nothing to clear, a full phone says so, keeps what it had, and takes no number", async () => {
  server.offline = true;
  await save("not_safe", body);
  const back = noRoom(() => false);
  try {
    await assert.rejects(save("not_safe", body), (error) => whyNotKept(error) === "full");
  } finally {
    back();
  }
  assert.equal(await waitingCount(), 1);
  await save("not_safe", body);
  assert.deepEqual((await unsent(PARTICIPANT)).map((row) => row.device_seq), [1, 2]);
});

test("a storage that is not there, or that nobody opens, is told from any other fault", async () => {
  const cases: [unknown, string][] = [
    [new DOMException("x", "QuotaExceededError"), "full"],
    [new DOMException("x", "InvalidStateError"), "gone"],
    [new DOMException("x", "UnknownError"), "gone"],
    [new DOMException("x", "SecurityError"), "gone"],
    [new DOMException("x", "VersionError"), "gone"],
    [new DOMException("x", "DataCloneError"), "other"],
    [new NotEnrolled("x"), "other"],
    [null, "other"],
  ];
  for (const [error, why] of cases) assert.equal(whyNotKept(error), why, String(error));
  await disconnect();
  const was = globalThis.indexedDB;
  Object.assign(globalThis, { indexedDB: undefined });
  try {
    await assert.rejects(save("not_safe", body), (error) => whyNotKept(error) === "gone");
  } finally {
    Object.assign(globalThis, { indexedDB: was });
  }
  await save("not_safe", body);
});

test("an opening that is never answered is given up, and tried anew the next time", async () => {
  await disconnect();
  const was = globalThis.indexedDB;
  mock.timers.enable({ apis: ["setTimeout"] });
  Object.assign(globalThis, { indexedDB: { open: () => new IDBOpenDBRequest() } });
  try {
    const saving = assert.rejects(save("not_safe", body), (error) => whyNotKept(error) === "gone");
    mock.timers.tick(10_000);
    await saving;
  } finally {
    Object.assign(globalThis, { indexedDB: was });
    mock.timers.reset();
  }
  await save("not_safe", body);
});

test("without an enrolled phone there is nobody to write for", async () => {
  await disconnect();
  globalThis.indexedDB = new (await import("fake-indexeddb")).IDBFactory();
  await assert.rejects(save("not_safe", body), NotEnrolled);
});

test("what was refused is kept with its reason, and never sent or erased by itself", async () => {
  const { id } = await save("not_safe", body);
  const verdict = { id, receipt: null, local_date: null, late: false, server_at: null };
  await note([{ ...verdict, status: "quarantined", reason: "It could not be opened." }]);
  assert.deepEqual([(await items())[0]?.state, (await items())[0]?.reason], ["parked", "It could not be opened."]);
  await flush();
  assert.deepEqual(server.requests, []);
  await spokenAgain(400);
  assert.equal(await forget(), 0);
  assert.equal(await clearReceived(), 0);
  assert.equal(await withDatabase((db) => db.count("outbox")), 1);
});

test("a received entry stays sealed here until the backups passed it, or 14 days", async () => {
  const { id } = await save("not_safe", body);
  await flush();
  assert.equal(await withDatabase((db) => db.count("outbox")), 1);
  await spokenAgain(13);
  assert.equal(await forget(), 0);
  server.watermark = new Date(Date.now() + 60_000).toISOString();
  await refreshDevice();
  assert.equal(await forget(), 1);
  // Erased, but not forgotten: the phone still knows that it was received.
  assert.deepEqual(
    (await items()).map((item) => [item.id, item.state]),
    [[id, "received"]],
  );
  await save("not_safe", body);
  server.watermark = null;
  await refreshDevice();
  await flush();
  await spokenAgain(13);
  assert.equal(await forget(), 0);
  await spokenAgain(15);
  assert.equal(await forget(), 1);
});

/** The server speaks again, so many days later by its own clock. */
async function spokenAgain(days: number): Promise<void> {
  await keepDevice({ ...server.info(), server_time: new Date(Date.now() + days * 86_400_000).toISOString() });
}

test("the 14 days are the server's: a clock set forward here erases nothing", async () => {
  await save("not_safe", body);
  await flush();
  mock.timers.enable({ apis: ["Date"], now: Date.now() + 400 * 86_400_000 });
  try {
    server.offline = true;
    await flush();
    assert.equal(await forget(), 0);
    assert.equal(await withDatabase((db) => db.count("outbox")), 1);
  } finally {
    mock.timers.reset();
  }
});

test("where nothing may be deleted by itself, a person clears it", async () => {
  server.keepDays = null;
  server.watermark = new Date(Date.now() + 86_400_000).toISOString();
  await refreshDevice();
  await save("not_safe", body);
  await flush();
  await spokenAgain(999);
  assert.equal(await forget(), 0);
  server.offline = true;
  await save("not_safe", body);
  assert.equal(await receivedCopies(), 1, "what was not sent is no copy");
  assert.equal(await clearReceived(), 1);
  assert.equal(await receivedCopies(), 0);
  assert.equal(await withDatabase((db) => db.count("outbox")), 1);
});

test("another person's entries stay here, and are not sent in this person's name", async () => {
  server.offline = true;
  await save("not_safe", body);
  server.offline = false;
  await keepDevice({
    ...server.info(),
    participant_id: "0b0b0b0b-0000-4000-8000-00000000000f",
    device_id: "0d0d0d0d-0000-4000-8000-00000000000f",
  });
  assert.equal(await flush(), "nothing");
  assert.equal(await waitingCount(), 1);
});
