/** What a rule may say it will do: a positive act. The forms are data that the server reads as well (content/positive-act.json). */

/** An act to start from, in each language. */
type Act = { en: string; cy: string };

export interface Table {
  refuse: readonly { id: string; re: string }[];
  instead: readonly { re: string; act: Act }[];
  anything: Act;
}

const made = new WeakMap<Table, { refuse: RegExp[]; instead: [RegExp, Act][] }>();

function expressions(table: Table): { refuse: RegExp[]; instead: [RegExp, Act][] } {
  let found = made.get(table);
  if (!found) {
    found = {
      refuse: table.refuse.map((row) => new RegExp(row.re, "i")),
      instead: table.instead.map((row) => [new RegExp(row.re, "i"), row.act]),
    };
    made.set(table, found);
  }
  return found;
}

/** Null where the words say what somebody will do; else acts to start from, the one that fits first. */
export function actsInstead(text: string, table: Table, language: keyof Act = "en"): string[] | null {
  const { refuse, instead } = expressions(table);
  if (!refuse.some((form) => form.test(text))) return null;
  const fits = instead.filter(([about]) => about.test(text)).map(([, act]) => act);
  return [...new Set([...fits, table.anything].map((act) => act[language]))].slice(0, 3);
}

/** Acts to start from where nothing is written yet. */
export function readyActs({ instead, anything }: Table, language: keyof Act = "en"): string[] {
  return [instead[0]!.act, instead.at(-1)!.act, anything].map((act) => act[language]);
}
