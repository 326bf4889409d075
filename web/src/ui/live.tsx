/**
 * LiveRegion: one polite voice for the whole app, drawn once by the shell. announce(text) says something in it.
 */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

let say: ((text: string) => void) | null = null;

export function announce(text: string): void {
  say?.(text);
}

export function LiveRegion(): JSX.Element {
  const [text, setText] = useState("");
  useEffect(() => {
    // Emptied first, so that the same words are read again the second time.
    say = (next) => {
      setText("");
      window.setTimeout(() => setText(next), 60);
    };
    return () => {
      say = null;
    };
  }, []);
  return (
    <div class="hear" role="status" aria-live="polite">
      {text}
    </div>
  );
}
