/** When step by step may be begun, what a draft rule is made of, and which log it looks at. No drawing here. */
import type { Bundle, OwnEntry } from "../store/shapes.ts";
import { addDays, calendarDate, clockTime, instantAt } from "../store/day.ts";
import { isNight } from "../text/when.ts";
import type { Answers } from "./log-steps.ts";
import { words } from "./ask-text.ts";

export const CHAIN_FORM = "step-by-step";
const HOUR = 3_600_000;
/** How long after something hard it is not offered. Milliseconds. */
const CALM = 12 * HOUR;
const HIGH = 8;

export type Gate = "open" | "closed" | "night" | "crisis";

/** Hard: not safe, acted, or an urge of 8 or more. */
function isHard(own: { kind: string; body: object }): boolean {
  const { kind, intensity, end } = own.body as { kind?: string; intensity?: number; end?: string };
  return own.kind === "not_safe" || kind === "acted" || end === "acted" || (typeof intensity === "number" && intensity >= HIGH && kind !== "good_moment");
}

type Waiting = readonly { kind: string; saved_at: number }[];

/** When the newest hard thing happened that this phone knows of; minus infinity where there is none. */
function lastHard(bundle: Bundle, waiting: Waiting, justSaved: Answers | null): number {
  const saved = justSaved?.happened_at ? [{ kind: "trigger", happened_at: justSaved.happened_at, body: justSaved }] : [];
  const told = [...bundle.entries, ...saved].filter(isHard).map((own) => Date.parse(own.happened_at));
  const unsent = waiting.filter((item) => item.kind === "not_safe").map((item) => item.saved_at);
  return Math.max(...told, ...unsent);
}

/** From when it may be begun again after something hard: a full hour, and 05:00 where that is in the night. No date without anything hard. */
export function opensAt(bundle: Bundle, zone: string, waiting: Waiting, justSaved: Answers | null = null): Date {
  const at = Math.ceil((lastHard(bundle, waiting, justSaved) + CALM) / HOUR) * HOUR;
  if (!Number.isFinite(at)) return new Date(Number.NaN);
  if (!isNight(new Date(at), zone)) return new Date(at);
  const day = calendarDate(at, zone);
  return new Date(instantAt(clockTime(at, zone) < "12" ? day : addDays(day, 1), 5, 0, zone));
}

/**
 * May it be begun now? Not unless a clinician has opened it, not at night, and not within 12 hours of something hard
 * (content-facts 4.4: with a clinician, not in a crisis). `sentKinds` are kinds of entries that wait on this phone; `justSaved` is a log of this sitting, which the server may not have yet.
 */
export function gate(bundle: Bundle, now: Date, zone: string, waiting: Waiting, justSaved: Answers | null = null): Gate {
  if (!bundle.opened?.includes("chain") || !bundle.forms.some((form) => form.id === CHAIN_FORM)) return "closed";
  if (isNight(now, zone)) return "night";
  return lastHard(bundle, waiting, justSaved) > now.getTime() - CALM ? "crisis" : "open";
}

/** The logs of the last 30 days that it can look at, newest first: urges, near misses and acts. */
export function timesToLookAt(entries: readonly OwnEntry[]): OwnEntry[] {
  const kinds = new Set(["urge", "near_miss", "acted"]);
  return entries
    .filter((own) => own.kind === "trigger" && !own.withdrawn && kinds.has(String(own.body["kind"])))
    .sort((a, b) => b.happened_at.localeCompare(a.happened_at))
    .slice(0, 6);
}

export type DraftRule = { when: string; then: string; trigger?: string };

/** What fits where, as the beginning of a rule for the plan. Null where one of the two was not answered. */
export function ruleOf(answers: Record<string, unknown>): DraftRule | null {
  const when = words.chain.whenWords[String(answers["break_at"] ?? "")];
  const then = words.chain.thenWords[String(answers["fits"] ?? "")];
  if (!when || !then) return null;
  // Where it breaks at what set it off, the rule is about just that.
  return answers["break_at"] === "prompt" && typeof answers["prompt"] === "string" ? { when, then, trigger: answers["prompt"] } : { when, then };
}
