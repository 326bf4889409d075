import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import type { OutboxRow } from "./db.ts";
import { readDevice, refreshDevice } from "./device.ts";
import { offerAgain } from "./offer.ts";
import { items, save, unsent, waitingCount } from "./outbox.ts";
import type { NotSafeBody } from "./bodies.ts";
import { freshPhone, PARTICIPANT, type Arrived, type StandIn } from "./stand-in.ts";
import { batches, flush, MOST_BYTES, pause } from "./sync.ts";
import { waitAsked } from "./wire.ts";

const ENTRIES = "POST /api/me/entries";
let server: StandIn;
const body: NotSafeBody = { happened_at: "2026-11-23T00:40:00+00:00", about: "me", call_me: false };

async function saveSome(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) ids.push((await save("not_safe", body)).id);
  return ids;
}

/** The sender once more, with a memory of its own, over the same storage: what another tab is. */
async function anotherTab(number: number): Promise<typeof import("./sync.ts")> {
  const address = `./sync.ts?tab=${number}`;
  return (await import(address)) as typeof import("./sync.ts");
}

beforeEach(async () => {
  mock.timers.reset();
  server = await freshPhone();
});

test("fifty go at once, in the order they were made", async () => {
  const ids = await saveSome(120);
  assert.equal(await flush(), "sent");
  assert.deepEqual(
    server.requests.map((request) => request.length),
    [50, 50, 20],
  );
  assert.deepEqual(server.requests.flat(), ids);
});

test("the phone says what its clock shows when it sends", async () => {
  mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-23T00:00:00Z") });
  await saveSome(1);
  mock.timers.setTime(Date.parse("2026-11-23T07:00:00Z"));
  await flush();
  assert.deepEqual(server.sentAt, ["2026-11-23T07:00:00.000Z"]);
});

test("a request stays under 200 KiB, and a single large entry goes alone", () => {
  const row = (id: number, size: number): OutboxRow => ({
    id: String(id),
    kind: "trigger",
    schema: 1,
    device_seq: id,
    made_at: "m",
    zone: "z",
    key_id: "k",
    sealed: "x".repeat(size),
    participant_id: "p",
    device_id: "d",
    saved_at: 0,
  });
  const cut = batches([row(1, 90_000), row(2, 90_000), row(3, 90_000), row(4, 300_000), row(5, 10)]);
  assert.deepEqual(
    cut.map((batch) => batch.map((one) => one.device_seq)),
    [[1, 2], [3], [4], [5]],
  );
  assert.ok(MOST_BYTES <= 200 * 1024);
});

test("a request that is refused as a whole is halved until the one bad entry stands alone, and that one is parked", async () => {
  const ids = await saveSome(9);
  const bad = ids[6]!;
  server.routes.set(ENTRIES, (sent) => {
    const list = (sent as { items: Arrived[] }).items;
    if (list.some((item) => item.id === bad))
      return { status: 422, json: { type: "/problems/malformed", detail: "One field is missing." } };
    for (const item of list) server.stored.set(item.id, item);
    return {
      status: 200,
      json: {
        items: list.map(({ id }) => ({ id, status: "stored" })),
        watermark: null,
        epoch: "first",
        server_time: "2026-11-23T00:00:00Z",
      },
    };
  });
  await flush();
  const all = await items();
  assert.equal(all.filter((item) => item.state === "received").length, 8);
  const parked = all.filter((item) => item.state === "parked");
  assert.deepEqual(
    parked.map((item) => [item.id, item.reason]),
    [[bad, "One field is missing."]],
  );
});

/** An answer to the whole request that refuses it while `bad` is in it, and else takes all. */
function refusing(bad: () => string | null): (sent: unknown) => { status: number; json: unknown } {
  return (sent) => {
    const list = (sent as { items: Arrived[] }).items;
    if (list.some((item) => item.id === bad())) return { status: 409, json: null };
    for (const item of list) server.stored.set(item.id, item);
    const items = list.map(({ id }) => ({ id, status: "stored", receipt: `r-${id}` }));
    return { status: 200, json: { items, watermark: null, epoch: "first", server_time: "2026-11-23T00:00:00Z" } };
  };
}

