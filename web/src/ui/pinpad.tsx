/**
 * PinPad: six dots and ten keys, typed or tapped. Dots are counted aloud; a miss clears them.
 * Props: label (said above the dots), onDone(pin) once six digits stand, note? (the line under the dots: "That PIN didn't match. 4 tries left."),
 * clear (a number; raise it to empty the dots), left? (what stands bottom left, usually "Forgot PIN"), busy?.
 */
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../text/index.ts";
import { announce } from "./live.tsx";

const LENGTH = 6;

export interface PinPadProps {
  label: string;
  onDone: (pin: string) => void;
  note?: ComponentChildren;
  clear: number;
  left?: ComponentChildren;
  busy?: boolean;
}

export function PinPad({ label, onDone, note, clear, left, busy }: PinPadProps): JSX.Element {
  const [pin, draw] = useState("");
  // Keys can come faster than drawings, so what was typed is kept beside the drawn state.
  const typed = useRef("");
  const setPin = (next: string): void => {
    typed.current = next;
    draw(next);
  };
  // Before it is seen: from then on a key may come.
  useLayoutEffect(() => setPin(""), [clear]);
  const add = (digit: string): void => {
    if (busy || typed.current.length >= LENGTH) return;
    const next = typed.current + digit;
    setPin(next);
    announce(t.pin.counted(next.length, LENGTH));
    if (next.length === LENGTH) onDone(next);
  };
  const remove = (): void => {
    if (busy || typed.current === "") return;
    setPin(typed.current.slice(0, -1));
    announce(t.pin.counted(typed.current.length, LENGTH));
  };
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
      if (/^[0-9]$/.test(event.key)) add(event.key);
      else if (event.key === "Backspace") remove();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
  return (
    <div class="pin" role="group" aria-label={label}>
      <div class="pin-dots" role="img" aria-label={t.pin.counted(pin.length, LENGTH)}>
        {Array.from({ length: LENGTH }, (_, i) => (
          <i key={i} class={i < pin.length ? "full" : ""} />
        ))}
      </div>
      <p class="pin-note" role="status">
        {busy ? t.pin.checking : (note ?? "\u00a0")}
      </p>
      <div class="pin-keys">
        {["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((digit) => (
          <button type="button" class="pin-key" key={digit} onClick={() => add(digit)}>
            {digit}
          </button>
        ))}
        <span class="pin-side">{left}</span>
        <button type="button" class="pin-key" onClick={() => add("0")}>
          0
        </button>
        <span class="pin-side">
          <button type="button" class="quiet" onClick={remove}>
            {t.pin.remove}
          </button>
        </span>
      </div>
    </div>
  );
}
