/** A log as the beginning of a rule for the plan. No drawing here. */
import type { RuleStart } from "../coping/handover.ts";
import { words } from "./text.ts";

/** Kinds of log whose strength is that of an urge, and not of a feeling. */
const URGES: ReadonlySet<unknown> = new Set(["urge", "near_miss", "acted"]);

/** What set it off is the "if"; what was done and did not fail is the act to start from. No strength was no urge. */
export function ruleFrom(body: Record<string, unknown>): RuleStart {
  const [trigger] = (body["triggers"] as string[] | undefined) ?? [];
  const did = (body["did"] as string[] | undefined)?.find((one) => words.entries.acts[one]);
  const strength = URGES.has(body["kind"]) ? Number(body["intensity"] ?? 0) : 0;
  return {
    then: body["helped"] === "no" || !did ? "" : words.entries.acts[did]!,
    ...(trigger ? { trigger } : {}),
    urge_at_least: strength > 0 ? strength : null,
  };
}
