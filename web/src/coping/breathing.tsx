/**
 * Slow breathing: a level that rises for 4 seconds and falls for 6, with the words in it, for 2 minutes. "Just the words" and a
 * phone set to less motion give words that change twice a breath. The time left is in minutes until the last one.
 */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../text/index.ts";
import { Button } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";

const IN_S = 4;
const OUT_S = 6;
const BREATH_MS = (IN_S + OUT_S) * 1000;
const LENGTH_MS = 120_000;

export function Breathing(): JSX.Element {
  const [startedAt, setStartedAt] = useState(() => Date.now());
  const [now, setNow] = useState(() => Date.now());
  const [still, setStill] = useState(() => matchMedia("(prefers-reduced-motion: reduce)").matches);
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 250);
    return () => window.clearInterval(timer);
  }, []);
  const passed = now - startedAt;
  const over = passed >= LENGTH_MS;
  const inward = passed % BREATH_MS < IN_S * 1000;
  const left = LENGTH_MS - passed;
  const said = left > 60_000 ? t.breathing.left(Math.ceil(left / 60_000)) : t.breathing.lastMinute(Math.max(10, Math.ceil(left / 10_000) * 10));
  return (
    <Page title={t.breathing.title} back="/now" dock="none" sub={over ? t.breathing.overHelp : said}>
      {over ? (
        <div class="card pad">
          <h2>{t.breathing.over}</h2>
          <div class="sheet-buttons">
            <Button onClick={() => setStartedAt(Date.now())}>{t.breathing.again}</Button>
            <Button kind="second" href="/now">
              {t.page.back}
            </Button>
          </div>
        </div>
      ) : (
        <>
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
          <p class="second">{t.breathing.help}</p>
        </>
      )}
    </Page>
  );
}
