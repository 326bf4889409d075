/**
 * Starting a rule from something else on this phone: a log, a chain, a situation that was rehearsed. The words are handed over
 * in memory and never in an address, where a browser's history would keep them.
 *
 *   startRule({ trigger: "message_came", then: "I put the phone in the drawer", back: "/entries/…" }); route(NEW_RULE);
 */
import { onLock } from "../store/index.ts";

export interface RuleStart {
  /** Left out where the trigger says it: the rule's page has the words for each. */
  when?: string;
  then?: string;
  /** A code of the trigger log's list. */
  trigger?: string;
  /** 1-10. */
  urge_at_least?: number | null;
  /** The page that it was begun from. Back leads there. */
  back?: string;
}

export const NEW_RULE = "/plan/rule/new";

let handed: RuleStart | null = null;
onLock(() => {
  handed = null;
});

export function startRule(start: RuleStart): void {
  handed = start;
}

/** What was handed over. It is kept until a rule was saved or left, so that drawing the page twice loses nothing. */
export function handedOver(): RuleStart | null {
  return handed;
}

export function forgetHandover(): void {
  handed = null;
}
