/**
 * Which day something belongs to, and at which instant a wall-clock time falls.
 *
 * A day runs from 04:00 to 04:00 in the participant's own zone, so that what happens at 00:40
 * belongs to the evening before. Where clocks go back, a wall time that comes twice means its first
 * pass; where they go forward, a wall time that does not exist means the next instant that does.
 * Instants are milliseconds since 1970 (UTC); days are `YYYY-MM-DD`; zones are IANA names.
 */

/** Hour of the local clock at which a new day begins. */
export const DAY_STARTS_AT = 4;

const HOUR = 3_600_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string): Intl.DateTimeFormat {
  let found = formats.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(zone, found);
  }
  return found;
}

/** The wall clock of `zone` at `instant`, written as if it were UTC: milliseconds, whole seconds. */
function wall(instant: number, zone: string): number {
  const part: Record<string, number> = {};
  for (const { type, value } of format(zone).formatToParts(instant)) part[type] = Number(value);
  return Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second);
}

/** Minutes that the clock of `zone` is ahead of UTC at `instant` (Europe/London in July: 60). */
export function offsetMinutes(instant: number, zone: string): number {
  return Math.round((wall(instant, zone) - Math.floor(instant / 1000) * 1000) / 60_000);
}

/** The instant of `hour`:`minute` on calendar date `date` in `zone`; first pass if it comes twice, next instant if it never comes. */
export function instantAt(date: string, hour: number, minute: number, zone: string): number {
  const [y, m, d] = date.split("-").map(Number) as [number, number, number];
  const wanted = Date.UTC(y, m - 1, d, hour, minute);
  // Every offset in force around that time gives one guess. The smallest guess that really shows
  // the wanted time is the first pass.
  const guesses = new Set<number>();
  for (let hours = -26; hours <= 26; hours += 1) {
    guesses.add(wanted - offsetMinutes(wanted + hours * HOUR, zone) * 60_000);
  }
  const real = [...guesses].filter((guess) => wall(guess, zone) === wanted).sort((a, b) => a - b);
  if (real.length > 0) return real[0]!;
  // The hour is missing: the first instant whose clock is past it, found by halving.
  let before = Math.min(...guesses) - 3 * HOUR;
  let after = Math.max(...guesses) + 3 * HOUR;
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2000) * 1000;
    if (wall(middle, zone) >= wanted) after = middle;
    else before = middle;
  }
  return after;
}

/** `date` moved by whole days. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 24 * HOUR).toISOString().slice(0, 10);
}

/** Calendar date of `instant` on the clock of `zone` (midnight to midnight). */
export function calendarDate(instant: number, zone: string): string {
  return new Date(wall(instant, zone)).toISOString().slice(0, 10);
}

/** `HH:MM` of `instant` on the clock of `zone`. */
export function clockTime(instant: number, zone: string): string {
  return new Date(wall(instant, zone)).toISOString().slice(11, 16);
}

/** The first instant of local day `day`: its 04:00. */
export function dayStart(day: string, zone: string): number {
  return instantAt(day, DAY_STARTS_AT, 0, zone);
}

/** The local day that `instant` belongs to: before 04:00 on the clock of `zone` is still the day before. */
export function localDay(instant: number, zone: string): string {
  return new Date(wall(instant, zone) - DAY_STARTS_AT * HOUR).toISOString().slice(0, 10);
}

/** The device's own IANA zone. */
export function deviceZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** `instant` as RFC 3339 with the offset of `zone`, whole seconds: `2026-11-23T00:53:10+00:00`. */
export function withOffset(instant: number, zone: string): string {
  const minutes = offsetMinutes(instant, zone);
  const sign = minutes < 0 ? "-" : "+";
  const two = (n: number) => String(n).padStart(2, "0");
  const size = Math.abs(minutes);
  const local = new Date(Math.floor(instant / 1000) * 1000 + minutes * 60_000);
  return `${local.toISOString().slice(0, 19)}${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
