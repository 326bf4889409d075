/** A form as this person is asked it on a day: with their targets, and the clinician's own questions. */
import { withAsks } from "../journal/asks.ts";
import { words } from "../journal/text.ts";
import type { Bundle, Form } from "../store/shapes.ts";
import type { Checkins } from "./shapes.ts";

/** The versions of a form, the one of now first. */
export function versionsOf(page: Checkins, id: string): Form[] {
  return [...page.forms, ...page.older_forms].filter((one) => one.id === id);
}

/** Without a version, the one of now. */
export function asAsked(page: Checkins, id: string, day: string, version?: string): Form | null {
  const form = versionsOf(page, id).find((one) => version === undefined || String(one.version) === version);
  if (!form) return null;
  const questions = page.questions
    .filter((one) => !one.stopped)
    .map((one) => ({ ...one, ...(one.options.length ? { options: one.options.map((text, n) => ({ value: `o${n + 1}`, text })) } : { options: undefined }) }));
  return withAsks(form, { targets: page.targets, form_questions: questions } as unknown as Bundle, day, words.card.asks);
}
