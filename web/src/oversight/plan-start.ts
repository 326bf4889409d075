/** A plan rule that starts from what is being read: handed over in this window's memory, never in an address. */
export interface RuleStart {
  participant: string;
  /** A code of the log's triggers. */
  trigger: string | null;
}

let handed: RuleStart | null = null;

export function startRuleFor(start: RuleStart): void {
  handed = start;
}

/** What was handed over for this participant, once. */
export function takeStart(participant: string): RuleStart | null {
  const start = handed?.participant === participant ? handed : null;
  handed = null;
  return start;
}
