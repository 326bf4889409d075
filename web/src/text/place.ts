/**
 * Who supervises somebody has another name in Scotland and Northern Ireland: the words of a dictionary are put right by place when it
 * is read, in either language. The place is kept from what the server said of this phone, and takes effect with the next load.
 */
const KEY = "foothold-place";

/** What is said there, place by place. The same as `says` in content/jurisdictions.yaml; Welsh comes with its own file (cy.place.ts). */
const SAYS: Record<string, (sentence: string) => string> = {
  scotland: (said) => said.replace(/(p)robation( practitioner)?/gi, (_, p, who) => `${p === "P" ? "J" : "j"}ustice social work${who ? "er" : ""}`),
  "northern-ireland": (said) => said.replace(/(probation) practitioner/gi, "$1 officer"),
};

/** Keeps where somebody is, for the next load. */
export function notePlace(place: string | undefined): void {
  try {
    if (place) localStorage.setItem(KEY, place);
  } catch {
    // The words of England and Wales stay.
  }
}

function kept(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

/** Puts the words of a dictionary right for where somebody is, in English or as `others` say it: the very object is changed. */
export function asSaidHere(words: object, others: typeof SAYS = SAYS, place = kept()): void {
  const say = others[place];
  if (!say) return;
  const into = words as Record<string, unknown>;
  for (const [name, value] of Object.entries(into)) {
    if (typeof value === "string") into[name] = say(value);
    else if (typeof value === "function") {
      into[name] = (...given: unknown[]) => {
        const said: unknown = value(...given);
        return typeof said === "string" ? say(said) : said;
      };
    } else if (value && typeof value === "object") asSaidHere(value, others, place);
  }
}
