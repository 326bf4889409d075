/** What a log of this person can name: rules of their plan, and the skills that every log can. */
import { useOpenContent } from "../coping/open.ts";
import { actWords, ruleWords } from "../coping/rules.ts";
import { useLoad, type Loaded } from "../staff/load.ts";
import type { CopingPlan } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";

type Option = { value: string; text: string };

const w = words.oversight.plan;

export function useLogOptions(id: string): { loads: Loaded<CopingPlan>; rules: Option[] | null; skills: Option[] | null } {
  const loads = useLoad<CopingPlan>(`/api/participants/${id}/coping-plan/work`);
  const open = useOpenContent();
  return {
    loads,
    rules: loads.data ? (loads.data.current?.rules ?? []).map((rule) => ({ value: rule.id, text: `${w.when} ${ruleWords(rule)}, ${w.then.toLowerCase()} ${actWords(rule.then)}` })) : null,
    skills: open ? open.skills.map((skill) => ({ value: skill.id, text: skill.title })) : null,
  };
}
