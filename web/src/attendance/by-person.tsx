/** Probation's people by case reference, and one person's attendance with the coming appointments that an order or licence requires. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { put } from "../api/client.ts";
import { EmptyState } from "../ui/banner.tsx";
import { announce } from "../ui/live.tsx";
import { Table } from "../ui/table.tsx";
import { lazyPart } from "../lazy.tsx";
import { useLoad, useSend } from "../staff/load.ts";
import { Block, Said, StaffPage } from "../staff/page.tsx";
import type { AttendanceRecord, FutureAppointment, LinkedPerson } from "../staff/shapes.ts";
import { Tick } from "../staff/tick.tsx";
import { words } from "../staff/text.ts";
import { clock, dateWithYear, Moment } from "../staff/when.ts";
import { RecordDetail } from "./record-detail.tsx";
import { Records } from "./records.tsx";

const ProposeText = lazyPart<{ id: string }>(() => import("../orders/staff/propose.tsx"));

const w = words.attendance.people;

export function LinkedPeople(): JSX.Element {
  const loads = useLoad<{ items: LinkedPerson[] }>("/api/attendance/participants");
  const items = loads.data?.items ?? [];
  return (
    <StaffPage title={w.title} sub={loads.from ? `${w.sub} ${words.page.As_of(clock(loads.from))}` : w.sub} loads={loads}>
      {items.length === 0 ? (
        <EmptyState title={w.none}>{w.none_about}</EmptyState>
      ) : (
        <Table
          caption={w.table}
          rows={items}
          rowKey={(row) => row.participant_id}
          columns={[
            { key: "reference", head: words.attendance.inbox.reference, cell: (row) => <a class="strong" href={`/attendance/people/${row.participant_id}`}>{row.case_reference}</a> },
            { key: "since", head: w.since, cell: (row) => dateWithYear(row.since) },
            { key: "state", head: w.state, cell: (row) => (row.to_read > 0 ? <span class="pill here">{w.to_read}</span> : <span class="quiet-words">{w.nothing}</span>) },
          ]}
        />
      )}
    </StaffPage>
  );
}

interface Attendance {
  participant_id: string;
  case_reference: string;
  records: AttendanceRecord[];
  future: FutureAppointment[];
}

export function LinkedPersonPage({ id }: { id: string }): JSX.Element {
  const loads = useLoad<Attendance>(`/api/attendance/participants/${id}`);
  const [open, setOpen] = useState<string | null>(null);
  const person = loads.data;
  const chosen = person?.records.find((one) => one.id === open) ?? null;
  return (
    <StaffPage
      title={person?.case_reference ?? words.page.loading}
      up={{ href: "/attendance/people", text: w.title }}
      sub={loads.from ? words.page.As_of(clock(loads.from)) : null}
      loads={loads}
    >
      {person && (
        <div class={chosen ? "with-detail side open" : "with-detail side"}>
          <div class="list-side">
            <h2 class="section-head">{w.records}</h2>
            {person.records.length === 0 ? (
              <EmptyState title={w.no_records}>{w.no_records_about}</EmptyState>
            ) : (
              <Records caption={w.records} items={person.records} open={open} onOpen={(item) => setOpen(item.id)} />
            )}
            <p class="quiet-line">{w.foot}</p>
          </div>
          <div class="detail-side">
            {chosen && (
              <RecordDetail
                key={chosen.id}
                record={chosen}
                series={person.records.filter((one) => one.series_id === chosen.series_id)}
                onRead={() => void loads.reload()}
                onClose={() => setOpen(null)}
              />
            )}
            <Future items={person.future} onChanged={() => void loads.reload()} />
            <ProposeText id={id} />
          </div>
        </div>
      )}
    </StaffPage>
  );
}

function Future({ items, onChanged }: { items: FutureAppointment[]; onChanged: () => void }): JSX.Element {
  return (
    <Block title={w.future}>
      <p class="quiet-line">{w.future_about}</p>
      {items.length === 0 ? (
        <p>{w.no_future}</p>
      ) : (
        <>
          <p class="quiet-line">{w.enforceable_about}</p>
          <ul class="future">
            {items.map((item) => (
              <Coming key={item.id} item={item} onChanged={onChanged} />
            ))}
          </ul>
        </>
      )}
    </Block>
  );
}

/** The box shows what was pressed at once, and goes back where the server refuses. */
function Coming({ item, onChanged }: { item: FutureAppointment; onChanged: () => void }): JSX.Element {
  const { send, refusal } = useSend();
  const [on, setOn] = useState(item.enforceable);
  useEffect(() => setOn(item.enforceable), [item.enforceable]);
  const change = async (enforceable: boolean): Promise<void> => {
    setOn(enforceable);
    if (await send(() => put(`/api/attendance/appointments/${item.id}/enforceable`, { enforceable }))) announce(words.page.saved);
    else setOn(item.enforceable);
    onChanged();
  };
  return (
    <li>
      <div>
        <strong>{Moment(item.planned_at)}</strong>
        <p class="quiet-line">{words.attendance.basis[item.basis] ?? item.basis}</p>
      </div>
      <Tick name={`enforceable-${item.id}`} checked={on} onChange={(next) => void change(next)}>
        {w.enforceable}
        <span class="hear">{`, ${Moment(item.planned_at)}`}</span>
      </Tick>
      <Said text={refusal?.detail} bad />
    </li>
  );
}
