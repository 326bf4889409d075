/** The waits of a pause, as many as there were. No drawing here. */
import type { UrgeBody, UrgeRound } from "../store/bodies.ts";

/** The waits. What was said of one after a lock lies in a round of its own, without minutes: it belongs to the wait before it. */
export function waitsOf(body: Partial<UrgeBody>): UrgeRound[] {
  const waits: UrgeRound[] = [];
  for (const [, round] of Object.entries(body.rounds ?? {}).sort(([a], [b]) => Number(a) - Number(b))) {
    const before = waits.at(-1);
    if (round.minutes || !before) waits.push(round);
    else waits[waits.length - 1] = { ...before, ...round, did: [...new Set([...(before.did ?? []), ...(round.did ?? [])])] };
  }
  return waits;
}
