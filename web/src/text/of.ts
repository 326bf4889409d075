/** Words beside what comes in another language than the phone's: content, and what the server says. Nothing is half and half. */
import type { FieldMessage, Problem } from "../api/client.ts";
import type { Part, Welsh } from "./cy.ts";
import { t } from "./index.ts";
import { dictionaries, language, welsh } from "./tongue.ts";

/** The words of one part in the language of what stands on the page; nothing said of it means English. */
export function wordsOf<P extends Part>(part: P, content: string | undefined): Welsh[P] {
  return ((welsh && (content ?? "en") !== language ? welsh.english.get(part) : null) ?? dictionaries.get(part)) as Welsh[P];
}

/** Whether the server refuses in this phone's language; nothing said of it means English. */
const isOurs = (problem: Problem): boolean => (problem.body["language"] ?? "en") === language;

/** The sentence of a refusal; the phone's own words where the server's are in another language. */
export function saidOf(problem: Problem): string {
  return isOurs(problem) && problem.detail ? problem.detail : t.page.failed;
}

/** What is wrong, field by field; none where it is said in another language. */
export function faultsOf(problem: Problem): readonly FieldMessage[] {
  return isOurs(problem) ? problem.errors : [];
}
