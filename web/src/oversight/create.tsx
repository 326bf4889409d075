/** Adding a participant: who, the work, and the suitability sheet, on one page. The sheet decides between phone and paper. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { post } from "../api/client.ts";
import { Banner, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { Select, TextArea, TextField } from "../ui/textarea.tsx";
import { messageFor, useRefused, useSend } from "../staff/load.ts";
import { Block, Said, StaffPage } from "../staff/page.tsx";
import type { Basis, Cadence, Suitability } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { typedDate } from "../staff/when.ts";

const o = words.oversight;
const w = o.create;

type Question = Exclude<keyof Suitability, "digital_skill" | "note">;
const QUESTIONS: readonly { key: Question; text: string; help?: string }[] = [
  { key: "agreed", text: w.agreed },
  { key: "internet_device_allowed", text: w.internet, help: w.internet_help },
  { key: "inspection", text: w.inspection, help: w.inspection_help },
  { key: "no_deletion", text: w.deletion, help: w.deletion_help },
  { key: "no_auto_deletion_software", text: w.software, help: w.software_help },
  { key: "reading_support", text: w.reading },
  { key: "excluded_motivation", text: w.excluded, help: w.excluded_help },
];

type Answer = "yes" | "no";
const YES_NO: { value: Answer; text: string }[] = [
  { value: "yes", text: words.page.yes },
  { value: "no", text: words.page.no },
];

interface Form {
  first_name: string;
  last_name: string;
  born: string;
  reference: string;
  zone: string;
  basis: string;
  cadence: string;
  planned: string;
  tier: string;
  digital: Suitability["digital_skill"] | null;
  note: string;
}

const EMPTY: Form = { first_name: "", last_name: "", born: "", reference: "", zone: "Europe/London", basis: "", cadence: "", planned: "12", tier: "", digital: null, note: "" };

export function CreateParticipant(): JSX.Element {
  const { route } = useLocation();
  const { send, busy, refusal } = useSend();
  const [form, setForm] = useState<Form>(EMPTY);
  const [answers, setAnswers] = useState<Partial<Record<Question, Answer>>>({});
  const [missing, setMissing] = useState<FieldProblem[]>([]);
  const change = (part: Partial<Form>): void => setForm((was) => ({ ...was, ...part }));

  const create = async (event: Event): Promise<void> => {
    event.preventDefault();
    const found = lacking(form, answers);
    setMissing(found);
    if (found.length) return;
    const yes = (key: Question): boolean => answers[key] === "yes";
    const made = await send(() =>
      post<{ id: string; mode: "phone" | "paper" }>("/api/participants", {
        first_name: form.first_name.trim(),
        last_name: form.last_name.trim(),
        date_of_birth: typedDate(form.born),
        case_reference: form.reference.trim() || null,
        zone: form.zone,
        tier: Number(form.tier),
        basis: form.basis,
        cadence: form.cadence,
        planned_sessions: Number(form.planned),
        suitability: { ...Object.fromEntries(QUESTIONS.map(({ key }) => [key, yes(key)])), digital_skill: form.digital, note: form.note.trim() || null },
      }),
    );
    if (made) route(`/participants/${made.done.id}/phone`);
  };

  const of = (field: string): string | null => missing.find((one) => one.field === field)?.message ?? messageFor(refusal, field);
  const refused = useRefused(refusal);
  const said = refusal?.slug === "not-suitable" ? w.not_suitable : refusal?.slug === "no-past-breach-policy" ? w.no_policy : refusal?.detail;
  const options = <K extends string>(names: Record<K, string>): { value: string; text: string }[] => (Object.keys(names) as K[]).map((value) => ({ value, text: names[value] }));
  return (
    <StaffPage title={w.title} up={{ href: "/caseload", text: o.participant.back }} sub={w.sub}>
      <form class="create" onSubmit={(event) => void create(event)} noValidate>
        <ErrorSummary errors={missing.length ? missing : refused} />
        {refused.length === 0 && <Said text={said} bad />}
        <Block title={w.who}>
          <div class="in-a-row">
            <TextField name="first_name" label={w.first_name} value={form.first_name} onInput={(first_name) => change({ first_name })} error={of("first_name")} width={24} maxLength={60} />
            <TextField name="last_name" label={w.last_name} value={form.last_name} onInput={(last_name) => change({ last_name })} error={of("last_name")} width={24} maxLength={60} />
          </div>
          <div class="in-a-row">
            <TextField name="date_of_birth" label={w.born} help={w.born_help} inputMode="numeric" value={form.born} onInput={(born) => change({ born })} error={of("date_of_birth")} width={14} />
            <TextField name="case_reference" label={w.reference} help={w.reference_help} value={form.reference} onInput={(reference) => change({ reference })} error={of("case_reference")} width={24} maxLength={24} />
          </div>
        </Block>
        <Block title={w.programme}>
          <div class="in-a-row">
            <Select name="basis" label={w.basis} placeholder="" value={form.basis} options={options(o.bases as Record<Basis, string>)} onChange={(basis) => change({ basis })} error={of("basis")} />
            <Select name="cadence" label={w.cadence} placeholder="" value={form.cadence} options={options(o.cadences as Record<Cadence, string>)} onChange={(cadence) => change({ cadence })} error={of("cadence")} />
            <Select name="tier" label={w.tier} placeholder="" value={form.tier} options={["1", "2", "3"].map((value) => ({ value, text: o.phone.tier_days(Number(value)) }))} onChange={(tier) => change({ tier })} error={of("tier")} />
            <TextField name="planned_sessions" label={w.planned} inputMode="numeric" value={form.planned} onInput={(planned) => change({ planned })} error={of("planned_sessions")} width={5} />
            <Select name="zone" label={w.zone} value={form.zone} options={zones(form.zone)} onChange={(zone) => change({ zone })} error={of("zone")} />
          </div>
        </Block>
        <Block title={w.suitability}>
          <p class="quiet-line">{w.suitability_about}</p>
          {QUESTIONS.map(({ key, text, help }) => (
            <div class="question" key={key}>
              <ChoiceList
                name={`suitability.${key}`}
                legend={text}
                help={help}
                columns={2}
                options={YES_NO}
                value={answers[key] ?? null}
                onChange={(answer) => setAnswers((was) => ({ ...was, [key]: answer }))}
                error={of(`suitability.${key}`)}
              />
              {key === "internet_device_allowed" && answers[key] === "no" && (
                <Banner tone="know" word={`${w.paper}.`}>
                  <p>{w.paper_about}</p>
                </Banner>
              )}
            </div>
          ))}
          <div class="question">
            <ChoiceList
              name="suitability.digital_skill"
              legend={w.digital}
              columns={2}
              options={(Object.keys(w.digitals) as Suitability["digital_skill"][]).map((value) => ({ value, text: w.digitals[value] }))}
              value={form.digital}
              onChange={(digital) => change({ digital })}
              error={of("suitability.digital_skill")}
            />
          </div>
          <TextArea name="suitability.note" label={w.note} help={w.note_help} value={form.note} onInput={(note) => change({ note })} limit={1000} rows={3} error={of("suitability.note")} />
        </Block>
        <div class="buttons">
          <Button type="submit" small busy={busy ? w.going : null}>
            {w.go}
          </Button>
          <Button kind="second" small href="/caseload">
            {words.page.cancel}
          </Button>
        </div>
      </form>
    </StaffPage>
  );
}

function lacking(form: Form, answers: Partial<Record<Question, Answer>>): FieldProblem[] {
  const found: FieldProblem[] = [];
  const need = (field: string, ok: boolean, message: string): void => {
    if (!ok) found.push({ field, message });
  };
  const sessions = Number(form.planned);
  need("first_name", !!form.first_name.trim(), w.need.first_name);
  need("last_name", !!form.last_name.trim(), w.need.last_name);
  need("date_of_birth", typedDate(form.born) !== null, w.need.date_of_birth);
  need("basis", !!form.basis, w.need.basis);
  need("cadence", !!form.cadence, w.need.cadence);
  need("tier", !!form.tier, w.need.tier);
  need("planned_sessions", Number.isInteger(sessions) && sessions >= 1 && sessions <= 60, w.need.planned_sessions);
  for (const { key, text } of QUESTIONS) need(`suitability.${key}`, answers[key] !== undefined, w.need.answer(text));
  need("suitability.digital_skill", form.digital !== null, w.need.answer(w.digital));
  return found;
}

/** The default, and the reader's own where it is another. */
function zones(now: string): { value: string; text: string }[] {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [...new Set(["Europe/London", now, own, "Europe/Dublin", "Europe/Madrid", "Europe/Warsaw", "Europe/Bucharest"])].map((zone) => ({ value: zone, text: zone.replace("_", " ") }));
}
