/**
 * The pause that runs, in this tab's memory, over its draft on the disk. A pause is one entry of kind "urge".
 *
 * `step` lies in clear beside the draft: ten times the round and the phase, so that a locked phone knows where to go on. Answers are
 * forgotten when the phone is locked or was hidden for two minutes; the clock goes on. A phone that is not set up keeps nothing.
 */
import { deviceZone, withOffset } from "../store/day.ts";
import { drafts, flush, lockState, onLock, type Draft } from "../store/index.ts";
import { tellHere } from "../store/signal.ts";
import type { UrgeBody, UrgeRound } from "../store/bodies.ts";

/** What was done last in a round. */
export const PHASE = { rated: 1, wanted: 2, waiting: 3, rated_again: 4 } as const;
export type Phase = (typeof PHASE)[keyof typeof PHASE];

const HIDDEN_LIMIT = 2 * 60_000;
const MOST_ROUNDS = 30;

export type PauseSession = {
  draft: Draft<"urge"> | null;
  answers: Partial<UrgeBody>;
  round: number;
  phase: Phase | null;
  /** When the wait is over; milliseconds by this phone's clock. */
  until: number | null;
  /** What was left of the wait when this sitting first saw it, and the count of ticks then (store/delay.ts). */
  seen: { left: number; ticks: number } | null;
};

let session: PauseSession | null = null;
/** What the last pause said, to fill in a log with. */
let over: Partial<UrgeBody> | null = null;

export const current = (): PauseSession | null => session;
export const lastOver = (): Partial<UrgeBody> | null => over;

export function forget(): void {
  session = null;
}

export function fresh(): PauseSession {
  over = null;
  session = { draft: null, answers: {}, round: 1, phase: null, until: null, seen: null };
  return session;
}

function saw(until: number | null): PauseSession["seen"] {
  return until === null ? null : { left: until - Date.now(), ticks: performance.now() };
}

/** Go on with a draft that was found on the disk. */
export function adopt(draft: Draft<"urge">): PauseSession {
  const phase = (draft.step % 10 || PHASE.rated) as Phase;
  let round = Math.max(1, Math.floor(draft.step / 10));
  // What was said in this round is sealed: what comes now goes under a number of its own.
  if (draft.mode === "added" && phase >= PHASE.waiting) round = Math.min(round + 1, MOST_ROUNDS);
  over = null;
  session = { draft, answers: { ...draft.body }, round, phase, until: draft.delay_until, seen: saw(draft.delay_until) };
  return session;
}

/** The newest pause on this phone that is not over, or null. */
export async function running(): Promise<Draft<"urge"> | null> {
  return lockState() === "none" ? null : ((await drafts.unfinished("urge"))[0] ?? null);
}

let last: Promise<unknown> = Promise.resolve();

/** One at a time: two presses may come together, and the later must win. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work, work);
  last = turn.catch(() => undefined);
  return turn;
}

function whole(answers: Partial<UrgeBody>): UrgeBody {
  const happened_at = answers.happened_at ?? withOffset(Date.now(), deviceZone());
  return { talk_about: false, kept: [], ...answers, happened_at, unfinished: true };
}

/** Keep some answers, on the disk. `until` begins a wait, null ends it. Throws where it did not reach the disk. */
export async function keep(more: Partial<UrgeBody>, phase: Phase, until?: number | null): Promise<void> {
  const now = session ?? fresh();
  now.answers = { ...now.answers, ...more };
  await inTurn(async () => {
    if (lockState() !== "none") {
      const step = now.round * 10 + phase;
      if (now.draft) now.draft = await drafts.keep(now.draft, step, now.answers, until === undefined ? now.until : until);
      else {
        const body = whole(now.answers);
        now.answers = body;
        now.draft = await drafts.begin("urge", step, body, Date.parse(body.happened_at));
      }
    }
    now.phase = phase;
    if (until !== undefined) {
      now.until = until;
      now.seen = saw(until);
    }
  });
}

/** The clock was set back while the wait was on the page, and `ms` of it are left: it is over then, by the clock of now. */
export async function setBack(ms: number): Promise<void> {
  const now = session;
  if (!now) return;
  now.until = Date.now() + ms;
  await inTurn(async () => {
    if (now.draft && now.until !== null) now.draft = await drafts.setDelay(now.draft, now.until);
  });
}

/** Keep something of the round that runs. */
export function keepRound(more: UrgeRound, phase: Phase, until?: number | null): Promise<void> {
  const now = session ?? fresh();
  const key = String(now.round);
  const rounds = { ...now.answers.rounds, [key]: { ...now.answers.rounds?.[key], ...more } };
  return keep({ rounds }, phase, until);
}

export function roundNow(of: PauseSession): UrgeRound {
  return of.answers.rounds?.[String(of.round)] ?? {};
}

/** Wait once more: the next round. Nothing is written until its minutes are chosen. */
export function again(): void {
  if (session) session.round = Math.min(session.round + 1, MOST_ROUNDS);
}

/** Put the pause into the queue. Resolves with its id once it is on the disk; null on a phone that keeps nothing. */
export async function finish(more: Partial<UrgeBody>): Promise<{ id: string } | null> {
  const now = session;
  if (!now) throw new Error("no pause runs");
  return inTurn(async () => {
    const answers = { ...now.answers, ...more };
    const saved = now.draft ? await drafts.finish(now.draft, answers) : null;
    // Its instant, also where what was said of it is sealed: a log made from it tells of the same event.
    over = now.draft ? { happened_at: withOffset(now.draft.started_at, deviceZone()), ...answers } : answers;
    if (session === now) session = null;
    void flush();
    return saved;
  });
}

onLock(() => {
  over = null;
  forget();
  tellHere();
});

let hiddenAt: number | null = null;
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") {
    hiddenAt = Date.now();
    return;
  }
  if (hiddenAt !== null && Date.now() - hiddenAt >= HIDDEN_LIMIT) {
    over = null;
    forget();
    tellHere();
  }
  hiddenAt = null;
});
