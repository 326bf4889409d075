/** "Check-ins" on a participant's page: what is asked for and when, what became of each, personal targets, own questions, paper. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { Table } from "../ui/table.tsx";
import { TextArea } from "../ui/textarea.tsx";
import { messageFor, useLoad, useSend } from "../staff/load.ts";
import { Block, Part, Said } from "../staff/page.tsx";
import type { Participant } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { dateWithYear, moment, shortDay } from "../staff/when.ts";
import { Questions, Targets } from "./asks.tsx";
import { LOG } from "./log-form.ts";
import { ScheduleForm } from "./schedule-form.tsx";
import type { Checkins, Occurrence, Schedule } from "./shapes.ts";
import { checkins as w } from "./text.ts";
import "./checkins.css";

/** Due dates that stand in the list before "Show earlier ones". */
const SHOWN = 10;

export function CheckinsTab({ person }: { person: Participant }): JSX.Element {
  const loads = useLoad<Checkins>(`/api/participants/${person.id}/check-ins`);
  return (
    <Part loads={loads}>
      {(page) => (
        <div class="two-columns even">
          <div>
            <Schedules person={person} page={page} put={loads.put} />
            <DueDates page={page} paper={person.mode === "paper"} put={loads.put} />
          </div>
          <div>
            <Targets person={person} page={page} put={loads.put} />
            <Questions person={person} page={page} put={loads.put} />
            <Block title={w.paper}>
              <p class="quiet-line">{person.status === "ended" ? w.paper_ended : w.paper_about}</p>
              <ul class="plain-list">
                <li>
                  <a href={`/participants/${person.id}/print/form/${LOG}`}>{w.print(w.log)}</a>
                  {person.status !== "ended" && <a href={`/participants/${person.id}/paper/${LOG}`}>{w.key_in(w.log)}</a>}
                </li>
                {page.forms.map((form) => (
                  <li key={form.id}>
                    <a href={`/participants/${person.id}/print/form/${form.id}`}>{w.print(w.forms[form.id] ?? form.title)}</a>
                    {person.status !== "ended" && !page.print_only.includes(form.id) && (
                      <a href={`/participants/${person.id}/paper/${form.id}`}>{w.key_in(w.forms[form.id] ?? form.title)}</a>
                    )}
                  </li>
                ))}
              </ul>
            </Block>
          </div>
        </div>
      )}
    </Part>
  );
}

export interface Parts {
  person: Participant;
  page: Checkins;
  put: (page: Checkins) => void;
}

const name = (form: string): string => w.forms[form] ?? form;

/** When a schedule asks, in a sentence. */
export function says(one: Schedule): string {
  if (one.cadence === "daily_card") return one.opens === "04:00" && one.closes === "04:00" ? w.whole_day : w.hours(one.opens, one.closes);
  if (one.cadence === "after_session") return w.after(one.days, one.closes);
  return w.for_days(w.weekdays[one.weekday ?? 0]!, one.opens, one.days, one.closes);
}

function Schedules({ person, page, put }: Parts): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [editing, setEditing] = useState<Schedule | "new" | null>(null);
  const [stopping, setStopping] = useState<Schedule | null>(null);
  const stop = async (one: Schedule): Promise<void> => {
    const done = await send(() => post<Checkins>(`/api/check-in-schedules/${one.id}/stop`));
    if (!done) return;
    setStopping(null);
    put(done.done);
  };
  return (
    <Block title={w.due}>
      {page.schedules.length === 0 && <p class="quiet-line">{page.active ? w.none : w.not_active}</p>}
      {page.schedules.map((one) => (
        <div class="asked-for" key={one.id}>
          <p>
            <strong>{w.cadences[one.cadence]}</strong>
            <br />
            {says(one)} <span class="quiet">{one.made_by ? w.as_said(one.made_by) : w.with_programme}</span>
          </p>
          {page.active && (
            <div class="buttons">
              <Button kind="second" small label={`${w.change}, ${w.cadences[one.cadence]}`} onClick={() => setEditing(one)}>
                {w.change}
              </Button>
              <Button kind="second" small label={`${w.stop}, ${w.cadences[one.cadence]}`} onClick={() => setStopping(one)}>
                {w.stop}
              </Button>
            </div>
          )}
        </div>
      ))}
      {editing ? (
        <ScheduleForm
          participant={person.id}
          was={editing === "new" ? null : editing}
          onCancel={() => setEditing(null)}
          onSaved={(next) => {
            setEditing(null);
            put(next);
          }}
        />
      ) : (
        page.active && (
          <Button kind="soft" small onClick={() => setEditing("new")}>
            {w.add}
          </Button>
        )
      )}
      {stopping && (
        <Sheet title={w.stop_title} onClose={() => setStopping(null)}>
          <p>{w.stop_about}</p>
          <Said text={refusal?.detail} bad />
          <div class="sheet-buttons">
            <Button busy={busy ? words.page.saving : null} onClick={() => void stop(stopping)}>
              {w.stop}
            </Button>
            <Button kind="second" onClick={() => setStopping(null)}>
              {words.page.cancel}
            </Button>
          </div>
        </Sheet>
      )}
    </Block>
  );
}

