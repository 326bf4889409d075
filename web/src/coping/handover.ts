/**
 * Starting a rule from something else on this phone: a log, a chain, a situation that was rehearsed. The words are handed over
 * in memory and never in an address, where a browser's history would keep them.
 *
 *   startRule({ when: "a message comes in", then: "I put the phone in the drawer" }); route(NEW_RULE);
 */
import { onLock } from "../store/index.ts";

export interface RuleStart {
  when: string;
  then?: string;
  /** A code of the trigger log's list. */
  trigger?: string;
  /** 0-10. */
  urge_at_least?: number | null;
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
