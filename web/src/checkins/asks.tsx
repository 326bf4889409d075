/** What the card asks beside its own questions: the target list, and up to three questions of the clinician's own. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { Select, TextArea, TextField } from "../ui/textarea.tsx";
import { messageFor, useSend } from "../staff/load.ts";
import { Block, Said } from "../staff/page.tsx";
import { words } from "../staff/text.ts";
import { shortDay } from "../staff/when.ts";
import type { Checkins, OwnQuestion } from "./shapes.ts";
import type { Parts } from "./tab.tsx";
import { checkins as w } from "./text.ts";

export function Targets({ person, page, put }: Parts): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [text, setText] = useState("");
  const [missing, setMissing] = useState(false);
  const add = async (): Promise<void> => {
    const done = await send(() => post<Checkins>(`/api/participants/${person.id}/check-ins/targets`, { words: text.trim() }));
    if (!done) return;
    setText("");
    put(done.done);
  };
  const stop = async (id: string): Promise<void> => {
    const done = await send(() => post<Checkins>(`/api/check-in-targets/${id}/stop`));
    if (done) put(done.done);
  };
  return (
    <Block title={w.targets}>
      <p class="quiet-line">{w.targets_about}</p>
      {page.targets.length === 0 && <p class="quiet-line">{w.targets_none}</p>}
      <ul class="plain-list">
        {page.targets.map((one) => (
          <li key={one.id}>
            <span>
              {one.text}
              <span class="quiet"> {one.live ? w.since(shortDay(one.from)) : w.until(shortDay(one.to ?? one.from))}</span>
            </span>
            {one.live && page.active && (
              <Button kind="second" small label={`${w.take_off}, ${one.text}`} onClick={() => void stop(one.id)}>
                {w.take_off}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {page.active && (
        <form
          class="inner-form"
          onSubmit={(event) => {
            event.preventDefault();
            setMissing(!text.trim());
            if (text.trim()) void add();
            else document.getElementById("target")?.focus();
          }}
        >
          <TextField name="target" label={w.target} help={w.target_help} value={text} onInput={setText} maxLength={120} error={missing && !text.trim() ? w.target_missing : messageFor(refusal, "words")} />
          <Said text={refusal?.errors.length ? null : refusal?.detail} bad />
          <Button kind="second" small type="submit" busy={busy ? words.page.saving : null}>
            {w.target_add}
          </Button>
        </form>
      )}
    </Block>
  );
}

export function Questions({ person, page, put }: Parts): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [text, setText] = useState("");
  const [missing, setMissing] = useState(false);
  const [form, setForm] = useState("daily-card");
  const [type, setType] = useState<OwnQuestion["type"]>("boolean");
  const [options, setOptions] = useState("");
  const [once, setOnce] = useState("once");
  const live = page.questions.filter((one) => !one.stopped);
  const add = async (): Promise<void> => {
    const lines = options.split("\n").map((line) => line.trim()).filter(Boolean);
    const body = { form_id: form, type, text: text.trim(), options: type === "choice" ? lines : [], once: once === "once" };
    const done = await send(() => post<Checkins>(`/api/participants/${person.id}/check-ins/questions`, body));
    if (!done) return;
    setText("");
    setOptions("");
    put(done.done);
  };
  const stop = async (id: string): Promise<void> => {
    const done = await send(() => post<Checkins>(`/api/check-in-questions/${id}/stop`));
    if (done) put(done.done);
  };
  const optionError = refusal?.errors.find((error) => error.field.startsWith("options"))?.message ?? null;
  return (
    <Block title={w.questions}>
      <p class="quiet-line">{w.questions_about}</p>
      {live.length === 0 && <p class="quiet-line">{w.questions_none}</p>}
      <ul class="plain-list">
        {live.map((one) => (
          <li key={one.id}>
            <span>
              {one.text}
              <span class="quiet">
                {" "}
                {[w.forms[one.form_id], w.types[one.type], one.once ? w.once : w.always].join(". ")}.
              </span>
            </span>
            <Button kind="second" small label={`${w.question_stop}, ${one.text}`} onClick={() => void stop(one.id)}>
              {w.question_stop}
            </Button>
          </li>
        ))}
      </ul>
      {page.active && (
        <form
          class="inner-form"
          onSubmit={(event) => {
            event.preventDefault();
            setMissing(!text.trim());
            if (text.trim()) void add();
            else document.getElementById("question")?.focus();
          }}
        >
          <TextField name="question" label={w.question} value={text} onInput={setText} maxLength={300} error={missing && !text.trim() ? w.question_missing : messageFor(refusal, "text")} />
          <Select name="question_form" label={w.question_form} value={form} options={Object.entries(w.forms).map(([value, said]) => ({ value, text: said }))} onChange={setForm} />
          <Select name="question_type" label={w.question_type} value={type} options={Object.entries(w.types).map(([value, said]) => ({ value, text: said }))} onChange={(value) => setType(value as OwnQuestion["type"])} />
          {type === "choice" && <TextArea name="options" label={w.options} value={options} onInput={setOptions} limit={600} rows={3} error={optionError} />}
          <Select
            name="how_long"
            label={w.how_long}
            value={once}
            options={[
              { value: "once", text: w.once },
              { value: "always", text: w.always },
            ]}
            onChange={setOnce}
          />
          <Said text={refusal?.errors.length ? null : refusal?.detail} bad />
          <Button kind="second" small type="submit" busy={busy ? words.page.saving : null}>
            {w.question_add}
          </Button>
        </form>
      )}
    </Block>
  );
}
