/** The words of the pages that are fetched after the first load, in the language in use: `p.enrol.saving` and so on. */
import { pages } from "./en.pages.ts";
import { inUse } from "./tongue.ts";

export type PageWords = typeof pages;

export const p: PageWords = inUse("pages", pages);
