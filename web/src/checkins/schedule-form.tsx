/** How often a form is asked for, and its window. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { put } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { announce } from "../ui/live.tsx";
import { Select, TextField } from "../ui/textarea.tsx";
import { messageFor, useSend } from "../staff/load.ts";
import { Said } from "../staff/page.tsx";
import { words } from "../staff/text.ts";
import type { Checkins, Schedule } from "./shapes.ts";
import { checkins as w } from "./text.ts";

const MOST = { daily_card: 1, weekly: 7, fortnightly: 14, after_session: 7 };

interface Props {
  participant: string;
  was: Schedule | null;
  onCancel: () => void;
  onSaved: (page: Checkins) => void;
}

export function ScheduleForm({ participant, was, onCancel, onSaved }: Props): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [cadence, setCadence] = useState<Schedule["cadence"]>(was?.cadence ?? "weekly");
  const [weekday, setWeekday] = useState(String(was?.weekday ?? 0));
  const [opens, setOpens] = useState(was?.opens ?? "04:00");
  const [closes, setCloses] = useState(was?.closes ?? "04:00");
  const [days, setDays] = useState(String(was?.days ?? 3));
  const byWeek = cadence === "weekly" || cadence === "fortnightly";
  const save = async (): Promise<void> => {
    const body = {
      cadence,
      weekday: byWeek ? Number(weekday) : null,
      opens,
      closes,
      days: cadence === "daily_card" ? 1 : Math.min(Number(days), MOST[cadence]),
    };
    const done = await send(() => put<Checkins>(`/api/participants/${participant}/check-ins/schedule`, body));
    if (!done) return;
    announce(w.edit.saved);
    onSaved(done.done);
  };
  return (
    <form
      class="inner-form"
      aria-label={w.edit.title}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Select
        name="cadence"
        label={w.edit.cadence}
        value={cadence}
        options={Object.entries(w.cadences).map(([value, text]) => ({ value, text }))}
        onChange={(value) => setCadence(value as Schedule["cadence"])}
        error={messageFor(refusal, "cadence")}
      />
      {byWeek && (
        <Select
          name="weekday"
          label={w.edit.weekday}
          value={weekday}
          options={w.weekdays.map((text, n) => ({ value: String(n), text }))}
          onChange={setWeekday}
          error={messageFor(refusal, "weekday")}
        />
      )}
      {cadence !== "daily_card" && (
        <Select
          name="days"
          label={w.edit.days}
          value={days}
          options={Array.from({ length: MOST[cadence] }, (_, n) => ({ value: String(n + 1), text: String(n + 1) }))}
          onChange={setDays}
          error={messageFor(refusal, "days")}
        />
      )}
      {cadence !== "after_session" && (
        <TextField name="opens" label={w.edit.opens} type="time" value={opens} onInput={setOpens} width={8} error={messageFor(refusal, "opens")} />
      )}
      <TextField name="closes" label={w.edit.closes} help={w.edit.closes_help} type="time" value={closes} onInput={setCloses} width={8} error={messageFor(refusal, "closes")} />
      <p class="quiet-line">{w.edit.about}</p>
      <Said text={refusal?.errors.length ? null : refusal?.detail} bad />
      <div class="buttons">
        <Button small type="submit" busy={busy ? words.page.saving : null}>
          {w.edit.save}
        </Button>
        <Button kind="second" small onClick={onCancel}>
          {words.page.cancel}
        </Button>
      </div>
    </form>
  );
}
