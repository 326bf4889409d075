/** Step by step on Today: its row, and from when it may be begun, as its own page has it. */
import type { JSX } from "preact";
import { useNow, usePhone } from "../people/phone.ts";
import { t } from "../text/index.ts";
import { clock12, dateIn, weekday } from "../text/when.ts";
import { Row } from "../ui/card.tsx";
import { words } from "./ask-text.ts";
import { gate, opensAt, type Gate } from "./chain.ts";
import { useOutbox } from "./mine.ts";
import { lastSaved } from "./session.ts";

const said = words.chain;

/** Whether it may be begun now, and from when after something hard. Null until what waits on this phone is known. */
export function useGate(): { state: Gate; from: Date } | null {
  const { bundle, zone } = usePhone();
  const now = useNow();
  const items = useOutbox();
  if (!bundle || !items) return null;
  const here = items.filter((item) => item.state === "here");
  const saved = lastSaved();
  return { state: gate(bundle, now, zone, here, saved), from: opensAt(bundle, zone, here, saved) };
}

/** "1pm", or "5am on Tuesday" where that is another day. Nothing where there is no such hour. */
export function hourWords(at: Date, zone: string): string {
  if (Number.isNaN(at.getTime())) return "";
  const hour = clock12(at.toISOString(), zone).replace(":00", "");
  return dateIn(at, zone) === dateIn(new Date(), zone) ? hour : t.today.timeOn(hour, weekday(at.toISOString(), zone));
}

export function ChainRow(): JSX.Element | null {
  const gated = useGate();
  const { zone } = usePhone();
  if (!gated || gated.state === "closed") return null;
  const second = { open: said.rowPlain, night: said.night, crisis: said.from(hourWords(gated.from, zone)) }[gated.state];
  return <Row icon="plan" title={said.row} second={second} href="/chain" />;
}
