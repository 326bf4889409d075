/**
 * The keys for reading, wrapped by the PIN.
 *
 * Two secrets are made on the phone: a random reading key, under which everything that can be read
 * offline is stored, and the private half of the phone's own sealing pair, which opens drafts. Both lie
 * in one blob, encrypted under a key derived from the PIN (PBKDF2-SHA256, 600,000 rounds). Only that
 * blob is stored: a CryptoKey put into IndexedDB, even one that cannot be exported, was found in plain bytes on disk.
 * While the phone is locked neither secret exists anywhere.
 */
import { withDatabase, write, type VaultRow, type Wrapped } from "./db.ts";
import { readDevice } from "./device.ts";
import { fromBase64url, loadPrivate, makePair, toBase64url, utf8, type Bytes } from "./seal.ts";
import type { DeviceInfo } from "./shapes.ts";
import { tell } from "./signal.ts";
import { call, isProblem, type Problem } from "./wire.ts";

/** OWASP's figure for PBKDF2-SHA256 (2023); about a second on a cheap phone. */
export const ROUNDS = 600_000;
/** Slips that cost nothing. */
export const FREE_SLIPS = 5;
/** Seconds to wait after the fifth slip, the sixth, the seventh, and each later one (control C8). */
const WAITS = [60, 300, 900, 3600];
/** With no signal, the least that must pass in front of this page before another try, by a clock that nobody sets. Milliseconds. */
const LEAST = 60_000;
/** After so many slips only a fresh code from the clinician helps. */
export const MOST_SLIPS = 10;

export type Unlocked = { readingKey: CryptoKey; draftKey: CryptoKey };
export type Refusal = {
  ok: false;
  /** Tries before the next wait begins. */
  triesLeft: number;
  /** Seconds until the next try is looked at. */
  waitSeconds: number;
  /** Only a fresh code from the clinician helps now. */
  needsCode: boolean;
};
export type Unlocking = { ok: true } | Refusal;

/** No wait runs. */
export const NO_WAIT = { wait_until: 0, wait_for: 0, server_until: null };

export type Secrets = { reading: string; draft: string };

let held: Unlocked | null = null;

/** The keys while the phone is unlocked, else null. They live in this tab's memory only. */
export function keys(): Unlocked | null {
  return held;
}

/** Forget the keys. */
export function drop(): void {
  held = null;
  [known, began] = [MOST_SLIPS, performance.now()];
}

/** Slips as this page last knew them, and when that was by the clock that only runs; it begins at 0 with the page. */
let known = MOST_SLIPS;
let began = 0;

/**
 * Milliseconds that are left of the least wait in front of this page. With no signal a phone's clock may have been set forward
 * to skip a wait: however often, each try costs a minute. A slip in another tab begins it anew.
 */
function leastLeft(row: VaultRow): number {
  if (row.slips > known) began = performance.now();
  known = row.slips;
  return row.wait_until > 0 ? Math.min(LEAST, row.wait_for ?? LEAST) - (performance.now() - began) : 0;
}

export async function readVault(): Promise<VaultRow | null> {
  return (await withDatabase((db) => db.get("vault", "pin"))) ?? null;
}

async function derive(pin: string, salt: Bytes, rounds: number): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

/** The secrets under a key from `pin`, ready to be stored. */
export async function wrap(pin: string, secrets: Secrets): Promise<Wrapped> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await derive(pin, salt, ROUNDS);
  const bytes = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, utf8(JSON.stringify(secrets)));
  return { salt: toBase64url(salt), iv: toBase64url(iv), bytes: toBase64url(new Uint8Array(bytes)), rounds: ROUNDS };
}

/** The secrets, or null when the PIN is not the one they were wrapped with. */
async function unwrap(pin: string, wrapped: Wrapped): Promise<Secrets | null> {
  const key = await derive(pin, fromBase64url(wrapped.salt), wrapped.rounds);
  try {
    const plain = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: fromBase64url(wrapped.iv) },
      key,
      fromBase64url(wrapped.bytes),
    );
    return JSON.parse(new TextDecoder().decode(plain)) as Secrets;
  } catch {
    return null;
  }
}

async function hold(secrets: Secrets): Promise<void> {
  held = {
    readingKey: await crypto.subtle.importKey("raw", fromBase64url(secrets.reading), "AES-GCM", false, [
      "encrypt",
      "decrypt",
    ]),
    draftKey: await loadPrivate(secrets.draft),
  };
}

