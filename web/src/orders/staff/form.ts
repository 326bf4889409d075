/** An order as it is typed, and what is sent of it. Every part is text, empty where it is not said; no drawing here. */
import type { FieldProblem } from "../../ui/banner.tsx";
import type { Blank, Library, LibraryTerm, Order, Term } from "./shapes.ts";
import { editor as w } from "./text.ts";

export interface TermForm {
  /** Of this form alone: what keeps a condition itself while the list is put in another order. */
  id: string;
  /** Stays from version to version. */
  key: string | null;
  library_id: string | null;
  /** The words stand as they were written, and no blank is filled anew. */
  kept: boolean;
  blanks: Record<string, string>;
  exact: string;
  plain: string;
  /** One on a line. */
  not_allowed: string;
  ask_about: string;
  exception: string;
  category: string;
  kind: string;
}

export interface OrderForm {
  jurisdiction: string;
  kind_id: string;
  court: string;
  made_on: string;
  starts_on: string;
  served_on: string;
  lasts: "" | "until" | "day";
  ends_on: string;
  source: string;
  source_seen_on: string;
  terms: TermForm[];
}

export const emptyForm = (jurisdiction: string): OrderForm => ({
  jurisdiction, kind_id: "", court: "", made_on: "", starts_on: "", served_on: "", lasts: "", ends_on: "", source: "", source_seen_on: "", terms: [],
});

export const ownTerm = (): TermForm => ({
  id: crypto.randomUUID(), key: null, library_id: null, kept: false, blanks: {}, exact: "", plain: "", not_allowed: "", ask_about: "", exception: "", category: "", kind: "",
});

export const libraryTerm = (from: LibraryTerm): TermForm => ({
  ...ownTerm(), library_id: from.id, plain: from.plain, not_allowed: from.not_allowed.join("\n"), ask_about: from.ask_about.join("\n"), category: from.category, kind: from.kind,
});

const termForm = (term: Term): TermForm => ({
  id: term.id, key: term.key, library_id: term.library_id, kept: true, blanks: {}, exact: term.exact, plain: term.plain,
  not_allowed: term.not_allowed.join("\n"), ask_about: term.ask_about.join("\n"), exception: term.exception ?? "", category: term.category, kind: term.kind,
});

/** An order to change, or to write the next version of: then the document is another one, and is named anew. */
export function formOf(order: Order, jurisdiction: string, next: boolean): OrderForm {
  return {
    jurisdiction,
    kind_id: order.kind.id,
    court: order.court ?? "",
    made_on: order.made_on,
    starts_on: order.starts_on,
    served_on: order.served_on ?? "",
    lasts: order.ends_on ? "day" : "until",
    ends_on: order.ends_on ?? "",
    source: next ? "" : order.source,
    source_seen_on: next ? "" : order.source_seen_on,
    terms: order.conditions.map(termForm),
  };
}

const linesOf = (text: string): string[] => text.split("\n").map((line) => line.trim()).filter(Boolean);

/** What stands in a blank, as the server takes it. Anything else goes as it was typed, and the server says what belongs there. */
export function blankValue(blank: Blank, typed: string): string | number {
  const text = typed.trim();
  if ((blank.type === "number" || blank.type === "distance") && /^\d{1,6}$/.test(text)) return Number(text);
  return text.slice(0, 60);
}

/** A whole number within the blank's own limits. */
const inRange = (blank: { min: number; max: number }, typed: string): boolean => /^\d{1,6}$/.test(typed.trim()) && Number(typed) >= blank.min && Number(typed) <= blank.max;

