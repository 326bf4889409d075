/**
 * Counting in Welsh. There are six forms, and a noun stays singular after a number while its first letter may change:
 * 1 cofnod, 2 gofnod, 3 chofnod, 6 chofnod. The rule is CLDR's; it is written out because a phone's browser may not carry Welsh.
 */

export interface Six {
  zero: string;
  one: string;
  two: string;
  few: string;
  many: string;
  other: string;
}

/** Which of the six forms a whole number takes: 0, 1, 2, 3 and 6 have one each. */
export function formOf(n: number): keyof Six {
  switch (n) {
    case 0:
      return "zero";
    case 1:
      return "one";
    case 2:
      return "two";
    case 3:
      return "few";
    case 6:
      return "many";
    default:
      return "other";
  }
}

/** The words for that many; # stands for the number. */
export function plural(n: number, words: Six): string {
  return words[formOf(n)].replace("#", String(n));
}

/** The number with a noun: its plain form, then after 1, after 2, and after 3 and 6 where that differs. */
function noun(plain: string, one: string, two: string, three: string = plain, six: string = three): (n: number) => string {
  return (n) => plural(n, { zero: `# ${plain}`, one: `# ${one}`, two: `# ${two}`, few: `# ${three}`, many: `# ${six}`, other: `# ${plain}` });
}

export const minutes = noun("munud", "funud", "funud");
export const seconds = noun("eiliad", "eiliad", "eiliad");
export const hours = noun("awr", "awr", "awr");
export const days = noun("diwrnod", "diwrnod", "ddiwrnod");
export const times = noun("gwaith", "waith", "waith", "gwaith", "gwaith");
export const logs = noun("cofnod", "cofnod", "gofnod", "chofnod");
export const things = noun("peth", "peth", "beth", "pheth");
export const tries = noun("cynnig", "cynnig", "gynnig", "chynnig");
export const steps = noun("cam", "cam", "gam", "cham");
export const letters = noun("llythyren", "llythyren", "lythyren");
export const conditions = noun("amod", "amod", "amod");
export const orders = noun("gorchymyn", "gorchymyn", "orchymyn");
export const situations = noun("sefyllfa", "sefyllfa", "sefyllfa");
export const answers = noun("ateb", "ateb", "ateb");
export const rules = noun("rheol", "rheol", "reol");
export const ideas = noun("syniad", "syniad", "syniad");
export const copies = noun("copi", "copi", "gopi", "chopi");
