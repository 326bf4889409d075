/**
 * Signs a staff browser out after the quiet minutes that the server allows, with a warning in the last one.
 * The server is the judge (it forgets the session by itself). This keeps the screen honest: nobody reads a person's record on a
 * browser that was left. Work in another window counts, and work that asks nothing of the server is told to it.
 */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { get } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { words } from "./text.ts";

const WARN_SECONDS = 60;
/** Typing a long reply asks nothing of the server; this often it is told that somebody is here. */
const TELL_MS = 4 * 60_000;
const SIGNS = ["pointerdown", "keydown", "wheel", "touchstart"] as const;

export function Idle({ minutes, onQuiet }: { minutes: number; onQuiet: () => void }): JSX.Element | null {
  const [left, setLeft] = useState<number | null>(null);
  const last = useRef(Date.now());
  const told = useRef(Date.now());
  const shown = useRef(false);
  const windows = useRef<BroadcastChannel | null>(null);
  const quiet = useRef(onQuiet);
  quiet.current = onQuiet;

  const here = (): void => {
    last.current = Date.now();
    setLeft(null);
    shown.current = false;
    windows.current?.postMessage("here");
    if (Date.now() - told.current < TELL_MS) return;
    told.current = Date.now();
    get("/api/me").catch(() => undefined);
  };

  useEffect(() => {
    windows.current = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("foothold-staff");
    windows.current?.addEventListener("message", () => {
      last.current = Date.now();
      shown.current = false;
      setLeft(null);
    });
    // Once the warning shows, only its button stays: a brush of the mouse is no answer to "are you still there".
    const sign = (): void => {
      if (!shown.current) here();
    };
    for (const name of SIGNS) addEventListener(name, sign, { passive: true, capture: true });
    const tick = (): void => {
      const seconds = Math.ceil((last.current + minutes * 60_000 - Date.now()) / 1000);
      if (seconds <= 0) return quiet.current();
      shown.current = seconds <= WARN_SECONDS;
      setLeft(shown.current ? seconds : null);
    };
    const timer = setInterval(tick, 1000);
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
      for (const name of SIGNS) removeEventListener(name, sign, { capture: true });
      windows.current?.close();
    };
  }, [minutes]);

  if (left === null) return null;
  return (
    <Sheet title={words.idle.title} onClose={here}>
      <p>{words.idle.about(left)}</p>
      <div class="sheet-buttons">
        <Button onClick={here}>{words.idle.stay}</Button>
        <Button kind="second" onClick={() => quiet.current()}>
          {words.idle.leave}
        </Button>
      </div>
    </Sheet>
  );
}