const stateOf = async (id: string): Promise<string | undefined> => (await items()).find((item) => item.id === id)?.state;

test("what was refused on the way is offered again after a minute, a quarter of an hour and every hour, alone, and is never stuck", async () => {
  const start = Date.parse("2026-11-23T00:00:00Z");
  mock.timers.enable({ apis: ["Date"], now: start });
  const [first, bad] = (await saveSome(2)) as [string, string];
  let broken: string | null = bad;
  server.routes.set(ENTRIES, refusing(() => broken));
  await flush();
  assert.deepEqual([await stateOf(first), await stateOf(bad), await waitingCount()], ["received", "parked", 1]);
  let at = start;
  for (const wait of [60_000, 15 * 60_000, 3_600_000, 3_600_000]) {
    server.requests = [];
    mock.timers.setTime((at += wait) - 1);
    await flush();
    assert.deepEqual(server.requests, []);
    mock.timers.setTime(at);
    const [another] = await saveSome(1);
    await flush();
    assert.deepEqual(server.requests, [[bad], [another]], "alone, so that it takes no other down");
    assert.equal(await stateOf(bad), "parked");
  }
  // The clock was set back: how long ago is not known, so it goes now.
  mock.timers.setTime(start - 86_400_000);
  broken = null;
  await flush();
  assert.deepEqual([await stateOf(bad), await waitingCount()], ["received", 0]);
  assert.equal((await items()).find((item) => item.id === bad)?.reason, null);
});

test("a person can have it offered again at once, and so does setting the phone up again", async () => {
  const [one, other] = (await saveSome(2)) as [string, string];
  server.routes.set(ENTRIES, () => ({ status: 422, json: null }));
  await flush();
  assert.deepEqual([await stateOf(one), await stateOf(other)], ["parked", "parked"]);
  server.routes.delete(ENTRIES);
  await flush();
  assert.deepEqual([await stateOf(one), await stateOf(other)], ["parked", "parked"]);
  await offerAgain(one);
  await flush();
  assert.deepEqual([await stateOf(one), await stateOf(other)], ["received", "parked"]);
  await offerAgain();
  await flush();
  assert.equal(await stateOf(other), "received");
});

test("what speaks of an earlier entry waits while that is offered again, and goes after it", async () => {
  mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-23T00:00:00Z") });
  const [bad] = (await saveSome(1)) as [string];
  const { id: later } = await save("amend", { of: bad, body: { call_me: true } });
  const [free] = (await saveSome(1)) as [string];
  let broken: string | null = bad;
  server.routes.set(ENTRIES, refusing(() => broken));
  // All three in one request at first, which is refused and halved; what speaks of the bad one is left out of what goes on.
  await flush();
  assert.deepEqual([await stateOf(later), await stateOf(free)], ["here", "received"]);
  const { id: more } = await save("amend", { of: bad, body: { about: "both" } });
  server.requests = [];
  await flush();
  assert.deepEqual([server.requests, await stateOf(more)], [[], "here"]);
  mock.timers.tick(60_000);
  broken = null;
  await flush();
  assert.deepEqual(server.requests, [[bad], [later, more]]);
  // One that is refused for ever holds nothing up for ever.
  const [stuck] = (await saveSome(1)) as [string];
  broken = stuck;
  const { id: after } = await save("amend", { of: free, body: { call_me: true } });
  for (const wait of [0, 60_000, 15 * 60_000]) {
    mock.timers.tick(wait);
    await flush();
  }
  await flush();
  assert.deepEqual([await stateOf(stuck), await stateOf(after)], ["parked", "received"]);
});

for (const status of [401, 403, 404, 429, 500, 503]) {
  test(`an answer of ${status} keeps everything and stops`, async () => {
    await saveSome(3);
    server.routes.set(ENTRIES, () => ({ status, json: { type: "/problems/x", detail: "No." } }));
    assert.equal(await flush(), "stopped");
    assert.equal(server.requests.length, 1);
    assert.equal(await waitingCount(), 3);
    server.routes.delete(ENTRIES);
    assert.equal(await flush(), "sent");
    assert.equal(await waitingCount(), 0);
  });
}

