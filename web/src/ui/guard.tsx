/**
 * GuardBanner: what shows under a text area when the identifier guard found something. Not an error; focus stays in the text.
 * Props: found (the piece, as typed), swaps [role words], onSwap(word), onTakeOut(), onKeep? ("It's a false alarm").
 */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../text/index.ts";

export interface GuardBannerProps {
  found: string;
  swaps: readonly string[];
  onSwap: (word: string) => void;
  onTakeOut: () => void;
  onKeep?: () => void;
}

export function GuardBanner({ found, swaps, onSwap, onTakeOut, onKeep }: GuardBannerProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  // It stands under the text, where the dock may hide it.
  useEffect(() => box.current?.scrollIntoView({ block: "nearest" }), [found]);
  return (
    <div class="guard" role="status" ref={box}>
      <p>
        <strong>{t.guard.title}</strong> {t.guard.swap(found)}
      </p>
      <div class="chips">
        {swaps.map((word) => (
          <button type="button" class="chip-button" key={word} onClick={() => onSwap(word)}>
            {word}
          </button>
        ))}
        <button type="button" class="chip-button" onClick={onTakeOut}>
          {t.guard.takeOut}
        </button>
        {onKeep && (
          <button type="button" class="chip-button" onClick={onKeep}>
            {t.guard.keep}
          </button>
        )}
      </div>
    </div>
  );
}
