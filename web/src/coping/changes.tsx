/** What differs between two plans, in words: one block a line or rule, before and after. Both the phone and staff pages draw it. */
import type { JSX } from "preact";
import type { Bundle, PlanChange } from "../store/shapes.ts";
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
  const rule = { hours: null, urge_at_least: null, for_minutes: null, confidence: null, id: "", ...item, when: item.when ?? "", then: item.then ?? "" };
  return `${p.plan.ifWord} ${ruleWords(rule)}, ${p.plan.thenWord} ${actWords(rule.then)}`;
}

/** A rule by its if and then alone, without hours and the like: which rule something is about. */
export function ruleName({ when, then }: { when?: string | null; then?: string | null }): string {
  return saidValue("", { when, then });
}

/** The changes of one line or rule together, in the order in which they came. */
export function grouped(changes: readonly PlanChange[]): PlanChange[][] {
  const groups = new Map<string, PlanChange[]>();
  for (const one of changes) groups.set(`${one.part}|${one.id}`, [...(groups.get(`${one.part}|${one.id}`) ?? []), one]);
  return [...groups.values()];
}

interface ChangeListProps {
  changes: readonly PlanChange[];
  orders?: readonly Binding[] | undefined;
  /** True where it is asked for and not agreed: what it would be. */
  asked?: boolean;
}

export function ChangeList({ changes, orders, asked = false }: ChangeListProps): JSX.Element {
  return (
    <ul class="plan-changes">
      {grouped(changes).map((group) => {
        const [{ what, part, id, rule, before, after }] = group as [PlanChange];
        return (
          <li key={`${part}${id}`} class={what}>
            <p class="what">
              <strong>{w[what]}</strong> {partName(part)}
            </p>
            {rule && <p>{ruleName(rule)}</p>}
            {what === "changed" && group.map((one) => <Field key={one.field} one={one} orders={orders} asked={asked} />)}
            {what === "taken_out" && (
              <p class="before">
                <del>{saidValue("", before, orders)}</del>
              </p>
            )}
            {what === "added" && (
              <p>
                <ins>{saidValue("", after, orders)}</ins>
              </p>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Field({ one, orders, asked }: { one: PlanChange } & Omit<ChangeListProps, "changes">): JSX.Element {
  return (
    <>
      {one.part === "rules" && (
        <p>
          <strong>{words.parts[one.field] ?? one.field}</strong>
        </p>
      )}
      <p class="before">
        <span>{w.was}:</span> <del>{saidValue(one.field, one.before, orders)}</del>
      </p>
      <p>
        <span>{asked ? w.would : w.after}:</span> <ins>{saidValue(one.field, one.after, orders)}</ins>
      </p>
    </>
  );
}

/** True where an answer to an older proposal came too late, so that the newer one asks again. What the answer was about, it says itself. */
export function askedAnew(bundle: Bundle | null): boolean {
  const { proposed, kept = [] } = bundle?.plan_work ?? {};
  if (proposed?.side !== "staff") return false;
  const late = new Set(kept.filter((one) => one.code === "replaced").map((one) => one.entry_id));
  return (bundle?.entries ?? []).some(({ id, body }) => late.has(id) && Number(body["version"]) < proposed.version);
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
          if (JSON.stringify(a) !== JSON.stringify(b)) found.push({ what: "changed", part, id, field, before: a, after: b, ...(part === "rules" ? { rule: old } : {}) });
        }
    }
    for (const [id, item] of was!) if (!now!.has(id)) found.push({ what: "taken_out", part, id, field: "", before: item, after: null });
    const both = [...was!.keys()].filter((id) => now!.has(id));
    const order = [...now!.keys()].filter((id) => was!.has(id));
    if (both.join() !== order.join()) found.push({ what: "moved", part, id: "", field: "order", before: both, after: order });
  }
  return found;
}