test("a page that is not ours, such as a hotel's sign-in, counts as no answer", async () => {
  await saveSome(1);
  globalThis.fetch = async () => new Response("<html>Welcome</html>", { headers: { "Content-Type": "text/html" } });
  assert.equal(await flush(), "stopped");
  assert.equal(await waitingCount(), 1);
});

test("Retry-After is honoured, whoever asks", async () => {
  mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-23T00:00:00Z") });
  await saveSome(1);
  server.routes.set(ENTRIES, () => ({ status: 429, json: {}, headers: { "Retry-After": "90" } }));
  await flush();
  server.routes.delete(ENTRIES);
  mock.timers.setTime(Date.parse("2026-11-23T00:01:29Z"));
  assert.equal(await flush(), "asked-to-wait");
  assert.equal(server.requests.length, 1);
  mock.timers.setTime(Date.parse("2026-11-23T00:01:31Z"));
  assert.equal(await flush(), "sent");
});

test("a clock set right again does not keep it silent for as long as it was wrong", async () => {
  mock.timers.enable({ apis: ["Date"], now: Date.parse("2026-11-23T09:00:00Z") });
  await saveSome(1);
  server.routes.set(ENTRIES, () => ({ status: 429, json: {}, headers: { "Retry-After": "90" } }));
  assert.equal(await flush(), "stopped");
  server.routes.delete(ENTRIES);
  mock.timers.setTime(Date.parse("2026-11-23T00:00:00Z"));
  assert.equal(await flush(), "sent");
});

test("Retry-After may be seconds or a date", () => {
  const now = Date.parse("2026-11-23T00:00:00Z");
  assert.equal(waitAsked("120", now), 120_000);
  assert.equal(waitAsked("Mon, 23 Nov 2026 00:05:00 GMT", now), 300_000);
  assert.equal(waitAsked("soon", now), null);
  assert.equal(waitAsked(null, now), null);
});

test("retry, and an id that the answer leaves out, stay unsent without a loop", async () => {
  const [first, second, third] = await saveSome(3);
  server.routes.set(ENTRIES, () => ({
    status: 200,
    json: {
      items: [
        { id: first, status: "stored" },
        { id: second, status: "retry" },
      ],
      watermark: null,
      epoch: "first",
      server_time: "2026-11-23T00:00:00Z",
    },
  }));
  await flush();
  assert.equal(server.requests.length, 1);
  assert.deepEqual(
    (await unsent(PARTICIPANT)).map((row) => row.id),
    [second, third],
  );
});

test("conflict and quarantine are parked with the server's reason", async () => {
  const [first, second] = await saveSome(2);
  server.routes.set(ENTRIES, () => ({
    status: 200,
    json: {
      items: [
        { id: first, status: "conflict", reason: "Another one has this id." },
        { id: second, status: "quarantined", reason: "Your programme has ended." },
      ],
      watermark: null,
      epoch: "first",
      server_time: "2026-11-23T00:00:00Z",
    },
  }));
  await flush();
  const byId = new Map((await items()).map((item) => [item.id, item]));
  assert.deepEqual([byId.get(first!)?.state, byId.get(first!)?.reason], ["parked", "Another one has this id."]);
  assert.deepEqual([byId.get(second!)?.state, byId.get(second!)?.reason], ["parked", "Your programme has ended."]);
});

