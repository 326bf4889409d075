/** The words of the pages that are fetched after the first load, in the language in use: `p.enrol.saving` and so on. */
import { Problem } from "../api/client.ts";
import { pages } from "./en.pages.ts";
import { inUse } from "./tongue.ts";

export type PageWords = typeof pages;

export const p: PageWords = inUse("pages", pages);

/**
 * Why a page that asks the server could not be filled: no signal, the PIN that it wants again, or a fault that is not the phone's.
 * `offline` are the page's own words where there was no answer.
 */
export function whyNotShown(error: unknown, offline: string): string {
  if (!(error instanceof Problem)) return offline;
  return error.status === 401 ? p.notShown.pin : p.notShown.fault;
}