/** Make new secrets under `pin` and open them. What an earlier vault could read can no longer be read here. */
export async function makeVault(pin: string): Promise<void> {
  const pair = await makePair();
  const reading = toBase64url(crypto.getRandomValues(new Uint8Array(32)));
  const secrets = { reading, draft: pair.privateKey };
  const wrapped = await wrap(pin, secrets);
  await write(["vault", "cache", "drafts"], async (tx) => {
    const row: VaultRow = {
      key: "pin",
      wrapped,
      next: null,
      phone_public: pair.publicKey,
      slips: 0,
      ...NO_WAIT,
    };
    await tx.objectStore("vault").put(row);
    await tx.objectStore("cache").clear();
    // The old key is gone, so the phone's own copies of drafts cannot be opened again. The sealed answers stay.
    for (const draft of await tx.objectStore("drafts").getAll()) {
      await tx.objectStore("drafts").put({ ...draft, phone_sealed: null });
    }
  });
  await hold(secrets);
  tell("vault");
}

/** The server's clock now, or null when it cannot be asked. */
async function askServerTime(): Promise<number | null> {
  const answer = await call("GET", "/api/me/device");
  const said = answer?.status === 200 ? Date.parse((answer.json as DeviceInfo | null)?.server_time ?? "") : Number.NaN;
  return Number.isNaN(said) ? null : said;
}

/** Our best word for the server's clock now, without asking. It is never before the server last spoke. */
async function guessServerTime(): Promise<number | null> {
  const device = await readDevice();
  if (device?.server_ahead === undefined) return null;
  return Math.max(Date.now() + device.server_ahead, Date.parse(device.info.server_time));
}

/** A wait that ends `milliseconds` from now, by our clock and by the server's. */
function waitFrom(milliseconds: number, server: number | null): Pick<VaultRow, "wait_until" | "wait_for" | "server_until"> {
  return {
    wait_until: Date.now() + milliseconds,
    wait_for: milliseconds,
    server_until: server === null ? null : server + milliseconds,
  };
}

/**
 * Milliseconds that are left of the wait, and the wait as it is to be remembered. The server's clock decides where it can be
 * asked (`server`), so that setting the phone's clock forward skips nothing. Nobody waits longer than the wait was: with more
 * than that left, a clock was set back, and the wait begins again.
 */
function leftOf(row: VaultRow, server: number | null): { left: number; change: Partial<VaultRow> } {
  const whole = row.wait_for ?? waitAfter(row.slips) * 1000;
  const asked = server !== null && typeof row.server_until === "number";
  const left = asked ? row.server_until! - server : row.wait_until - Date.now();
  if (left <= whole) return { left, change: {} };
  const again = waitFrom(whole, server);
  return { left: whole, change: asked ? again : { ...again, server_until: row.server_until ?? null } };
}

/** Seconds to wait after `slips` wrong tries in a row. */
export function waitAfter(slips: number): number {
  if (slips < FREE_SLIPS) return 0;
  return WAITS[Math.min(slips - FREE_SLIPS, WAITS.length - 1)]!;
}

/** What is said after `slips` wrong tries in a row. */
export function refusal(slips: number, waitSeconds = waitAfter(slips)): Refusal {
  return { ok: false, triesLeft: Math.max(0, FREE_SLIPS - slips), waitSeconds, needsCode: slips >= MOST_SLIPS };
}

/**
 * Count a try before it is looked at, so that killing the app in the middle never gives one for free.
 * Returns how many there were, or the refusal when it is too early for another. `look`: counts nothing, only says how it stands.
 */
export async function countTry(look = false): Promise<number | Refusal> {
  const waiting = ((await readVault())?.wait_until ?? 0) > 0;
  const server = waiting ? await askServerTime() : null;
  const guess = server ?? (await guessServerTime());
  return write(["vault"], async (tx) => {
    const row = await tx.objectStore("vault").get("pin");
    if (!row) return refusal(0, 0);
    if (row.slips >= MOST_SLIPS) return refusal(row.slips, 0);
    const { left: set, change } = leftOf(row, server);
    const least = leastLeft(row);
    const left = Math.max(0, set, server === null ? least : 0);
    if (look || left > 0) {
      await tx.objectStore("vault").put({ ...row, ...change });
      return refusal(row.slips, Math.ceil(left / 1000));
    }
    const slips = row.slips + 1;
    [known, began] = [slips, performance.now()];
    const wait = waitAfter(slips) * 1000;
    await tx.objectStore("vault").put({ ...row, slips, ...(wait > 0 ? waitFrom(wait, guess) : NO_WAIT) });
    return slips;
  });
}

