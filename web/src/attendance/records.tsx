/** A table of attendance records, as probation reads them. */
import type { JSX } from "preact";
import { Table } from "../ui/table.tsx";
import type { AttendanceRecord } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { Moment, shortDay } from "../staff/when.ts";

const w = words.attendance.inbox;

interface Props {
  caption: string;
  items: AttendanceRecord[];
  open: string | null;
  onOpen: (item: AttendanceRecord) => void;
}

export function Records({ caption, items, open, onOpen }: Props): JSX.Element {
  return (
    <Table
      caption={caption}
      rows={items}
      rowKey={(row) => row.id}
      selected={open}
      onRow={onOpen}
      columns={[
        {
          key: "reference",
          head: w.reference,
          cell: (row) => (
            <>
              <strong>{row.case_reference}</strong>
              <span class="hear">{`, ${Moment(row.appointment_at)}, ${w.version.toLowerCase()} ${row.version}`}</span>
            </>
          ),
        },
        { key: "appointment", head: w.appointment, cell: (row) => Moment(row.appointment_at) },
        { key: "fact", head: w.fact, cell: (row) => <Fact row={row} /> },
        { key: "version", head: w.version, cell: (row) => w.n_of(row.version, row.versions) },
        {
          key: "state",
          head: w.state,
          cell: (row) =>
            row.superseded_by !== null && row.state === "to_read" ? (
              <span class="pill old">{w.old}</span>
            ) : row.state === "to_read" ? (
              <span class="pill here">{w.unread}</span>
            ) : (
              <span class={row.superseded_by ? "pill old" : "pill read"}>{w.read(row.read_at ? shortDay(row.read_at) : "")}</span>
            ),
        },
      ]}
    />
  );
}

function Fact({ row }: { row: AttendanceRecord }): JSX.Element {
  if (row.superseded_by !== null) {
    return (
      <>
        <s>{row.fact}</s>
        <strong class="under">{w.replaced(Number(row.superseded_by))}</strong>
      </>
    );
  }
  return (
    <>
      {row.correction && <strong>{w.correction} </strong>}
      <span class={row.kind === "alert" ? "strong" : ""}>{row.fact}</span>
      {row.supersedes !== null && <span class="under quiet-words">{w.replaces(Number(row.supersedes))}</span>}
      {row.reason_code && <span class="under quiet-words">{w.reason(row.reason_code.replaceAll("_", " "))}</span>}
    </>
  );
}
