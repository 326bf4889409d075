import assert from "node:assert/strict";
import { test } from "node:test";
import type { OutboxItem } from "../store/outbox.ts";
import type { OwnEntry } from "../store/shapes.ts";
import { join, joinAll } from "./join.ts";

const item = (id: string, more: Partial<OutboxItem> = {}): OutboxItem => ({
  id,
  kind: "trigger",
  made_at: "2026-11-23T00:40:00+00:00",
  saved_at: 1,
  state: "here",
  refused: false,
  again: false,
  reason: null,
  local_date: null,
  late: false,
  answered_at: null,
  ...more,
});
const own = (id: string, more: Partial<OwnEntry> = {}): OwnEntry => ({
  id,
  kind: "trigger",
  made_at: "2026-11-23T00:40:00Z",
  received_at: "2026-11-23T06:58:00Z",
  happened_at: "2026-11-23T00:40:00Z",
  local_date: "2026-11-22",
  late: true,
  body: {},
  amended: false,
  withdrawn: false,
  read: null,
  reply: null,
  state: "unread",
  ...more,
});

test("on this phone, received and read are three different things", () => {
  assert.equal(join(item("a"), null).state, "here");
  assert.equal(join(item("a", { state: "received" }), null).state, "received");
  assert.equal(join(item("a", { state: "parked" }), null).state, "parked");
  assert.equal(join(item("a"), own("a")).state, "received");
  assert.equal(
    join(null, own("a", { read: { first_name: "Maya", role: "clinician", on: "2026-11-24" } })).state,
    "read",
  );
});

test("an entry known to both sides is listed once, newest first", () => {
  const all = joinAll(
    [item("a", { state: "received" }), item("b", { made_at: "2026-11-24T09:00:00+00:00" })],
    [own("a"), own("c", { happened_at: "2026-11-20T09:00:00Z" })],
  );
  assert.deepEqual(
    all.map((one) => [one.id, one.state]),
    [
      ["b", "here"],
      ["a", "received"],
      ["c", "received"],
    ],
  );
});

test("an addition to a log is listed only until it is received", () => {
  assert.deepEqual(
    joinAll([item("x", { kind: "amend" })], []).map((one) => one.id),
    ["x"],
  );
  assert.deepEqual(joinAll([item("x", { kind: "amend", state: "received" })], []), []);
});
