/** When a participant's phone must forget its keys (control C7). Pure, so that it can be tested without waiting. */

/** Hidden for this long: the keys go. Milliseconds. */
export const HIDDEN_LIMIT = 2 * 60_000;
/** Nothing pressed for this long: the keys go. Milliseconds. */
export const IDLE_LIMIT = 15 * 60_000;

/** Whether the keys must go at `now`. Times in milliseconds; `hiddenSince` is null while the page is seen. */
export function mustLock(now: number, lastTouch: number, hiddenSince: number | null): boolean {
  if (hiddenSince !== null && now - hiddenSince >= HIDDEN_LIMIT) return true;
  return now - lastTouch >= IDLE_LIMIT;
}
