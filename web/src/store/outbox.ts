/**
 * The queue of sealed entries, and the only writer of it.
 *
 * An entry is here from the moment it was saved until the server's promise about it is old enough
 * (see `forget`). Where it stands is worked out from the queue and the receipts each time it is asked
 * for, and remembered nowhere: no receipt means that it is on this phone only.
 */
import {
  withDatabase,
  write,
  type DeviceRow,
  type DraftRow,
  type OutboxRow,
  type ReceiptRow,
  type WriteTx,
} from "./db.ts";
import { readDevice } from "./device.ts";
import { deviceZone, withOffset } from "./day.ts";
import { entryInfo, seal, type Envelope } from "./seal.ts";
import { tell } from "./signal.ts";
import type { Bodies, EntryKind } from "./bodies.ts";

export type OutboxItem = {
  id: string;
  kind: string;
  made_at: string;
  saved_at: number;
  /** here: on this phone only. received: the server promised to keep it. parked: kept here, not taken. */
  state: "here" | "received" | "parked";
  /** Parked before it reached the server's own judgement: it is offered again, and nobody else has it. */
  refused: boolean;
  /** Parked, and may be taken when it is offered again. */
  again: boolean;
  reason: string | null;
  local_date: string | null;
  late: boolean;
  /** Our clock when the answer came, in milliseconds. */
  answered_at: number | null;
};

/** This browser is not enrolled, so there is nobody to write for. */
export class NotEnrolled extends Error {
  override name = "NotEnrolled";
}

/** How often to seal again when another tab took the sequence number meanwhile. */
const TRIES = 20;
const MINUTE = 60_000;
const DAY = 86_400_000;

/** A request was refused with one entry in it. Something on the way can do that as well as the server, so it is offered again after so long. */
const OFFER_AGAIN = [MINUTE, 15 * MINUTE, 60 * MINUTE];
/**
 * Why the server put an entry aside, where a later release, a new code or what it speaks of can mend it. It is offered again once a
 * day, and when a person asks: the server answers for what it is then. It has it aside either way.
 */
const MENDS: ReadonlySet<string> = new Set([
  "unknown_kind", "unknown_schema", "malformed_body", "does_not_open", "nothing_to_amend", "device_revoked",
]);
/** What speaks of an earlier entry, and may mean nothing without it. */
const FOLLOWS: ReadonlySet<string> = new Set(["amend", "withdraw", "goal_step", "activity", "need", "plan_answer"]);

/** The schema in which this version of the app writes a kind, where that is not 1. The server takes earlier ones too. */
const SCHEMAS: Partial<Record<EntryKind, number>> = {};

export function schemaOf(kind: EntryKind): number {
  return SCHEMAS[kind] ?? 1;
}

/** A random UUID (version 4). Made on the phone, so that sending twice is harmless. */
export function newId(): string {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6]! & 0x0f) | 0x40;
  b[8] = (b[8]! & 0x3f) | 0x80;
  const hex = [...b].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export type Sealed = Envelope & { zone: string; sealed: string };

/** A fresh envelope for `kind`, with the next sequence number as `device` knows it. */
function envelope(device: DeviceRow, kind: EntryKind, id: string): Envelope & { zone: string } {
  const zone = deviceZone();
  return {
    id,
    kind,
    schema: schemaOf(kind),
    device_seq: device.next_seq,
    made_at: withOffset(Date.now(), zone),
    zone,
    key_id: newestKey(device).id,
    participant_id: device.info.participant_id,
    device_id: device.info.device_id,
  };
}

function newestKey(device: DeviceRow): { id: string; public: string } {
  const key = device.info.seal_keys[0];
  if (!key) throw new NotEnrolled("no key to seal with");
  return key;
}

/** Seal `body` into `env` once more, to the newest key. The id, number and time stay as they were reserved. */
export async function sealAgain<E extends Envelope>(env: E, body: unknown): Promise<E & { sealed: string }> {
  const device = await readDevice();
  if (!device) throw new NotEnrolled("no device");
  const key = newestKey(device);
  const now = { ...env, key_id: key.id };
  return { ...now, sealed: await seal(key.public, entryInfo(now), body) };
}

/**
 * Seal a new entry and put it somewhere, claiming the next sequence number.
 *
 * No crypto may be awaited inside an IndexedDB transaction. So: read the number, seal, then in one
 * strict transaction compare the number, put the row and count on. If somebody else took the number
 * meanwhile, seal again with the new one.
 */
