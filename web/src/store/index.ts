/**
 * The store: what this phone knows, and the only way the screens reach it.
 *
 * `start()` once, then read `lockState()` and `bundle()` at any time, and draw again on `onChange`.
 */
import { recall } from "./answered.ts";
import * as cache from "./cache.ts";
import { localDay } from "./day.ts";
import { FILES, write } from "./db.ts";
import { readDevice, refreshDevice as askDevice, type Refreshed } from "./device.ts";
import { openCount, sendIdle } from "./drafts.ts";
import { laidOver } from "./held.ts";
import { items, save, waitingCount as countWaiting, type OutboxItem } from "./outbox.ts";
import { prepare } from "./seal.ts";
import type { Bodies, EntryKind } from "./bodies.ts";
import type { Bundle, DeviceInfo, DueDate } from "./shapes.ts";
import { saveTyped } from "./typed.ts";
import { listenToTabs, onChange, onWord, tell, tellHere } from "./signal.ts";
import { flush, keepSending, type Flushed } from "./sync.ts";
import * as vault from "./vault.ts";
import { call } from "./wire.ts";

export * from "./bodies.ts";
export * from "./shapes.ts";
export { onChange } from "./signal.ts";
export { flush } from "./sync.ts";
export { NotEnrolled, type OutboxItem } from "./outbox.ts";
export * as drafts from "./drafts.ts";
export type { Draft, Flow } from "./drafts.ts";
export { whyNotKept, type Trouble } from "./trouble.ts";
export type { Refusal, Unlocking } from "./vault.ts";
export { standing } from "./vault.ts";

/** none: not enrolled. no-vault: enrolled, no PIN on this phone yet. locked: can write. open: can read. */
export type LockState = "none" | "no-vault" | "locked" | "open";

let state: LockState = "none";
let shown: Bundle | null = null;
let deviceNow: DeviceInfo | null = null;
let refused = false;
let stop: (() => void) | null = null;

/** Days whose card is in the queue: to the person that card is done, also before the server knows. */
let cardDays: ReadonlySet<string> = new Set();

async function lookForCards(): Promise<void> {
  const zone = deviceNow?.zone ?? "UTC";
  const cards = (await items()).filter((item) => item.kind === "checkin" && (item.state !== "parked" || item.refused));
  cardDays = new Set(cards.map((item) => localDay(Date.parse(item.made_at), zone)));
}

async function look(): Promise<void> {
  const [row, pin] = await Promise.all([readDevice(), vault.readVault()]);
  deviceNow = row?.info ?? null;
  recall(row);
  await lookForCards();
  refused = row?.refused ?? false;
  state = !row ? "none" : !pin ? "no-vault" : vault.keys() ? "open" : "locked";
}

/** Open the storage, send what waits, and keep doing so. Resolves when `lockState()` can be trusted. */
export async function start(): Promise<void> {
  if (stop) return;
  listenToTabs();
  onWord((word) => {
    if (word === "lock" || word === "vault") forgetKeys();
    void look().then(tellHere);
  });
  try {
    await look();
  } catch (error) {
    broken = true;
    throw error;
  }
  void prepare().catch(() => undefined);
  onChange(() => void cardsChanged());
  const before = async (): Promise<void> => void (await sendIdle(Date.now()));
  const after = async (): Promise<void> => {
    if (vault.keys() && !wantsPin) await refreshBundle();
  };
  stop = keepSending({ refresh: refreshDevice, before, after });
  void askToKeep();
}

let broken = false;

/** True when this browser opens no storage: nothing that is written here can be kept. */
export function cannotKeep(): boolean {
  return broken;
}

/** Whether this browser can keep something at all: it is written and taken out again. Throws what stands in the way. */
export async function tryKeeping(): Promise<void> {
  try {
    await write(["receipts"], async (tx) => {
      const probe = { id: "probe", kind: "", made_at: "", saved_at: 0, status: "same", receipt: null, reason: null } as const;
      await tx.objectStore("receipts").put({ ...probe, local_date: null, late: false, server_at: null, answered_at: 0 });
      await tx.objectStore("receipts").delete("probe");
    });
    broken = false;
  } catch (error) {
    broken = true;
    tellHere();
    throw error;
  }
}

/**
 * Ask the browser to keep this storage also when the phone is full. True: it will. False: it may clear it. Null: it cannot say.
 * A browser that asks the person first is answered once; asking again after a yes changes nothing.
 */
export async function askToKeep(): Promise<boolean | null> {
  try {
    return (await navigator.storage.persist()) ?? null;
  } catch {
    return null;
  }
}

const whenLocked = new Set<() => void>();

/** Call `forget` when this phone is locked, in whichever tab, or was left while it was not open: what it holds in memory must go too. */
export function onLock(forget: () => void): () => void {
  whenLocked.add(forget);
  return () => whenLocked.delete(forget);
}

async function cardsChanged(): Promise<void> {
  const before = cardDays.size;
  await lookForCards();
  if (cardDays.size !== before) tellHere();
}

function forgetKeys(): void {
  vault.drop();
  wantsPin = false;
  shown = null;
  forgetTyped();
}

/** Forget the answers that this tab holds in memory. What was kept stays on the disk, and what stands in a field is kept first. */
export function forgetTyped(): void {
  void saveTyped();
  for (const forget of whenLocked) forget();
}

