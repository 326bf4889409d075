/** The words for a page whose content is in another language than the phone's: such a page is in that language as a whole. */
import type { Part, Welsh } from "./cy.ts";
import { dictionaries, language, welsh } from "./tongue.ts";

/** The words of one part in the language of what stands on the page; nothing said of it means English. */
export function wordsOf<P extends Part>(part: P, content: string | undefined): Welsh[P] {
  return ((welsh && (content ?? "en") !== language ? welsh.english.get(part) : null) ?? dictionaries.get(part)) as Welsh[P];
}
