/** What a clinician opens for one person, one item at a time, and closes again at any time. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { put } from "../api/client.ts";
import { announce } from "../ui/live.tsx";
import { Button } from "../ui/button.tsx";
import { useLoad, useSend } from "../staff/load.ts";
import { Block, Part, Said } from "../staff/page.tsx";
import type { Opened, Participant } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { moment } from "../staff/when.ts";

const w = words.oversight.opened;

export function OpenedItems({ person }: { person: Participant }): JSX.Element | null {
  const path = `/api/participants/${person.id}/opened-items`;
  const loads = useLoad<{ items: Opened[] }>(path);
  const { send, busy, refusal } = useSend();
  const [at, setAt] = useState<string | null>(null);
  const set = async (item: Opened): Promise<void> => {
    setAt(item.item);
    const done = await send(() => put<{ items: Opened[] }>(path, { item: item.item, open: !item.open }));
    if (!done) return;
    loads.put(done.done);
    announce(item.open ? w.now_closed(item.title) : w.now_open(item.title));
  };
  if (person.status === "ended" || person.mode === "paper") return null;
  return (
    <Block title={w.title}>
      <Part loads={loads}>
        {({ items }) =>
          items.length === 0 ? (
            <p class="quiet-line">{w.none}</p>
          ) : (
            <ul class="opened">
              {items.map((item) => (
                <li key={item.item}>
                  <div>
                    <p class="strong">{item.title}</p>
                    <p class="quiet-line">{item.open && item.since && item.by ? w.open_since(item.by, moment(item.since)) : item.about}</p>
                    {at === item.item && <Said text={refusal?.detail} bad />}
                  </div>
                  <Button kind="second" small busy={busy && at === item.item ? words.page.saving : null} onClick={() => void set(item)} label={`${item.open ? w.close : w.open}: ${item.title}`}>
                    {item.open ? w.close : w.open}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Part>
    </Block>
  );
}