export function lockState(): LockState {
  return state;
}

/** What is known of this phone, also while locked. */
export async function device(): Promise<DeviceInfo | null> {
  if (!deviceNow) await look();
  return deviceNow;
}

/** The same without waiting: null before `start()`, or when not enrolled. */
export function deviceInfo(): DeviceInfo | null {
  return deviceNow;
}

/** True when the server said that this phone may not read any more. Writing goes on. */
export function isRefused(): boolean {
  return refused;
}

/** Ask the server for this phone's facts; after enrolling, this is what makes the phone known here. */
export async function refreshDevice(): Promise<Refreshed> {
  const outcome = await askDevice();
  if (outcome === "refused") {
    forgetKeys();
    await cache.clear();
  }
  await look();
  if (deviceNow?.status === "ended") {
    // Reading ends with the programme, also what was kept; writing and the people to call stay.
    shown = null;
    await cache.clear();
  }
  tell();
  return outcome;
}

/** Set the PIN on this phone (after enrolling). Leaves it open. */
export async function makeVault(pin: string): Promise<void> {
  await vault.makeVault(pin);
  shown = null;
  await look();
  tell();
}

/** Try a PIN; then show what was kept, and ask for what is new. */
export async function unlock(pin: string): Promise<vault.Unlocking> {
  const outcome = await vault.unlock(pin);
  if (outcome.ok) {
    await look();
    // Known to have ended, though the phone was killed before it could clear what it kept.
    const over = deviceNow?.status === "ended";
    shown = over ? null : ((await cache.get<Bundle>("bundle"))?.value ?? null);
    tell();
    void refreshBundle();
    void flush();
  }
  return outcome;
}

/** Forget the keys in every tab, and end reading at the server. */
export function lock(): void {
  forgetKeys();
  void call("DELETE", "/api/unlock");
  void look().then(() => tell("lock"));
}

/** The last bundle, while open. */
export function bundle(): Bundle | null {
  // A card that has an id is known by it (answered.ts): another form can be due on the same day.
  const done = (due: DueDate): boolean => !due.done && !due.id && cardDays.has(due.local_date);
  if (!shown || !shown.due.some(done)) return shown;
  return { ...shown, due: shown.due.map((due) => ({ ...due, done: due.done || done(due) })) };
}

/** fresh: a newer one. same: nothing new. locked: the server wants the PIN again. */
export type BundleNews = "fresh" | "same" | "locked" | "offline";

let wantsPin = false;

/** True when this phone is open but the server wants the PIN again, as after opening it with no signal. */
export function needsPin(): boolean {
  return wantsPin && state === "open";
}

/** Ask for the bundle and keep it under the reading key. */
export async function refreshBundle(): Promise<BundleNews> {
  if (!vault.keys()) return "locked";
  const kept = await cache.get<Bundle>("bundle");
  const answer = await call("GET", "/api/me/bundle", undefined, { Prefer: "what-changed", "If-None-Match": kept?.tag ?? "" });
  if (!answer) return "offline";
  const refusedNow = answer.status === 401;
  if (refusedNow !== wantsPin) {
    wantsPin = refusedNow;
    tell();
  }
  if (answer.status === 304) return "same";
  if (refusedNow) return "locked";
  if (answer.status !== 200 || answer.json === null) return "offline";
  // Locked while we waited: drop it, it comes again after the PIN.
  if (!vault.keys()) return "locked";
  shown = laidOver(answer.json as Bundle, kept?.value);
  // On a phone that is full it is shown all the same, and comes again next time.
  await cache.put("bundle", answer.etag, shown).catch(() => undefined);
  tell();
  return "fresh";
}

/** Save one entry, then try to send it. Resolves when it is on the disk. Works locked. */
export async function saveEntry<K extends EntryKind>(kind: K, body: Bodies[K]): Promise<{ id: string }> {
  const saved = await save(kind, body);
  // What it changed at the server (a hold on what was recorded, say) is to be seen at once.
  void sendNow();
  return saved;
}

/** Every entry this phone knows of by itself, newest first, each with where it stands. */
export function outbox(): Promise<OutboxItem[]> {
  return items();
}

/** How many entries nobody but this phone has. */
export function waitingCount(): Promise<number> {
  return countWaiting();
}

/** Everything that nobody but this phone has: entries that were not received, and drafts that are not finished. */
export async function unsentCount(): Promise<number> {
  return (await countWaiting()) + (await openCount());
}

/** Send now, then ask what is new. */
export async function sendNow(): Promise<Flushed> {
  const outcome = await flush();
  if (state === "open") await refreshBundle();
  return outcome;
}

/** Stop reading on this phone: caches and keys go, unsent entries stay. Returns how many of those remain. */
export async function signOutHere(): Promise<number> {
  lock();
  await cache.clear();
  return unsentCount();
}

/** A file of lessons, kept under the reading key so that a locked phone does not show what it teaches. */
export async function keptFile<T>(name: string): Promise<T | null> {
  return (await cache.get<T>(FILES + name))?.value ?? null;
}

export async function keepFile(name: string, value: unknown): Promise<void> {
  if (vault.keys()) await cache.put(FILES + name, null, value).catch(() => undefined);
}