/** What stands before any PIN is typed: a wait that runs, or that only a fresh code helps. */
export function standing(): Promise<Refusal> {
  return countTry(true) as Promise<Refusal>;
}

/** Change what is stored beside the secrets. */
export async function settle(change: Partial<VaultRow>): Promise<void> {
  await write(["vault"], async (tx) => {
    const row = await tx.objectStore("vault").get("pin");
    if (row) await tx.objectStore("vault").put({ ...row, ...change });
  });
}

/** Only the phone's own check, without the server. Null: wrong PIN. */
export async function openHere(pin: string, row: VaultRow): Promise<{ secrets: Secrets; byNext: boolean } | null> {
  const first = await unwrap(pin, row.wrapped);
  if (first) return { secrets: first, byNext: false };
  const second = row.next ? await unwrap(pin, row.next) : null;
  return second ? { secrets: second, byNext: true } : null;
}

/**
 * Try a PIN. The server is asked too, and has the last word when it answers; with no signal the phone
 * decides alone, and counts slips itself (waits of 1, 5, 15 and 60 minutes from the fifth).
 */
export async function unlock(pin: string): Promise<Unlocking> {
  const counted = await countTry();
  if (typeof counted !== "number") return counted;
  const row = await readVault();
  if (!row) return refusal(counted, 0);
  const [here, answer] = await Promise.all([openHere(pin, row), call("POST", "/api/unlock", { pin })]);
  const said = answer?.json as Problem | null | undefined;

  if (answer?.status === 204 && !here) {
    // The server knows this PIN and the vault does not (it was set anew elsewhere): start a new vault.
    await makeVault(pin);
    return { ok: true };
  }
  if (answer && isProblem(said, "pin-wrong")) {
    const waitSeconds = Math.max(Number(said.wait_seconds ?? 0), waitAfter(counted));
    if (waitSeconds > 0) await settle(waitFrom(waitSeconds * 1000, await guessServerTime()));
    const triesLeft = Math.min(Number(said.tries_left ?? 0), Math.max(0, FREE_SLIPS - counted));
    return { ok: false, triesLeft, waitSeconds, needsCode: counted >= MOST_SLIPS };
  }
  if (answer && isProblem(said, "pin-wait")) {
    // It was not looked at, so it does not count here either.
    const waitSeconds = Number(said.retry_after ?? (answer.retryAfter ?? 60_000) / 1000);
    await settle({ slips: counted - 1, ...waitFrom(waitSeconds * 1000, await guessServerTime()) });
    return { ok: false, triesLeft: 0, waitSeconds, needsCode: false };
  }
  if (answer && (isProblem(said, "pin-needs-code") || answer.status === 401)) {
    return { ok: false, triesLeft: 0, waitSeconds: 0, needsCode: true };
  }
  if (!here) return refusal(counted);

  await settle({ slips: 0, ...NO_WAIT, ...(here.byNext && row.next ? { wrapped: row.next, next: null } : {}) });
  await hold(here.secrets);
  tell();
  return { ok: true };
}

/** Encrypt `value` as JSON under the reading key. Throws when locked. */
export async function encrypt(value: unknown, name: string): Promise<{ iv: Uint8Array; bytes: Uint8Array }> {
  if (!held) throw new Error("locked");
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const params = { name: "AES-GCM", iv, additionalData: utf8(`foothold/cache/1|${name}`) };
  const bytes = await crypto.subtle.encrypt(params, held.readingKey, utf8(JSON.stringify(value)));
  return { iv, bytes: new Uint8Array(bytes) };
}

/** The other way. Null when locked, or when it was encrypted under another key or name. */
export async function decrypt(stored: { iv: Uint8Array; bytes: Uint8Array }, name: string): Promise<unknown> {
  if (!held) return null;
  const params = { name: "AES-GCM", iv: stored.iv as Bytes, additionalData: utf8(`foothold/cache/1|${name}`) };
  try {
    const plain = await crypto.subtle.decrypt(params, held.readingKey, stored.bytes as Bytes);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return null;
  }
}
