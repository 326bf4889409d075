/** "Questions" on a participant's page: who answers each and by when, the answer in one of four kinds, a second person's check, and what others ask too. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { post } from "../../api/client.ts";
import { draftOf, forgetDraft, keepDraft } from "../../oversight/drafts.ts";
import { byButtonAlone } from "../../staff/focus.ts";
import { messageFor, useLoad, useRefused, useSend } from "../../staff/load.ts";
import { Block, Part, Said } from "../../staff/page.tsx";
import { useSession } from "../../staff/session.ts";
import type { Participant } from "../../staff/shapes.ts";
import { words } from "../../staff/text.ts";
import { moment } from "../../staff/when.ts";
import { Banner, EmptyState, ErrorSummary, type FieldProblem } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { ChoiceList } from "../../ui/choice.tsx";
import { announce } from "../../ui/live.tsx";
import { TextArea } from "../../ui/textarea.tsx";
import { Suggest } from "./suggest.tsx";
import type { Order, OrdersPage, Question, ShortAnswer } from "./shapes.ts";
import { orders, questions as w } from "./text.ts";
import "./staff.css";

const KINDS = Object.keys(w.answers) as ShortAnswer[];
const SECOND = new Set<ShortAnswer>(["only_by_order", "nobody"]);
export const REPLY = 600;

export default function QuestionsTab({ person, chosen }: { person: Participant; chosen: string | undefined }): JSX.Element {
  const loads = useLoad<Question[]>(`/api/participants/${person.id}/questions`);
  const around = useLoad<OrdersPage>(`/api/participants/${person.id}/orders`);
  const standing = (around.data?.orders ?? []).filter((one) => one.state === "active");
  const ready = loads.data !== null;
  useEffect(() => {
    if (ready && chosen) document.getElementById(`question-${chosen}`)?.focus();
  }, [ready, chosen]);
  return (
    <Part loads={loads}>
      {(all) => {
        const open = all.filter((one) => one.state !== "answered" && !one.withdrawn);
        const done = all.filter((one) => one.state === "answered" || one.withdrawn);
        if (all.length === 0) return <EmptyState title={w.none}>{w.none_about}</EmptyState>;
        return (
          <div class="orders-staff">
            <p class="quiet-line">{w.about}</p>
            <Block title={w.open}>
              {open.length === 0 && <p class="quiet-line">{w.open_none}</p>}
              {open.map((one) => (
                <QuestionView key={one.id} one={one} standing={standing} reload={loads.reload} chosen={one.id === chosen} />
              ))}
            </Block>
            {done.length > 0 && (
              <Block title={w.done}>
                {done.map((one) => (
                  <QuestionView key={one.id} one={one} standing={standing} reload={loads.reload} chosen={one.id === chosen} />
                ))}
              </Block>
            )}
          </div>
        );
      }}
    </Part>
  );
}

interface Props {
  one: Question;
  standing: readonly Order[];
  reload: () => Promise<void>;
  chosen: boolean;
}

function QuestionView({ one, standing, reload, chosen }: Props): JSX.Element {
  const { me } = useSession();
  const [answering, setAnswering] = useState(() => (chosen && one.state === "asked" && !one.withdrawn) || draftOf(`question:${one.id}`, me.user.id) !== "");
  const answered = one.state === "answered";
  const about = conditionOf(one, standing);
  return (
    <article class="question" id={`question-${one.id}`} tabIndex={-1} aria-label={one.text}>
      <h3 class="their-words">{one.text}</h3>
      <p class="quiet-line">
        {[one.owner ? w.owner(one.owner) : w.nobody_owns, w.asked(moment(one.asked_at))].join(". ")}.{" "}
        {!answered && !one.withdrawn && <span class={one.overdue ? "late" : ""}>{one.overdue ? w.overdue(moment(one.due_at)) : w.due(moment(one.due_at))}.</span>}
      </p>
      {about && <p class="quiet-line">{about}.</p>}
      {one.about_answer && <p class="quiet-line">{w.from_answer(one.about_answer)}.</p>}
      {one.withdrawn && <p class="standing">{w.withdrawn}</p>}
      {one.check_note && !answered && (
        <Banner tone="needs" word={`${w.not_agreed(one.checked_by ?? "")}.`}>
          {one.check_note}
        </Banner>
      )}
      {one.answer && one.reply && (one.state !== "asked" || one.check_note) && (
        <div class="granted">
          <p>
            <strong>{w.answers[one.answer]}.</strong> {one.reply}
          </p>
          <p class="quiet-line">{answered ? w.answered(one.answered_by ?? "", moment(one.answered_at ?? one.asked_at)) : `${w.answer_by(one.answered_by ?? "")}, ${moment(one.answered_at ?? one.asked_at)}.`}</p>
        </div>
      )}
      {one.state === "unchecked" && !one.withdrawn && <SecondCheck one={one} own={one.answered_by_id === me.user.id} reload={reload} />}
      {!answered && !one.withdrawn && !answering && (
        <div class="order-acts">
          <Button kind={one.state === "asked" ? "main" : "second"} small label={`${one.state === "asked" ? w.answer : w.answer_again}: ${one.text}`} onClick={() => setAnswering(true)}>
            {one.state === "asked" ? w.answer : w.answer_again}
          </Button>
        </div>
      )}
      {!answered && !one.withdrawn && answering && <AnswerForm one={one} standing={standing} reload={reload} onLeave={() => setAnswering(false)} />}
      {one.also_asked > 0 && <Suggest one={one} />}
    </article>
  );
}

function conditionOf(one: Question, standing: readonly Order[]): string | null {
  for (const order of standing) {
    const term = order.conditions.find((term) => term.key === one.condition_key);
    if (term) return w.about_condition(term.place, orders.title(order.kind.name, order.version));
  }
  return null;
}

function AnswerForm({ one, standing, reload, onLeave }: Omit<Props, "chosen"> & { onLeave: () => void }): JSX.Element {
  const { me } = useSession();
  const under = `question:${one.id}`;
  const [begun] = useState(() => {
    const text = draftOf(under, me.user.id);
    return text ? (JSON.parse(text) as { kind: ShortAnswer | null; reply: string; revision: number }) : null;
  });
  const [kind, setKind] = useState<ShortAnswer | null>(begun?.kind ?? null);
  const [reply, setReply] = useState(begun?.reply ?? "");
  const [revision, setRevision] = useState(begun?.revision ?? one.revision);
  const [missing, setMissing] = useState<FieldProblem[]>([]);
  const { send, busy, refusal } = useSend();
  const field = (name: string): string => `${name}-${one.id}`;
  useEffect(() => {
    if (reply.trim() || kind) keepDraft(under, me.user.id, JSON.stringify({ kind, reply, revision }));
  }, [kind, reply, revision]);
  const changed = one.revision !== revision;
  const answer = async (event: Event): Promise<void> => {
    event.preventDefault();
    const text = reply.trim();
    const found = [
      ...(kind ? [] : [{ field: field("answer"), message: w.needs }]),
      ...(text ? [] : [{ field: field("reply"), message: w.needs_reply }]),
      ...(text.length > REPLY ? [{ field: field("reply"), message: w.too_long(text.length - REPLY) }] : []),
    ];
    setMissing(found);
    if (found.length || !kind) return;
    const done = await send(() => post(`/api/questions/${one.id}/answer`, { answer: kind, reply: text, revision: one.revision }));
    if (!done) {
      await reload();
      return;
    }
    forgetDraft(under);
    announce(SECOND.has(kind) ? w.waits : w.sent);
    onLeave();
    await reload();
  };
  const of = (name: string): string | null => missing.find((problem) => problem.field === field(name))?.message ?? messageFor(refusal, name);
  const refused = useRefused(refusal, field);
  return (
    <form class="order-editor" noValidate aria-label={`${w.answer}: ${one.text}`} onSubmit={(event) => void answer(event)} onKeyDown={byButtonAlone}>
      <ErrorSummary errors={missing.length ? missing : refused} />
      {changed && (
        <Banner tone="needs" icon="warn" word={w.changed}>
          <Button kind="second" small onClick={() => setRevision(one.revision)}>
            {w.answer_again}
          </Button>
        </Banner>
      )}
      {!changed && <Said text={refused.length ? null : refusal?.detail} bad />}
      <ChoiceList name={field("answer")} legend={w.short} columns={2} options={KINDS.map((value) => ({ value, text: w.answers[value], help: w.means[value] }))} value={kind} onChange={setKind} error={of("answer")} />
      {kind === "only_by_order" && <Exceptions standing={standing} />}
      <TextArea name={field("reply")} label={w.reply} help={w.reply_help} value={reply} onInput={setReply} limit={REPLY} rows={4} error={of("reply")} />
      {kind && SECOND.has(kind) && <p class="quiet-line">{w.second}</p>}
      <div class="buttons">
        {!changed && (
          <Button type="submit" small busy={busy ? words.page.sending : null}>
            {w.send}
          </Button>
        )}
        <Button kind="second" small onClick={onLeave}>
          {words.page.cancel}
        </Button>
        {(reply.trim() || kind) && <span class="quiet-line">{w.kept}</span>}
      </div>
    </form>
  );
}

/** What the courts granted, to have before one's eyes: nothing else says that contact is allowed. */
function Exceptions({ standing }: { standing: readonly Order[] }): JSX.Element {
  const granted = standing.flatMap((order) => order.conditions.filter((term) => term.exception).map((term) => ({ order, term })));
  return (
    <div>
      <p class="quiet-line">{w.exceptions}</p>
      {granted.length === 0 && <p>{w.no_exceptions}</p>}
      {granted.map(({ order, term }) => (
        <p class="granted" key={`${order.id}${term.key}`}>
          {term.exception} <span class="quiet-line">{w.about_condition(term.place, orders.title(order.kind.name, order.version))}.</span>
        </p>
      ))}
    </div>
  );
}