test("what the server put aside is offered again once a day and when a person asks, and what can never be taken is not", async () => {
  const start = Date.parse("2026-11-23T00:00:00Z");
  mock.timers.enable({ apis: ["Date"], now: start });
  const [old, over, other] = (await saveSome(3)) as [string, string, string];
  const aside = new Map([
    [old, { status: "quarantined", reason: "unknown_schema" }],
    [over, { status: "quarantined", reason: "ended" }],
    [other, { status: "conflict", reason: "same_id_other_content" }],
  ]);
  server.routes.set(ENTRIES, (body) => ({
    status: 200,
    json: {
      items: (body as { items: { id: string }[] }).items.map(({ id }) => ({ id, ...(aside.get(id) ?? { status: "stored", receipt: `r-${id}` }) })),
      watermark: null, epoch: "first", server_time: "2026-11-23T00:00:00Z",
    },
  }));
  await flush();
  const may = async (): Promise<boolean[]> => {
    const all = await items();
    return [old, over, other].map((id) => all.find((item) => item.id === id)!.again);
  };
  assert.deepEqual([await may(), await stateOf(old), await waitingCount()], [[true, false, false], "parked", 0]);
  server.requests = [];
  mock.timers.setTime(start + 86_400_000 - 1);
  await flush();
  assert.deepEqual(server.requests, []);
  mock.timers.setTime(start + 86_400_000);
  await flush();
  assert.deepEqual([server.requests, await stateOf(old)], [[[old]], "parked"], "still aside, and nothing else went");
  aside.delete(old); // The next release of the server knows it.
  for (const id of [old, over, other]) await offerAgain(id);
  await flush();
  assert.deepEqual([server.requests, await stateOf(old), await stateOf(over)], [[[old], [old]], "received", "parked"]);
  assert.deepEqual((await unsent(PARTICIPANT)).length, 0);
});

test("two tabs that send at once deliver each entry once", async () => {
  const ids = await saveSome(5);
  const other = await anotherTab(2);
  await Promise.all([flush(), other.flush()]);
  await flush();
  assert.deepEqual([...server.stored.keys()], ids);
  assert.ok((await items()).every((item) => item.state === "received"));
});

test("the same two tabs, in a browser without Web Locks", async () => {
  Object.defineProperty(navigator, "locks", { value: undefined, configurable: true });
  try {
    const ids = await saveSome(5);
    const other = await anotherTab(3);
    await Promise.all([flush(), other.flush()]);
    assert.equal(server.requests.length, 2, "both sent");
    assert.deepEqual([...server.stored.keys()], ids);
    assert.ok(
      (await items()).every((item) => item.state === "received"),
      "`same` is a success",
    );
  } finally {
    delete (navigator as { locks?: unknown }).locks;
  }
});

test("a call while sending means one more round after it", async () => {
  await saveSome(1);
  let asked = 0;
  server.routes.set(ENTRIES, (sent) => {
    asked += 1;
    const status = asked === 1 ? "retry" : "stored";
    const answers = (sent as { items: Arrived[] }).items.map(({ id }) => ({ id, status }));
    return {
      status: 200,
      json: { items: answers, watermark: null, epoch: "first", server_time: "2026-11-23T00:00:00Z" },
    };
  });
  const running = flush();
  await Promise.all([running, flush(), flush()]);
  assert.equal(asked, 2);
  assert.equal(await waitingCount(), 0);
});

test("a server that went back to a backup is offered everything again", async () => {
  const ids = await saveSome(3);
  await flush();
  server.stored.clear();
  server.epoch = "second";
  await refreshDevice();
  assert.equal(await waitingCount(), 3);
  await flush();
  assert.deepEqual([...server.stored.keys()], ids);
  assert.equal((await readDevice())?.info.epoch, "second");
});

test("a new epoch seen in the answer to a sending is noticed too", async () => {
  const old = await saveSome(2);
  await flush();
  server.stored.clear();
  server.epoch = "second";
  const fresh = await saveSome(1);
  await flush();
  assert.deepEqual([...server.stored.keys()].sort(), [...old, ...fresh].sort());
  assert.equal(await waitingCount(), 0);
});

test("the timer waits longer after failures, never in step, and seldom when there is nothing to send", () => {
  assert.equal(pause(true, 0, 0), 30_000);
  assert.equal(pause(true, 0, 1), 90_000);
  assert.equal(pause(true, 3, 0.5), 8 * 60_000);
  assert.equal(pause(true, 30, 0.5), 15 * 60_000);
  assert.equal(pause(false, 0, 0.5), 15 * 60_000);
});
