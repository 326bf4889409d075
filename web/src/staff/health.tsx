/** The administrator's page: jobs, messages and the schema. Ids, times and counts only. */
import type { JSX } from "preact";
import { Table } from "../ui/table.tsx";
import { useLoad } from "./load.ts";
import { Block, Facts, StaffPage } from "./page.tsx";
import type { Health } from "./shapes.ts";
import { words } from "./text.ts";
import { clock, Moment } from "./when.ts";

const w = words.health;

export function HealthPage(): JSX.Element {
  const loads = useLoad<Health>("/api/health");
  const health = loads.data;
  return (
    <StaffPage title={w.title} sub={loads.from ? `${w.about} ${words.page.As_of(clock(loads.from))}` : w.about} loads={loads}>
      {health && (
        <>
          <Block title={w.messages}>
            <Facts
              facts={[
                [w.oldest, health.oldest_undelivered_seconds === null ? w.oldest_none : w.seconds(health.oldest_undelivered_seconds)],
                [w.dead, <a href="/channels">{health.dead}</a>],
                [w.schema, health.schema],
              ]}
            />
          </Block>
          <Block title={w.jobs}>
            <Table
              caption={w.jobs}
              rows={health.jobs}
              rowKey={(row) => row.name}
              columns={[
                { key: "job", head: w.job, cell: (row) => <strong>{row.name.replaceAll("_", " ")}</strong> },
                { key: "last", head: w.last, cell: (row) => (row.last_at ? Moment(row.last_at) : w.never) },
                {
                  key: "result",
                  head: w.result,
                  cell: (row) => <span class={row.last_at && !row.ok ? "late" : ""}>{!row.last_at ? w.never : row.ok ? w.ok : w.failed}</span>,
                },
                { key: "counts", head: w.counts, cell: (row) => countsOf(row.counts) },
              ]}
            />
          </Block>
        </>
      )}
    </StaffPage>
  );
}

const countsOf = (counts: Record<string, number> | null): string =>
  Object.entries(counts ?? {}).map(([name, n]) => `${name.replaceAll("_", " ")} ${n}`).join(", ");
