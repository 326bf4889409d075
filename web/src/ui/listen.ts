/**
 * Reading aloud with a voice that lives on the phone. A voice that sends words to a server is never used: `localService` must be true.
 * listen(element) reads its text, or stops when it is already reading; say(text) reads a text; canListen() tells whether to show the button.
 */

function localVoice(): SpeechSynthesisVoice | null {
  if (!("speechSynthesis" in globalThis)) return null;
  const voices = speechSynthesis.getVoices().filter((voice) => voice.localService);
  return voices.find((v) => v.lang === "en-GB") ?? voices.find((v) => v.lang.startsWith("en")) ?? null;
}

export function canListen(): boolean {
  return localVoice() !== null;
}

export function say(text: string): void {
  const voice = localVoice();
  if (!voice) return;
  speechSynthesis.cancel();
  const words = new SpeechSynthesisUtterance(text);
  words.voice = voice;
  words.lang = voice.lang;
  words.rate = 0.95;
  speechSynthesis.speak(words);
}

const QUIET = ".tools, .back, .hear, [aria-hidden='true'], input";

export function listen(element: Element | null): void {
  if (!element) return;
  if (speechSynthesis.speaking) {
    speechSynthesis.cancel();
    return;
  }
  const parts: string[] = [];
  for (const piece of element.querySelectorAll("h1, h2, h3, h4, p, li, legend, .choice-text, dt, dd, button")) {
    // What is folded away is not read out: it is there to be opened.
    if (piece.closest(QUIET) || piece.getClientRects().length === 0) continue;
    if (piece.querySelector("p, li, h2, h3, h4, .choice-text")) continue;
    const copy = piece.cloneNode(true) as Element;
    for (const quiet of copy.querySelectorAll(QUIET)) quiet.remove();
    const text = copy.textContent?.replace(/\s+/g, " ").trim();
    if (text) parts.push(/[.?!:]$/.test(text) ? text : `${text}.`);
  }
  say(parts.join(" "));
}

export function stopListening(): void {
  if ("speechSynthesis" in globalThis) speechSynthesis.cancel();
}
