/** Keying in a form that was filled in on paper: every question on one page, nothing chosen beforehand. */
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { post } from "../api/client.ts";
import { Select, TextField } from "../ui/textarea.tsx";
import { parted } from "../journal/asks.ts";
import { asked, type Answers } from "../journal/form.ts";
import { useLoad, useRefused, useSend } from "../staff/load.ts";
import { Said, StaffPage } from "../staff/page.tsx";
import { asAsked, versionsOf } from "./asked.ts";
import { Another, Keyed } from "./keyed.tsx";
import type { Checkins } from "./shapes.ts";
import { checkins as w } from "./text.ts";
import "./checkins.css";

const k = w.key;

export function KeyIn({ id, form: wanted }: { id: string; form: string }): JSX.Element {
  const loads = useLoad<Checkins>(`/api/participants/${id}/check-ins`);
  const { send, busy, refusal } = useSend();
  const [day, setDay] = useState("");
  const [answers, setAnswers] = useState<Answers>({});
  const [said, setSaid] = useState<string[] | null>(null);
  // Made once for what is keyed in, so that a second press is the same entry.
  const [entry, setEntry] = useState(() => crypto.randomUUID());
  const page = loads.data;
  const [version, setVersion] = useState<string | undefined>(undefined);
  const form = useMemo(() => page && asAsked(page, wanted, day || page.today, version), [page, wanted, day, version]);
  const versions = page ? versionsOf(page, wanted) : [];
  const errors = useRefused(refusal, (field) => (field === "local_date" ? "day" : field));
  const save = async (): Promise<void> => {
    if (!form) return;
    const numbers: Answers = {};
    for (const item of form.items) {
      const value = answers[item.link_id];
      if (value !== undefined) numbers[item.link_id] = item.type === "number" ? Number(String(value).replace(",", ".")) : value;
    }
    const body = { form_id: form.id, form_version: form.version, local_date: day, ...parted(asked(form, numbers)), unfinished: false };
    const done = await send(() =>
      post<{ answer: string | null; marks: Record<string, string> }>(`/api/participants/${id}/entries/paper`, { id: entry, body }),
    );
    if (!done) return;
    const marks = Object.keys(done.done.marks).length;
    setSaid([done.done.answer === "added" ? k.added : k.saved, ...(marks ? [k.marks(marks)] : [])]);
  };
  const again = (): void => {
    setSaid(null);
    setAnswers({});
    setDay("");
    setVersion(undefined);
    setEntry(crypto.randomUUID());
  };
  return (
    <StaffPage title={k.title(w.forms[wanted] ?? form?.title ?? "")} up={{ href: `/participants/${id}/checkins`, text: w.back }} sub={k.sub} loads={loads}>
      {said ? (
        <>
          {said.map((line) => (
            <Said key={line} text={line} />
          ))}
          <Another id={id} onAgain={again} />
        </>
      ) : (
        form && (
          <Keyed form={form} answers={answers} onAnswers={setAnswers} errors={errors} said={refusal?.detail} busy={busy} onSave={() => void save()}>
            <TextField name="day" label={k.day} type="date" value={day} onInput={setDay} max={page!.today} width={14} error={errors.find((one) => one.field === "day")?.message ?? null} />
            {versions.length > 1 && (
              <Select
                name="version"
                label={k.version}
                value={String(form.version)}
                options={versions.map(({ version: one }, place) => ({ value: String(one), text: place === 0 ? k.version_now(String(one)) : String(one) }))}
                onChange={(chosen) => {
                  setVersion(chosen);
                  setAnswers({}); // Other questions: nothing of one version is sent as an answer to another.
                }}
              />
            )}
          </Keyed>
        )
      )}
    </StaffPage>
  );
}
