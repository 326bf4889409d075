/**
 * The words of the app in the language in use. `t.page.back` and so on. Welsh has a file with the same keys, of type Words (cy.shell.ts); tongue.ts says how one takes the place of the other.
 * Words of a lazily loaded part (staff, journal, learning) live beside that part, so that the first load stays small.
 */
import { en } from "./en.ts";
import { inUse } from "./tongue.ts";

export type Words = typeof en;

export const t: Words = inUse("shell", en);
