/**
 * The words of the app in the language in use. `t.page.back` and so on. A second language is a file with the same keys as en.ts, of type Words.
 * Words of a lazily loaded part (staff, journal, learning) live beside that part, so that the first load stays small.
 */
import { en } from "./en.ts";

export type Words = typeof en;

export const t: Words = en;