/** What became of a due date, in words. */
export function becameOf(one: Occurrence, paper: boolean): string {
  if (one.state === "submitted") return one.arrived_hours_later ? w.later(one.arrived_hours_later) : one.on_time ? w.on_time : w.late;
  if (one.state === "excused") return w.excused(one.excused_by ?? "", one.excused_why ?? "");
  if (one.state === "cancelled") return `${w.states.cancelled}: ${w.whys[one.cancelled_why ?? ""] ?? ""}`;
  if (one.state === "missed") return one.reason_entry_id ? `${w.states.missed}. ${w.said_why}` : w.states.missed!;
  return paper && one.state === "open" && Date.parse(one.closes_at) < Date.now() ? w.waits_for_paper : w.states[one.state]!;
}

function DueDates({ page, paper, put }: { page: Checkins; paper: boolean; put: (page: Checkins) => void }): JSX.Element {
  const [all, setAll] = useState(false);
  const [asked, setAsked] = useState<Occurrence | null>(null);
  // What a change replaced says nothing about the person, nor what would have come due after the end.
  const never = (one: Occurrence): boolean => one.cancelled_why === "changed" || (one.cancelled_why === "ended" && Date.parse(one.opens_at) > Date.now());
  const told = page.occurrences.filter((one) => !never(one)).sort((a, b) => b.opens_at.localeCompare(a.opens_at));
  const soon = told.filter((one) => one.state === "planned").slice(-3);
  const rows = [...soon, ...told.filter((one) => one.state !== "planned")];
  return (
    <Block title={w.list}>
      {rows.length === 0 ? (
        <p class="quiet-line">{w.list_none}</p>
      ) : (
        <Table
          caption={w.list}
          rows={all ? rows : rows.slice(0, SHOWN)}
          rowKey={(one) => one.id}
          columns={[
            { key: "day", head: w.day, cell: (one) => shortDay(one.due_on) },
            { key: "form", head: w.form, cell: (one) => name(one.form_id) },
            { key: "window", head: w.window, cell: (one) => `${moment(one.opens_at)} to ${moment(one.closes_at)}` },
            { key: "became", head: w.became, cell: (one) => becameOf(one, paper) },
            {
              key: "act",
              head: words.oversight.phone.act,
              cell: (one) =>
                one.state === "planned" || one.state === "open" || one.state === "missed" ? (
                  <Button kind="second" small label={`${w.excuse}, ${name(one.form_id)}, ${shortDay(one.due_on)}`} onClick={() => setAsked(one)}>
                    {w.excuse}
                  </Button>
                ) : null,
            },
          ]}
        />
      )}
      {!all && rows.length > SHOWN && (
        <Button kind="soft" small onClick={() => setAll(true)}>
          {w.earlier}
        </Button>
      )}
      {asked && <Excuse one={asked} onClose={() => setAsked(null)} onDone={put} />}
    </Block>
  );
}

function Excuse({ one, onClose, onDone }: { one: Occurrence; onClose: () => void; onDone: (page: Checkins) => void }): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [why, setWhy] = useState("");
  const [missing, setMissing] = useState(false);
  const go = async (): Promise<void> => {
    setMissing(why.trim().length < 3);
    if (why.trim().length < 3) return document.getElementById("why")?.focus();
    const done = await send(() => post<Checkins>(`/api/occurrences/${one.id}/excuse`, { why: why.trim() }));
    if (!done) return;
    onClose();
    onDone(done.done);
  };
  return (
    <Sheet title={w.excuse_title(name(one.form_id), dateWithYear(one.due_on))} onClose={onClose}>
      <p>{w.excuse_about}</p>
      <TextArea name="why" label={w.why} value={why} onInput={setWhy} limit={300} rows={3} error={missing ? w.need_why : messageFor(refusal, "why")} />
      <Said text={refusal?.detail} bad />
      <div class="sheet-buttons">
        <Button busy={busy ? words.page.saving : null} onClick={() => void go()}>
          {w.excuse}
        </Button>
        <Button kind="second" onClick={onClose}>
          {words.page.cancel}
        </Button>
      </div>
    </Sheet>
  );
}
