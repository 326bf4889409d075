/** Keying in a trigger log that was written on paper: every question on one page, nothing chosen beforehand. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post } from "../api/client.ts";
import { asked, type Answers } from "../journal/form.ts";
import { words as journal } from "../journal/text.ts";
import { calendarDate, instantAt, withOffset } from "../store/day.ts";
import { useLoad, useRefused, useSend } from "../staff/load.ts";
import { Said, StaffPage } from "../staff/page.tsx";
import type { Participant } from "../staff/shapes.ts";
import type { FieldProblem } from "../ui/banner.tsx";
import { TextField } from "../ui/textarea.tsx";
import { Another, Keyed } from "./keyed.tsx";
import { logBody, logForm } from "./log-form.ts";
import { useLogOptions } from "./log-options.ts";
import { checkins as w } from "./text.ts";
import "./checkins.css";

const k = w.key;

export function KeyInLog({ id }: { id: string }): JSX.Element {
  const { loads, skills, rules } = useLogOptions(id);
  const person = useLoad<Participant>(`/api/participants/${id}`).data;
  const { send, busy, refusal } = useSend();
  const [day, setDay] = useState("");
  const [time, setTime] = useState("");
  const [answers, setAnswers] = useState<Answers>({});
  const [missing, setMissing] = useState<FieldProblem[]>([]);
  const [saved, setSaved] = useState(false);
  // Made once for what is keyed in, so that a second press is the same entry.
  const [entry, setEntry] = useState(() => crypto.randomUUID());
  const form = skills && rules ? logForm(skills, rules) : null;
  const refused = useRefused(refusal, (field) => field.replace(/^body\./, "").replace("happened_at", "day"));
  const errors = missing.length ? missing : refused;
  const error = (field: string): string | null => errors.find((one) => one.field === field)?.message ?? null;
  const save = async (): Promise<void> => {
    if (!form || !person) return;
    const found: FieldProblem[] = [];
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) found.push({ field: "day", message: k.need_day });
    if (!/^\d{2}:\d{2}$/.test(time)) found.push({ field: "time", message: k.need_time });
    if (!answers["kind"]) found.push({ field: "kind", message: journal.log.kind.missing });
    setMissing(found);
    if (found.length) return;
    const [hour, minute] = time.split(":").map(Number) as [number, number];
    const happened_at = withOffset(instantAt(day, hour, minute, person.zone), person.zone);
    const body = logBody(asked(form, answers), happened_at);
    if (await send(() => post<{ answer: string | null }>(`/api/participants/${id}/entries/paper/log`, { id: entry, body }))) setSaved(true);
  };
  const again = (): void => {
    setSaved(false);
    setAnswers({});
    setDay("");
    setTime("");
    setEntry(crypto.randomUUID());
  };
  return (
    <StaffPage title={k.title(w.log)} up={{ href: `/participants/${id}/checkins`, text: w.back }} sub={k.sub} loads={loads}>
      {saved ? (
        <>
          <Said text={k.saved} />
          <Another id={id} onAgain={again} />
        </>
      ) : (
        form &&
        person && (
          <Keyed form={form} answers={answers} onAnswers={setAnswers} errors={errors} said={refusal?.detail} busy={busy} onSave={() => void save()}>
            <div class="in-a-row">
              <TextField name="day" label={k.log_day} type="date" value={day} onInput={setDay} max={calendarDate(Date.now(), person.zone)} width={14} error={error("day")} />
              <TextField name="time" label={k.log_time} help={k.log_time_help} type="time" value={time} onInput={setTime} width={10} error={error("time")} />
            </div>
          </Keyed>
        )
      )}
    </StaffPage>
  );
}
