/** Progress for staff: the same facts as the participant's page. Gaps are striped; nothing is scored. */
import type { JSX } from "preact";
import { Points } from "../ui/chart.tsx";
import { Table } from "../ui/table.tsx";
import { useLoad } from "../staff/load.ts";
import { Block, Part } from "../staff/page.tsx";
import { shortDay } from "../staff/when.ts";
import type { StaffProgress } from "./goals-shapes.ts";
import { goals as w } from "./goals-text.ts";

export function ProgressView({ person }: { person: string }): JSX.Element {
  const loads = useLoad<StaffProgress>(`/api/participants/${person}/progress`);
  return (
    <Block title={w.progress}>
      <Part loads={loads}>
        {(seen) => (
          <>
            <Points
              title={w.urges}
              sentence={w.urges_said(seen.urges.filter((one) => one.urge !== null).length, seen.urges.length)}
              bars={seen.urges.map(({ day, urge }) => ({ label: shortDay(day), short: String(Number(day.slice(8))), value: urge }))}
              every={14}
              max={10}
              gap={w.nothing_written}
            />
            <h3>{w.weeks}</h3>
            <Table
              caption={w.weeks}
              rows={seen.weeks}
              rowKey={(row) => row.monday}
              columns={[
                { key: "week", head: w.week_col, cell: (row) => shortDay(row.monday) },
                { key: "expected", head: w.expected, cell: (row) => row.expected ?? w.none_expected, numeric: true },
                { key: "done", head: w.done, cell: (row) => row.done, numeric: true },
              ]}
            />
            <p>{w.sessions(seen.sessions.held, seen.sessions.planned)}</p>
            <h3>{w.practised}</h3>
            {seen.practised.length === 0 ? (
              <p class="quiet-line">{w.nothing}</p>
            ) : (
              <ul class="lines">
                {seen.practised.map((one) => (
                  <li key={one.code}>{`${one.text}, ${w.times(one.times)}`}</li>
                ))}
              </ul>
            )}
            {seen.rules.length > 0 && (
              <>
                <h3>{w.rules}</h3>
                <ul class="lines">
                  {seen.rules.map((one) => (
                    <li key={one.id}>{w.rule(one.text, one.used, one.helped)}</li>
                  ))}
                </ul>
              </>
            )}
            {seen.activities.length > 0 && (
              <>
                <h3>{w.meant}</h3>
                <Table
                  caption={w.meant}
                  rows={seen.activities}
                  rowKey={(row) => row.id}
                  columns={[
                    { key: "activity", head: w.activity, cell: (row) => row.text },
                    { key: "days", head: w.days_done, cell: (row) => row.times, numeric: true },
                    { key: "meant", head: w.meanings, cell: (row) => row.meanings.slice(-6).join(", ") },
                  ]}
                />
              </>
            )}
          </>
        )}
      </Part>
    </Block>
  );
}
