/**
 * Writing the coping plan with the person: sections as lines, rules as "if" and "then". The server refuses "I will not" beside the rule.
 * Nothing is overwritten: a plan that somebody changed meanwhile is shown beside this one.
 */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { post, put } from "../api/client.ts";
import { boundChoices, type Binding } from "../coping/bound.ts";
import { actWords, ruleWords } from "../coping/rules.ts";
import { words as planOf } from "../coping/text.ts";
import { words as journal } from "../journal/text.ts";
import { ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { announce } from "../ui/live.tsx";
import { Select, TextArea, TextField } from "../ui/textarea.tsx";
import { byButtonAlone } from "../staff/focus.ts";
import { messageFor, useRefused, useSend } from "../staff/load.ts";
import { Block, Said } from "../staff/page.tsx";
import { useSession } from "../staff/session.ts";
import type { CopingPlan, Plan, PlanRule, PlanSection } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { isoDay } from "../staff/when.ts";
import { draftOf as keptDraftOf, forgetDraft, keepDraft } from "./drafts.ts";
import { takeStart } from "./plan-start.ts";
import { planWords as pw } from "./plan-text.ts";
import { SECTIONS } from "./plan.tsx";

const w = words.oversight.plan;

/** A rule as it is typed: every part is text, empty where it is not said. */
interface Draft {
  key: string;
  id: string | null;
  when: string;
  /** A code of the log's triggers. */
  trigger: string;
  /** The key of a condition of the order. */
  bound: string;
  from: string;
  to: string;
  urge: string;
  then: string;
  minutes: string;
  confidence: string;
}

interface Props {
  participant: string;
  /** They have no phone. */
  paper: boolean;
  plans: CopingPlan;
  /** The orders in force, whose conditions a rule can be bound to. */
  orders: readonly Binding[] | undefined;
  onSaved: () => void;
  onChangedElsewhere: () => Promise<void>;
  onLeave: () => void;
}

/** What is kept of a change that was begun: the words, and the plan that it goes on from. */
interface Kept {
  sections: Record<PlanSection, string>;
  rules: Draft[];
  agreed: string;
  opened: Plan | null;
  base: number | null;
}

export const keptUnder = (participant: string): string => `plan:${participant}`;

function keptOf(under: string, user: string): Kept | null {
  const text = keptDraftOf(under, user);
  return text ? (JSON.parse(text) as Kept) : null;
}

export function PlanEditor({ participant, paper, plans, orders, onSaved, onChangedElsewhere, onLeave }: Props): JSX.Element {
  const { me } = useSession();
  const under = keptUnder(participant);
  const [begun] = useState(() => keptOf(under, me.user.id));
  // What the writer goes on from: what they began here, else their own draft, else what waits, else what is agreed.
  const [opened] = useState(() => (begun ? begun.opened : (plans.draft ?? plans.proposed ?? plans.current)));
  const [base] = useState(() => (begun ? begun.base : plans.draft ? plans.draft.base_version : (opened?.version ?? null)));
  const current = plans.proposed ?? plans.current;
  const [sections, setSections] = useState(() => begun?.sections ?? Object.fromEntries(SECTIONS.map((one) => [one, (opened?.[one] ?? []).join("\n")])) as Record<PlanSection, string>);
  const [rules, setRules] = useState<Draft[]>(() => {
    const start = takeStart(participant);
    return [...(begun?.rules ?? (opened?.rules ?? []).map(draftOf)), ...(start ? [{ ...blank(), when: planOf.rule.triggerWords[start.trigger ?? ""] ?? "", trigger: start.trigger ?? "" }] : [])];
  });
  // On paper nobody answers a proposal: what is written down was agreed in the room.
  const [agreed, setAgreed] = useState(begun?.agreed ?? (paper ? isoDay(new Date()) : ""));
  const [touched, setTouched] = useState(begun !== null);
  const done = useRef(false);
  const [missing, setMissing] = useState<FieldProblem[]>([]);
  const { send, busy, refusal } = useSend();
  useEffect(() => {
    if (touched && !done.current) keepDraft(under, me.user.id, JSON.stringify({ sections, rules, agreed, opened, base } satisfies Kept));
  }, [sections, rules, agreed, touched]);
  const forget = (): void => {
    done.current = true;
    forgetDraft(under);
  };
  // A rule begun from what was read stands last, under all the others: that is where the writing goes on.
  useEffect(() => {
    const begun = rules.findIndex((rule) => rule.id === null && rule.when !== "");
    if (begun < 0) return;
    const then = document.getElementById(`rules.${begun}.then`);
    then?.scrollIntoView({ block: "center" });
    then?.focus();
  }, []);
  useEffect(() => {
    if (!touched) return;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [touched]);

  const change = (index: number, part: Partial<Draft>): void => {
    setTouched(true);
    setRules(rules.map((rule, i) => (i === index ? { ...rule, ...part } : rule)));
  };
  const add = (): void => {
    setTouched(true);
    setRules([...rules, blank()]);
  };
  const remove = (index: number): void => {
    setTouched(true);
    // They are told by the place of a rule, which another has now.
    setMissing([]);
    setRules(rules.filter((_, i) => i !== index));
  };

  /** agreed: both said yes in the room. propose: they answer on the phone. keep: a draft of one's own. */
  const save = async (how: "agreed" | "propose" | "keep"): Promise<void> => {
    const found = rules.flatMap((rule, i) => [
      ...(rule.when.trim() ? [] : [{ field: `rules.${i}.when`, message: w.need_if }]),
      ...(rule.then.trim() ? [] : [{ field: `rules.${i}.then`, message: w.need_then }]),
    ]);
    setMissing(found);
    if (found.length) return;
    const lines = Object.fromEntries(SECTIONS.map((one) => [one, linesOf(sections[one])])) as Record<PlanSection, string[]>;
    const plan = { ...lines, ids: idsOf(opened, lines), rules: rules.map(ruleOf) };
    const saved = await send(() =>
      how === "agreed"
        ? put<Plan>(`/api/participants/${participant}/coping-plan`, { ...plan, agreed_on: agreed || null, base_version: base })
        : post<Plan>(`/api/participants/${participant}/coping-plan/proposals`, { ...plan, base_version: base, keep: how === "keep" }),
    );
    if (!saved) return;
    forget();
    setTouched(false);
    announce(w.saved);
    onSaved();
  };
  const changed = refusal?.slug === "plan-changed";
  useEffect(() => {
    if (changed) void onChangedElsewhere();
  }, [changed]);

  // One that is no longer in force stays what it is until another is picked.
  const bindable = (bound: string): { value: string; text: string }[] => {
    const all = boundChoices(orders);
    return !bound || all.some((one) => one.value === bound) ? all : [...all, { value: bound, text: pw.bound_old }];
  };
  const of = (field: string): string | null => missing.find((one) => one.field === field)?.message ?? messageFor(refusal, field);
  const refused = useRefused(refusal);
  return (
    <form class="plan-editor" onSubmit={(event) => { event.preventDefault(); void save(agreed ? "agreed" : "propose"); }} onKeyDown={byButtonAlone} noValidate>
      <ErrorSummary errors={missing.length ? missing : refused} />
      {refusal && refused.length === 0 && <Said text={changed ? w.changed : refusal.detail} bad />}
      {changed && current && <Theirs plan={current} />}
      <h2 class="section-head">{w.rules}</h2>
      {rules.map((rule, i) => (
        <fieldset class="block rule-form" key={rule.key}>
          <legend>{w.rule(i + 1)}</legend>
          <TextField name={`rules.${i}.when`} label={w.if_label} help={w.if_help} value={rule.when} onInput={(when) => change(i, { when })} error={of(`rules.${i}.when`)} maxLength={200} />
          <TextField name={`rules.${i}.then`} label={w.then_label} help={w.then_help} value={rule.then} onInput={(then) => change(i, { then })} error={of(`rules.${i}.then`)} maxLength={200} />
          <div class="in-a-row">
            <TextField name={`rules.${i}.hours.from`} label={w.from} type="time" value={rule.from} onInput={(from) => change(i, { from })} error={of(`rules.${i}.hours.from`) ?? of(`rules.${i}.hours`)} width={10} />
            <TextField name={`rules.${i}.hours.to`} label={w.to} type="time" value={rule.to} onInput={(to) => change(i, { to })} error={of(`rules.${i}.hours.to`)} width={10} />
            <Select name={`rules.${i}.urge_at_least`} label={w.urge} value={rule.urge} placeholder={w.any_urge} options={numbers(1)} onChange={(urge) => change(i, { urge })} error={of(`rules.${i}.urge_at_least`)} />
            <TextField name={`rules.${i}.for_minutes`} label={w.minutes} inputMode="numeric" value={rule.minutes} onInput={(minutes) => change(i, { minutes })} error={of(`rules.${i}.for_minutes`)} width={5} />
            <Select name={`rules.${i}.confidence`} label={w.confidence} value={rule.confidence} placeholder={w.not_said} options={numbers(0)} onChange={(confidence) => change(i, { confidence })} error={of(`rules.${i}.confidence`)} />
          </div>
          <div class="in-a-row">
            <Select name={`rules.${i}.trigger`} label={pw.trigger} value={rule.trigger} placeholder={w.not_said} options={journal.extra.triggers.options} onChange={(trigger) => change(i, { trigger, ...(rule.when.trim() ? {} : { when: planOf.rule.triggerWords[trigger] ?? "" }) })} error={of(`rules.${i}.trigger`)} />
            {bindable(rule.bound).length > 0 && (
              <Select name={`rules.${i}.condition_id`} label={pw.bound} value={rule.bound} placeholder={pw.bound_none} options={bindable(rule.bound)} onChange={(bound) => change(i, { bound })} error={of(`rules.${i}.condition_id`)} />
            )}
          </div>
          <Button kind="text" small onClick={() => remove(i)}>
            {w.remove_rule(i + 1)}
          </Button>
        </fieldset>
      ))}
      <Button kind="soft" small icon="add" onClick={add}>
        {w.add_rule}
      </Button>
      <div class="section-forms">
        {SECTIONS.map((section) => (
          <TextArea
            key={section}
            name={section}
            label={w.sections[section]}
            help={w.section_help}
            value={sections[section]}
            onInput={(text) => {
              setTouched(true);
              setSections({ ...sections, [section]: text });
            }}
            limit={1500}
            rows={4}
            error={of(section) ?? firstLineError(refused, section)}
          />
        ))}
      </div>
      <TextField name="agreed_on" label={w.agreed_on} help={w.agreed_help} type="date" max={isoDay(new Date())} value={agreed} onInput={(on) => { setTouched(true); setAgreed(on); }} error={of("agreed_on")} width={14} />
      <div class="buttons">
        <Button type="submit" small busy={busy ? words.page.saving : null}>
          {agreed ? pw.save_agreed : pw.propose}
        </Button>
        <Button kind="second" small onClick={() => void save("keep")}>
          {pw.keep_draft}
        </Button>
        <Button kind="second" small onClick={() => { forget(); onLeave(); }}>
          {w.discard}
        </Button>
        {touched && <span class="quiet-line">{pw.kept}</span>}
      </div>
    </form>
  );
}

function Theirs({ plan }: { plan: Plan }): JSX.Element {
  return (
    <Block title={`${w.theirs}, ${w.number.toLowerCase()} ${plan.version}`}>
      <ul class="lines">
        {plan.rules.map((rule) => (
          <li key={rule.id}>{`${w.when} ${ruleWords(rule)}. ${w.then} ${actWords(rule.then)}.`}</li>
        ))}
        {SECTIONS.flatMap((one) => plan[one].map((line) => <li key={`${one}${line}`}>{`${w.sections[one]}: ${line}`}</li>))}
      </ul>
    </Block>
  );
}

/** A server that names one line of a section ("night.2") still means that section's field. */
const firstLineError = (errors: readonly FieldProblem[], section: string): string | null =>
  errors.find((error) => error.field.startsWith(`${section}.`))?.message ?? null;

/** Which line is which: the same words keep their id, and a line whose words were changed in its place keeps it as well. */
function idsOf(plan: Plan | null, lines: Record<PlanSection, string[]>): Record<string, (string | null)[]> {
  return Object.fromEntries(
    SECTIONS.map((section) => {
      const [was, ids] = [plan?.[section] ?? [], plan?.ids?.[section] ?? []];
      const same = lines[section].map((text) => (was.indexOf(text) >= 0 ? (ids[was.indexOf(text)] ?? null) : null));
      const free = ids.filter((id) => !same.includes(id));
      const grown = lines[section].length > was.length;
      return [section, same.map((id, i) => id ?? (!grown && ids[i] && free.includes(ids[i]!) ? ids[i]! : null))];
    }),
  );
}

const linesOf = (text: string): string[] => text.split("\n").map((line) => line.trim()).filter(Boolean);
const numberOf = (text: string): number | null => (text.trim() === "" || Number.isNaN(Number(text)) ? null : Number(text));
const numbers = (from: number): { value: string; text: string }[] =>
  Array.from({ length: 11 - from }, (_, i) => ({ value: String(i + from), text: String(i + from) }));

const blank = (): Draft => ({ key: crypto.randomUUID(), id: null, when: "", trigger: "", bound: "", from: "", to: "", urge: "", then: "", minutes: "", confidence: "" });

const draftOf = (rule: PlanRule): Draft => ({
  key: rule.id,
  id: rule.id,
  when: rule.when,
  trigger: rule.trigger ?? "",
  bound: rule.condition_id ?? "",
  from: rule.hours?.from ?? "",
  to: rule.hours?.to ?? "",
  urge: rule.urge_at_least === null ? "" : String(rule.urge_at_least),
  then: rule.then,
  minutes: rule.for_minutes === null ? "" : String(rule.for_minutes),
  confidence: rule.confidence === null ? "" : String(rule.confidence),
});

const ruleOf = (draft: Draft) => ({
  id: draft.id,
  when: draft.when.trim(),
  trigger: draft.trigger || null,
  condition_id: draft.bound || null,
  hours: draft.from && draft.to ? { from: draft.from, to: draft.to } : null,
  urge_at_least: numberOf(draft.urge),
  then: draft.then.trim(),
  for_minutes: numberOf(draft.minutes),
  confidence: numberOf(draft.confidence),
});
