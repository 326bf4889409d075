/** The plan's rules as words, and which of them fits this hour. Pure, so that it can be tested as a table. */
import type { Plan, Rule } from "../store/shapes.ts";
import { t } from "../text/index.ts";
import { language } from "../text/tongue.ts";
import { clock, clock12 } from "../text/when.ts";

/** One thing to do now. */
export interface Act {
  text: string;
  /** The rule's "if" in words; null for a plain step. */
  when: string | null;
  forMinutes: number | null;
  /** The id of the rule that says so; null for a plain step. */
  rule: string | null;
}

/** True when the wall clock `hhmm` lies in the hours, which may run over midnight. The end is not in. */
export function within(hours: { from: string; to: string }, hhmm: string): boolean {
  const { from, to } = hours;
  return from <= to ? hhmm >= from && hhmm < to : hhmm >= from || hhmm < to;
}

/** "10pm", "10:30pm" from "22:00", "22:30". */
export function saidHour(hhmm: string): string {
  return clock12(`2026-01-01T${hhmm.slice(0, 5)}:00Z`, "UTC").replace(":00", "");
}

/** The condition of a rule: "I feel lonely, it's between 10pm and 2am and the urge is 6 or more". */
export function ruleWords(rule: Rule): string {
  const parts = [rule.when.trim().replace(/^if\s+/i, "").replace(/[.,]$/, "")];
  if (rule.hours) parts.push(t.rule.hours(saidHour(rule.hours.from), saidHour(rule.hours.to)));
  if (rule.urge_at_least !== null) parts.push(t.rule.urge(rule.urge_at_least));
  const said = parts.filter(Boolean);
  const last = said.pop() ?? "";
  return said.length > 0 ? said.join(", ") + t.rule.and + last : last;
}

/** "I will …" whatever way the act was written. In Welsh as it stands: the verb comes first there, and not every one has it. */
export function actWords(then: string): string {
  const words = then.trim().replace(/[.]$/, "");
  return language === "cy" || /^i\b/i.test(words) ? words : `I will ${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

/**
 * What to do, in order: rules bound to this hour, then rules for any hour, then the steps done alone, then rules for other
 * hours. At night the night plan stands before the steps.
 */
export function firstActs(plan: Plan, now: Date, zone: string): Act[] {
  const hhmm = clock(now.toISOString(), zone);
  const act = (rule: Rule): Act => ({ text: actWords(rule.then), when: ruleWords(rule), forMinutes: rule.for_minutes, rule: rule.id });
  const fits = plan.rules.filter((rule) => rule.hours && within(rule.hours, hhmm));
  const any = plan.rules.filter((rule) => !rule.hours);
  const later = plan.rules.filter((rule) => rule.hours && !within(rule.hours, hhmm));
  const night = hhmm >= "21:00" || hhmm < "05:00" ? plan.night : [];
  const steps = [...night, ...plan.alone].map((text) => ({ text, when: null, forMinutes: null, rule: null }));
  return [...fits.map(act), ...any.map(act), ...steps, ...later.map(act)];
}
