/** How loudly the phone says that something was not sent (sync rule 17): its age is shown from 24 hours, pressed from 3 days. */

const DAY = 86_400_000;

/** `oldest` and `now` in milliseconds by this phone's clock. One that was set back says nothing about age. */
export function unsentAge(count: number, oldest: number, now: number): "fresh" | "shown" | "pressed" {
  if (count === 0) return "fresh";
  const age = now - oldest;
  return age >= 3 * DAY ? "pressed" : age >= DAY ? "shown" : "fresh";
}
