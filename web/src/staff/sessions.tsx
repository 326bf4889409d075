/** My sign-in: where this person is signed in, with a way to end each. */
import type { JSX } from "preact";
import { del } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { announce } from "../ui/live.tsx";
import { Table } from "../ui/table.tsx";
import { useLoad, useSend } from "./load.ts";
import { Said, StaffPage } from "./page.tsx";
import { useSession } from "./session.ts";
import type { StaffSession } from "./shapes.ts";
import { words } from "./text.ts";
import { clock, Moment } from "./when.ts";

const w = words.sessions;

export function SessionsPage(): JSX.Element {
  const { me, leave } = useSession();
  const loads = useLoad<{ items: StaffSession[] }>("/api/sessions");
  const { send, busy, refusal } = useSend();
  const end = async (session: StaffSession): Promise<void> => {
    if (session.this) return leave("out");
    const done = await send(() => del(`/api/sessions/${session.id}`));
    if (done) announce(w.ended);
    await loads.reload();
  };
  const name = `${me.user.first_name} ${me.user.last_name}, ${me.user.email}.`;
  return (
    <StaffPage
      title={w.title}
      sub={loads.from ? `${name} ${words.page.As_of(clock(loads.from))}` : name}
      loads={loads}
      actions={<Button kind="second" small onClick={() => leave("out")}>{w.end_this}</Button>}
    >
      <p class="quiet-line">{w.about}</p>
      <Said text={refusal?.detail} bad />
      {loads.data && (
        <Table
          caption={w.table}
          rows={loads.data.items}
          rowKey={(row) => row.id}
          columns={[
            { key: "which", head: w.which, cell: (row) => (row.this ? <strong>{w.this}</strong> : w.other) },
            { key: "started", head: w.started, cell: (row) => Moment(row.started_at) },
            { key: "seen", head: w.seen, cell: (row) => Moment(row.last_seen_at) },
            {
              key: "act",
              head: w.what,
              cell: (row) => (
                <Button kind="second" small busy={busy ? words.page.saving : null} onClick={() => void end(row)} label={`${row.this ? w.end_this : w.end}, ${w.started} ${Moment(row.started_at)}`}>
                  {row.this ? w.end_this : w.end}
                </Button>
              ),
            },
          ]}
        />
      )}
      <p class="quiet-line">{w.not_you}</p>
    </StaffPage>
  );
}
