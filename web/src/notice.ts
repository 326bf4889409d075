/** All that a notice on this phone ever says: never who, and never why. It lies on lock screens. By the language that the push names. */
const WORDS: Record<string, string> = { en: "You have a message", cy: "Mae gennych neges" };

export function noticeIn(language: unknown): { title: string; body: string; tag: string } {
  return { title: "Foothold", body: WORDS[String(language)] ?? WORDS.en!, tag: "message" };
}
