/** Closing a review: an outcome, and a reply or the reason for none. Shows what the person will see before it is sent. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { post } from "../api/client.ts";
import { ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { TextArea } from "../ui/textarea.tsx";
import { byButtonAlone } from "../staff/focus.ts";
import { messageFor, useRefused, useSend } from "../staff/load.ts";
import { Said } from "../staff/page.tsx";
import { useSession } from "../staff/session.ts";
import type { Review, ReviewOutcome } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { longDay } from "../staff/when.ts";
import { draftOf, forgetDraft, keepDraft } from "./drafts.ts";
import { Tick } from "../staff/tick.tsx";

const w = words.oversight.review;
const OUTCOMES = Object.keys(w.outcomes) as ReviewOutcome[];

interface Props {
  review: Review;
  firstName: string;
  onClosed: (after: Review) => void;
  /** The server says that this reader no longer holds it. */
  onLost: () => void;
}

export function CloseReview({ review, firstName, onClosed, onLost }: Props): JSX.Element {
  const { me } = useSession();
  const { send, busy, refusal } = useSend();
  const [outcome, setOutcome] = useState<ReviewOutcome | null>(() => (draftOf(review.id, me.user.id) ? "replied" : null));
  const [reply, setReply] = useState(() => draftOf(review.id, me.user.id));
  const [reason, setReason] = useState("");
  const [bring, setBring] = useState(false);
  const [verdict, setVerdict] = useState<"agree" | "not_agree" | null>(null);
  const [missing, setMissing] = useState<FieldProblem[]>([]);
  useEffect(() => keepDraft(review.id, me.user.id, reply), [reply]);

  const noted = outcome === "noted";
  const close = async (event: Event): Promise<void> => {
    event.preventDefault();
    const text = reply.trim();
    const found: FieldProblem[] = [];
    if (!outcome) found.push({ field: "outcome", message: w.need_outcome });
    else if (noted && !reason.trim()) found.push({ field: "reason", message: w.need_reason });
    else if (!noted && !text) found.push({ field: "reply", message: w.need_reply });
    if (text.length > review.reply_limit) found.push({ field: "reply", message: w.over(text.length - review.reply_limit) });
    setMissing(found);
    if (found.length) return;
    const done = await send(() =>
      post<Review>(`/api/reviews/${review.id}/close`, {
        outcome,
        reply: text && !noted ? text : null,
        reason: noted ? reason.trim() : null,
        bring_next_session: bring,
        ...(review.plan_version !== null && verdict && !noted ? { plan: verdict } : {}),
      }),
    );
    if (!done) return;
    forgetDraft(review.id);
    onClosed(done.done);
  };
  useEffect(() => {
    if (refusal?.slug === "not-claimed" || refusal?.slug === "held-by-another") onLost();
  }, [refusal]);

  const of = (field: string): string | null => missing.find((one) => one.field === field)?.message ?? messageFor(refusal, field);
  const refused = useRefused(refusal);
  const who = me.user.first_name;
  const role = words.roles[me.role]!.toLowerCase();
  return (
    <form class="block close-review" onSubmit={(event) => void close(event)} onKeyDown={byButtonAlone} noValidate aria-label={w.close}>
      <ErrorSummary errors={missing.length ? missing : refused} />
      <h2>{w.close}</h2>
      {review.plan_version !== null && (
        <>
          <ChoiceList name="verdict" legend={w.plan_verdict} help={w.plan_verdict_help} columns={2} options={w.plan_verdicts} value={verdict} onChange={(value) => { setVerdict(value); setOutcome("plan_change"); }} />
          <p>
            <a href={`/participants/${review.participant_id}/plan`}>{w.plan_see}</a>
          </p>
        </>
      )}
      <ChoiceList
        name="outcome"
        legend={w.outcome}
        hideLegend
        columns={2}
        options={OUTCOMES.map((value) => ({ value, text: w.outcomes[value] }))}
        value={outcome}
        onChange={setOutcome}
        error={of("outcome")}
      />
      {noted ? (
        <TextArea name="reason" label={w.reason} help={w.reason_help} value={reason} onInput={setReason} limit={600} rows={4} error={of("reason")} />
      ) : (
        <TextArea name="reply" label={w.reply(firstName)} help={w.reply_help} value={reply} onInput={setReply} limit={review.reply_limit} rows={6} error={of("reply")} />
      )}
      {refused.length === 0 && <Said text={refusal?.detail} bad />}
      <div class="will-see">
        <p>{w.sees(firstName)}</p>
        <p>
          {!noted && reply.trim() ? (
            <>
              <strong>{w.sees_head(who)}</strong> {w.sees_words(who, role)}
            </>
          ) : (
            w.sees_none(who, role)
          )}
        </p>
        <p>{w.sees_notice}</p>
      </div>
      <Tick name="bring" checked={bring} onChange={setBring}>
        {review.next_session ? w.bring(longDay(review.next_session.planned_at)) : w.bring_none}
      </Tick>
      <div class="buttons">
        <Button type="submit" small busy={busy ? words.page.sending : null}>
          {noted ? w.close_it : w.send}
        </Button>
        <span class="quiet-line">{reply.trim() && !noted ? w.kept : ""}</span>
      </div>
    </form>
  );
}
