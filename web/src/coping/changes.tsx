/** What differs between two plans, in words: one block a change, before and now. Both the phone and staff pages draw it. */
import type { JSX } from "preact";
import type { PlanChange } from "../store/shapes.ts";
import { p } from "../text/pages.ts";
import { words as journal } from "../journal/text.ts";
import { boundName, type Binding } from "./bound.ts";
import { actWords, ruleWords, saidHour } from "./rules.ts";
import { SECTIONS, type Document, type Line } from "./merge.ts";
import { words } from "./text.ts";

const w = words.send;

export function partName(part: string): string {
  return part === "rules" ? words.parts.rules! : p.plan.sections[part as keyof typeof p.plan.sections];
}

/** A field's value, an item, or an order, as words. `orders` name the conditions that rules are bound to. */
export function saidValue(field: string, value: unknown, orders?: readonly Binding[]): string {
  if (value === null || value === undefined || value === "") return words.nothing;
  if (field === "hours") {
    const { from, to } = value as { from: string; to: string };
    return words.hours(saidHour(from), saidHour(to));
  }
  if (field === "trigger") return journal.extra.triggers.options.find((one) => one.value === value)?.text ?? String(value);
  if (field === "condition_id") return boundName(orders, String(value));
  if (typeof value !== "object") return String(value);
  const item = value as { text?: string; when?: string; then?: string };
  if (item.text !== undefined) return item.text;
  const rule = { hours: null, urge_at_least: null, for_minutes: null, confidence: null, id: "", when: "", then: "", ...item };
  return `${p.plan.ifWord} ${ruleWords(rule)}, ${p.plan.thenWord} ${actWords(rule.then)}`;
}

export function ChangeList({ changes, orders }: { changes: readonly PlanChange[]; orders?: readonly Binding[] | undefined }): JSX.Element {
  return (
    <ul class="plan-changes">
      {changes.map((one) => (
        <li key={`${one.what}${one.part}${one.id}${one.field}`} class={one.what}>
          <p class="what">
            <strong>{w[one.what]}</strong> {partName(one.part)}
            {one.part === "rules" && one.what === "changed" ? `, ${(words.parts[one.field] ?? one.field).toLowerCase()}` : ""}
          </p>
          {one.what === "changed" && (
            <p class="before">
              <span>{w.was}</span> <del>{saidValue(one.field, one.before, orders)}</del>
            </p>
          )}
          {one.what === "taken_out" && (
            <p class="before">
              <del>{saidValue("", one.before)}</del>
            </p>
          )}
          {one.what === "changed" && (
            <p>
              <span>{w.now}</span> <ins>{saidValue(one.field, one.after, orders)}</ins>
            </p>
          )}
          {one.what === "added" && (
            <p>
              <ins>{saidValue("", one.after)}</ins>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What differs from one plan to another, in the order of reading: the mirror of `changed` in api/coping/merge.py. */
export function differences(before: Document, after: Document): PlanChange[] {
  const found: PlanChange[] = [];
  for (const part of [...SECTIONS, "rules"] as const) {
    const [was, now] = [before[part], after[part]].map((items) => new Map((items as Line[]).map((item) => [item.id, item as unknown as Record<string, unknown>])));
    for (const [id, item] of now!) {
      const old = was!.get(id);
      if (!old) found.push({ what: "added", part, id, field: "", before: null, after: item });
      else
        for (const field of new Set([...Object.keys(old), ...Object.keys(item)])) {
          const [a, b] = [old[field] ?? null, item[field] ?? null];
          if (JSON.stringify(a) !== JSON.stringify(b)) found.push({ what: "changed", part, id, field, before: a, after: b });
        }
    }
    for (const [id, item] of was!) if (!now!.has(id)) found.push({ what: "taken_out", part, id, field: "", before: item, after: null });
    const both = [...was!.keys()].filter((id) => now!.has(id));
    const order = [...now!.keys()].filter((id) => was!.has(id));
    if (both.join() !== order.join()) found.push({ what: "moved", part, id: "", field: "order", before: both, after: order });
  }
  return found;
}
