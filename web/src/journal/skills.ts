import { useOpenContent } from "../coping/open.ts";

/** The skills of the open content, to choose from. Empty where that file did not come. */
export function useSkills(): { value: string; text: string }[] {
  return (useOpenContent()?.skills ?? []).map((skill) => ({ value: skill.id, text: skill.title }));
}
