/** What there is to do instead, at least three things always (product F5). Pure, so that it can be tested as a table. */
import type { Plan } from "../store/shapes.ts";
import { firstActs } from "./rules.ts";

export const LEAST = 3;
const MOST = 6;

/** One thing to do, and the plan's rule that says so. */
export interface Alternative {
  text: string;
  rule: string | null;
}

/**
 * The plan's acts that fit this hour where the phone is open, then what the person chose to show without the PIN, then general things
 * until there are three. `fallback` is built in and stands in where the file of general things never came.
 */
export function alternatives(from: {
  plan: Plan | null;
  own: readonly string[];
  general: readonly string[];
  fallback: readonly string[];
  now: Date;
  zone: string;
}): Alternative[] {
  const found: Alternative[] = [];
  const add = (text: string, rule: string | null): void => {
    const words = text.trim();
    if (words && !found.some((one) => one.text.toLowerCase() === words.toLowerCase())) found.push({ text: words, rule });
  };
  const acts = from.plan ? firstActs(from.plan, from.now, from.zone) : [];
  for (const act of acts.slice(0, 4)) add(act.text, act.rule);
  for (const text of from.own) if (found.length < MOST) add(text, null);
  for (const text of [...from.general, ...from.fallback]) if (found.length < LEAST) add(text, null);
  return found;
}
