/** What waits on the plan: the participant's proposal beside what is agreed, clashes, suggestions, and the form to make one. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post } from "../api/client.ts";
import { differences, grouped, ruleName, saidValue } from "../coping/changes.tsx";
import { documentOf, type Document, type Line } from "../coping/merge.ts";
import { ClashValue } from "../coping/plan-answers.tsx";
import { messageFor, useSend } from "../staff/load.ts";
import { Block, Said } from "../staff/page.tsx";
import type { CopingPlan, PlanSection } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { Tick } from "../staff/tick.tsx";
import { dateWithYear } from "../staff/when.ts";
import type { PlanChange } from "../store/shapes.ts";
import { Button } from "../ui/button.tsx";
import { announce } from "../ui/live.tsx";
import { Select, TextArea, TextField } from "../ui/textarea.tsx";
import { planWords as w } from "./plan-text.ts";
import { SECTIONS } from "./plan.tsx";

const said = words.oversight.plan;

export interface Going {
  participant: string;
  firstName: string;
  plans: CopingPlan;
  reload: () => Promise<void>;
  /** Where the plan is changed; null where it is not any more. */
  edit: string | null;
}

export function partTitle(part: string): string {
  return part === "rules" ? said.rules : said.sections[part as PlanSection];
}

export function Proposal({ participant, firstName, plans, reload, edit }: Going): JSX.Element | null {
  const [picked, setPicked] = useState<readonly string[]>([]);
  const [text, setText] = useState("");
  const [missing, setMissing] = useState<string | null>(null);
  const { send, busy, refusal } = useSend();
  const plan = plans.proposed;
  if (!plan) return null;
  const theirs = plan.side === "participant";
  const changes = differences(documentOf(plans.current), documentOf(plan));
  const on = plan.made_on ? dateWithYear(plan.made_on) : "";
  const clash = plans.clashes.length > 0;
  const answer = async (verdict: "agree" | "not_agree", only: readonly string[] = []): Promise<void> => {
    if (!text.trim()) return setMissing(w.need_say);
    const done = await send(() =>
      post(`/api/participants/${participant}/coping-plan/answer`, {
        version: plan.version,
        answer: verdict,
        words: text.trim(),
        only: only.map((key) => ({ part: key.split("|")[0], id: key.split("|")[1] })),
      }),
    );
    if (!done) return;
    setText("");
    setPicked([]);
    announce(w.done);
    await reload();
  };
  return (
    <Block title={theirs ? w.theirs(firstName, on) : w.ours(on)}>
      <p class="quiet-line">{w.waiting}</p>
      {plans.whys.map((one) => (
        <p key={one.on + one.text}>{`${w.why(firstName, dateWithYear(one.on))}: “${one.text}”`}</p>
      ))}
      <ChangeTable changes={changes} picked={theirs ? picked : null} onPick={setPicked} />
      {clash && <Clashes participant={participant} plans={plans} reload={reload} />}
      {theirs && (
        <>
          <TextArea name="plan-say" label={w.say} help={w.say_help} value={text} onInput={(value) => { setMissing(null); setText(value); }} limit={600} rows={3} error={missing ?? messageFor(refusal, "words")} />
          <Said text={refusal && !messageFor(refusal, "words") ? refusal.detail : null} bad />
          <div class="buttons">
            {picked.length > 0 ? (
              <Button small busy={busy ? words.page.sending : null} onClick={() => void answer("agree", picked)}>
                {w.agree_some(picked.length)}
              </Button>
            ) : (
              <Button small busy={busy ? words.page.sending : null} onClick={() => void answer("agree")}>
                {w.agree}
              </Button>
            )}
            <Button kind="second" small onClick={() => void answer("not_agree")}>
              {w.not_agree}
            </Button>
            {edit && (
              <Button kind="second" small href={edit}>
                {w.change}
              </Button>
            )}
          </div>
        </>
      )}
    </Block>
  );
}

