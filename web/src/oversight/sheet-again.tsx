/**
 * The suitability sheet, and looking at it again: what the orders that stand say of devices decides whether somebody may have the app.
 * "No device with the internet" makes it paper, and is asked once more.
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post } from "../api/client.ts";
import type { OrdersPage } from "../orders/staff/shapes.ts";
import { messageFor, useLoad, useSend } from "../staff/load.ts";
import { Block, Facts, Said } from "../staff/page.tsx";
import type { Participant, Suitability } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { dateWithYear } from "../staff/when.ts";
import { ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { announce } from "../ui/live.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { TextArea } from "../ui/textarea.tsx";

const w = words.oversight.phone;
const c = words.oversight.create;
const yes = (value: boolean): string => (value ? words.page.yes : words.page.no);

type Asked = "internet_device_allowed" | "inspection" | "no_deletion" | "no_auto_deletion_software";
const ASKED: readonly { key: Asked; text: string; help?: string }[] = [
  { key: "internet_device_allowed", text: c.internet, help: c.internet_help },
  { key: "inspection", text: c.inspection, help: c.inspection_help },
  { key: "no_deletion", text: c.deletion, help: c.deletion_help },
  { key: "no_auto_deletion_software", text: c.software, help: c.software_help },
];
const YES_NO = [
  { value: "yes" as const, text: words.page.yes },
  { value: "no" as const, text: words.page.no },
];
const NOTE = 1000;

export function SuitabilityBlock({ person, onChanged }: { person: Participant; onChanged: () => Promise<void> }): JSX.Element | null {
  const [again, setAgain] = useState(false);
  const sheet = person.suitability;
  if (!sheet) return null;
  return (
    <Block title={w.suitability}>
      {again ? (
        <Again person={person} sheet={sheet} onLeave={() => setAgain(false)} onChanged={onChanged} />
      ) : (
        <>
          <Facts
            wide
            facts={[
              [c.agreed, yes(sheet.agreed)],
              [c.internet, yes(sheet.internet_device_allowed)],
              [c.inspection, yes(sheet.inspection)],
              [c.deletion, yes(sheet.no_deletion)],
              [c.software, yes(sheet.no_auto_deletion_software)],
              [c.reading, yes(sheet.reading_support)],
              [c.digital, c.digitals[sheet.digital_skill]],
              [c.excluded, yes(sheet.excluded_motivation)],
              ...(sheet.note ? [[c.note, sheet.note] as const] : []),
            ]}
          />
          {sheet.approved_by && sheet.approved_on && <p class="quiet-line">{w.approved(sheet.approved_by, dateWithYear(sheet.approved_on))}</p>}
          {person.status !== "ended" && (
            <Button kind="second" small onClick={() => setAgain(true)}>
              {w.sheet_again}
            </Button>
          )}
        </>
      )}
    </Block>
  );
}

interface AgainProps {
  person: Participant;
  sheet: Suitability;
  onLeave: () => void;
  onChanged: () => Promise<void>;
}

function Again({ person, sheet, onLeave, onChanged }: AgainProps): JSX.Element {
  const orders = useLoad<OrdersPage>(`/api/participants/${person.id}/orders`);
  const [answers, setAnswers] = useState<Partial<Record<Asked, "yes" | "no">>>({});
  const [note, setNote] = useState(sheet.note ?? "");
  const [missing, setMissing] = useState<FieldProblem[]>([]);
  const [sure, setSure] = useState(false);
  const { send, busy, refusal } = useSend();
  const said = (orders.data?.orders ?? [])
    .filter((order) => order.state === "active")
    .flatMap((order) => order.conditions.filter((term) => term.category === "devices" || term.category === "online").map((term) => ({ order: order.kind.name, term })));
  const save = async (): Promise<void> => {
    const body = { ...Object.fromEntries(ASKED.map(({ key }) => [key, answers[key] === "yes"])), note: note.trim() || null };
    const done = await send(() => post(`/api/participants/${person.id}/suitability`, body));
    setSure(false);
    if (!done) return;
    announce(words.page.saved);
    await onChanged();
    onLeave();
  };
  const go = (event: Event): void => {
    event.preventDefault();
    const over = note.trim().length - NOTE;
    const found = [
      ...ASKED.filter(({ key }) => !answers[key]).map(({ key, text }) => ({ field: key, message: c.need.answer(text) })),
      ...(over > 0 ? [{ field: "sheet-note", message: words.oversight.review.over(over) }] : []),
    ];
    setMissing(found);
    if (found.length) return;
    if (answers.internet_device_allowed === "no" && person.mode === "phone") setSure(true);
    else void save();
  };
  const of = (field: string): string | null => missing.find((one) => one.field === field)?.message ?? messageFor(refusal, field);
  return (
    <form noValidate aria-label={w.sheet_again} onSubmit={go}>
      <p class="quiet-line">{w.sheet_about}</p>
      {orders.failed && <Said text={w.sheet_orders_failed} bad />}
      {orders.data && <p class="strong">{said.length ? w.sheet_orders : w.sheet_orders_none}</p>}
      {said.length > 0 && (
        <ul class="lines">
          {said.map(({ order, term }) => (
            <li key={term.id}>
              {term.exact} <span class="quiet-line">{order}</span>
            </li>
          ))}
        </ul>
      )}
      <ErrorSummary errors={missing} />
      <Said text={refusal?.errors.length ? null : refusal?.detail} bad />
      {ASKED.map(({ key, text, help }) => (
        <ChoiceList key={key} name={key} legend={text} columns={2} options={YES_NO} value={answers[key] ?? null} onChange={(value) => setAnswers({ ...answers, [key]: value })} error={of(key)} {...(help ? { help } : {})} />
      ))}
      <TextArea name="sheet-note" label={c.note} help={c.note_help} value={note} onInput={setNote} limit={NOTE} rows={3} error={of("sheet-note") ?? messageFor(refusal, "note")} />
      <div class="buttons">
        <Button type="submit" small busy={busy ? words.page.saving : null}>
          {w.sheet_save}
        </Button>
        <Button kind="second" small onClick={onLeave}>
          {words.page.cancel}
        </Button>
      </div>
      {sure && (
        <Sheet title={w.sheet_paper} onClose={() => setSure(false)}>
          <p>{w.sheet_paper_about}</p>
          <div class="sheet-buttons">
            <Button busy={busy ? words.page.saving : null} onClick={() => void save()}>
              {w.sheet_paper_go}
            </Button>
            <Button kind="second" onClick={() => setSure(false)}>
              {words.page.cancel}
            </Button>
          </div>
        </Sheet>
      )}
    </form>
  );
}