export async function claim<S extends "outbox" | "drafts">(
  kind: EntryKind,
  body: unknown,
  store: S,
  put: (tx: WriteTx<"device" | S>, sealed: Sealed) => Promise<void>,
  id: string = newId(),
): Promise<Sealed> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const device = await readDevice();
    if (!device) throw new NotEnrolled("no device");
    const env = envelope(device, kind, id);
    const sealed: Sealed = { ...env, sealed: await seal(newestKey(device).public, entryInfo(env), body) };
    const done = await write<"device" | S, boolean>(["device", store], async (tx) => {
      const devices = tx.objectStore("device");
      const now = await devices.get("this");
      if (now?.info.device_id !== env.device_id || now.next_seq !== env.device_seq) return false;
      await put(tx, sealed);
      await devices.put({ ...now, next_seq: now.next_seq + 1 });
      return true;
    });
    if (done) return sealed;
  }
  throw new Error("the sequence number kept moving");
}

/** Save an entry. Resolves after the write reached the disk; only then may a screen say "saved". */
export async function save<K extends EntryKind>(
  kind: K,
  body: Bodies[K],
  id: string = newId(),
): Promise<{ id: string }> {
  await claim(
    kind,
    body,
    "outbox",
    async (tx, sealed) => {
      const amends = kind === "amend" ? (body as Bodies["amend"]).of : null;
      await tx.objectStore("outbox").add({ ...sealed, saved_at: Date.now(), amends });
    },
    id,
  );
  tell();
  return { id };
}

/**
 * Move drafts into the queue, in the order given, all or none. `rows` are sealed and ready. Drafts
 * that are gone (sent already, by another tab or because they lay idle) are left out, and not put twice.
 * With `was`, a draft that another tab sealed again since is left out as well. Returns the ids that were moved.
 */
export async function send(rows: DraftRow[], was: string | null = null): Promise<string[]> {
  const moved = await write(["drafts", "outbox"], async (tx) => {
    const ids: string[] = [];
    for (const row of rows) {
      const now = await tx.objectStore("drafts").get(row.id);
      if (!now || (was !== null && now.sealed !== was)) continue;
      const { phone_sealed: _own, step: _step, started_at: _from, touched_at: _touched, delay_until: _until, ...sealed } = row;
      await tx.objectStore("outbox").add({ ...sealed, saved_at: Date.now() });
      await tx.objectStore("drafts").delete(row.id);
      ids.push(row.id);
    }
    return ids;
  });
  if (moved.length > 0) tell();
  return moved;
}

/** Whether an entry that was not taken may be taken another time. */
export function mayBeTaken(receipt: ReceiptRow | undefined): boolean {
  return receipt?.status === "refused" || (receipt?.status === "quarantined" && MENDS.has(receipt.reason ?? ""));
}

function standing(
  row: { id: string; kind: string; made_at: string; saved_at: number },
  receipt: ReceiptRow | undefined,
): OutboxItem {
  const taken = receipt?.status === "stored" || receipt?.status === "same";
  return {
    id: row.id,
    kind: row.kind,
    made_at: row.made_at,
    saved_at: row.saved_at,
    state: !receipt ? "here" : taken ? "received" : "parked",
    refused: receipt?.status === "refused",
    again: mayBeTaken(receipt),
    reason: receipt?.reason ?? null,
    local_date: receipt?.local_date ?? null,
    late: receipt?.late ?? false,
    answered_at: receipt?.answered_at ?? null,
  };
}

/**
 * Every entry that this phone knows of by itself, newest first: those still held, and those whose receipt is kept. What was added
 * while locked to an entry that waits too is part of that entry.
 */
export async function items(): Promise<OutboxItem[]> {
  const { rows, receipts } = await both();
  const held = new Set(rows.map((row) => row.id));
  const waits = (id: string | null | undefined): boolean => id != null && held.has(id) && !receipts.has(id);
  const all = rows.filter((row) => !(waits(row.amends) && waits(row.id))).map((row) => standing(row, receipts.get(row.id)));
  for (const receipt of receipts.values()) if (!held.has(receipt.id)) all.push(standing(receipt, receipt));
  return all.sort((a, b) => b.saved_at - a.saved_at || b.made_at.localeCompare(a.made_at));
}

/** What still has to be sent for the person this phone is enrolled for, oldest first. */
export async function unsent(participantId: string): Promise<OutboxRow[]> {
  const { rows, receipts } = await both();
  return rows
    .filter((row) => row.participant_id === participantId && !receipts.has(row.id))
    .sort((a, b) => a.device_seq - b.device_seq || a.saved_at - b.saved_at);
}

/** Whether an entry may speak of one of these, which were refused: sent before it, it would mean nothing. */
export function follows(row: OutboxRow, refused: readonly OutboxRow[]): boolean {
  return FOLLOWS.has(row.kind) && refused.some((one) => one.device_id === row.device_id && one.device_seq < row.device_seq);
}

