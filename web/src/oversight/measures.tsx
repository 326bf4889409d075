/** Measures for staff: ask for one, and what was answered as a dated list, question by question. No sum, no trend, no verdict. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { announce } from "../ui/live.tsx";
import { Table } from "../ui/table.tsx";
import { Select, TextField } from "../ui/textarea.tsx";
import { useLoad, useSend } from "../staff/load.ts";
import { Block, Part, Said } from "../staff/page.tsx";
import { words } from "../staff/text.ts";
import { dateWithYear } from "../staff/when.ts";
import type { Measure, MeasuresPage } from "./goals-shapes.ts";
import { goals as w } from "./goals-text.ts";

export function Measures({ person, ended }: { person: string; ended: boolean }): JSX.Element {
  const loads = useLoad<MeasuresPage>(`/api/participants/${person}/measures`);
  const [asking, setAsking] = useState(false);
  return (
    <Block
      title={w.measures}
      action={
        !ended && (
          <Button kind="soft" small icon="add" onClick={() => setAsking(!asking)} expanded={asking}>
            {w.ask}
          </Button>
        )
      }
    >
      <p class="quiet-line">{w.measures_about}</p>
      <Part loads={loads}>
        {(page) => (
          <>
            {asking && <Ask person={person} page={page} onDone={(next) => { setAsking(false); loads.put(next); }} onLeave={() => setAsking(false)} />}
            {page.measures.length === 0 && <p class="quiet-line">{w.measures_none}</p>}
            {[...new Set(page.measures.map((one) => one.form_id))].map((form) => (
              <Results key={form} measures={page.measures.filter((one) => one.form_id === form)} note={page.forms.find((one) => one.id === form)?.note ?? null} onChange={loads.put} />
            ))}
          </>
        )}
      </Part>
    </Block>
  );
}

/** One measure: a line a question, a column each time it was answered, oldest first. */
function Results({ measures, note, onChange }: { measures: Measure[]; note: string | null; onChange: (page: MeasuresPage) => void }): JSX.Element {
  const { send, refusal } = useSend();
  const answered = measures.filter((one) => one.state === "answered").reverse();
  const waiting = measures.filter((one) => one.state === "asked");
  const questions = [...new Map(answered.flatMap((one) => one.answers.map((line) => [line.link_id, line.text] as const)))];
  const withdraw = async (id: string): Promise<void> => {
    const done = await send(() => post<MeasuresPage>(`/api/measures/${id}/withdraw`, {}));
    if (done) onChange(done.done);
  };
  const value = (one: Measure, link: string): string => {
    const line = one.answers.find((answer) => answer.link_id === link);
    return line ? String(line.value) : w.not_answered;
  };
  return (
    <article class="goal" aria-label={measures[0]?.title}>
      <h3>{measures[0]?.title}</h3>
      {note && <p class="quiet-line">{note}</p>}
      <Said text={refusal?.detail} bad />
      {waiting.map((one) => (
        <p key={one.id}>
          {`${w.moments[one.moment] ?? one.moment}: ${(w.measure_states[one.state] ?? "").toLowerCase()}, ${dateWithYear(one.asked_on)}. `}
          <Button kind="text" small onClick={() => void withdraw(one.id)}>
            {w.withdraw}
          </Button>
        </p>
      ))}
      {answered.length > 0 && (
        <Table
          caption={measures[0]?.title ?? ""}
          rows={questions}
          rowKey={([link]) => link}
          columns={[
            { key: "question", head: w.question, cell: ([, text]) => text },
            ...answered.map((one) => ({
              key: one.id,
              head: `${w.moments[one.moment] ?? one.moment}, ${dateWithYear(one.answered_on ?? one.asked_on)}`,
              cell: ([link]: readonly [string, string]) => value(one, link),
              numeric: true,
            })),
          ]}
        />
      )}
    </article>
  );
}

function Ask({ person, page, onDone, onLeave }: { person: string; page: MeasuresPage; onDone: (page: MeasuresPage) => void; onLeave: () => void }): JSX.Element {
  const [form, setForm] = useState(page.forms[0]?.id ?? "");
  const [moment, setMoment] = useState("");
  const [due, setDue] = useState("");
  const [missing, setMissing] = useState(false);
  const { send, busy, refusal } = useSend();
  const ask = async (event: Event): Promise<void> => {
    event.preventDefault();
    setMissing(!moment);
    if (!moment) return document.getElementById("measure-moment")?.focus();
    const done = await send(() => post<MeasuresPage>(`/api/participants/${person}/measures`, { form_id: form, moment, due_on: due || null }));
    if (!done) return;
    announce(words.page.saved);
    onDone(done.done);
  };
  return (
    <form class="goal-form" onSubmit={(event) => void ask(event)} noValidate>
      <Said text={refusal?.detail} bad />
      <Select name="measure-form" label={w.form} value={form} options={page.forms.map((one) => ({ value: one.id, text: one.title }))} onChange={setForm} />
      <Select name="measure-moment" label={w.moment} value={moment} placeholder={w.editor.choose} options={Object.entries(w.moments).map(([value, text]) => ({ value, text }))} onChange={setMoment} error={missing && !moment ? w.editor.choose : null} />
      <TextField name="measure-due" label={w.due} type="date" value={due} onInput={setDue} width={14} />
      <Button type="submit" small busy={busy ? words.page.sending : null}>
        {w.ask_send}
      </Button>
      <Button kind="second" small onClick={onLeave}>
        {words.page.cancel}
      </Button>
    </form>
  );
}
