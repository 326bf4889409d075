/** A form as data: which questions are asked, how they share pages, and what is missing. No drawing here. */
import type { Answer } from "../store/bodies.ts";
import type { Bundle, Condition, EnableWhen, Form, FormItem } from "../store/shapes.ts";

export type Answers = Record<string, Answer>;

/** The forms that a phone has: what is asked now, and each older or finished one that an entry of one's own answers. */
export type Forms = Pick<Bundle, "forms" | "answered_forms">;

/** The form that was answered, in the version that was answered; as it is now where that version is not on the phone. */
export function answeredForm({ forms, answered_forms = [] }: Forms, body: Record<string, unknown>): Form | undefined {
  const all = [...forms, ...answered_forms].filter((form) => form.id === body["form_id"]);
  return all.find((form) => Number(form.version) === Number(body["form_version"])) ?? all[0];
}

/** At most so many questions of a kind on one page. */
const MOST: Partial<Record<FormItem["type"], number>> = { scale: 6, boolean: 3 };

function same(a: Answer | undefined, b: Answer): boolean {
  return Array.isArray(a) && !Array.isArray(b) ? a.includes(b as string) : a === b;
}

/** The single comparisons of a condition. */
export function conditionsOf(when: EnableWhen): readonly Condition[] {
  return "all" in when ? when.all : "any" in when ? when.any : [when];
}

/** As the server's `answers.asked` has it: what was not answered only meets `exists: false`. */
function holds(one: Condition, value: Answer | undefined): boolean {
  const there = value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
  if (one.exists !== undefined) return there === one.exists;
  if (!there) return false;
  if (one.equals !== undefined) return same(value, one.equals);
  if (one.not_equals !== undefined) return !same(value, one.not_equals);
  if (typeof value !== "number") return false;
  return one.more_than !== undefined ? value > one.more_than : value < (one.less_than ?? 0);
}

/** True when the question is asked, given the answers so far. A question that hangs on one that is not asked is not asked. */
export function isAsked(item: FormItem, form: Form, answers: Answers): boolean {
  const { enable_when: when } = item;
  if (!when) return true;
  const met = (one: Condition): boolean => {
    const parent = form.items.find((other) => other.link_id === one.link_id);
    return holds(one, parent && isAsked(parent, form, answers) ? answers[one.link_id] : undefined);
  };
  return "any" in when ? when.any.some(met) : conditionsOf(when).every(met);
}

/**
 * The form cut into pages. What must be answered stands alone; what hangs on another question stays with it; optional
 * questions of one kind that follow each other share a page; a group has a page to itself.
 */
export function pagesOf(form: Form): FormItem[][] {
  const pages: FormItem[][] = [];
  let page: FormItem[] = [];
  let closed = true;
  for (const item of form.items) {
    const { enable_when: when } = item;
    const hangs = when && conditionsOf(when).some((one) => page.some((other) => other.link_id === one.link_id));
    const head = page[0];
    if (item.group) {
      // A group is a page of its own.
      if (head?.group !== item.group) {
        page = [];
        pages.push(page);
      }
      closed = true;
      page.push(item);
      continue;
    }
    const alike =
      head !== undefined &&
      !closed &&
      !item.required &&
      head.type === item.type &&
      page.length < (MOST[item.type] ?? 1);
    if (hangs) {
      closed = true;
    } else if (!alike) {
      page = [];
      pages.push(page);
      closed = item.required === true;
    }
    page.push(item);
  }
  return pages;
}

/** True when the first question of a page leads it: all the others hang on it, so the page's title can ask it. */
export function isLed(page: readonly FormItem[]): boolean {
  return page.slice(1).every((item) => item.enable_when !== undefined);
}

/**
 * Only the answers of questions that are asked: what was answered before a change of mind is left out. An answer to a question
 * that the form does not hold stays: the form was changed while it was being filled in.
 */
export function asked(form: Form, answers: Answers): Answers {
  const known = new Set(form.items.map((item) => item.link_id));
  const kept: Answers = Object.fromEntries(Object.entries(answers).filter(([link]) => !known.has(link)));
  for (const item of form.items) {
    const value = answers[item.link_id];
    if (value !== undefined && isAsked(item, form, answers)) kept[item.link_id] = value;
  }
  return kept;
}

/** Why an answer cannot stay: nothing where one is needed, or a number outside its range. Null when it is fine. */
export function problemWith(item: FormItem, value: Answer | undefined): "missing" | "range" | "long" | null {
  const empty = value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
  if (empty) return item.required ? "missing" : null;
  if (item.type === "number" || item.type === "scale") {
    const n = Number(value);
    if (!Number.isFinite(n) || n < (item.min ?? -Infinity) || n > (item.max ?? Infinity)) return "range";
  }
  if (item.type === "text" && String(value).length > (item.max ?? 300)) return "long";
  return null;
}
