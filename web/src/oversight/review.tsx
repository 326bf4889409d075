/**
 * One review: what was sent at the left, closing it at the right. Opening it takes it for thirty minutes, so that two people do not
 * answer the same entry; a colleague can still read it.
 */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { post, Problem } from "../api/client.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { useLoad, useSend } from "../staff/load.ts";
import { Block, Facts, Said, StaffPage } from "../staff/page.tsx";
import { useSession } from "../staff/session.ts";
import type { Answered, Review } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { clock, moment, Moment } from "../staff/when.ts";
import { CloseReview } from "./close-review.tsx";
import { anyDraft } from "./drafts.ts";
import { startRuleFor } from "./plan-start.ts";
import { planWords } from "./plan-text.ts";
import { holderOf } from "./reviews.tsx";
import { WholeCard } from "./whole-card.tsx";

const w = words.oversight.review;
/** Reviews of logs and of a worked-through chain, from which a rule can start. */
const FROM_LOGS = new Set(["acted", "near_miss", "urge", "chain"]);

export function ReviewPage({ id }: { id: string }): JSX.Element {
  const { me, count } = useSession();
  const { route } = useLocation();
  const loads = useLoad<Review>(`/api/reviews/${id}`);
  const { send, busy, refusal } = useSend();
  const [tried, setTried] = useState(false);
  const [closed, setClosed] = useState<string | null>(null);
  const [whole, setWhole] = useState(false);
  const told = useRef<HTMLDivElement>(null);
  // The next thing to press is the next review.
  useEffect(() => told.current?.focus(), [closed]);
  const review = loads.data;
  const holder = review ? holderOf(review, me.user.id) : null;

  // Whoever recorded a session does not judge what is said against it: the server refuses, and this page says so first.
  const forLead = review?.kind === "dispute" && me.role !== "lead";

  const claim = async (): Promise<void> => {
    const taken = await send(() => post<Review>(`/api/reviews/${id}/claim`));
    if (taken) loads.put({ ...review!, ...taken.done });
    else await loads.reload();
  };
  useEffect(() => {
    if (!review || tried) return;
    setTried(true);
    if (review.state !== "closed" && !holder && !forLead) void claim();
  }, [review]);

  useEffect(() => {
    // A begun reply lives in this window alone, so closing the window would lose it.
    const warn = (event: BeforeUnloadEvent): void => {
      if (anyDraft()) event.preventDefault();
    };
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, []);

  const letGo = async (): Promise<void> => {
    const done = await send(async () => {
      try {
        await post(`/api/reviews/${id}/release`);
      } catch (error) {
        // Somebody else's by now, or nobody's: it is let go either way.
        if (!(error instanceof Problem && error.status === 409)) throw error;
      }
    });
    if (done) route("/reviews");
  };

  const first = review?.name.split(" ")[0] ?? "";
  return (
    <StaffPage
      title={review?.title ?? words.page.loading}
      up={{ href: "/reviews", text: w.back }}
      loads={loads}
      sub={review && <Under review={review} holder={holder} />}
      actions={
        review && (
          <>
            {review.position && <span class="position">{w.position(review.position.n, review.position.of)}</span>}
            {holder?.me && review.state !== "closed" && (
              <Button kind="second" small busy={busy ? words.page.saving : null} onClick={() => void letGo()}>
                {w.let_go}
              </Button>
            )}
            {review.next_id && (
              <Button kind="second" small href={`/reviews/${review.next_id}`}>
                {w.next}
              </Button>
            )}
          </>
        )
      }
    >
      {review && (
        <div class="two-columns even">
          <section aria-label={w.sent(first)}>
            <h2 class="section-head">{w.sent(first)}</h2>
            {review.cards.length > 1 && (
              <button type="button" class="link bare" aria-pressed={whole} onClick={() => setWhole(!whole)}>
                {w.every_card}
              </button>
            )}
            <Facts facts={[...review.fields.map((field, n) => [field.label, <Sent key={n} text={field.value} card={review.cards[n]} of={field.label} whole={whole} />] as const), ...(review.words ? [[w.in_words(first), `“${review.words}”`] as const] : [])]} />
            {review.changed.length > 0 && (
              <div class="changed">
                <h3>{w.changed}</h3>
                {review.changed.map((one) => (
                  <div key={one.at}>
                    <p class="quiet-line">{one.text}</p>
                    {one.lines.map((line) => (
                      <p key={line}>{line}</p>
                    ))}
                  </div>
                ))}
              </div>
            )}
            {FROM_LOGS.has(review.kind) && (
              <Button
                kind="second"
                small
                icon="add"
                onClick={() => {
                  startRuleFor({ participant: review.participant_id, trigger: review.trigger });
                  route(`/participants/${review.participant_id}/plan?edit=1`);
                }}
              >
                {planWords.from_entry}
              </Button>
            )}
            {review.notices.length > 0 && (
              <div class="notices">
                {review.notices.map((notice) => (
                  <p key={notice}>{notice}</p>
                ))}
              </div>
            )}
          </section>
          <div>
            {closed && (
              <div ref={told} tabIndex={-1}>
                <Banner tone="know" icon="tick" word={closed}>
                  {review.next_id ? <a href={`/reviews/${review.next_id}`}>{w.next}</a> : <p>{w.done}</p>}
                </Banner>
              </div>
            )}
            {!closed && <Said text={refusal?.detail} bad />}
            {review.state === "closed" && <Answered review={review} firstName={first} />}
            {review.question_id && review.state !== "closed" && (
              <Banner tone="know" icon="ask" word={`${w.question}.`}>
                <p>{w.question_about}</p>
                <Button small href={`/participants/${review.participant_id}/questions?at=${review.question_id}`}>
                  {w.question_go}
                </Button>
              </Banner>
            )}
            {review.state !== "closed" && holder && !holder.me && <Banner tone="know" word={w.held_other(holder.name)} />}
            {review.state !== "closed" && forLead && <Banner tone="know" word={w.for_lead} />}
            {review.state !== "closed" && !holder && tried && !busy && !forLead && (
              <Banner tone="needs" word={w.claim_about}>
                <Button kind="second" small onClick={() => void claim()}>
                  {w.claim}
                </Button>
              </Banner>
            )}
            {review.state !== "closed" && holder?.me && (
              <CloseReview
                review={review}
                firstName={first}
                onClosed={(after) => {
                  setClosed(w.closed_now);
                  if (review.position) count("reviews", review.position.of - 1);
                  scrollTo(0, 0);
                  loads.put({ ...review, ...after, next_id: after.next_id ?? review.next_id });
                }}
                onLost={() => void loads.reload()}
              />
            )}
          </div>
        </div>
      )}
    </StaffPage>
  );
}

/** One line of what was sent, and under a card's line the whole card. */
function Sent({ text, card, of, whole }: { text: string; card: readonly Answered[] | undefined; of: string; whole: boolean }): JSX.Element {
  return (
    <>
      {text}
      {card && <WholeCard answers={card} of={of} open={whole} />}
    </>
  );
}

/** How a closed review was closed, and the words that went with it. */
function Answered({ review, firstName }: { review: Review; firstName: string }): JSX.Element {
  const facts: (readonly [string, string])[] = [];
  if (review.outcome) facts.push([w.closed_how, w.outcomes[review.outcome]]);
  if (review.closed_at) facts.push([w.closed_on, Moment(review.closed_at)]);
  if (review.reply) facts.push([w.reply(firstName), review.reply]);
  if (review.reason) facts.push([w.reason, review.reason]);
  return (
    <Block title={w.is_closed.replace(".", "")}>
      <Facts facts={facts} />
    </Block>
  );
}

function Under({ review, holder }: { review: Review; holder: { name: string; me: boolean } | null }): JSX.Element {
  const until = review.held_until ? clock(review.held_until) : "";
  return (
    <>
      <a href={`/participants/${review.participant_id}`}>{review.name}</a>. {w.reached(moment(review.received_at))}{" "}
      {review.state === "closed" ? (
        w.is_closed
      ) : review.overdue ? (
        <span class="late">{w.was_due(Moment(review.due_at))}</span>
      ) : (
        w.close_by(Moment(review.due_at))
      )}{" "}
      {holder && (holder.me ? w.you_hold(until) : w.other_holds(holder.name, until))}
    </>
  );
}
