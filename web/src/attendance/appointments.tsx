/** The appointments of one participant: the list, making one, moving one, cancelling one. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post } from "../api/client.ts";
import { EmptyState, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { announce } from "../ui/live.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { Table } from "../ui/table.tsx";
import { Select, TextArea, TextField } from "../ui/textarea.tsx";
import { messageFor, useLoad, useSend } from "../staff/load.ts";
import { Block, Part, Said } from "../staff/page.tsx";
import type { Appointment, MeetingMode, Participant } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { instant, isoClock, isoDay, Moment } from "../staff/when.ts";
import { StateWords } from "./calendar.tsx";

const w = words.attendance.appointments;
const o = words.oversight;

interface Props {
  person: Participant;
  making: boolean;
  onChanged: () => Promise<void>;
}

export function ParticipantAppointments({ person, making, onChanged }: Props): JSX.Element {
  const loads = useLoad<{ items: Appointment[] }>(`/api/participants/${person.id}/appointments`);
  const [open, setOpen] = useState(making && person.status !== "ended");
  const [moving, setMoving] = useState<Appointment | null>(null);
  const [cancelling, setCancelling] = useState<Appointment | null>(null);
  const changed = (said: string): void => {
    setOpen(false);
    setMoving(null);
    setCancelling(null);
    announce(said);
    void loads.reload();
    void onChanged();
  };
  return (
    <>
      {open && <NewAppointment person={person} onMade={() => changed(w.made)} onLeave={() => setOpen(false)} />}
      {!open && person.status !== "ended" && (
        <div class="buttons">
          <Button small icon="add" onClick={() => setOpen(true)}>
            {w.make}
          </Button>
        </div>
      )}
      <Part loads={loads}>
        {({ items }) => {
          if (items.length === 0) return open ? null : <EmptyState title={w.none}>{person.status === "ended" ? words.oversight.participant.none_begun : w.none_about}</EmptyState>;
          const now = new Date().toISOString();
          const coming = items.filter((item) => item.planned_at >= now).sort((a, b) => a.planned_at.localeCompare(b.planned_at));
          const past = items.filter((item) => item.planned_at < now).sort((a, b) => b.planned_at.localeCompare(a.planned_at));
          return (
            <>
              {coming.length > 0 && <List title={w.upcoming} items={coming} onMove={setMoving} onCancel={setCancelling} />}
              {past.length > 0 && <List title={w.past} items={past} onMove={setMoving} onCancel={setCancelling} />}
            </>
          );
        }}
      </Part>
      {moving && <MoveSheet item={moving} onClose={() => setMoving(null)} onDone={() => changed(w.moved)} />}
      {cancelling && <CancelSheet item={cancelling} onClose={() => setCancelling(null)} onDone={() => changed(w.cancelled)} />}
    </>
  );
}

function List({ title, items, onMove, onCancel }: { title: string; items: Appointment[]; onMove: (item: Appointment) => void; onCancel: (item: Appointment) => void }): JSX.Element {
  return (
    <section aria-label={title}>
      <h2 class="section-head">{title}</h2>
      <Table
        caption={title}
        rows={items}
        rowKey={(row) => row.id}
        columns={[
          { key: "when", head: w.when, cell: (row) => <a class="strong" href={`/appointments/${row.id}`}>{Moment(row.planned_at)}</a> },
          {
            key: "what",
            head: w.what,
            cell: (row) => [words.attendance.calendar.session(row.number), o.modes[row.mode], words.attendance.calendar.minutes(row.length_minutes), row.place].filter(Boolean).join(", "),
          },
          { key: "basis", head: w.basis, cell: (row) => (row.enforceable ? `${o.bases[row.basis]}. ${w.enforceable}` : o.bases[row.basis]) },
          { key: "state", head: w.state, cell: (row) => <StateWords item={row} /> },
          {
            key: "act",
            head: w.act,
            cell: (row) =>
              row.needs_outcome ? (
                <Button small href={`/appointments/${row.id}`}>
                  {words.attendance.calendar.record}
                </Button>
              ) : row.state === "planned" ? (
                <span class="buttons">
                  <Button kind="text" small onClick={() => onMove(row)} label={`${w.move}, ${Moment(row.planned_at)}`}>
                    {w.move}
                  </Button>
                  <Button kind="text" small onClick={() => onCancel(row)} label={`${w.cancel}, ${Moment(row.planned_at)}`}>
                    {w.cancel}
                  </Button>
                </span>
              ) : null,
          },
        ]}
      />
    </section>
  );
}

function NewAppointment({ person, onMade, onLeave }: { person: Participant; onMade: () => void; onLeave: () => void }): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [day, setDay] = useState("");
  const [time, setTime] = useState("");
  const [length, setLength] = useState("50");
  const [mode, setMode] = useState<string>("");
  const [place, setPlace] = useState("");
  const [basis, setBasis] = useState<string>(person.basis === "unknown" ? "" : person.basis);
  const [missing, setMissing] = useState<FieldProblem[]>([]);
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    const planned_at = instant(day, time);
    const minutes = Number(length);
    const found: FieldProblem[] = [];
    if (!day) found.push({ field: "day", message: w.need_day });
    if (!time) found.push({ field: "time", message: w.need_time });
    if (!(Number.isInteger(minutes) && minutes >= 5 && minutes <= 240)) found.push({ field: "length_minutes", message: w.need_length });
    if (!mode) found.push({ field: "mode", message: w.need_mode });
    if (!basis) found.push({ field: "basis", message: w.need_basis });
    setMissing(found);
    if (found.length) return;
    const body = { planned_at, length_minutes: minutes, mode, place: place.trim() || null, basis };
    if (await send(() => post(`/api/participants/${person.id}/appointments`, body))) onMade();
  };
  const of = (field: string): string | null => missing.find((one) => one.field === field)?.message ?? messageFor(refusal, field);
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <form onSubmit={(event) => void make(event)} noValidate>
      <Block title={w.make}>
        <ErrorSummary errors={missing} />
        <div class="in-a-row">
          <TextField name="day" label={w.day} type="date" value={day} onInput={setDay} error={of("day") ?? of("planned_at")} width={14} />
          <TextField name="time" label={w.time} type="time" value={time} onInput={setTime} error={of("time")} width={10} />
          <TextField name="length_minutes" label={w.length} inputMode="numeric" value={length} onInput={setLength} error={of("length_minutes")} width={5} />
          <Select name="mode" label={w.mode} placeholder="" value={mode} options={(Object.keys(o.modes) as MeetingMode[]).map((value) => ({ value, text: o.modes[value]! }))} onChange={setMode} error={of("mode")} />
          <Select name="basis" label={w.basis} placeholder="" value={basis} options={Object.keys(o.bases).map((value) => ({ value, text: o.bases[value]! }))} onChange={setBasis} error={of("basis")} />
        </div>
        <TextField name="place" label={w.place} help={w.place_help} value={place} onInput={setPlace} error={of("place")} maxLength={120} />
        {own !== person.zone && <p class="quiet-line">{w.zone_differs(person.zone)}</p>}
        <Said text={refusal?.detail} bad />
        <div class="buttons">
          <Button type="submit" small busy={busy ? words.page.saving : null}>
            {w.save}
          </Button>
          <Button kind="second" small onClick={onLeave}>
            {words.page.cancel}
          </Button>
        </div>
      </Block>
    </form>
  );
}

interface SheetProps {
  item: Appointment;
  onClose: () => void;
  onDone: () => void;
}

function MoveSheet({ item, onClose, onDone }: SheetProps): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [day, setDay] = useState(isoDay(item.planned_at));
  const [time, setTime] = useState(isoClock(item.planned_at));
  const [who, setWho] = useState<keyof typeof w.who_options | null>(null);
  const [why, setWhy] = useState("");
  const [missing, setMissing] = useState<FieldProblem[]>([]);
  const go = async (): Promise<void> => {
    const found: FieldProblem[] = [];
    if (!day) found.push({ field: "move-day", message: w.need_day });
    if (!time) found.push({ field: "move-time", message: w.need_time });
    if (!who) found.push({ field: "who-asked", message: w.need_who });
    if (!why.trim()) found.push({ field: "why", message: w.need_why });
    setMissing(found);
    if (found.length) return;
    const body = { planned_at: instant(day, time), who_asked: who, why: why.trim() };
    if (await send(() => post(`/api/appointments/${item.id}/supersede`, body))) onDone();
  };
  const of = (field: string): string | null => missing.find((one) => one.field === field)?.message ?? null;
  return (
    <Sheet title={w.move_title} onClose={onClose}>
      <p>{w.move_about}</p>
      <ErrorSummary errors={missing} />
      <div class="in-a-row">
        <TextField name="move-day" label={w.day} type="date" value={day} onInput={setDay} error={of("move-day") ?? messageFor(refusal, "planned_at")} width={14} />
        <TextField name="move-time" label={w.time} type="time" value={time} onInput={setTime} error={of("move-time")} width={10} />
      </div>
      <ChoiceList name="who-asked" legend={w.who} columns={2} value={who} onChange={setWho} options={(["participant", "service"] as const).map((value) => ({ value, text: w.who_options[value] }))} error={of("who-asked")} />
      <TextArea name="why" label={w.why} value={why} onInput={setWhy} limit={300} rows={2} error={of("why") ?? messageFor(refusal, "why")} />
      <Said text={refusal?.detail} bad />
      <div class="sheet-buttons">
        <Button busy={busy ? words.page.saving : null} onClick={() => void go()}>
          {w.move_go}
        </Button>
        <Button kind="second" onClick={onClose}>
          {w.keep}
        </Button>
      </div>
    </Sheet>
  );
}

function CancelSheet({ item, onClose, onDone }: SheetProps): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [why, setWhy] = useState("");
  const [missing, setMissing] = useState(false);
  const go = async (): Promise<void> => {
    setMissing(!why.trim());
    if (!why.trim()) return document.getElementById("cancel-why")?.focus();
    if (await send(() => post(`/api/appointments/${item.id}/cancel`, { why: why.trim() }))) onDone();
  };
  return (
    <Sheet title={w.cancel_title} onClose={onClose}>
      <p>
        {Moment(item.planned_at)}. {w.cancel_about}
      </p>
      <TextArea name="cancel-why" label={w.why} value={why} onInput={setWhy} limit={300} rows={2} error={missing ? w.need_why : messageFor(refusal, "why")} />
      <Said text={refusal?.detail} bad />
      <div class="sheet-buttons">
        <Button busy={busy ? words.page.saving : null} onClick={() => void go()}>
          {w.cancel_go}
        </Button>
        <Button kind="second" onClick={onClose}>
          {w.keep}
        </Button>
      </div>
    </Sheet>
  );
}