/** What stands in one blank so far; "____" where it is not filled, or holds what does not belong there. */
function blankWords(blank: Blank | undefined, given: string | undefined, roles: Record<string, string>): string {
  const typed = (given ?? "").trim();
  if (!blank || !typed || typed === "-") return OPEN;
  if (blank.type === "role") return `[${roles[typed] ?? OPEN}]`;
  if ((blank.type === "number" || blank.type === "distance") && !inRange(blank, typed)) return OPEN;
  if (blank.type === "distance") return `${typed} ${blank.unit}`;
  if (blank.type === "hours") return typed.split("-").map((part) => part || OPEN).join(" to ");
  if (blank.type === "date") return new Date(`${typed}T00:00:00`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  return typed;
}

const OPEN = "____";
const BLANK = /\{([a-z][a-z0-9_]*)\}/g;

/** The words with what is filled in so far; a blank that is not filled stands as "____". */
export function filledWords(from: LibraryTerm, blanks: Record<string, string>, roles: Record<string, string>): string {
  return from.template.replace(BLANK, (_, name: string) => blankWords(from.blanks[name], blanks[name], roles));
}

/** The plain words as the server fills them: role words without brackets, and to the participant. What is no blank stays. */
export function plainWords(plain: string, from: LibraryTerm, blanks: Record<string, string>, roles: Record<string, string>): string {
  return plain.replace(BLANK, (mark, name: string) =>
    from.blanks[name] ? blankWords(from.blanks[name], blanks[name], roles).replace(/^\[|\]$/g, "").replace(/^my /, "your ") : mark);
}

export function bodyOf(form: OrderForm, library: Library, noName: boolean, proposal: string | null): Record<string, unknown> {
  return {
    kind_id: form.kind_id,
    court: form.court.trim() || null,
    made_on: form.made_on,
    starts_on: form.starts_on,
    served_on: form.served_on || null,
    ends_on: form.lasts === "day" ? form.ends_on : null,
    source: form.source,
    source_seen_on: form.source_seen_on,
    no_name: noName,
    ...(proposal ? { proposal_id: proposal } : {}),
    conditions: form.terms.map((term) => {
      const known = library.conditions.find((one) => one.id === term.library_id);
      const words = term.kept || !known
        ? { exact: term.exact.trim() }
        : { blanks: Object.fromEntries(Object.entries(known.blanks).map(([name, blank]) => [name, blankValue(blank, term.blanks[name] ?? "")])) };
      return {
        ...(term.key ? { key: term.key } : {}),
        ...(term.library_id ? { library_id: term.library_id } : {}),
        category: term.category,
        kind: term.kind,
        ...words,
        plain: term.plain.trim(),
        not_allowed: linesOf(term.not_allowed),
        ask_about: linesOf(term.ask_about),
        exception: term.exception.trim() || null,
      };
    }),
  };
}

export const LIMITS = { words: 1000, line: 200, lines: 8, terms: 40, court: 80 } as const;

/** What is missing or too long before it is sent, by the field it stands beside. The server asks all of it again. */
export function missingIn(form: OrderForm, library: Library, noName: boolean): FieldProblem[] {
  const found: FieldProblem[] = [];
  const need = (field: string, value: string, message: string = w.needed): void => {
    if (!value.trim()) found.push({ field, message });
  };
  need("kind_id", form.kind_id, w.need_kind);
  need("made_on", form.made_on, w.need_day);
  need("starts_on", form.starts_on, w.need_day);
  need("lasts", form.lasts, w.need_lasts);
  if (form.lasts === "day") need("ends_on", form.ends_on, w.need_day);
  need("source", form.source, w.need_source);
  need("source_seen_on", form.source_seen_on, w.need_day);
  if (form.terms.length === 0) found.push({ field: "add_from", message: w.need_one });
  form.terms.forEach((term, n) => {
    const at = `conditions.${n}`;
    const known = library.conditions.find((one) => one.id === term.library_id);
    if (term.kept || !known) need(`${at}.exact`, term.exact, w.need_words(n + 1));
    else for (const [name, blank] of Object.entries(known.blanks)) {
      const typed = term.blanks[name] ?? "";
      if ((blank.type === "number" || blank.type === "distance") && typed.trim() && !inRange(blank, typed)) {
        found.push({ field: `${at}.blanks.${name}`, message: w.whole_number(blank.min, blank.max) });
      }
      need(`${at}.blanks.${name}`, blank.type === "hours" && (typed.startsWith("-") || typed.endsWith("-")) ? "" : typed, w.need_blank(n + 1));
    }
    need(`${at}.plain`, term.plain.includes(OPEN) ? "" : term.plain, w.need_plain(n + 1));
    need(`${at}.category`, term.category, w.need_about(n + 1));
    need(`${at}.kind`, term.kind, w.need_does(n + 1));
    for (const part of ["exact", "plain", "exception"] as const) {
      const over = term[part].trim().length - LIMITS.words;
      if (over > 0) found.push({ field: `${at}.${part}`, message: w.too_long(over) });
    }
    for (const part of ["not_allowed", "ask_about"] as const) {
      const lines = linesOf(term[part]);
      if (lines.length > LIMITS.lines) found.push({ field: `${at}.${part}`, message: w.too_many(LIMITS.lines) });
      else if (lines.some((line) => line.length > LIMITS.line)) found.push({ field: `${at}.${part}`, message: w.line_long(LIMITS.line) });
    }
  });
  if (!noName) found.push({ field: "no_name", message: w.need_tick });
  return found;
}

/** Puts the condition at `from` to place `to`. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [one] = next.splice(from, 1);
  if (one !== undefined) next.splice(to, 0, one);
  return next;
}
