/** When a participant's phone must forget its keys (control C7). Pure, so that it can be tested without waiting. */

/** Hidden for this long: the keys go. Milliseconds. The participant may choose "at once" instead. */
export const HIDDEN_LIMIT = 2 * 60_000;
/** Nothing pressed for this long: the keys go. Milliseconds. */
export const IDLE_LIMIT = 15 * 60_000;

/** An instant on two clocks, in milliseconds: the one that people set, and the one that only runs. */
export type Moment = { wall: number; steady: number };

/**
 * Milliseconds from `then` to `now`, the longer of what the two clocks say: the set one can go back, the steady one may
 * stand still while a phone sleeps.
 */
export function since(then: Moment, now: Moment): number {
  return Math.max(now.wall - then.wall, now.steady - then.steady, 0);
}

/** Whether the keys must go. `hiddenSince` is null while the page is seen; `atOnce` is the participant's choice. */
export function mustLock(now: Moment, lastTouch: Moment, hiddenSince: Moment | null, atOnce = false): boolean {
  if (hiddenSince !== null && (atOnce || since(hiddenSince, now) >= HIDDEN_LIMIT)) return true;
  return since(lastTouch, now) >= IDLE_LIMIT;
}
