/** A form as this person is asked it on a day: with their targets, and the clinician's own questions. */
import { withAsks } from "../journal/asks.ts";
import { words } from "../journal/text.ts";
import type { Bundle, Form } from "../store/shapes.ts";
import type { Checkins } from "./shapes.ts";

export function asAsked(page: Checkins, id: string, day: string): Form | null {
  const form = page.forms.find((one) => one.id === id);
  if (!form) return null;
  const questions = page.questions
    .filter((one) => !one.stopped)
    .map((one) => ({ ...one, ...(one.options.length ? { options: one.options.map((text, n) => ({ value: `o${n + 1}`, text })) } : { options: undefined }) }));
  return withAsks(form, { targets: page.targets, form_questions: questions } as unknown as Bundle, day, words.card.asks);
}
