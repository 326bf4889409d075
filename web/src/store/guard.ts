/**
 * The identifier guard: finds phone numbers, e-mail, links, user names, postcodes and the like in what is being
 * typed, so that the person can put a role word instead. The table of patterns is shared with the server
 * (`content/guard.json`), which runs the same guard again. No list of names is kept anywhere.
 */

export type Pattern = {
  id: string;
  /** The server masks these itself, even when they were kept. The others are only asked about. */
  certain: boolean;
  /** A regular expression that means the same in JavaScript and in Python. */
  re: string;
  flags: string;
  /** What it is, in words: "a phone number". */
  label: string;
  /** What the server writes in its place: "[phone number]". */
  mark: string;
};

/** One finding: `text.slice(start, end)`, in UTF-16 units. */
export type Span = { start: number; end: number; id: string; certain: boolean; label: string; found: string };

const compiled = new WeakMap<Pattern, RegExp | null>();

function expression(pattern: Pattern): RegExp | null {
  let made = compiled.get(pattern);
  if (made === undefined) {
    try {
      made = new RegExp(pattern.re, `${pattern.flags}g`);
    } catch {
      // A phone too old for this pattern (no lookbehind) asks about less; the server looks again.
      made = null;
    }
    compiled.set(pattern, made);
  }
  return made;
}

/**
 * Everything found, in the order of the text, none overlapping. Where two want the same characters, a certain one
 * wins over an uncertain one, then the one that starts first, then the longer, then the first in the table: the server's rule.
 * `kept` are pieces that the person said are none of these.
 */
export function findIdentifiers(text: string, patterns: readonly Pattern[], kept: readonly string[] = []): Span[] {
  const wanted: (Span & { order: number })[] = [];
  patterns.forEach((pattern, order) => {
    const { id, certain, label } = pattern;
    for (const match of expression(pattern) ? text.matchAll(expression(pattern)!) : []) {
      const start = match.index;
      wanted.push({ start, end: start + match[0].length, id, certain, label, found: match[0], order });
    }
  });
  wanted.sort(
    (a, b) => Number(b.certain) - Number(a.certain) || a.start - b.start || b.end - a.end || a.order - b.order,
  );
  const spans: Span[] = [];
  for (const { order: _order, ...span } of wanted) {
    if (span.end > span.start && !spans.some((other) => span.start < other.end && other.start < span.end)) {
      spans.push(span);
    }
  }
  return spans.filter((span) => !kept.includes(span.found)).sort((a, b) => a.start - b.start);
}

/** `text` with one finding replaced by a role word, or taken out (word empty) together with the space before it. */
export function replaceWith(text: string, span: Pick<Span, "start" | "end">, word: string): string {
  const before = text.slice(0, span.start);
  const after = text.slice(span.end);
  return word ? before + word + after : (before.replace(/ +$/, "") + after).trimStart();
}
