/**
 * Answers between steps.
 *
 * Each step seals the answers so far twice: to the server's key, ready to go, and to the phone's own key, whose
 * private half needs the PIN. The id, the sequence number and the time are reserved at the first step, so that
 * every later sealing is the same entry. A draft that is reopened while the phone is locked cannot be read back:
 * what is sealed stays as it is, and the answers that come after go as an amendment of it. So do the later answers to a draft
 * that an older version of the app sealed in an earlier schema. Two tabs at one draft: each step brings only what it changed.
 *
 * Every kind of entry whose body says `unfinished` is a flow, and needs nothing here.
 */
import { withDatabase, write, type DraftRow } from "./db.ts";
import { anchored, idleSince } from "./delay.ts";
import { readDevice } from "./device.ts";
import { claim, newId, NotEnrolled, save, schemaOf, sealAgain, send } from "./outbox.ts";
import { draftInfo, open, seal, type Envelope } from "./seal.ts";
import { keys, readVault } from "./vault.ts";
import { tell } from "./signal.ts";
import type { AmendBody, Bodies, EntryKind } from "./bodies.ts";

/** A draft that nobody touched for so long is sent as it is, marked unfinished. Milliseconds. */
export const IDLE = 30 * 60_000;

/** Flows with steps: the kinds whose body says whether it is unfinished. */
export type Flow = { [K in EntryKind]: "unfinished" extends keyof Bodies[K] ? K : never }[EntryKind];

/** A draft as a screen holds it. */
export type Draft<K extends Flow = Flow> = {
  id: string;
  flow: K;
  step: number;
  /** Milliseconds. */
  started_at: number;
  /** When the wait that was chosen is over, by this phone's clock; null where there is none. */
  delay_until: number | null;
  /** whole: all answers are at hand. added: the earlier ones are sealed, only later ones are at hand. */
  mode: "whole" | "added";
  /** The answers at hand, with what another tab added to the same draft. */
  body: Partial<Bodies[K]>;
  /** The answers as this sitting last gave them: what differs from these at the next step is what it changed. */
  given: Partial<Bodies[K]>;
  /** The sealing that this sitting last saw. Another one on the disk means that another tab was at it. */
  seen: string | null;
  /** The row that these answers lie in, once they are an addition. Another sitting's addition is never sealed over. */
  addition: string | null;
};

async function phoneCopy(
  row: Pick<Envelope, "id" | "participant_id" | "device_id">,
  body: unknown,
): Promise<string | null> {
  const vault = await readVault();
  return vault ? seal(vault.phone_public, draftInfo(row), body) : null;
}

/** Put a first sealing of `body` among the drafts, and reserve what the envelope needs. */
async function reserve(kind: Flow | "amend", step: number, body: unknown, amends: string | null, started_at = Date.now()): Promise<DraftRow> {
  const device = await readDevice();
  if (!device) throw new NotEnrolled("no device");
  const { participant_id, device_id } = device.info;
  const id = newId();
  const phone_sealed = await phoneCopy({ id, participant_id, device_id }, body);
  const more = { phone_sealed, step, amends, started_at, touched_at: Date.now() };
  const sealed = await claim(
    kind,
    body,
    "drafts",
    async (tx, env) => {
      await tx.objectStore("drafts").add({ ...env, ...more });
    },
    id,
  );
  tell();
  return { ...sealed, ...more };
}

/** Begin a draft with its first answers. `began` lies in clear beside them, for when they cannot be read; now where it is left out. */
export async function begin<K extends Flow>(flow: K, step: number, body: Bodies[K], began?: number): Promise<Draft<K>> {
  const row = await reserve(flow, step, { ...body, unfinished: true }, null, began);
  const given = body as Partial<Bodies[K]>;
  const { id, started_at, sealed: seen } = row;
  return { id, flow, step, started_at, delay_until: null, mode: "whole", body: given, given, seen, addition: null };
}

type Answers = Record<string, unknown>;

