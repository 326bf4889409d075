/** One if-then rule: /plan/rule/:id, or "new", which may start from something handed over in memory (handover.ts). */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { keepTyped, typed } from "../goals/mine.ts";
import { GuardedText, useGuard } from "../journal/guarded.tsx";
import { useKeeping } from "../journal/keeping.tsx";
import { words as journal } from "../journal/text.ts";
import { usePhone, type Phone } from "../people/phone.ts";
import { newId } from "../store/outbox.ts";
import type { Rule } from "../store/shapes.ts";
import { keepNow } from "../store/typed.ts";
import { language } from "../text/tongue.ts";
import { ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { Select, TextField } from "../ui/textarea.tsx";
import { boundChoices } from "./bound.ts";
import * as draft from "./draft.ts";
import { forgetHandover, handedOver } from "./handover.ts";
import { moved, withRule, without } from "./merge.ts";
import { BEGUN, LINE, usePlanSession } from "./plan-edit.tsx";
import { actsInstead, readyActs } from "./positive-act.ts";
import { forms } from "./positive-act-table.ts";
import { words } from "./text.ts";

const w = words.rule;
const BACK = "/plan/change";
const NUMBERS = Array.from({ length: 11 }, (_, n) => ({ value: String(n), text: String(n) }));

/** What stands in the form. `of` is the rule that it was begun over, so that it is never laid over a newer one. */
interface Writing {
  of: string;
  when: string;
  then: string;
  trigger: string;
  from: string;
  to: string;
  urge: string;
  minutes: string;
  sure: string;
  bound: string;
  back: string | null;
}

export function RulePage({ id }: { id: string }): JSX.Element {
  const phone = usePhone();
  const session = usePlanSession(phone);
  const [written, setWritten] = useState<Writing | null | undefined>(undefined);
  useEffect(() => void found(id).then(setWritten), []);
  if (!session || written === undefined) return <p class="waiting-page" />;
  return <RuleForm phone={phone} session={session} id={id} written={written} />;
}

/** What was typed here and not kept yet. A rule that is begun from something else now begins anew. */
async function found(id: string): Promise<Writing | null> {
  if (id === "new" && handedOver()) return null;
  return (id === "new" ? await typed<Writing>(BEGUN) : null) ?? (await typed<Writing>(`rule:${id}`));
}

function RuleForm({ phone, session, id, written }: { phone: Phone; session: draft.PlanSession; id: string; written: Writing | null }): JSX.Element {
  const { route } = useLocation();
  const find = useGuard();
  const { put, banner } = useKeeping();
  const base = draft.base(phone.bundle);
  const rules = draft.mine(phone.bundle, session).rules;
  const at = rules.findIndex((one) => one.id === id);
  const was = rules[at];
  const start = was ? null : handedOver();
  const of = JSON.stringify(was ?? null);
  const mine = written?.of === of ? written : null;
  const back = start?.back ?? mine?.back ?? null;
  const key = start || (back && !was) ? BEGUN : `rule:${id}`;
  const [when, setWhen] = useState(mine?.when ?? was?.when ?? start?.when ?? w.triggerWords[start?.trigger ?? ""] ?? "");
  const [then, setThen] = useState(mine?.then ?? was?.then ?? start?.then ?? "");
  const [trigger, setTrigger] = useState(mine?.trigger ?? was?.trigger ?? start?.trigger ?? "");
  const [from, setFrom] = useState(mine?.from ?? was?.hours?.from ?? "");
  const [to, setTo] = useState(mine?.to ?? was?.hours?.to ?? "");
  const [urge, setUrge] = useState(mine?.urge ?? said(was?.urge_at_least ?? (start?.urge_at_least || null)));
  const [minutes, setMinutes] = useState(mine?.minutes ?? said(was?.for_minutes));
  const [sure, setSure] = useState(mine?.sure ?? said(was?.confidence));
  const [bound, setBound] = useState(mine?.bound ?? was?.condition_id ?? "");
  const now = JSON.stringify({ of, when, then, trigger, from, to, urge, minutes, sure, bound, back } satisfies Writing);
  const [first] = useState(now);
  // A call in the middle, or a way back, loses no word.
  useEffect(() => {
    if (now !== first || start) keepNow(() => keepTyped(key, JSON.parse(now)));
  }, [now]);
  const conditions = boundChoices(phone.bundle?.orders);
  const [kept, setKept] = useState<string[]>(session.kept);
  const [asking, setAsking] = useState(false);
  const [problems, setProblems] = useState<FieldProblem[]>([]);
  const instead = problems.some((one) => one.field === "then" && one.message === w.refused) ? actsInstead(then, forms, language) : null;
  // Whoever finds it hard to write can tap, before a word is there as well as after one that was refused.
  const acts = instead ?? (then.trim() ? [] : readyActs(forms, language));
  const error = (field: string): string | null => problems.find((one) => one.field === field)?.message ?? null;

  const done = async (): Promise<void> => {
    const ready: Rule = {
      ...was,
      id: was?.id ?? newId(),
      when: when.trim(),
      then: then.trim(),
      trigger: trigger || null,
      hours: from && to ? { from, to } : null,
      urge_at_least: urge === "" ? null : Number(urge),
      for_minutes: minutes.trim() === "" ? null : Number(minutes),
      confidence: sure === "" ? null : Number(sure),
      condition_id: bound || null,
    };
    const found: FieldProblem[] = [];
    if (!ready.when) found.push({ field: "when", message: w.needWhen });
    if (ready.when.length > LINE) found.push({ field: "when", message: words.line.long });
    if (!ready.then) found.push({ field: "then", message: w.needThen });
    else if (ready.then.length > LINE) found.push({ field: "then", message: words.line.long });
    else if (actsInstead(ready.then, forms)) found.push({ field: "then", message: w.refused });
    if (!from !== !to) found.push({ field: "from", message: w.bothHours });
    if (ready.for_minutes !== null && !(Number.isInteger(ready.for_minutes) && ready.for_minutes >= 1 && ready.for_minutes <= 240)) found.push({ field: "minutes", message: w.minutesWrong });
    setProblems(found);
    if (found.length > 0) return;
    const marked = [["when", ready.when], ["then", ready.then]].find(([, text]) => find(text!, kept).length > 0);
    if (marked) {
      setAsking(true);
      announce(journal.guard.look);
      document.getElementById(marked[0]!)?.focus();
      return;
    }
    if (!(await put(() => draft.keep(session, withRule(base, session.changes, ready), kept)))) return;
    forgetHandover();
    await keepTyped(key, null);
    route(BACK);
  };
  const change = async (changes: draft.PlanSession["changes"]): Promise<void> => {
    if (!(await put(() => draft.keep(session, changes)))) return;
    await keepTyped(key, null);
    route(BACK);
  };
  return (
    <Page title={was ? w.edit : w.add} eyebrow={w.eyebrow} back={back ?? BACK} tools={["listen"]} dock={{ label: w.save, onPress: () => void done() }}>
      <ErrorSummary errors={problems} />
      {banner}
      {(start || (mine && key === BEGUN)) && <p class="second">{w.from}</p>}
      <GuardedText name="when" always label={w.when} help={w.whenHelp} value={when} kept={kept} limit={LINE} rows={2} asking={asking} error={error("when")} onKeep={setKept} onInput={setWhen} />
      <Select name="trigger" label={w.trigger} value={trigger} placeholder={words.nothing} options={journal.extra.triggers.options} onChange={(code) => pickTrigger(code, when, setTrigger, setWhen)} />
      <GuardedText
        name="then"
        always
        label={w.then}
        help={instead ? w.kept : w.thenHelp}
        value={then}
        kept={kept}
        limit={LINE}
        rows={2}
        asking={asking}
        error={error("then")}
        onKeep={setKept}
        onInput={setThen}
      />
      {acts.length > 0 && (
        <div class="instead" {...(instead ? { role: "status" } : {})}>
          {instead && <p>{w.why}</p>}
          <p>
            <strong>{w.start}</strong>
          </p>
          {acts.map((act) => (
            <Button key={act} kind="second" onClick={() => { setThen(act); setProblems([]); document.getElementById("then")?.focus(); }}>
              {act}
            </Button>
          ))}
        </div>
      )}
      <details class="more-fields" open={Boolean(from || urge || minutes || sure || bound)}>
        <summary>{w.more}</summary>
        <p class="field-label">{w.hours}</p>
        <div class="pair">
          <TextField name="from" label={w.from_} type="time" value={from} onInput={setFrom} error={error("from")} />
          <TextField name="to" label={w.to} type="time" value={to} onInput={setTo} />
        </div>
        <Select name="urge" label={w.urge} value={urge} placeholder={w.anyUrge} options={NUMBERS.slice(1)} onChange={setUrge} />
        <TextField name="minutes" label={w.minutes} inputMode="numeric" value={minutes} onInput={setMinutes} width={4} error={error("minutes")} />
        <Select name="sure" label={w.sure} value={sure} placeholder={words.nothing} options={NUMBERS} onChange={setSure} />
        {conditions.length > 0 && <Select name="bound" label={w.bound} value={bound} placeholder={w.boundNone} options={conditions} onChange={setBound} />}
      </details>
      {at > 0 && (
        <Button kind="second" onClick={() => void change(moved(base, session.changes, "rules", id))}>
          {words.line.up}
        </Button>
      )}
      {was && (
        <Button kind="text" onClick={() => void change(without(base, session.changes, "rules", id))}>
          {words.line.remove}
        </Button>
      )}
    </Page>
  );
}

function said(n: number | null | undefined): string {
  return n === null || n === undefined ? "" : String(n);
}

/** A picked trigger also writes the "if", where it is empty or still says what another trigger wrote. */
function pickTrigger(code: string, when: string, setTrigger: (code: string) => void, setWhen: (text: string) => void): void {
  setTrigger(code);
  if (when.trim() === "" || Object.values(w.triggerWords).includes(when)) setWhen(w.triggerWords[code] ?? "");
}
