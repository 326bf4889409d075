/** Dates and times as staff read them. Times are by the reader's own clock, in British order, 24 hours. */

const DAY_MS = 86_400_000;

const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-GB", options);
const CLOCK = part({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const WEEKDAY = part({ weekday: "short" });
const MONTH = part({ month: "short" });
const LONG = part({ weekday: "long", day: "numeric", month: "long" });
const LONG_YEAR = part({ day: "numeric", month: "long", year: "numeric" });

/** "09:12" */
export const clock = (at: string | Date) => CLOCK.format(new Date(at));

/** "Wednesday 25 November" */
export const longDay = (at: string | Date) => LONG.format(new Date(at)).replace(",", "");

/** "25 November 2026" */
export const dateWithYear = (on: string | Date) => LONG_YEAR.format(localDay(on));

/** "Thu 26", or "Wed 2 Dec" when it is more than nine days away, or "2 Dec 2027" in another year. */
export function shortDay(at: string | Date, now = new Date()): string {
  const day = localDay(at);
  const apart = Math.abs(daysBetween(now, day));
  const head = `${WEEKDAY.format(day)} ${day.getDate()}`;
  if (day.getFullYear() !== now.getFullYear()) return `${day.getDate()} ${MONTH.format(day)} ${day.getFullYear()}`;
  return apart > 9 ? `${head} ${MONTH.format(day)}` : head;
}

/** "today 00:40", "Thu 26, 14:00": for the middle of a sentence. */
export function moment(at: string | Date, now = new Date()): string {
  const day = new Date(at);
  return daysBetween(now, day) === 0 ? `today ${clock(day)}` : `${shortDay(day, now)}, ${clock(day)}`;
}

/** The same, for the beginning of one. */
export const Moment = (at: string | Date, now = new Date()) => capital(moment(at, now));

/** "Thursday 26 November, 14:00" */
export const longMoment = (at: string | Date) => `${longDay(at)}, ${clock(at)}`;

/** Whole local days from `a` to `b`: 0 on the same day, negative when `b` is earlier. */
export function daysBetween(a: Date, b: Date): number {
  const midnight = (d: Date) => Date.UTC(d.getFullYear(), d.getMonth(), d.getDate());
  return Math.round((midnight(b) - midnight(a)) / DAY_MS);
}

/** `YYYY-MM-DD` of a local day, for date inputs, query strings and grouping. */
export function isoDay(at: string | Date): string {
  const day = new Date(at);
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** `HH:MM` of a local instant, for time inputs. */
export const isoClock = (at: string | Date) => `${two(new Date(at).getHours())}:${two(new Date(at).getMinutes())}`;

/** The instant of a typed local date and time, as RFC 3339 in UTC; null where either is missing or is no date. */
export function instant(day: string, time: string): string | null {
  const at = new Date(`${day}T${time}`);
  return day && time && !Number.isNaN(at.getTime()) ? at.toISOString().replace(".000Z", "Z") : null;
}

/** Monday of the week that holds `day`, at local midnight. */
export function monday(day: Date): Date {
  const start = new Date(day.getFullYear(), day.getMonth(), day.getDate());
  start.setDate(start.getDate() - ((start.getDay() + 6) % 7));
  return start;
}

export function addDays(day: Date, count: number): Date {
  const moved = new Date(day);
  moved.setDate(moved.getDate() + count);
  return moved;
}

/**
 * Reads a date of birth as people write it ("14 03 1991", "14/3/1991", "14 March 1991", "1991-03-14").
 * Returns `YYYY-MM-DD`, or null where it is no real day.
 */
export function typedDate(text: string): string | null {
  const words = text.trim().toLowerCase().split(/[\s/.,-]+/).filter(Boolean);
  if (words.length !== 3) return null;
  const yearFirst = /^\d{4}$/.test(words[0]!);
  const [d, m, y] = yearFirst ? [words[2]!, words[1]!, words[0]!] : (words as [string, string, string]);
  const month = /^\d{1,2}$/.test(m) ? Number(m) : MONTHS.findIndex((name) => name === m.slice(0, 3)) + 1;
  if (!/^\d{1,2}$/.test(d) || !/^\d{4}$/.test(y)) return null;
  const day = new Date(Date.UTC(Number(y), month - 1, Number(d)));
  if (day.getUTCMonth() !== month - 1 || day.getUTCDate() !== Number(d)) return null;
  return day.toISOString().slice(0, 10);
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** A plain `YYYY-MM-DD` means that day here, not midnight in London. */
const localDay = (at: string | Date) =>
  typeof at === "string" && at.length === 10 ? new Date(`${at}T00:00:00`) : new Date(at);

const two = (n: number) => String(n).padStart(2, "0");
const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