function isPlain(value: unknown): value is Answers {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What this sitting changed, from `given` to `mine`, laid over `theirs`. Groups of answers are gone through one by one. */
export function mergeAnswers(given: Answers, mine: Answers, theirs: Answers): Answers {
  const merged: Answers = { ...theirs };
  for (const name of new Set([...Object.keys(given), ...Object.keys(mine)])) {
    const [was, now, other] = [given[name], mine[name], theirs[name]];
    if (JSON.stringify(was) === JSON.stringify(now)) continue;
    if (isPlain(now) && isPlain(other)) merged[name] = mergeAnswers(isPlain(was) ? was : {}, now, other);
    else if (now === undefined) delete merged[name];
    else merged[name] = now;
  }
  return merged;
}

/** Every answer to one draft: what this sitting changed over what is on the disk. Null when that cannot be read here. */
async function everything<K extends Flow>(draft: Draft<K>, row: DraftRow, body: Partial<Bodies[K]>): Promise<Answers | null> {
  const theirs = row.sealed === draft.seen ? (draft.body as Answers) : await readBack(row);
  return theirs && mergeAnswers(draft.given as Answers, body as Answers, theirs);
}

function amendmentOf(draft: Draft, body: object): AmendBody {
  const of_schema = schemaOf(draft.flow);
  return { of: draft.id, ...(of_schema === 1 ? {} : { of_schema }), body: body as Answers };
}

function find(id: string): Promise<DraftRow | undefined> {
  return withDatabase((db) => db.get("drafts", id));
}

/** What was added while locked, one row a sitting, oldest first. */
async function additionsOf(id: string): Promise<DraftRow[]> {
  const rows = await withDatabase((db) => db.getAll("drafts"));
  return rows.filter((row) => row.amends === id).sort((a, b) => a.device_seq - b.device_seq);
}

/** The row once more, sealed twice with `body`. */
async function reseal(row: DraftRow, step: number, body: unknown, delay_until = row.delay_until ?? null): Promise<DraftRow> {
  const [sealed, phone_sealed] = await Promise.all([sealAgain(row, body), phoneCopy(row, body)]);
  return { ...sealed, phone_sealed, step, touched_at: Date.now(), delay_until };
}

/** Put a row back, unless it was sent meanwhile, or sealed again by somebody else since it was `was`. */
async function replace(row: DraftRow, was: string): Promise<boolean> {
  return write(["drafts"], async (tx) => {
    if ((await tx.objectStore("drafts").get(row.id))?.sealed !== was) return false;
    await tx.objectStore("drafts").put(row);
    return true;
  });
}

/**
 * Keep one step: `body` is every answer at hand. Resolves when it is on the disk. If the draft was sent
 * meanwhile because it lay idle, it goes on as an amendment. `delay_until` begins a wait, or ends it (null).
 */
export async function keep<K extends Flow>(
  draft: Draft<K>,
  step: number,
  body: Partial<Bodies[K]>,
  delay_until: number | null = draft.delay_until,
): Promise<Draft<K>> {
  let main = await find(draft.id);
  while (draft.mode === "whole" && main) {
    const whole = await everything(draft, main, body);
    if (!whole) break;
    const row = await reseal(main, step, { ...whole, unfinished: true }, delay_until);
    if (await replace(row, main.sealed))
      return { ...draft, step, delay_until, body: whole as Partial<Bodies[K]>, given: body, seen: row.sealed };
    main = await find(draft.id);
  }
  // A pause in typing that ends after Save was pressed: it was saved with the rest.
  if (finished.has(draft.id)) return draft;
  const next = { ...draft, step, delay_until, body, given: body };
  const addition = amendmentOf(draft, { ...body, unfinished: true });
  const mine = draft.addition ? await find(draft.addition) : undefined;
  const kept = mine && (await replace(await reseal(mine, step, addition), mine.sealed)) ? mine.id : null;
  const own = kept ?? (await reserve("amend", step, addition, draft.id)).id;
  // The answers sealed before are not touched, but the person is still at it.
  const earlier = (await additionsOf(draft.id)).map((row) => row.id).filter((id) => id !== own);
  await write(["drafts"], async (tx) => {
    for (const id of [draft.id, ...earlier]) {
      const now = await tx.objectStore("drafts").get(id);
      if (now) await tx.objectStore("drafts").put({ ...now, step, touched_at: Date.now(), delay_until });
    }
  });
  return { ...next, mode: "added", addition: own };
}

/** Drafts that were finished in this tab. */
const finished = new Set<string>();

/** Finish: the entry goes into the queue, in one step with leaving the drafts. Returns the entry's id. */
export async function finish<K extends Flow>(draft: Draft<K>, body: Partial<Bodies[K]>): Promise<{ id: string }> {
  finished.add(draft.id);
  try {
    return await toQueue(draft, body);
  } catch (error) {
    finished.delete(draft.id);
    throw error;
  }
}

async function toQueue<K extends Flow>(draft: Draft<K>, body: Partial<Bodies[K]>): Promise<{ id: string }> {
  let main = await find(draft.id);
  const done = { ...body, unfinished: false };
  while (draft.mode === "whole" && main) {
    const whole = await everything(draft, main, body);
    if (!whole) break;
    const moved = await send([await reseal(main, draft.step, { ...whole, unfinished: false })], main.sealed);
    if (moved.length > 0) return { id: draft.id };
    main = await find(draft.id);
  }
  // Locked, or sent already: what is sealed goes as it is, and the answers at hand as an amendment of it.
  const amendment = amendmentOf(draft, done);
  const rows = main ? [main] : [];
  for (const row of await additionsOf(draft.id)) {
    rows.push(row.id === draft.addition ? await reseal(row, draft.step, amendment) : row);
  }
  const moved = await send(rows);
  if (!draft.addition || !moved.includes(draft.addition)) await save("amend", amendment);
  return { id: draft.id };
}

/** Open the phone's own copy. Null when locked, or when it was made for another vault. */
async function readBack(row: DraftRow | undefined): Promise<Record<string, unknown> | null> {
  const unlocked = keys();
  if (!unlocked || !row?.phone_sealed) return null;
  try {
    return (await open(unlocked.draftKey, draftInfo(row), row.phone_sealed)) as Record<string, unknown>;
  } catch {
    return null;
  }
}

/**
 * Drafts that can be gone on with, newest first. Locked, a draft has no body and mode `added`: show "earlier answers are
 * kept" and go on from its step. After the PIN the earlier answers are back, together with what was added.
 */
export async function unfinished<K extends Flow>(flow: K): Promise<Draft<K>[]> {
  await followClock(Date.now());
  const rows = await withDatabase((db) => db.getAll("drafts"));
  const mine = rows.filter((row) => row.kind === flow).sort((a, b) => b.touched_at - a.touched_at);
  return Promise.all(mine.map((row) => reopen<K>(flow, row)));
}

async function reopen<K extends Flow>(flow: K, row: DraftRow): Promise<Draft<K>> {
  const { id, step, started_at, delay_until = null } = row;
  const base = { id, flow, step, started_at, delay_until, addition: null };
  const asAdded = (body: Answers): Draft<K> => {
    const given = body as Partial<Bodies[K]>;
    return { ...base, mode: "added", body: given, given, seen: null };
  };
  const asWhole = (body: Answers, seen: string): Draft<K> => {
    const given = body as Partial<Bodies[K]>;
    return { ...base, mode: "whole", body: given, given, seen };
  };
  const additions = await additionsOf(row.id);
  const earlier = await readBack(row);
  const later = (await Promise.all(additions.map(readBack))) as ({ body: Record<string, unknown> } | null)[];
  const added = later.reduce<Answers>((all, one) => mergeAnswers({}, one?.body ?? {}, all), {});
  if (!earlier || later.includes(null) || row.schema !== schemaOf(flow)) return asAdded(added);
  if (additions.length === 0) return asWhole(earlier, row.sealed);
  // Everything can be read again: make it one draft, so that it is sent as one entry.
  const body = mergeAnswers({}, added, earlier);
  const merged = await reseal(row, row.step, body);
  await write(["drafts"], async (tx) => {
    if ((await tx.objectStore("drafts").get(row.id))?.sealed !== row.sealed) return;
    await tx.objectStore("drafts").put(merged);
    for (const { id } of additions) await tx.objectStore("drafts").delete(id);
  });
  return asWhole(body, merged.sealed);
}

/** How many drafts can be gone on with, of whichever flow. Each goes by itself after half an hour. */
export async function openCount(): Promise<number> {
  const rows = await withDatabase((db) => db.getAll("drafts"));
  return rows.filter((row) => row.amends === null).length;
}

/** The clock was set back while a wait runs on a page: when it is over, by the clock of now. Nothing else of the draft changes. */
export async function setDelay<K extends Flow>(draft: Draft<K>, delay_until: number): Promise<Draft<K>> {
  await write(["drafts"], async (tx) => {
    const row = await tx.objectStore("drafts").get(draft.id);
    if (row) await tx.objectStore("drafts").put({ ...row, delay_until, touched_at: Date.now() });
  });
  return { ...draft, delay_until };
}

/** The clock was set back since a draft was touched: what was left of its wait is left now, and it is not idle yet. */
async function followClock(now: number): Promise<void> {
  const rows = await withDatabase((db) => db.getAll("drafts"));
  if (!rows.some((row) => anchored(row, now) !== row)) return;
  await write(["drafts"], async (tx) => {
    for (const row of await tx.objectStore("drafts").getAll()) {
      const moved = anchored(row, now);
      if (moved !== row) await tx.objectStore("drafts").put(moved);
    }
  });
}

/** Send what lay idle for half an hour, as it is: it was sealed marked unfinished. Returns how many went. */
export async function sendIdle(now: number): Promise<number> {
  await followClock(now);
  const rows = await withDatabase((db) => db.getAll("drafts"));
  // What was added goes with what it was added to, and never before it.
  const since = (row: DraftRow): number => {
    const first = row.amends ?? row.id;
    return Math.max(...rows.filter((one) => (one.amends ?? one.id) === first).map(idleSince));
  };
  // Changes to the plan go when the person says so: half a plan is no disclosure that must not wait. Setting up again sends them too.
  const waits = (row: DraftRow): boolean => row.kind === "plan_draft" && now !== Number.POSITIVE_INFINITY;
  const due = rows.filter((row) => now - since(row) >= IDLE && !waits(row)).sort((a, b) => a.device_seq - b.device_seq);
  return due.length === 0 ? 0 : (await send(due)).length;
}

/** Changes to the plan that the person dropped: only these may go unsent, because nothing in them was told to anybody. */
export async function drop(draft: Draft<"plan_draft">): Promise<void> {
  const rows = [draft.id, ...(await additionsOf(draft.id)).map((row) => row.id)];
  await write(["drafts"], async (tx) => {
    for (const id of rows) await tx.objectStore("drafts").delete(id);
  });
  tell();
}
