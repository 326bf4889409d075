/** Messages that could not be delivered in three days. A person sends them again or rings; nothing in them is shown. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { post } from "../api/client.ts";
import { EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { announce } from "../ui/live.tsx";
import { Table } from "../ui/table.tsx";
import { useLoad, useSend } from "./load.ts";
import { Said, StaffPage } from "./page.tsx";
import { useSession } from "./session.ts";
import type { DeadLetter } from "./shapes.ts";
import { words } from "./text.ts";
import { clock, Moment } from "./when.ts";

const w = words.dead;

export function UndeliveredPage(): JSX.Element {
  const { count } = useSession();
  const loads = useLoad<{ items: DeadLetter[] }>("/api/outbox/dead");
  const { send, busy, refusal } = useSend();
  const items = loads.data?.items ?? [];
  useEffect(() => {
    if (loads.data) count("dead", items.length);
  }, [loads.data]);
  const resend = async (letter: DeadLetter): Promise<void> => {
    if (await send(() => post(`/api/outbox/${letter.id}/resend`))) announce(w.resent);
    await loads.reload();
  };
  return (
    <StaffPage title={w.title} sub={loads.from ? `${w.about} ${words.page.As_of(clock(loads.from))}` : w.about} loads={loads}>
      <Said text={refusal?.detail} bad />
      {loads.data && items.length === 0 && <EmptyState title={w.none}>{w.none_about}</EmptyState>}
      {items.length > 0 && (
        <Table
          caption={w.title}
          rows={items}
          rowKey={(row) => row.id}
          columns={[
            { key: "channel", head: w.channel, cell: (row) => <strong>{w.channels[row.channel] ?? row.channel}</strong> },
            { key: "written", head: w.written, cell: (row) => Moment(row.created_at) },
            { key: "dead", head: w.gave_up, cell: (row) => Moment(row.dead_at) },
            { key: "tries", head: w.tries, cell: (row) => row.attempts, numeric: true },
            { key: "answer", head: w.answer, cell: (row) => row.last_status ?? w.no_answer },
            {
              key: "act",
              head: w.act,
              cell: (row) => (
                <Button kind="second" small busy={busy ? words.page.sending : null} onClick={() => void resend(row)} label={`${w.resend}, ${Moment(row.created_at)}`}>
                  {w.resend}
                </Button>
              ),
            },
          ]}
        />
      )}
    </StaffPage>
  );
}
