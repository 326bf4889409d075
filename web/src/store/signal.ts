/** "Something in the store changed", told to this tab and to the other tabs of the same phone. Carries no content. */

type Listener = () => void;
/** `lock` and `vault` also change what the other tabs may show. */
export type Word = "changed" | "lock" | "vault";

const listeners = new Set<Listener>();
const heard = new Set<(word: Word) => void>();

let channel: BroadcastChannel | null = null;

/** Listen to other tabs, where the browser can do that. Safe to call twice. */
export function listenToTabs(): void {
  if (channel || typeof BroadcastChannel === "undefined") return;
  channel = new BroadcastChannel("foothold");
  channel.onmessage = (event: MessageEvent<Word>) => {
    for (const each of [...heard]) each(event.data);
    tellHere();
  };
}

export function stopListening(): void {
  channel?.close();
  channel = null;
}

/** Call `react` when another tab says something. */
export function onWord(react: (word: Word) => void): () => void {
  heard.add(react);
  return () => heard.delete(react);
}

/** Call `listener` after every change. Returns how to stop. */
export function onChange(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Draw again in this tab only. */
export function tellHere(): void {
  for (const each of [...listeners]) each();
}

/** Something changed: draw again, here and in other tabs. */
export function tell(word: Word = "changed"): void {
  channel?.postMessage(word);
  tellHere();
}
