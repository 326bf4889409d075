/**
 * Who supervises somebody has another name in Scotland and Northern Ireland: the words of a dictionary are put right by place when it
 * is read, in either language. The place is kept from what the server said of this phone, and takes effect with the next load.
 */
const KEY = "foothold-place";

/** What is said there in the place of which words; the longer ones first. The same as `says` in content/jurisdictions.yaml. */
const SAYS: Record<string, readonly (readonly [RegExp, string])[]> = {
  scotland: [
    [/probation practitioner/gi, "justice social worker"],
    [/probation/gi, "justice social work"],
    [/ymarferydd prawf/gi, "gweithiwr cymdeithasol cyfiawnder"],
    [/gwasanaeth prawf/gi, "gwasanaeth gwaith cymdeithasol cyfiawnder"],
  ],
  "northern-ireland": [
    [/probation practitioner/gi, "probation officer"],
    [/ymarferydd prawf/gi, "swyddog prawf"],
  ],
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

/** A sentence as people of that place say it. */
export function asSaidIn(place: string, sentence: string): string {
  return (SAYS[place] ?? []).reduce(
    (said, [word, theirs]) => said.replace(word, (found) => (/^[A-Z]/.test(found) ? theirs[0]!.toUpperCase() + theirs.slice(1) : theirs)),
    sentence,
  );
}

/** Puts the words of a dictionary right for where somebody is: the very object is changed. */
export function asSaidHere(words: object, place = kept()): void {
  if (!SAYS[place]) return;
  const into = words as Record<string, unknown>;
  for (const [name, value] of Object.entries(into)) {
    if (typeof value === "string") into[name] = asSaidIn(place, value);
    else if (typeof value === "function") {
      const say = value as (...given: unknown[]) => unknown;
      into[name] = (...given: unknown[]) => {
        const said = say(...given);
        return typeof said === "string" ? asSaidIn(place, said) : said;
      };
    } else if (value && typeof value === "object") asSaidHere(value, place);
  }
}
