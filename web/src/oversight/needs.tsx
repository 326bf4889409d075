/** Help wanted, for staff: each need with its dated steps, and the next step. The participant reads the same. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { ReasonChip } from "../ui/chip.tsx";
import { announce } from "../ui/live.tsx";
import { Select, TextField } from "../ui/textarea.tsx";
import { messageFor, useSend } from "../staff/load.ts";
import { Block, Said } from "../staff/page.tsx";
import { words } from "../staff/text.ts";
import { dateWithYear, shortDay } from "../staff/when.ts";
import type { GoalsPage, StaffNeed } from "./goals-shapes.ts";
import { goals as w } from "./goals-text.ts";

const ORDER = ["open", "signposted", "in_hand", "closed"];

interface Props {
  person: string;
  /** The programme is over: nothing more is put down. */
  ended: boolean;
  page: GoalsPage;
  onChange: (page: GoalsPage) => void;
}

export function Needs({ person, ended, page, onChange }: Props): JSX.Element {
  const [adding, setAdding] = useState(false);
  const open = page.needs.filter((need) => need.state !== "closed");
  const over = page.needs.filter((need) => need.state === "closed");
  return (
    <Block
      title={w.needs}
      action={
        !ended && (
          <Button kind="soft" small icon="add" onClick={() => setAdding(!adding)} expanded={adding}>
            {w.add_need}
          </Button>
        )
      }
    >
      {adding && <AddNeed person={person} onLeave={() => setAdding(false)} onDone={(next) => { setAdding(false); onChange(next); }} />}
      {page.needs.length === 0 && !adding && <p class="quiet-line">{w.needs_none}</p>}
      {open.map((need) => (
        <NeedView key={need.id} need={need} onChange={onChange} />
      ))}
      {over.length > 0 && (
        <details>
          <summary>{`${w.need_states["closed"]}, ${over.length}`}</summary>
          {over.map((need) => (
            <NeedView key={need.id} need={need} onChange={onChange} />
          ))}
        </details>
      )}
    </Block>
  );
}

function NeedView({ need, onChange }: { need: StaffNeed; onChange: (page: GoalsPage) => void }): JSX.Element {
  const [moving, setMoving] = useState(false);
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const [missing, setMissing] = useState(false);
  const { send, busy, refusal } = useSend();
  const move = async (event: Event): Promise<void> => {
    event.preventDefault();
    const empty = !to && !note.trim();
    setMissing(empty);
    if (empty) return document.getElementById(`to-${need.id}`)?.focus();
    const done = await send(() => post<GoalsPage>(`/api/needs/${need.id}/move`, { to: to || null, note: note.trim() || null }));
    if (!done) return;
    setMoving(false);
    setTo("");
    setNote("");
    announce(words.page.saved);
    onChange(done.done);
  };
  const kind = w.kinds[need.kind] ?? need.kind;
  const next = ORDER.slice(ORDER.indexOf(need.state) + 1);
  return (
    <article class="goal" aria-label={kind}>
      <h3>{`${kind}: ${(w.need_states[need.state] ?? "").toLowerCase()}`}</h3>
      {need.idle_since && <ReasonChip band="info" text={w.idle(shortDay(need.idle_since))} />}
      {need.text && <p>{need.text}</p>}
      <ul class="lines">
        {need.steps.map((step, n) => (
          <li key={n}>
            {`${w.moves[step.move] ?? step.move}, ${dateWithYear(step.on)}, ${step.by === "participant" ? w.by["participant"] : (step.first_name ?? w.by["clinician"])}.`}
            {step.note ? ` ${step.note}` : ""}
          </li>
        ))}
      </ul>
      {need.state !== "closed" && !moving && (
        <Button kind="second" small label={`${w.to}: ${kind}`} onClick={() => setMoving(true)}>
          {w.to}
        </Button>
      )}
      {moving && (
        <form class="goal-form" onSubmit={(event) => void move(event)} noValidate>
          <Said text={refusal?.errors.length ? null : refusal?.detail} bad />
          <Select name={`to-${need.id}`} label={w.to} value={to} placeholder={w.keep} options={next.map((value) => ({ value, text: w.need_states[value] ?? value }))} onChange={setTo} error={missing && !to && !note.trim() ? w.step_missing : messageFor(refusal, "to")} />
          <TextField name={`need-note-${need.id}`} label={w.note} value={note} onInput={setNote} maxLength={300} error={messageFor(refusal, "note")} />
          <Button type="submit" small busy={busy ? words.page.saving : null}>
            {w.move}
          </Button>
          <Button kind="second" small onClick={() => setMoving(false)}>
            {words.page.cancel}
          </Button>
        </form>
      )}
    </article>
  );
}

function AddNeed({ person, onDone, onLeave }: { person: string; onDone: (page: GoalsPage) => void; onLeave: () => void }): JSX.Element {
  const [kind, setKind] = useState("");
  const [note, setNote] = useState("");
  const [missing, setMissing] = useState(false);
  const { send, busy, refusal } = useSend();
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    setMissing(!kind);
    if (!kind) return document.getElementById("need-kind")?.focus();
    const done = await send(() => post<GoalsPage>(`/api/participants/${person}/needs`, { kind, note: note.trim() || null }));
    if (!done) return;
    announce(words.page.saved);
    onDone(done.done);
  };
  return (
    <form class="goal-form" onSubmit={(event) => void save(event)} noValidate>
      <Said text={refusal?.errors.length ? null : refusal?.detail} bad />
      <Select name="need-kind" label={w.kind} value={kind} placeholder={w.editor.choose} options={Object.entries(w.kinds).map(([value, text]) => ({ value, text }))} onChange={setKind} error={missing && !kind ? w.editor.choose : null} />
      <TextField name="need-note" label={w.note} value={note} onInput={setNote} maxLength={300} error={messageFor(refusal, "note")} />
      <Button type="submit" small busy={busy ? words.page.saving : null}>
        {w.put_down}
      </Button>
      <Button kind="second" small onClick={onLeave}>
        {words.page.cancel}
      </Button>
    </form>
  );
}
