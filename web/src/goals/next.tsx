/** Today's rows of the plan, goals and the week: what was begun, what waits for his answer, and the next thing that nobody has said anything about. */
import type { JSX } from "preact";
import { useNow } from "../people/phone.ts";
import { BegunRows } from "../journal/begun.tsx";
import { clock, dayName, participantDay } from "../text/when.ts";
import { Row } from "../ui/card.tsx";
import { AskedRows } from "./asked.tsx";
import { nextSlot } from "./laid.ts";
import { useMine } from "./mine.ts";
import { words } from "./text.ts";

export function Purpose(): JSX.Element {
  return (
    <>
      <BegunRows />
      <AskedRows />
      <NextActivity />
    </>
  );
}

function NextActivity(): JSX.Element | null {
  const mine = useMine();
  const now = useNow();
  const { zone } = mine.phone;
  const today = participantDay(now, zone);
  const hour = Number(clock(now.toISOString(), zone).slice(0, 2));
  const next = mine.ready ? nextSlot(mine, today, hour < 4 ? 24 : hour) : null;
  if (!next) return null;
  const part = words.week.parts[next.activity.part] ?? "";
  const when = next.day === today ? part : `${dayName(next.day)}, ${part.toLowerCase()}`;
  return <Row icon="calendar" title={words.week.next(when, next.activity.text)} second={words.week.nextTitle} href={`/plan/week/${next.activity.id}/${next.day}`} />;
}
