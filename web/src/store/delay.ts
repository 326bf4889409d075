/**
 * A wait by the clock: when it is over is kept, never how much of it is left, so that it goes on while the app is shut, killed or
 * the phone off, and in any time zone. Instants are milliseconds since 1970.
 */
import type { DraftRow } from "./db.ts";

/** No wait is longer. Milliseconds. */
export const LONGEST = 20 * 60_000;
/** A clock that is put right by less than this was not set back. Milliseconds. */
const JITTER = 2_000;

/** Since when nobody has been at a draft: a wait that runs is not idle. */
export function idleSince(row: Pick<DraftRow, "touched_at" | "delay_until">): number {
  return Math.max(row.touched_at, row.delay_until ?? 0);
}

/**
 * The row as the clock of now has it. Touched in the future means that the clock was set back meanwhile; how long ago is not known.
 * So what was left when it was last touched is left now: never longer than was chosen. Returns the same row where nothing moves.
 */
export function anchored<R extends Pick<DraftRow, "touched_at" | "delay_until">>(row: R, now: number): R {
  if (row.touched_at <= now + JITTER) return row;
  const until = row.delay_until ?? null;
  return { ...row, touched_at: now, delay_until: until === null ? null : now + Math.min(Math.max(until - row.touched_at, 0), LONGEST) };
}

/**
 * What is left of a wait, in milliseconds, 0 when it is over. `seen` is when this page first saw it: by the clock (`at`), what was
 * left (`left`), and by a count that no setting of the clock moves (`ticks`, milliseconds). The shorter of both counts: a clock
 * that is set back makes no wait longer, and a count that stood still while the phone slept makes none either.
 */
export function left(until: number, seen: { left: number; ticks: number }, now: number, ticks: number): number {
  return Math.max(0, Math.min(until - now, seen.left - (ticks - seen.ticks), LONGEST));
}
