/** Slow breathing for 2 minutes, on a page of its own. The time left is in minutes until the last one. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../text/index.ts";
import { Button } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { BreathBox } from "./breath-box.tsx";

const LENGTH_MS = 120_000;

export function Breathing(): JSX.Element {
  const [startedAt, setStartedAt] = useState(() => Date.now());
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, []);
  const left = LENGTH_MS - (now - startedAt);
  const over = left <= 0;
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
          <BreathBox startedAt={startedAt} />
          <p class="second">{t.breathing.help}</p>
        </>
      )}
    </Page>
  );
}
