/**
 * A plan as items with ids, and changes laid over it: the phone's half of api/coping/merge.py. The server joins what two
 * sides changed; here a person's own changes are shown over the plan as it stands.
 */
import type { PlanDraftBody, RuleChange } from "../store/bodies.ts";
import type { Plan, Rule } from "../store/shapes.ts";

export const SECTIONS = ["signs", "surroundings", "alone", "people", "ask", "professionals", "reasons", "night"] as const;
export type Section = (typeof SECTIONS)[number];
export type Part = Section | "rules";

export interface Line {
  id: string;
  text: string;
}
export type Document = Record<Section, Line[]> & { rules: Rule[] };
export type Changes = Pick<PlanDraftBody, "lines" | "rules" | "gone" | "order">;

export const NONE: Changes = { lines: [], rules: [], gone: [], order: {} };

const FIELDS = ["when", "then", "trigger", "hours", "urge_at_least", "for_minutes", "condition_id", "confidence"] as const;
const BLANK: Omit<Rule, "id"> = { when: "", then: "", hours: null, urge_at_least: null, for_minutes: null, confidence: null };

export function documentOf(plan: Plan | null): Document {
  const lines = (section: Section): Line[] =>
    (plan?.[section] ?? []).map((text, i) => ({ id: plan?.ids?.[section]?.[i] ?? `${section}.${i}`, text }));
  return { ...(Object.fromEntries(SECTIONS.map((section) => [section, lines(section)])) as Record<Section, Line[]>), rules: [...(plan?.rules ?? [])] };
}

/** The plan with changes laid over it. An id that it does not have is a new item at the end, until an order moves it. */
export function applied(base: Document, changes: Changes): Document {
  const made: Document = { ...base };
  for (const { section, id, text } of changes.lines) {
    const part = section as Section;
    made[part] = put(made[part], { id, text });
  }
  for (const { clear = [], ...change } of changes.rules) {
    const was = made.rules.find((rule) => rule.id === change.id) ?? { ...BLANK, id: change.id };
    const empty = Object.fromEntries(clear.map((field) => [field, null]));
    made.rules = put(made.rules, { ...was, ...change, ...empty });
  }
  const gone = new Set(changes.gone);
  for (const part of [...SECTIONS, "rules"] as const) {
    const items = (made[part] as Line[]).filter((item) => !gone.has(item.id));
    const order = changes.order[part];
    (made as Record<string, unknown>)[part] = order ? arranged(items, order) : items;
  }
  return made;
}

function put<T extends { id: string }>(items: readonly T[], item: T): T[] {
  return items.some((one) => one.id === item.id) ? items.map((one) => (one.id === item.id ? item : one)) : [...items, item];
}

function arranged<T extends { id: string }>(items: readonly T[], order: readonly string[]): T[] {
  const known = new Map(items.map((item) => [item.id, item]));
  const made = [...new Set(order)].filter((id) => known.has(id));
  [...known.keys()].forEach((id, at, keys) => {
    if (!made.includes(id)) made.splice(at ? made.indexOf(keys[at - 1]!) + 1 : 0, 0, id);
  });
  return made.map((id) => known.get(id)!);
}

/** The changes with one line as it is now; a line that says what the plan says is no change. */
export function withLine(base: Document, changes: Changes, section: Section, line: Line): Changes {
  const lines = changes.lines.filter((one) => one.id !== line.id);
  const same = base[section].find((one) => one.id === line.id)?.text === line.text;
  return { ...changes, lines: same ? lines : [...lines, { section, ...line }], gone: changes.gone.filter((id) => id !== line.id) };
}

/** The changes with one rule as it is now: only the fields that differ from the plan's. */
export function withRule(base: Document, changes: Changes, rule: Rule): Changes {
  const was = base.rules.find((one) => one.id === rule.id);
  const change: RuleChange = { id: rule.id };
  const clear: string[] = [];
  for (const field of FIELDS) {
    const [before, now] = [was?.[field] ?? null, rule[field] ?? null];
    if (JSON.stringify(before) === JSON.stringify(now)) continue;
    if (now === null) clear.push(field);
    else Object.assign(change, { [field]: now });
  }
  if (clear.length > 0) change.clear = clear;
  const rules = changes.rules.filter((one) => one.id !== rule.id);
  return { ...changes, rules: Object.keys(change).length > 1 ? [...rules, change] : rules, gone: changes.gone.filter((id) => id !== rule.id) };
}

/** The changes without an item. One that only these changes added is gone with its change. */
export function without(base: Document, changes: Changes, part: Part, id: string): Changes {
  const there = (base[part] as Line[]).some((item) => item.id === id);
  return {
    ...changes,
    lines: changes.lines.filter((one) => one.id !== id),
    rules: changes.rules.filter((one) => one.id !== id),
    gone: there ? [...changes.gone.filter((one) => one !== id), id] : changes.gone,
  };
}

/** The changes with an item one place up in its part. */
export function moved(base: Document, changes: Changes, part: Part, id: string): Changes {
  const ids = (applied(base, changes)[part] as Line[]).map((item) => item.id);
  const at = ids.indexOf(id);
  if (at < 1) return changes;
  ids.splice(at - 1, 2, id, ids[at - 1]!);
  return { ...changes, order: { ...changes.order, [part]: ids } };
}

export function isEmpty(changes: Changes): boolean {
  return changes.lines.length + changes.rules.length + changes.gone.length + Object.keys(changes.order).length === 0;
}

/** How an item stands to the plan: new, changed, or as it was. */
export function standing(changes: Changes, base: Document, part: Part, id: string): "new" | "changed" | "same" {
  if (!(base[part] as Line[]).some((item) => item.id === id)) return "new";
  return [...changes.lines, ...changes.rules].some((one) => one.id === id) ? "changed" : "same";
}
