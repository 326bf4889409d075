/**
 * Recording an outcome: did they come, did it happen, and if not why, each its own question. What probation would get, word for
 * word, and what happens then stand beside the questions before anything is recorded.
 */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { post, Problem, put } from "../api/client.ts";
import { ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { TextField } from "../ui/textarea.tsx";
import { byButtonAlone } from "../staff/focus.ts";
import { messageFor, useSend } from "../staff/load.ts";
import { Block, Facts, Said } from "../staff/page.tsx";
import { useSession } from "../staff/session.ts";
import type { Appointment, OutcomeAnswers, OutcomePreview, ToldBefore, WhyNot } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { typedDate } from "../staff/when.ts";
import { OutcomeHistory } from "./outcome.tsx";

const w = words.attendance.outcome;
const PAUSE_MS = 250;

/** What is typed so far. `us` answers "could it be us?"; "us_no" is that we were there. */
interface Answers {
  came: "yes" | "late" | "no" | null;
  late: string;
  told: ToldBefore | null;
  us: "us_no" | "room" | "phone" | "staff" | null;
  happened: "yes" | "no" | null;
  why: WhyNot | null;
}

const CAME = ["yes", "late", "no"] as const;
const TOLD = ["none", "asked_to_move", "could_not_come"] as const;
const US = ["us_no", "room", "phone", "staff"] as const;
const WHY = ["room", "phone", "staff", "participant_unwell", "participant_left", "other"] as const;

export function OutcomeForm({ item, onRecorded, onLeave }: { item: Appointment; onRecorded: (after: Appointment) => void; onLeave: (() => void) | null }): JSX.Element {
  const [answers, setAnswers] = useState<Answers>({ came: null, late: "", told: null, us: null, happened: null, why: null });
  const [born, setBorn] = useState("");
  const [last4, setLast4] = useState("");
  const [missing, setMissing] = useState<FieldProblem[]>([]);
  const { send, busy, refusal } = useSend();
  const first = item.name.split(" ")[0] ?? "";
  const said = bodyOf(answers);
  const preview = usePreview(item.id, said);
  const change = (part: Partial<Answers>): void => setAnswers((was) => ({ ...was, ...part }));
  const absent = answers.came === "no";
  const asks = preview.data?.needs_identifiers ?? false;

  const record = async (event: Event): Promise<void> => {
    event.preventDefault();
    const found = lacking(answers);
    const dateOfBirth = typedDate(born);
    if (found.length === 0 && asks) {
      if (!/^[0-9A-Za-z]{4}$/.test(last4.trim())) found.push({ field: "case_reference_last4", message: w.need.case_reference_last4 });
      if (!dateOfBirth) found.push({ field: "date_of_birth", message: w.need.date_of_birth });
    }
    setMissing(found);
    if (found.length || !said) return;
    const confirm = asks ? { date_of_birth: dateOfBirth, case_reference_last4: last4.trim() } : null;
    const done = await send(() => put<Appointment>(`/api/appointments/${item.id}/outcome`, { ...said, confirm }));
    if (done) onRecorded(done.done);
  };

  const of = (field: string): string | null =>
    missing.find((one) => one.field === field)?.message ?? messageFor(refusal, field) ?? messageFor(refusal, `confirm.${field}`);
  const options = <V extends string>(values: readonly V[], texts: Record<string, string>): { value: V; text: string }[] => values.map((value) => ({ value, text: texts[value]! }));
  return (
    <div class="two-columns even outcome">
      <form onSubmit={(event) => void record(event)} onKeyDown={byButtonAlone} noValidate>
        <ErrorSummary errors={missing} />
        <ChoiceList name="came" legend={w.came(first)} columns={2} options={options(CAME, w.came_options)} value={answers.came} onChange={(came) => change({ came })} error={of("came")} />
        {answers.came === "late" && (
          <TextField name="minutes_late" label={w.late} inputMode="numeric" value={answers.late} onInput={(late) => change({ late })} width={5} error={of("minutes_late")} />
        )}
        {absent && (
          <>
            <ChoiceList name="told_before" legend={w.told(first)} columns={2} options={options(TOLD, w.told_options)} value={answers.told} onChange={(told) => change({ told })} error={of("told_before")} />
            <ChoiceList name="us" legend={w.us} columns={2} options={options(US, w.us_options)} value={answers.us} onChange={(us) => change({ us })} error={of("us") ?? of("why_not")} />
          </>
        )}
        {(answers.came === "yes" || answers.came === "late") && (
          <ChoiceList name="happened" legend={w.happened} columns={2} options={options(["yes", "no"] as const, w.happened_options)} value={answers.happened} onChange={(happened) => change({ happened })} error={of("happened")} />
        )}
        {(answers.came === "yes" || answers.came === "late") && answers.happened === "no" && (
          <ChoiceList name="why_not" legend={w.why_not} columns={2} options={options(WHY, w.us_options)} value={answers.why} onChange={(why) => change({ why })} error={of("why_not")} />
        )}
        {asks && (
          <fieldset class="identifiers">
            <legend>{w.check}</legend>
            <p class="quiet-line">{w.check_about}</p>
            <div class="in-a-row">
              <TextField name="case_reference_last4" label={w.reference} value={last4} onInput={setLast4} maxLength={4} width={8} error={of("case_reference_last4")} />
              <TextField name="date_of_birth" label={w.born} help={w.born_help} inputMode="numeric" value={born} onInput={setBorn} width={16} error={of("date_of_birth")} />
            </div>
          </fieldset>
        )}
        <Said text={refusal?.detail} bad />
        <div class="buttons">
          <Button type="submit" small busy={busy ? w.recording : null}>
            {item.outcome ? w.correct : absent && answers.us === "us_no" ? w.record_no : w.record_yes}
          </Button>
          {onLeave ? (
            <Button kind="second" small onClick={onLeave}>
              {w.leave}
            </Button>
          ) : (
            <Button kind="second" small href="/calendar">
              {w.leave}
            </Button>
          )}
        </div>
        <p class="quiet-line">{w.foot}</p>
        {item.history.length > 0 && (
          <Block title={w.history}>
            <OutcomeHistory history={item.history} />
          </Block>
        )}
      </form>
      <div aria-live="polite">
        <Preview said={said !== null} preview={preview} />
      </div>
    </div>
  );
}

interface PreviewState {
  data: OutcomePreview | null;
  failed: string | null;
}

/** Asks what recording these answers would send, a moment after the last change. Never asks with half an answer. */
function usePreview(id: string, said: OutcomeAnswers | null): PreviewState {
  const { leave } = useSession();
  const [state, setState] = useState<PreviewState>({ data: null, failed: null });
  const key = said ? JSON.stringify(said) : null;
  const asked = useRef(0);
  useEffect(() => {
    const mine = ++asked.current;
    if (!said) return setState({ data: null, failed: null });
    const timer = setTimeout(() => {
      post<OutcomePreview>(`/api/appointments/${id}/outcome-preview`, said).then(
        (data) => mine === asked.current && setState({ data, failed: null }),
        (error) => {
          if (mine !== asked.current) return;
          if (error instanceof Problem && error.status === 401) return leave("ended");
          setState({ data: null, failed: (error instanceof Problem && error.detail) || w.preview_failed });
        },
      );
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [id, key]);
  return state;
}

function Preview({ said, preview }: { said: boolean; preview: PreviewState }): JSX.Element {
  const seen = preview.data;
  if (preview.failed) return <Said text={preview.failed} bad />;
  if (!said || !seen) {
    return (
      <Block title={w.gets}>
        <p class="quiet-line">{said ? words.page.loading : w.preview_wait}</p>
      </Block>
    );
  }
  return (
    <>
      <Block title={seen.goes ? w.gets : w.nothing_goes} action={seen.goes ? <span class="small-pill">{w.exact}</span> : null}>
        {seen.goes ? (
          <>
            <Facts facts={seen.fields.map((field) => [field.label, field.value] as const)} />
            <p class="quiet-line">{w.nothing_else}</p>
          </>
        ) : (
          <p>{seen.why}</p>
        )}
      </Block>
      {seen.steps.length > 0 && (
        <Block title={w.next}>
          <ol class="steps">
            {seen.steps.map((step) => (
              <li key={step.when + step.text}>
                <strong>{step.when}</strong>
                <p>{step.text}</p>
              </li>
            ))}
          </ol>
        </Block>
      )}
    </>
  );
}

function lacking(answers: Answers): FieldProblem[] {
  const found: FieldProblem[] = [];
  const need = (field: string, ok: boolean, message: string): void => {
    if (!ok) found.push({ field, message });
  };
  need("came", answers.came !== null, w.need.came);
  if (answers.came === "late") need("minutes_late", minutesOf(answers.late) !== null, w.need.minutes_late);
  if (answers.came === "no") {
    need("told_before", answers.told !== null, w.need.told_before);
    need("us", answers.us !== null, w.need.us);
  } else if (answers.came) {
    need("happened", answers.happened !== null, w.need.happened);
    if (answers.happened === "no") need("why_not", answers.why !== null, w.need.why_not);
  }
  return found;
}

/** The answers as the server takes them, or null while one is missing. */
function bodyOf(answers: Answers): OutcomeAnswers | null {
  if (!answers.came || lacking(answers).length) return null;
  if (answers.came === "no") {
    return { came: "no", minutes_late: null, happened: false, why_not: answers.us === "us_no" ? null : answers.us, told_before: answers.told };
  }
  const happened = answers.happened === "yes";
  return { came: answers.came, minutes_late: answers.came === "late" ? minutesOf(answers.late) : null, happened, why_not: happened ? null : answers.why, told_before: null };
}

function minutesOf(text: string): number | null {
  const minutes = Number(text);
  return text.trim() && Number.isInteger(minutes) && minutes >= 1 && minutes <= 240 ? minutes : null;
}
