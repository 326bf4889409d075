/** What the participant's own logs show: by hour, by day, by trigger, by need, and what helped. Counts only; no verdict and no counter of days. */
import { addDays, clockTime, localDay } from "../store/day.ts";
import type { OwnEntry } from "../store/shapes.ts";

export type Tally = { code: string; n: number };
export type HelpTally = { code: string; skill: boolean; helped: number; of: number };

export interface Patterns {
  /** Logs with an urge in them, and pauses; a pause and the log made from it are one. */
  urges: number;
  /** 24 counts, from midnight, on the participant's clock. */
  hours: number[];
  /** The four hours in a row with the most: where they begin, and how many of all. Null when there are none. */
  most: { from: number; to: number; n: number } | null;
  /** The last 14 days of the participant, oldest first: the strongest urge, or null where nothing was sent. */
  days: { on: string; strongest: number | null }[];
  triggers: Tally[];
  needs: Tally[];
  helped: HelpTally[];
}

const URGES: ReadonlySet<string> = new Set(["urge", "near_miss", "acted"]);
const DAYS = 14;
const WINDOW = 4;
const OFTEN = 5;

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

/** When it happened, as it was said; milliseconds. */
function instant(entry: OwnEntry): number {
  const at = Date.parse(String(entry.body["happened_at"] ?? entry.happened_at));
  return Number.isNaN(at) ? Date.parse(entry.happened_at) : at;
}

/** `entries` are one's own; what was taken back is left out. */
export function patternsOf(entries: readonly OwnEntry[], now: number, zone: string): Patterns {
  const own = entries.filter((entry) => !entry.withdrawn);
  const logs = own.filter((entry) => entry.kind === "trigger");
  const pauses = own.filter((entry) => entry.kind === "urge");
  // A log that was made from a pause has its very instant: both tell of one urge (as in api/oversight/patterns.py).
  const paused = new Set(pauses.map(instant));
  const urges = [...logs.filter((entry) => URGES.has(String(entry.body["kind"])) && !paused.has(instant(entry))), ...pauses];
  const needy = new Set(logs.filter((log) => typeof log.body["need"] === "string").map(instant));
  const hours = Array.from({ length: 24 }, () => 0);
  for (const log of urges) {
    const hour = Number(clockTime(instant(log), zone).slice(0, 2));
    hours[hour] = (hours[hour] ?? 0) + 1;
  }
  return {
    urges: urges.length,
    hours,
    most: busiest(hours),
    days: strongestByDay(own, now, zone),
    triggers: tally(logs.flatMap((log) => list(log.body["triggers"]))),
    needs: tally([...logs.map((log) => log.body["need"]), ...pauses.filter((pause) => !needy.has(instant(pause))).map((pause) => pause.body["want"])].filter((need): need is string => typeof need === "string")),
    helped: whatHelped(logs),
  };
}

function busiest(hours: readonly number[]): Patterns["most"] {
  let best: Patterns["most"] = null;
  for (let from = 0; from < 24; from += 1) {
    let n = 0;
    for (let i = 0; i < WINDOW; i += 1) n += hours[(from + i) % 24] ?? 0;
    if (n > (best?.n ?? 0)) best = { from, to: (from + WINDOW) % 24, n };
  }
  return best;
}

/** A day with a card or a log but no urge in it is a true 0; a day with nothing sent is a gap. */
function strongestByDay(own: readonly OwnEntry[], now: number, zone: string): Patterns["days"] {
  const found = new Map<string, number>();
  for (const entry of own) {
    const strength =
      entry.kind === "checkin"
        ? (entry.body["answers"] as Record<string, unknown> | undefined)?.["urge"]
        : entry.kind === "urge" || (entry.kind === "trigger" && URGES.has(String(entry.body["kind"])))
          ? entry.body["intensity"]
          : undefined;
    if (typeof strength !== "number") continue;
    found.set(entry.local_date, Math.max(found.get(entry.local_date) ?? 0, strength));
  }
  const today = localDay(now, zone);
  return Array.from({ length: DAYS }, (_, i) => {
    const on = addDays(today, i - DAYS + 1);
    return { on, strongest: found.get(on) ?? null };
  });
}

function tally(codes: readonly string[]): Tally[] {
  const counts = new Map<string, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, n]) => ({ code, n })).sort((a, b) => b.n - a.n || a.code.localeCompare(b.code)).slice(0, OFTEN);
}

/** Of the logs that say whether it helped: how often each thing done was among what helped. */
function whatHelped(logs: readonly OwnEntry[]): HelpTally[] {
  const found = new Map<string, HelpTally>();
  for (const log of logs) {
    const helped = log.body["helped"];
    if (typeof helped !== "string") continue;
    const done = [
      ...list(log.body["did"]).filter((code) => code !== "nothing_yet").map((code) => [code, false] as const),
      ...list(log.body["skills"]).map((code) => [code, true] as const),
    ];
    for (const [code, skill] of done) {
      const key = `${skill ? "skill" : "did"}/${code}`;
      const was = found.get(key) ?? { code, skill, helped: 0, of: 0 };
      found.set(key, { ...was, of: was.of + 1, helped: was.helped + (helped === "no" ? 0 : 1) });
    }
  }
  return [...found.values()].sort((a, b) => b.helped - a.helped || a.of - b.of || a.code.localeCompare(b.code)).slice(0, OFTEN);
}
