/** The auditor's page: the trail, newest first, and whether it is whole, in words. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client.ts";
import { EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Table } from "../ui/table.tsx";
import { useLoad, useSend } from "./load.ts";
import { Said, StaffPage } from "./page.tsx";
import type { AuditRow, Verification } from "./shapes.ts";
import { words } from "./text.ts";
import { clock, Moment } from "./when.ts";

const w = words.trail;

interface Page {
  items: AuditRow[];
  next: string | null;
}

export function TrailPage(): JSX.Element {
  const loads = useLoad<Page>("/api/audit");
  const older = useSend();
  const check = useSend();
  const [more, setMore] = useState<AuditRow[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [found, setFound] = useState<Verification | null>(null);
  useEffect(() => {
    // A fresh first page starts the list again, or a row could stand in it twice.
    setMore([]);
    setNext(loads.data?.next ?? null);
  }, [loads.data]);
  const rows = [...(loads.data?.items ?? []), ...more];
  const getOlder = async (): Promise<void> => {
    const page = await older.send(() => get<Page>(`/api/audit?before=${encodeURIComponent(next ?? "")}`));
    if (!page) return;
    setMore((was) => [...was, ...page.done.items]);
    setNext(page.done.next);
  };
  const verify = async (): Promise<void> => {
    setFound(null);
    const answer = await check.send(() => get<Verification>("/api/audit/verify", { timeout: 120_000 }));
    if (answer) setFound(answer.done);
  };
  return (
    <StaffPage
      title={w.title}
      sub={loads.from ? `${w.about} ${words.page.As_of(clock(loads.from))}` : w.about}
      loads={loads}
      actions={<Button small busy={check.busy ? w.verifying : null} onClick={() => void verify()}>{w.verify}</Button>}
    >
      <Said text={check.refusal?.detail} bad />
      {found && (
        <div class={found.ok ? "verdict" : "verdict bad"} role="status">
          <strong>{found.first_bad ? w.broken(found.first_bad.chain, found.first_bad.seq) : w.whole(found.rows, found.chains)}</strong>
          {found.first_bad && <p>{w.why(found.first_bad.why)}</p>}
          <p>{found.checkpoint_at ? w.checkpoint(Moment(found.checkpoint_at)) : w.no_checkpoint}</p>
        </div>
      )}
      {loads.data && rows.length === 0 && <EmptyState title={w.none}>{w.none_about}</EmptyState>}
      {rows.length > 0 && (
        <div class="trail">
          <Table
            caption={w.table}
            rows={rows}
            rowKey={(row) => `${row.chain}/${row.seq}`}
            columns={[
              { key: "when", head: w.when, cell: (row) => Moment(row.at) },
              { key: "role", head: w.role, cell: (row) => (row.role ? (words.roles[row.role] ?? row.role) : "") },
              { key: "actor", head: w.actor, cell: (row) => <Short id={row.actor} /> },
              { key: "action", head: w.action, cell: (row) => spaced(row.action) },
              { key: "resource", head: w.resource, cell: (row) => <Short id={row.resource} /> },
              { key: "outcome", head: w.outcome, cell: (row) => <span class={row.outcome === "ok" || row.outcome === "done" ? "" : "late"}>{[row.outcome, row.reason].filter(Boolean).map((code) => spaced(code!)).join(", ")}</span> },
              { key: "row", head: w.row, cell: (row) => <>{row.seq} <Short id={row.chain} /></>, numeric: true },
            ]}
          />
        </div>
      )}
      <Said text={older.refusal?.detail} bad />
      {next && (
        <Button kind="soft" small busy={older.busy ? words.page.loading : null} onClick={() => void getOlder()}>
          {words.page.older}
        </Button>
      )}
    </StaffPage>
  );
}

/** The first 8 signs of a long id; the whole of it on pointing and to a screen reader. */
function Short({ id }: { id: string | null }): JSX.Element | null {
  if (!id) return null;
  const cut = id.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (uuid) => uuid.slice(0, 8));
  return cut === id ? <>{spaced(id)}</> : <span title={id}>{spaced(cut)}</span>;
}

/** Codes with room to break a line: "attention_item:quiet" as "attention item: quiet". */
const spaced = (code: string): string => code.replaceAll("_", " ").replace(":", ": ");
