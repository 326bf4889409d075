/**
 * The language of this phone. English is built in. Welsh is a file of its own (`cy.ts`), fetched before the first drawing where it was
 * chosen, and kept by the service worker; its words are then put in the place of the English ones, dictionary by dictionary, so that
 * nothing else has to know. Where it cannot be had all stays English: a screen is never half and half. Another choice takes effect with
 * the next load.
 *
 * So no module of the first load may read a word while it begins, only when it draws (tongues.test.ts looks).
 */
import { isStaffPath } from "../addresses.ts";
import type { Part, Welsh } from "./cy.ts";
import { asSaidHere } from "./place.ts";

export type Language = "en" | "cy";

export const KEY = "foothold-language";

/** Everything Welsh, where Welsh is spoken; else null. */
export let welsh: Welsh | null = null;

/** What is spoken now. */
export let language: Language = "en";

/** Every dictionary that was read so far. */
export const dictionaries = new Map<Part, object>();

/** Staff screens are English whatever the phone speaks. */
const forStaff = isStaffPath(globalThis.location?.pathname ?? "");

/** The words of one part in the language in use: the very object that was given. */
export function inUse<P extends Part>(part: P, english: Welsh[P] & object): Welsh[P] {
  dictionaries.set(part, english);
  welsh?.takePlace(part, english);
  if (!forStaff) asSaidHere(english, welsh?.says);
  return english;
}

/** Call it before the first drawing, and wait for it. Never throws. */
export async function learnTongue(): Promise<void> {
  if (chosen() !== "cy" || forStaff) return;
  try {
    welsh = (await import("./cy.ts")).cy;
  } catch {
    return;
  }
  language = document.documentElement.lang = "cy";
  for (const [part, english] of dictionaries) {
    welsh.takePlace(part, english);
    asSaidHere(english, welsh?.says);
  }
}

/** Whether this address wants the other language than the one that was loaded. */
export function wrongTongue(path: string): boolean {
  return chosen() === "cy" && isStaffPath(path) !== forStaff;
}

/** What was chosen on this phone; null where nobody chose. */
export function chosen(): Language | null {
  const kept = localStorage.getItem(KEY);
  return kept === "cy" || kept === "en" ? kept : null;
}
