/** The rules of orders that a phone works out by itself, with no drawing. Dates are YYYY-MM-DD and compare as text. */
import type { AskedQuestion, CanIAnswer, OrderCondition, Order, Scenario, Touched, Verdict } from "./shapes.ts";

/** The date written on it has passed. Nothing ends by that: a person confirms it. */
export function datePassed(order: Order, today: string): boolean {
  return order.ends_on !== null && order.ends_on < today;
}

export type NotifyState = "ahead" | "now" | "last" | "over";

/** Where today stands in the days to tell the police. Day 1 counts, and so does the last day. */
export function notifyState({ day_1, last_day }: { day_1: string; last_day: string }, today: string): NotifyState {
  if (today < day_1) return "ahead";
  if (today > last_day) return "over";
  return today === last_day ? "last" : "now";
}

/** The conditions of one's own orders that an answer touches, in the order of the page. */
export function touchedBy(answer: Pick<CanIAnswer, "conditions">, orders: readonly Order[]): Touched[] {
  return orders.flatMap((order) =>
    order.conditions.filter((one) => answer.conditions.includes(one.category)).map((condition) => ({ order, condition })),
  );
}

/** The court's exceptions among them. */
export function waysNamed(touched: readonly Touched[]): Touched[] {
  return touched.filter((one) => one.condition.exception !== null);
}

/**
 * True when another order that touches it forbids something and names no way: an exception of one court is no way round the order of
 * another, and the stricter one is kept to.
 */
export function barredElsewhere(touched: readonly Touched[]): boolean {
  const named = new Set(waysNamed(touched).map((one) => one.order.id));
  return named.size > 0 && touched.some((one) => one.condition.kind === "prohibition" && !named.has(one.order.id));
}

/** At most so many answers fit into one entry. */
export const MOST = 30;
const EACH = 3;

/** Situations to look at after reading: one to three of each condition, each once, as far as this phone has them. */
export function scenariosOf(order: Order, bank: readonly Scenario[]): Scenario[] {
  const byId = new Map(bank.map((one) => [one.id, one]));
  const chosen = new Map<string, Scenario>();
  for (const { teach_back } of order.conditions) {
    // A condition names situations of several places' laws; this phone has those of its own.
    for (const id of teach_back.filter((one) => byId.has(one)).slice(0, EACH)) {
      if (chosen.size < MOST) chosen.set(id, byId.get(id)!);
    }
  }
  return [...chosen.values()];
}

/** Whether an answer misses, by the server's own rule: "it would" and "it could" are both seeing that it counts. */
export function misses(scenario: Pick<Scenario, "answer">, answer: Verdict): boolean {
  return (scenario.answer === "no") !== (answer === "no");
}

/** The date to answer by has passed and no answer came. */
export function overdue(question: AskedQuestion, now: number): boolean {
  return !question.answered && Date.parse(question.due_at) < now;
}

/** What a version changed, for the sentence above it. */
export function changesOf(order: Order): { added: number; changed: number; gone: number } {
  const count = (change: OrderCondition["change"]): number => order.conditions.filter((one) => one.change === change).length;
  return { added: count("new"), changed: count("changed"), gone: order.fell_away.length };
}

/** "Ask first. Until you have an answer, do not do it." as its first sentence and the rest. */
export function headOf(said: string): [head: string, rest: string] {
  const at = said.indexOf(". ");
  return at < 0 ? [said.replace(/\.$/, ""), ""] : [said.slice(0, at), said.slice(at + 2)];
}
