/** The trigger log as a form, for paper: the fields, words and order of the phone's own log. */
import { EXTRAS, MANY } from "../journal/log-steps.ts";
import { words } from "../journal/text.ts";
import { checkins } from "./text.ts";
import type { Answers } from "../journal/form.ts";
import type { Form, FormItem } from "../store/shapes.ts";

type Option = { value: string; text: string };

export const LOG = "log";

/** `rules` are those of the plan, by id; `skills` those that a log may name. What there is none of is not asked. */
export function logForm(skills: readonly Option[], rules: readonly Option[]): Form {
  const extra = EXTRAS.flatMap((page): FormItem[] => {
    const { title } = words.extra[page];
    switch (page) {
      case "sleep_hours":
        return [{ link_id: page, type: "number", text: title, help: words.extra.sleep_hours.help, min: 0, max: 24 }];
      case "text":
        return [{ link_id: page, type: "text", text: title, max: 300 }];
      case "talk_about":
        return [{ link_id: page, type: "boolean", text: title }];
      default: {
        const given = page === "skills" ? skills : page === "rules" ? rules : words.extra[page].options;
        return given.length ? [{ link_id: page, type: MANY.has(page) || page === "rules" ? "choices" : "choice", text: title, options: [...given] }] : [];
      }
    }
  });
  return {
    id: LOG,
    version: 1,
    title: words.entries.kinds.trigger!,
    items: [
      { link_id: "kind", type: "choice", text: words.log.kind.title, options: words.log.kind.options, required: true },
      {
        link_id: "intensity",
        type: "scale",
        text: words.log.strength.then,
        help: checkins.print_page.scale,
        min: 0,
        max: 10,
        enable_when: { all: [{ link_id: "kind", not_equals: "good_moment" }] },
      },
      ...extra,
    ],
  } as Form;
}

/** What was keyed in, as a body of a log. A rule that was ticked was used; whether it helped is said of all that was done, as on the paper. */
export function logBody(answers: Answers, happened_at: string): Record<string, unknown> {
  const { rules, sleep_hours, talk_about, ...same } = answers;
  const helped = answers["helped"];
  return {
    ...same,
    happened_at,
    talk_about: talk_about === true,
    unfinished: false,
    ...(sleep_hours === undefined ? {} : { sleep_hours: Number(String(sleep_hours).replace(",", ".")) }),
    ...(Array.isArray(rules) ? { rules: rules.map((id) => ({ id, ...(typeof helped === "string" ? { helped } : {}) })) } : {}),
  };
}