interface ChangeTableProps {
  changes: readonly PlanChange[];
  /** Null where nothing can be picked. */
  picked: readonly string[] | null;
  onPick: (keys: readonly string[]) => void;
}

/** Differences side by side, one block a line or rule. */
function ChangeTable({ changes, picked, onPick }: ChangeTableProps): JSX.Element {
  return (
    <div class="plan-diff">
      {grouped(changes).map((group) => {
        const [first] = group as [PlanChange, ...PlanChange[]];
        const key = `${first.part}|${first.id}`;
        return (
          <div key={key} class={`diff ${first.what}`}>
            <h3>{partTitle(first.part)}</h3>
            {first.rule && <p>{ruleName(first.rule)}</p>}
            <div class="diff-sides">
              <div>
                <p class="quiet-line">{w.before}</p>
                {group.map((one) => (
                  <p key={one.field}>{one.what === "added" ? w.not_there : one.what === "moved" ? words.oversight.plan.not_said : <del>{fieldSaid(one, one.before)}</del>}</p>
                ))}
              </div>
              <div>
                <p class="quiet-line">{w.after}</p>
                {group.map((one) => (
                  <p key={one.field}>{one.what === "taken_out" ? w.out : one.what === "moved" ? w.order : <ins>{fieldSaid(one, one.after)}</ins>}</p>
                ))}
              </div>
            </div>
            {picked && first.id && (
              <Tick name={`pick-${key}`} checked={picked.includes(key)} onChange={(now) => onPick(now ? [...picked, key] : picked.filter((one) => one !== key))}>
                {w.pick}
              </Tick>
            )}
          </div>
        );
      })}
    </div>
  );
}

function fieldSaid(one: PlanChange, value: unknown): string {
  const label = one.part === "rules" && one.what === "changed" ? { when: said.when, then: said.then, hours: said.from, urge_at_least: said.urge, for_minutes: said.minutes, confidence: said.confidence, trigger: w.trigger, condition_id: w.bound }[one.field] : null;
  return label ? `${label}: ${saidValue(one.field, value)}` : saidValue(one.field, value);
}

function Clashes({ participant, plans, reload }: { participant: string; plans: CopingPlan; reload: () => Promise<void> }): JSX.Element {
  const { send, refusal } = useSend();
  const plan = documentOf(plans.proposed);
  const choose = async (id: string, choice: "theirs" | "mine"): Promise<void> => {
    await send(() => post(`/api/participants/${participant}/coping-plan/clashes/${id}`, { choice }));
    await reload();
  };
  return (
    <div class="plan-clashes">
      <h3>{w.clash}</h3>
      <p class="quiet-line">{w.clash_about}</p>
      <Said text={refusal?.detail} bad />
      {plans.clashes.map((clash) => (
        <div key={clash.id} class="diff">
          <h4>{partTitle(clash.part)}</h4>
          <div class="diff-sides">
            {(["theirs", "mine"] as const).map((side) => (
              <div key={side}>
                <p class="quiet-line">{side === "theirs" ? w.in_plan : w.beside}</p>
                <ClashValue clash={clash} value={clash[side]} items={plan[clash.part as "night"] as Line[]} />
                <Button kind="second" small onClick={() => void choose(clash.id, side)} label={`${w.keep}. ${side === "theirs" ? w.in_plan : w.beside}`}>
                  {w.keep}
                </Button>
              </div>
            ))}
          </div>
        </div>
      ))}
    </div>
  );
}

