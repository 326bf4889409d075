/** What an entry of one's own says, as rows of label and words: all kinds, for "What you said" and for what stood there before. */
import { sayPause } from "../coping/pause-said.ts";
import type { CheckinBody, UrgeBody } from "../store/bodies.ts";
import type { Bundle, Form } from "../store/shapes.ts";
import { words as asks, type Option } from "./ask-text.ts";
import { joined, withAnswered } from "./asks.ts";
import { answeredForm, isAsked, type Answers as FormAnswers, type Forms } from "./form.ts";
import { EXTRAS, sayAnswer, sayKind, sayWhen, type Answers, type ExtraPage } from "./log-steps.ts";
import { words } from "./text.ts";
import { scaleWord } from "../ui/scale.tsx";

export type Line = { label: string; value: string };
type Body = Record<string, unknown>;

export interface Known {
  forms: Forms;
  skills: readonly Option[];
  zone: string;
  /** Where this person's own targets and questions stand. */
  bundle?: Bundle;
}

export function linesOf(kind: string, body: Body, known: Known): Line[] {
  if (kind === "trigger") return logLines(body as Answers, known);
  if (kind === "checkin" || kind === "chain") return formLines(body, known);
  if (kind === "urge") return sayPause(body as Partial<UrgeBody>);
  if (kind === "not_safe") return notSafeLines(body);
  return requestLines(kind, body);
}

function logLines(answers: Answers, { skills, zone }: Known): Line[] {
  const found: Line[] = [];
  const kind = sayKind(answers.kind);
  if (kind) found.push({ label: words.log.review.what, value: kind });
  if (answers.happened_at) {
    found.push({ label: words.log.review.when, value: sayWhen(Date.parse(answers.happened_at), Date.now(), zone) });
  }
  if (typeof answers.intensity === "number") {
    found.push({
      label: words.log.review.strong,
      value: `${answers.intensity}, ${scaleWord(answers.intensity).toLowerCase()}`,
    });
  }
  for (const page of EXTRAS) {
    const value = sayAnswer(page, answers, skills);
    if (value) found.push({ label: words.extra[page].row, value });
  }
  return found;
}

/** The form that a body answers, with what it was asked beside. */
function whole(body: Body, { forms, bundle }: Known): Form | undefined {
  const plain = answeredForm(forms, body);
  return plain && bundle ? withAnswered(plain, bundle, body as Partial<CheckinBody>, words.card.asks) : plain;
}

function formLines(body: Body, known: Known): Line[] {
  const form = whole(body, known);
  const answers: FormAnswers = joined(body as Partial<CheckinBody>);
  const found: Line[] = [];
  for (const item of form?.items ?? []) {
    const value: unknown = answers[item.link_id];
    if (form && value !== undefined && isAsked(item, form, answers)) {
      found.push({ label: item.text, value: sayValue(value, item.options) });
    }
  }
  return found;
}

function notSafeLines(body: Body): Line[] {
  const found: Line[] = [];
  const about = words.notSafe.options.find((option) => option.value === body["about"]);
  if (about) found.push({ label: words.notSafe.about, value: about.text });
  const call = words.notSafe.callOptions[body["call_me"] === true ? 0 : 1];
  found.push({ label: words.notSafe.call, value: call?.text ?? "" });
  return [...found, ...own(body)];
}

function requestLines(kind: string, body: Body): Line[] {
  const { ask, session, why } = asks;
  const choice = (label: string, options: readonly Option[], value: unknown): Line[] =>
    options.filter((option) => option.value === value).map((option) => ({ label, value: option.text }));
  switch (kind) {
    case "stop_request":
      return [...choice(ask.kinds.stop_request.legend, ask.kinds.stop_request.options, body["wish"]), ...own(body)];
    case "dispute":
      return [...choice(ask.kinds.dispute.legend, ask.kinds.dispute.options, body["reason"]), ...own(body)];
    case "complaint":
      return [...choice(ask.kinds.complaint.legend, ask.kinds.complaint.options, body["about"]), ...own(body)];
    case "copy_request":
      return [...choice(ask.kinds.copy_request.legend, ask.kinds.copy_request.options, body["what"]), ...own(body)];
    case "cannot_come":
      return [
        ...choice(session.move, session.moveOptions, body["move"] === true ? "yes" : "no"),
        ...choice(why.reason, session.reasons, body["reason"]),
      ];
    case "running_late":
      return [{ label: session.minutes, value: words.entries.minutes(Number(body["minutes"])) }];
    case "missed_reason":
      return [...choice(words.missed.why, words.missed.options, body["reason"]), ...own(body)];
    case "absence_reason":
      return [
        ...choice(why.reason, why.options, body["reason"]),
        ...choice(why.tell, why.tellOptions, body["tell_probation"] === true ? "yes" : "no"),
        ...own(body),
      ];
    case "plan_answer": {
      const { planAnswer, planAnswers, planWords } = words.entries;
      const said = planAnswers[String(body["answer"])];
      return [
        ...(said ? [{ label: planAnswer, value: said }] : []),
        ...(body["words"] ? [{ label: planWords, value: String(body["words"]) }] : []),
        ...own(body),
      ];
    }
    default:
      return own(body);
  }
}

function own(body: Body): Line[] {
  return typeof body["text"] === "string" && body["text"] !== "" ? [{ label: words.extra.text.row, value: body["text"] }] : [];
}

/** What stood there before a change to `body`, as lines of words: only the fields that the change touched. */
export function beforeLines(kind: string, was: Body, body: Body, known: Known): string[] {
  const told: string[] = [];
  if (kind === "checkin" || kind === "chain") {
    const form = whole(body, known);
    const now = joined(body as Partial<CheckinBody>);
    for (const [link, value] of Object.entries<unknown>(joined(was as Partial<CheckinBody>))) {
      const item = form?.items.find((one) => one.link_id === link);
      // Targets are told all together: of those that stayed as they are, nothing.
      if (!item || (link.startsWith("t.") && now[link] === value)) continue;
      told.push(
        value === null || value === undefined
          ? asks.back.added(item.text)
          : asks.back.before(item.text, sayValue(value, item.options)),
      );
    }
    return told;
  }
  for (const [field, value] of Object.entries(was)) {
    const label = asks.back.labels[field] ?? words.extra[field as ExtraPage]?.row;
    if (!label) continue;
    const [line] = linesOf(kind, { [field]: value }, known);
    told.push(line ? asks.back.before(label, line.value) : asks.back.added(label));
  }
  return told;
}

function sayValue(value: unknown, options: readonly Option[] = []): string {
  if (typeof value === "boolean") return value ? words.entries.yes : words.entries.no;
  const list = Array.isArray(value) ? value : [value];
  return list.map((one) => options.find((option) => option.value === one)?.text ?? String(one)).join(", ");
}
