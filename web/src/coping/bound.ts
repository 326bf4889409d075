/**
 * A rule that is bound to a condition of the order: what can be picked, and what a picked one is called. The phone's pages and the
 * staff's draw from it. A condition keeps its key from version to version of its order.
 */
import { words as orders } from "../orders/text.ts";
import { words } from "./text.ts";

/** What is needed of an order to name its conditions. */
export interface Binding {
  kind: { name: string };
  conditions: readonly { key: string; place: number; category: string }[];
}

/** Every condition with its name: "Condition 1. Contact", with the order's kind before it where there is more than one order. */
export function boundChoices(all: readonly Binding[] | undefined): { value: string; text: string }[] {
  return (all ?? []).flatMap((order) =>
    order.conditions.map(({ key, place, category }) => {
      const name = orders.canI.condition(place, orders.condition.categories[category] ?? orders.condition.categories.other!);
      return { value: key, text: all!.length > 1 ? `${order.kind.name}. ${name}` : name };
    }),
  );
}

/** What one is called; one that is not in the order any more is said to be that. Where the orders are not at hand it is no more than a part. */
export function boundName(all: readonly Binding[] | undefined, key: string): string {
  if (!all) return words.rule.boundPart;
  return boundChoices(all).find((one) => one.value === key)?.text ?? words.rule.boundOld;
}
