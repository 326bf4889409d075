/** What a rule may say it will do: a positive act. The forms are data that the server reads as well (content/positive-act.json). */

export interface Table {
  refuse: readonly { id: string; re: string }[];
  instead: readonly { re: string; act: string }[];
  anything: string;
}

const made = new WeakMap<Table, { refuse: RegExp[]; instead: [RegExp, string][] }>();

function expressions(table: Table): { refuse: RegExp[]; instead: [RegExp, string][] } {
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
export function actsInstead(text: string, table: Table): string[] | null {
  const { refuse, instead } = expressions(table);
  if (!refuse.some((form) => form.test(text))) return null;
  const fits = instead.filter(([about]) => about.test(text)).map(([, act]) => act);
  return [...new Set([...fits, table.anything])].slice(0, 3);
}
