/**
 * The log that is being made, in this tab's memory, over its draft on the disk.
 *
 * The answers at hand live here and not in a component, because going back and forth between pages redraws everything. They are
 * forgotten when the phone is locked or was left for as long as lock-rule.ts says: from then on only the PIN brings them back.
 */
import { withOffset } from "../store/day.ts";
import { drafts, flush, lockState, onLock, saveEntry, type Draft } from "../store/index.ts";
import { tellHere } from "../store/signal.ts";
import type { TriggerBody, TriggerKind } from "../store/bodies.ts";
import type { Answers } from "./log-steps.ts";

export type LogSession = {
  draft: Draft<"trigger"> | null;
  answers: Answers;
  /** The log that was sent, when this is a change to it: kept in memory until it is saved, since the log itself is safe. */
  amends?: { id: string; was: Answers };
};

let session: LogSession | null = null;

export function current(): LogSession | null {
  return session;
}

export function forget(): void {
  session = null;
}

/** A body that the server takes, from the answers at hand. */
function whole(kind: TriggerKind, happened_at: string, answers: Answers): Answers {
  return { intensity: null, talk_about: false, kept: [], ...answers, kind, happened_at, unfinished: true };
}

/** Start over with nothing. */
export function fresh(): LogSession {
  session = { draft: null, answers: {} };
  return session;
}

/** Change a log that was sent. */
export function change(id: string, was: Answers): LogSession {
  session = { draft: null, answers: { ...was }, amends: { id, was } };
  return session;
}

/** Only what differs from what was sent; an answer that was taken out is null, or an empty list. */
export function changed(was: Answers, now: Answers): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const name of Object.keys({ ...was, ...now }) as (keyof Answers)[]) {
    if (name === "unfinished" || name === "kept") continue;
    const [a, b] = [was[name], now[name]];
    if (JSON.stringify(a ?? null) === JSON.stringify(b ?? null)) continue;
    found[name] = b ?? (Array.isArray(a) ? [] : null);
  }
  if ("text" in found && now.kept?.length) found["kept"] = now.kept;
  return found;
}

/** Go on with a draft that was found on the disk. */
export function adopt(draft: Draft<"trigger">): LogSession {
  session = { draft, answers: { ...draft.body } };
  return session;
}

/** One at a time: a pause in typing and a press of Next may come together, and the later must win. */
let last: Promise<unknown> = Promise.resolve();

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work, work);
  last = turn.catch(() => undefined);
  return turn;
}

/** Keep some answers, on the disk, after `step` main pages. The first time, `kind` must be among them. */
export async function keep(more: Answers, step: number, zone: string): Promise<void> {
  const now = session ?? (more.kind ? fresh() : null);
  // Locked or stopped meanwhile: an answer without its log is not the beginning of another.
  if (!now) throw new Error("a log begins with what happened");
  now.answers = { ...now.answers, ...more };
  if (now.amends) return;
  await inTurn(async () => {
    if (now.draft) {
      now.draft = await drafts.keep(now.draft, Math.max(step, now.draft.step), now.answers);
      return;
    }
    const { kind } = now.answers;
    if (!kind) throw new Error("a log begins with what happened");
    now.answers = whole(kind, now.answers.happened_at ?? withOffset(Date.now(), zone), now.answers);
    now.draft = await drafts.begin("trigger", step, now.answers as TriggerBody);
  });
}

/** Start a log that is filled in already, and keep it on the disk. */
export async function prefill(answers: Answers, zone: string): Promise<void> {
  fresh();
  await keep(answers, 2, zone);
}

/** Put the log into the queue. Resolves with its id once it is on the disk. */
export async function finish(): Promise<{ id: string }> {
  const now = session;
  if (!now) throw new Error("nothing to save");
  return inTurn(async () => {
    if (now.amends) {
      const { id, was } = now.amends;
      const body = changed(was, now.answers);
      if (Object.keys(body).length > 0) await saveEntry("amend", { of: id, body });
      if (session === now) session = null;
      return { id };
    }
    if (!now.draft) throw new Error("nothing to save");
    const saved = await drafts.finish(now.draft, now.answers);
    if (session === now) session = null;
    if (lockState() === "open") lastLog = { id: saved.id, answers: now.answers };
    void flush();
    return saved;
  });
}

/**
 * What was just saved, while the phone is open: it is sealed now, and comes back to read only from the server. On a locked phone
 * nothing is kept, not even for the next page.
 */
let lastLog: { id: string; answers: Answers } | null = null;

/** What was saved last on this open phone, and not read back from the server yet. */
export function lastSaved(): Answers | null {
  return lastLog?.answers ?? null;
}

/** The answers of the log that was just saved, if it is this one. */
export function justSaved(id: string): Answers | null {
  return lastLog?.id === id ? lastLog.answers : null;
}

onLock(() => {
  lastLog = null;
  forget();
  tellHere();
});
