/**
 * Reading aloud with a voice that lives on the phone, and that speaks the language of what is read: an English voice never reads Welsh.
 * A voice that sends words to a server is never used: `localService` must be true.
 * canListen() tells whether to show the button; read-aloud.ts does the reading.
 */

export function voiceFor(language: string): SpeechSynthesisVoice | undefined {
  if (!("speechSynthesis" in globalThis)) return undefined;
  const voices = speechSynthesis.getVoices().filter((voice) => voice.localService && voice.lang.startsWith(language));
  return voices.find((voice) => voice.lang === "en-GB") ?? voices[0];
}

/** There is a voice for this page, or at least one that could be missed. */
export function canListen(): boolean {
  return Boolean(voiceFor("en") ?? voiceFor("cy"));
}

export function stopListening(): void {
  if ("speechSynthesis" in globalThis) speechSynthesis.cancel();
}
