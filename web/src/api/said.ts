/** What the server says of a refusal, where it says it in this phone's language; nothing said of the language means English. */
import { t } from "../text/index.ts";
import { language } from "../text/tongue.ts";
import type { FieldMessage, Problem } from "./client.ts";

const isOurs = (problem: Problem): boolean => (problem.body["language"] ?? "en") === language;

/** The sentence of a refusal; the phone's own words where the server's are in another language. */
export function saidOf(problem: Problem): string {
  return isOurs(problem) && problem.detail ? problem.detail : t.page.failed;
}

/** What is wrong, field by field; none where it is said in another language. */
export function faultsOf(problem: Problem): readonly FieldMessage[] {
  return isOurs(problem) ? problem.errors : [];
}