export function Suggestions({ participant, firstName, plans, reload }: Going): JSX.Element {
  const { send, refusal } = useSend();
  const plan = documentOf(plans.proposed ?? plans.current);
  const withdraw = async (id: string): Promise<void> => {
    await send(() => post(`/api/participants/${participant}/coping-plan/suggestions/${id}/withdraw`));
    await reload();
  };
  return (
    <Block title={w.suggestions}>
      <Said text={refusal?.detail} bad />
      {plans.suggestions.length > 0 && (
        <ul class="plan-said">
          {plans.suggestions.map((one) => (
            <li key={one.id}>
              <p>
                <strong>{partTitle(one.part)}</strong> {aboutLine(plan, one.part, one.item_id)}
              </p>
              {one.item && <p>{one.item.when && one.item.then ? saidValue("", one.item) : (one.item.text ?? one.item.then ?? one.item.when)}</p>}
              {one.words && <p>{`“${one.words}”`}</p>}
              {one.answer && <p>{`${firstName}: “${one.answer}”`}</p>}
              <p class="quiet-line">
                {`${one.first_name}, ${dateWithYear(one.on)}. ${one.kind === "comment" && one.state === "accepted" ? w.read : w.states[one.state]}.`}{" "}
                {one.state === "open" && (
                  <button type="button" class="link" onClick={() => void withdraw(one.id)}>
                    {w.withdraw}
                  </button>
                )}
              </p>
            </li>
          ))}
        </ul>
      )}
      <SuggestForm participant={participant} plan={plan} reload={reload} />
    </Block>
  );
}

function aboutLine(plan: Document, part: string, id: string | null): string {
  const item = id ? (plan[part as "night"] as Line[] | undefined)?.find((one) => one.id === id) : null;
  return item ? saidValue("", item) : "";
}

function SuggestForm({ participant, plan, reload }: { participant: string; plan: Document; reload: () => Promise<void> }): JSX.Element {
  const [about, setAbout] = useState("");
  const [text, setText] = useState("");
  const [when, setWhen] = useState("");
  const [comment, setComment] = useState("");
  const [missing, setMissing] = useState<string | null>(null);
  const { send, busy, refusal } = useSend();
  const [part = "", item = ""] = about.split("|");
  const rule = part === "rules";
  const options = [
    ...plan.rules.map((one) => ({ value: `rules|${one.id}`, text: saidValue("", one) })),
    ...SECTIONS.flatMap((section) => plan[section].map((line) => ({ value: `${section}|${line.id}`, text: `${said.sections[section]}: ${line.text}` }))),
    { value: "rules|", text: w.new_rule },
    ...SECTIONS.map((section) => ({ value: `${section}|`, text: w.new_line(said.sections[section]) })),
  ];
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const suggestion = Boolean(text.trim() || when.trim());
    if (!part || (!suggestion && !comment.trim())) return setMissing(w.need);
    setMissing(null);
    const done = await send(() =>
      post(`/api/participants/${participant}/coping-plan/suggestions`, {
        kind: suggestion ? "suggestion" : "comment",
        part,
        item_id: item || null,
        words: comment.trim() || null,
        ...(rule ? { when: when.trim() || null, then: text.trim() || null } : { text: text.trim() || null }),
      }),
    );
    if (!done) return;
    setText("");
    setWhen("");
    setComment("");
    setAbout("");
    announce(w.sent);
    await reload();
  };
  return (
    <form class="plan-suggest" onSubmit={(event) => void save(event)} noValidate>
      <h3>{w.suggest}</h3>
      <p class="quiet-line">{w.suggest_about}</p>
      <Select name="suggest-about" label={w.about} value={about} placeholder="Choose one" options={options.map((one) => ({ ...one, text: one.text.slice(0, 90) }))} onChange={setAbout} error={missing && !part ? missing : null} />
      {rule && <TextField name="suggest-when" label={said.if_label} value={when} onInput={setWhen} error={messageFor(refusal, "when")} maxLength={200} />}
      <TextField name="suggest-text" label={rule ? w.other_then : w.other_words} value={text} onInput={setText} error={messageFor(refusal, rule ? "then" : "text")} maxLength={200} />
      <TextArea name="suggest-comment" label={w.comment} help={w.comment_help} value={comment} onInput={setComment} limit={300} rows={2} error={(missing && part ? missing : null) ?? messageFor(refusal, "words")} />
      <Said text={refusal && !refusal.errors?.length ? refusal.detail : null} bad />
      <Button type="submit" kind="second" small busy={busy ? words.page.sending : null}>
        {w.send}
      </Button>
    </form>
  );
}
