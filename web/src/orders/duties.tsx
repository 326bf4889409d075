/** The duty to tell the police one's names and address, as dates, and what to do on a move or a new name. */
import type { JSX } from "preact";
import { longDay } from "../text/when.ts";
import { Card, DataList } from "../ui/card.tsx";
import { notifyState } from "./rules.ts";
import type { Order } from "./shapes.ts";
import { words } from "./text.ts";

const said = words.duty;
const NOW = { ahead: said.ahead, now: said.now, last: said.lastDay, over: said.over } as const;

export function Duties({ order, today }: { order: Order; today: string }): JSX.Element {
  const { notify } = order;
  return (
    <Card>
      <h3>{said.title}</h3>
      <p>{said.how}</p>
      <p>{said.what}</p>
      {notify ? (
        <>
          <DataList
            change=""
            data={[
              { label: said.day1, value: longDay(notify.day_1) },
              { label: said.last, value: longDay(notify.last_day) },
            ]}
          />
          <p>
            <strong>{NOW[notifyState(notify, today)]}</strong> {said.counts}
          </p>
        </>
      ) : (
        <p>{said.unknown}</p>
      )}
      <h3>{said.again}</h3>
      <p>{said.againHelp}</p>
    </Card>
  );
}