/**
 * What is to be sent at `now`, oldest first: what has no answer yet, and what was refused or put aside and is due to be offered again.
 * What speaks of an earlier entry waits while one before it is still being offered, a few times at most.
 */
export async function going(participantId: string, now: number): Promise<OutboxRow[]> {
  const { rows, receipts } = await both();
  const mine = rows.filter((row) => row.participant_id === participantId);
  const refusals = (row: OutboxRow): number => {
    const receipt = receipts.get(row.id);
    return receipt?.status === "refused" ? (receipt.refusals ?? 1) : 0;
  };
  const due = (row: OutboxRow): boolean => {
    const receipt = receipts.get(row.id);
    if (!receipt) return true;
    if (!mayBeTaken(receipt)) return false;
    const times = refusals(row);
    const wait = times > 0 ? OFFER_AGAIN[Math.min(times, OFFER_AGAIN.length) - 1]! : DAY;
    // A clock that was set back since then says nothing about how long ago it was.
    const ago = now - receipt.answered_at;
    return ago < 0 || ago >= wait;
  };
  const offered = mine.filter((row) => refusals(row) > 0 && refusals(row) < OFFER_AGAIN.length);
  return mine
    .filter((row) => due(row) && !follows(row, offered))
    .sort((a, b) => a.device_seq - b.device_seq || a.saved_at - b.saved_at);
}

/** Which of the entries were refused before: each of them goes alone, so that it takes no other down with it. */
export async function refusedIds(): Promise<ReadonlySet<string>> {
  const { receipts } = await both();
  return new Set([...receipts.values()].filter((one) => one.status === "refused").map((one) => one.id));
}

async function both(): Promise<{ rows: OutboxRow[]; receipts: Map<string, ReceiptRow> }> {
  return withDatabase(async (db) => {
    const tx = db.transaction(["outbox", "receipts"]);
    const [rows, receipts] = await Promise.all([
      tx.objectStore("outbox").getAll(),
      tx.objectStore("receipts").getAll(),
    ]);
    return { rows, receipts: new Map(receipts.map((receipt) => [receipt.id, receipt])) };
  });
}

/** Entries that nobody but this phone has. */
export async function waitingCount(): Promise<number> {
  return (await items()).filter((item) => item.state === "here" || item.refused).length;
}

/** The server's word about some entries. Only ids that are in the queue are noted. */
export type Verdict = Pick<ReceiptRow, "id" | "status" | "receipt" | "reason" | "local_date" | "late" | "server_at">;

export async function note(verdicts: Verdict[]): Promise<void> {
  if (verdicts.length === 0) return;
  await write(["outbox", "receipts"], async (tx) => {
    for (const verdict of verdicts) {
      const row = await tx.objectStore("outbox").get(verdict.id);
      if (!row) continue;
      const before = verdict.status === "refused" ? await tx.objectStore("receipts").get(verdict.id) : undefined;
      await tx.objectStore("receipts").put({
        ...verdict,
        ...(verdict.status === "refused" ? { refusals: (before?.refusals ?? 0) + 1 } : {}),
        kind: row.kind,
        made_at: row.made_at,
        saved_at: row.saved_at,
        answered_at: Date.now(),
      });
    }
  });
  tell();
}

/**
 * Erase sealed entries that the server promised to keep, once its backups have passed them or they have lain
 * `keep_days` since. Where nothing may be deleted by itself (`keep_days` null), erase nothing. Refused entries
 * are never erased by themselves.
 */
export async function forget(): Promise<number> {
  const device = await readDevice();
  if (!device || device.info.keep_days === null) return 0;
  const days = device.info.keep_days;
  const watermark = device.info.watermark ? Date.parse(device.info.watermark) : null;
  const heard = Date.parse(device.info.server_time);
  return eraseCopies((receipt) => {
    const backedUp = watermark !== null && receipt.server_at !== null && receipt.server_at < watermark;
    // By the server's clock: one that is set forward here must not erase what no backup has.
    return backedUp || heard - (receipt.server_at ?? receipt.answered_at) > days * DAY;
  });
}

/** Erase the sealed copies of what was received and is `due`. Unsent and refused ones stay. Returns how many went. */
export async function eraseCopies(due: (receipt: ReceiptRow) => boolean): Promise<number> {
  const count = await write(["outbox", "receipts"], async (tx) => {
    let erased = 0;
    for (const id of await tx.objectStore("outbox").getAllKeys()) {
      const receipt = await tx.objectStore("receipts").get(id);
      if (!receipt || (receipt.status !== "stored" && receipt.status !== "same") || !due(receipt)) continue;
      await tx.objectStore("outbox").delete(id);
      erased += 1;
    }
    return erased;
  });
  if (count > 0) tell();
  return count;
}
