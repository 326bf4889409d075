/** The way from what was said to a rule of the plan. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { NEW_RULE, startRule, type RuleStart } from "../coping/handover.ts";
import { Button } from "../ui/button.tsx";
import { words } from "./text.ts";

export function MakeRule({ rule, from }: { rule: RuleStart; from: string }): JSX.Element {
  const { route } = useLocation();
  return (
    <Button
      kind="second"
      icon="add"
      wide
      onClick={() => {
        startRule({ ...rule, back: from });
        route(NEW_RULE);
      }}
    >
      {words.entries.makeRule}
    </Button>
  );
}
