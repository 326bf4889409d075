/**
 * Dates and times in words. An instant is RFC 3339 text; a date is YYYY-MM-DD and is never moved between zones.
 * The zone is the participant's; without one, the browser's. The words are in the language in use: text/tongue.ts.
 */
import { welsh } from "./tongue.ts";

const DATE_ONLY = /^\d{4}-\d{2}-\d{2}$/;

function parts(on: string, zone: string | undefined, options: Intl.DateTimeFormatOptions): string {
  const dateOnly = DATE_ONLY.test(on);
  const instant = new Date(dateOnly ? `${on}T12:00:00Z` : on);
  const english = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: dateOnly ? "UTC" : zone }).format(instant).replace(",", "");
  return welsh ? welsh.dates(english) : english;
}

/** "Thu" */
export function dayName(on: string, zone?: string): string {
  return parts(on, zone, { weekday: "short" });
}

/** "26" */
export function dayNumber(on: string, zone?: string): string {
  return parts(on, zone, { day: "numeric" });
}

/** "Thursday 26 November" */
export function longDay(on: string, zone?: string): string {
  return parts(on, zone, { weekday: "long", day: "numeric", month: "long" });
}

/** "Thu 26 Nov" */
export function shortDate(on: string, zone?: string): string {
  return parts(on, zone, { weekday: "short", day: "numeric", month: "short" });
}

/** "Thursday" */
export function weekday(on: string, zone?: string): string {
  return parts(on, zone, { weekday: "long" });
}

/** "12 November 2026" */
export function fullDate(on: string, zone?: string): string {
  return parts(on, zone, { day: "numeric", month: "long", year: "numeric" });
}

/** "16:20" */
export function clock(at: string, zone?: string): string {
  return parts(at, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** "2:00pm"; in Welsh "2:00 y prynhawn" */
export function clock12(at: string, zone?: string): string {
  const said = parts(at, zone, { hour: "numeric", minute: "2-digit", hour12: true });
  return welsh ? said : said.replace(/\s/g, "").toLowerCase();
}

/** The calendar date of an instant in a zone, YYYY-MM-DD. */
export function dateIn(at: string | Date, zone?: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(at));
}

/** The participant's day: it turns at 04:00, so 01:30 on the 24th still belongs to the 23rd. */
export function participantDay(at: Date, zone: string): string {
  const hour = Number(clock(at.toISOString(), zone).slice(0, 2));
  const today = dateIn(at, zone);
  if (hour >= 4) return today;
  const before = new Date(`${today}T12:00:00Z`);
  before.setUTCDate(before.getUTCDate() - 1);
  return before.toISOString().slice(0, 10);
}

/** True from 21:00 to 04:59 in the zone: the night plan comes first then. */
export function isNight(at: Date, zone?: string): boolean {
  const hour = Number(clock(at.toISOString(), zone).slice(0, 2));
  return hour >= 21 || hour < 5;
}
