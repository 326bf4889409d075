/**
 * BreathBox: a level that rises for 4 seconds and falls for 6, with the words in it. "Just the words" and a phone set to less motion
 * give words that change twice a breath. Props: startedAt (milliseconds; a new one begins with a breath in).
 */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../text/index.ts";

const IN_S = 4;
const OUT_S = 6;
const BREATH_MS = (IN_S + OUT_S) * 1000;

export function BreathBox({ startedAt }: { startedAt: number }): JSX.Element {
  const [now, setNow] = useState(() => Date.now());
  const [still, setStill] = useState(() => matchMedia("(prefers-reduced-motion: reduce)").matches);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 250);
    return () => window.clearInterval(timer);
  }, []);
  const inward = Math.max(0, now - startedAt) % BREATH_MS < IN_S * 1000;
  return (
    <div class={still ? "breath still" : "breath"}>
      {!still && <div class="breath-level" key={startedAt} />}
      <span class="breath-in">{t.breathing.inFor}</span>
      <strong class="breath-word" aria-live="off">
        {inward ? t.breathing.in : t.breathing.out}
      </strong>
      <span class="breath-out">{t.breathing.outFor}</span>
      <button type="button" class="link breath-switch" onClick={() => setStill(!still)}>
        {still ? t.breathing.picture : t.breathing.words}
      </button>
    </div>
  );
}