function SecondCheck({ one, own, reload }: { one: Question; own: boolean; reload: () => Promise<void> }): JSX.Element {
  const [no, setNo] = useState(false);
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState<string | null>(null);
  const { send, busy, refusal } = useSend();
  const name = `disagree-${one.id}`;
  const say = async (agree: boolean): Promise<void> => {
    setMissing(!agree && !reason.trim() ? w.disagree_missing : null);
    if (!agree && !reason.trim()) return;
    const done = await send(() => post(`/api/questions/${one.id}/check`, { agree, revision: one.revision, reason: agree ? null : reason.trim() }));
    if (done) announce(agree ? w.agreed : w.open_again);
    await reload();
  };
  return (
    <div class="order-acts">
      <p class="strong">{w.unchecked}</p>
      {own ? (
        <p class="quiet-line">{w.own}</p>
      ) : no ? (
        <>
          <TextArea name={name} label={w.disagree_reason} help={w.disagree_help} value={reason} onInput={setReason} limit={REPLY} rows={2} error={missing ?? messageFor(refusal, "reason")} />
          <Button small busy={busy ? words.page.sending : null} onClick={() => void say(false)}>
            {w.disagree_send}
          </Button>
          <Button kind="second" small onClick={() => setNo(false)}>
            {words.page.cancel}
          </Button>
        </>
      ) : (
        <>
          <Button small busy={busy ? words.page.sending : null} onClick={() => void say(true)}>
            {w.agree}
          </Button>
          <Button kind="second" small onClick={() => setNo(true)}>
            {w.disagree}
          </Button>
        </>
      )}
      <Said text={refusal?.errors.length ? null : refusal?.detail} bad />
    </div>
  );
}
