/**
 * Reading aloud. A part of its own, so that the first load stays small: the button fetches it when it is drawn, and the press that starts
 * a voice then waits for nothing, which some phones ask for.
 */
import { voiceFor } from "./listen.ts";

function speak(text: string, voice: SpeechSynthesisVoice): void {
  const words = new SpeechSynthesisUtterance(text);
  words.voice = voice;
  words.lang = voice.lang;
  words.rate = 0.95;
  speechSynthesis.speak(words);
}

/** Says a text in its language, where there is a voice for it. */
export function say(text: string, language: string): void {
  const voice = voiceFor(language);
  if (!voice) return;
  speechSynthesis.cancel();
  speak(text, voice);
}

const QUIET = ".tools, .back, .hear, [aria-hidden='true'], input";

/** False where something on the page has no voice: it was not read. */
export function listen(element: Element | null): boolean {
  if (!element) return true;
  if (speechSynthesis.speaking) {
    speechSynthesis.cancel();
    return true;
  }
  // What stands together in one language is said in one go.
  const runs: { language: string; text: string }[] = [];
  for (const piece of element.querySelectorAll("h1, h2, h3, h4, p, li, legend, .choice-text, dt, dd, button")) {
    // What is folded away is not read out: it is there to be opened.
    if (piece.closest(QUIET) || piece.getClientRects().length === 0) continue;
    if (piece.querySelector("p, li, h2, h3, h4, .choice-text")) continue;
    const copy = piece.cloneNode(true) as Element;
    for (const quiet of copy.querySelectorAll(QUIET)) quiet.remove();
    const text = copy.textContent?.replace(/\s+/g, " ").trim();
    if (!text) continue;
    const language = piece.closest<HTMLElement>("[lang]")?.lang.slice(0, 2) ?? "en";
    const said = /[.?!:]$/.test(text) ? text : `${text}.`;
    const before = runs.at(-1);
    if (before?.language === language) before.text += ` ${said}`;
    else runs.push({ language, text: said });
  }
  speechSynthesis.cancel();
  let all = true;
  for (const { language, text } of runs) {
    const voice = voiceFor(language);
    if (voice) speak(text, voice);
    else all = false;
  }
  return all;
}
