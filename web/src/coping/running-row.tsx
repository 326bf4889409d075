/** A pause that runs, as a line that leads back to it. Shown locked too: only its times are known then. */
import type { JSX } from "preact";
import { t } from "../text/index.ts";
import { clock } from "../text/when.ts";
import { Row } from "../ui/card.tsx";
import type { Running } from "./running.ts";

export function pauseWords(running: Running): string {
  if (running.until === null) return t.now.runningBegun;
  if (running.until <= Date.now()) return t.now.runningOver;
  // By the phone's own clock, which is what the person sees on it.
  return t.now.running(clock(new Date(running.until).toISOString()));
}

export function RunningRow({ running }: { running: Running }): JSX.Element {
  return <Row icon="pause" title={pauseWords(running)} second={t.now.pauseOn} href="/now/pause" />;
}
