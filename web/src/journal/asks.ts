/** What a form asks of this person beside its own questions: personal targets, and the clinician's own. Drawn as questions like any other. */
import type { Answer, CheckinBody } from "../store/bodies.ts";
import type { Bundle, Form, FormItem } from "../store/shapes.ts";
import type { Answers } from "./form.ts";

/** What the targets' page and questions are called; the words themselves are the dictionary's. */
export type AskWords = { targets: string; targetsHelp: string; did: (target: string) => string; own: string };

export const DAILY = "daily-card";
const TARGETS = "personal-targets";
const OWN = "own-questions";

/** The form with what is asked on that day put in: targets after the question about acting, own questions before the last wishes. */
export function withAsks(form: Form, bundle: Bundle, day: string, words: AskWords): Form {
  const targets = form.id !== DAILY ? [] : (bundle.targets ?? []).filter((one) => one.from <= day && (one.to === null || one.to >= day));
  const questions = (bundle.form_questions ?? []).filter((one) => one.form_id === form.id);
  if (targets.length === 0 && questions.length === 0) return form;
  const asked: FormItem[] = targets.flatMap((one): FormItem[] => [
    { link_id: `t.${one.id}.urge`, type: "scale", text: one.text, min: 0, max: 10, group: TARGETS },
    { link_id: `t.${one.id}.acted`, type: "boolean", text: words.did(one.text), group: TARGETS },
  ]);
  const own: FormItem[] = questions.map((one) => ({
    link_id: `q.${one.id}`,
    type: one.type,
    text: one.text,
    ...(one.options ? { options: one.options } : {}),
    ...(one.type === "scale" ? { min: 0, max: 10 } : one.type === "text" ? { max: 300 } : {}),
    group: OWN,
  }));
  const items = [...form.items];
  const wishes = items.findIndex((item) => item.link_id === "talk_about");
  items.splice(wishes < 0 ? items.length : wishes, 0, ...own);
  items.splice(items.findIndex((item) => item.link_id === "acted") + 1, 0, ...asked);
  const groups = [
    ...(form.groups ?? []),
    { id: TARGETS, title: words.targets, help: words.targetsHelp },
    { id: OWN, title: words.own },
  ];
  return { ...form, items, groups };
}

/** The form as an entry answers it: with the targets and questions that it answers, asked still or not. */
export function withAnswered(form: Form, bundle: Bundle, body: Partial<CheckinBody>, words: AskWords): Form {
  const day = String(body.local_date);
  const targets = [...(bundle.targets ?? []), ...(bundle.answered_targets ?? [])]
    .filter((one) => body.targets?.some((answer) => answer.id === one.id))
    .map((one) => ({ ...one, from: day, to: null }));
  const questions = [...(bundle.form_questions ?? []), ...(bundle.answered_questions ?? [])];
  const form_questions = questions.filter((one) => Object.hasOwn(body.extra ?? {}, one.id));
  return withAsks(form, { ...bundle, targets, form_questions }, day, words);
}

/** The answers as they are sent: those of the form, of each target, and of each own question. */
export function parted(answers: Answers): Pick<CheckinBody, "answers" | "targets" | "extra"> {
  const own: Answers = {};
  const extra: Answers = {};
  const targets = new Map<string, { id: string; urge?: number; acted?: boolean }>();
  for (const [key, value] of Object.entries(answers)) {
    const [kind, id, part] = key.split(".");
    if (kind === "q" && id) extra[id] = value;
    else if (kind === "t" && id && part) targets.set(id, { ...(targets.get(id) ?? { id }), [part]: value });
    else own[key] = value;
  }
  return {
    answers: own,
    ...(targets.size > 0 ? { targets: [...targets.values()] } : {}),
    ...(Object.keys(extra).length > 0 ? { extra } : {}),
  };
}

/** The same, put together again for a form that is gone on with. */
export function joined(body: Partial<CheckinBody>): Answers {
  const all: Answers = { ...body.answers };
  for (const one of body.targets ?? []) {
    if (one.urge !== undefined && one.urge !== null) all[`t.${one.id}.urge`] = one.urge;
    if (one.acted !== undefined && one.acted !== null) all[`t.${one.id}.acted`] = one.acted;
  }
  for (const [id, value] of Object.entries(body.extra ?? {})) all[`q.${id}`] = value as Answer;
  return all;
}
