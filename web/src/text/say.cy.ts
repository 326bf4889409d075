/** Dates inside Welsh sentences, and dates made Welsh: the day's name changes with its place in the sentence. */

const NAMES: Record<string, string> = {
  Monday: "Dydd Llun", Tuesday: "Dydd Mawrth", Wednesday: "Dydd Mercher", Thursday: "Dydd Iau", Friday: "Dydd Gwener", Saturday: "Dydd Sadwrn", Sunday: "Dydd Sul",
  Mon: "Llun", Tue: "Maw", Wed: "Mer", Thu: "Iau", Fri: "Gwe", Sat: "Sad", Sun: "Sul",
  January: "Ionawr", February: "Chwefror", March: "Mawrth", April: "Ebrill", May: "Mai", June: "Mehefin",
  July: "Gorffennaf", August: "Awst", September: "Medi", October: "Hydref", November: "Tachwedd", December: "Rhagfyr",
  Jan: "Ion", Feb: "Chwef", Mar: "Maw", Apr: "Ebr", Jun: "Meh", Jul: "Gorff", Aug: "Awst", Sep: "Medi", Sept: "Medi", Oct: "Hyd", Nov: "Tach", Dec: "Rhag",
};

/**
 * A date or time as British English writes it, in Welsh: every browser can write the first, not every one the second.
 * "Thursday 26 November" is "Dydd Iau 26 Tachwedd"; "2:00 pm" is "2:00 y prynhawn".
 */
export function dates(english: string): string {
  return english
    .replace(/[A-Z][a-z]+/g, (name) => NAMES[name] ?? name)
    .replace(/^(\d+)(:\d+)?\s?([ap])m$/i, (_all, hour: string, rest: string | undefined, half: string) => {
      const after = half.toLowerCase() === "p";
      return `${hour}${rest ?? ""} ${after ? (hour === "12" || Number(hour) < 6 ? "y prynhawn" : "yr hwyr") : "y bore"}`;
    });
}

/** "dydd Iau 26 Tachwedd", in the middle of a sentence. */
export function low(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}

/** "ddydd Iau 26 Tachwedd": on that day. */
export function on(day: string): string {
  return low(day).replace(/^dydd /, "ddydd ");
}
