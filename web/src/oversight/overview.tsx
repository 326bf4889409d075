/** What a clinician wants at one glance before a session: reasons, what waits, what happened, the cards, the hours, the next session. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client.ts";
import { Banner, EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Bars } from "../ui/chart.tsx";
import { Chips } from "../ui/chip.tsx";
import { Timeline, TimelineItem } from "../ui/timeline.tsx";
import { useLoad, useSend } from "../staff/load.ts";
import { Block, Part, Said } from "../staff/page.tsx";
import type { Happening, Participant, Patterns, TimelinePage } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { longMoment, Moment, moment } from "../staff/when.ts";
import { AttentionOf } from "./attention.tsx";
import { once } from "./caseload.tsx";
import { CardGrid } from "./card-grid.tsx";
import { KeptAsideOf } from "./kept-aside.tsx";
import { FinishedBlock } from "../learning/staff-finished.tsx";
import { OpenedItems } from "./opened.tsx";
import { WholeCard } from "./whole-card.tsx";

const w = words.oversight.overview;

export function Overview({ person }: { person: Participant }): JSX.Element {
  const patterns = useLoad<Patterns>(`/api/participants/${person.id}/patterns`);
  return (
    <div class="two-columns overview">
      <div class="open-facts">
        {person.not_reached_since && (
          <Banner tone="needs" icon="warn" word={w.not_reached(moment(person.not_reached_since))}>
            <a href={`/participants/${person.id}/phone`}>{w.not_reached_about}</a>
          </Banner>
        )}
        {person.reasons.length > 0 ? <Chips reasons={once(person.reasons)} /> : <p class="quiet-line">{w.no_reasons}</p>}
        <AttentionOf participant={person.id} />
        <KeptAsideOf participant={person.id} />
      </div>
      <div class="aside">
        <Block title={w.next} action={person.status === "ended" ? null : <a href={`/participants/${person.id}/appointments?new=1`}>{w.book}</a>}>
          {person.next_session ? (
            <p>
              {longMoment(person.next_session.planned_at)}.{person.next_session.mode ? ` ${words.oversight.modes[person.next_session.mode]}.` : ""}
            </p>
          ) : (
            <p class="quiet-line">{w.not_booked}</p>
          )}
        </Block>
        <Part loads={patterns}>
          {(seen) => (
            <>
              <CardGrid person={person.id} days={seen.cards.days} targets={seen.cards.targets} />
              <section class="block" aria-label={w.hours(seen.urges_by_hour.days)}>
                <Bars
                  title={w.hours(seen.urges_by_hour.days)}
                  sentence={seen.urges_by_hour.total === 0 ? w.hours_none : seen.urges_by_hour.sentence}
                  bars={seen.urges_by_hour.hours.map((n, hour) => ({ label: String(hour).padStart(2, "0"), value: n }))}
                  every={6}
                  max={4}
                />
              </section>
            </>
          )}
        </Part>
        <OpenedItems person={person} />
        <FinishedBlock participant={person.id} />
      </div>
      <History id={person.id} />
    </div>
  );
}

function History({ id }: { id: string }): JSX.Element {
  const [show, setShow] = useState<"all" | "withdrawn">("all");
  const path = `/api/participants/${id}/timeline?limit=25${show === "all" ? "" : "&show=withdrawn"}`;
  const loads = useLoad<TimelinePage>(path);
  const older = useSend();
  const [more, setMore] = useState<Happening[]>([]);
  const [next, setNext] = useState<string | null>(null);
  useEffect(() => {
    // A fresh first page starts the list again, or an item could stand in it twice.
    setMore([]);
    setNext(loads.data?.next ?? null);
  }, [loads.data]);
  const getOlder = async (): Promise<void> => {
    const page = await older.send(() => get<TimelinePage>(`${path}&before=${encodeURIComponent(next ?? "")}`));
    if (!page) return;
    setMore((was) => [...was, ...page.done.items]);
    setNext(page.done.next);
  };
  return (
    <section class="history" aria-label={w.timeline}>
      <div class="filter" role="group" aria-label={w.show}>
        {(["all", "withdrawn"] as const).map((one) => (
          <button key={one} type="button" class={show === one ? "filter-key chosen" : "filter-key"} aria-pressed={show === one} onClick={() => setShow(one)}>
            {w.shows[one]}
          </button>
        ))}
      </div>
      <Part loads={loads}>
        {(page) =>
          page.items.length === 0 ? (
            <EmptyState title={show === "all" ? w.empty : w.none_withdrawn}>{show === "all" ? w.empty_about : w.none_withdrawn_about}</EmptyState>
          ) : (
            <>
              <Timeline label={w.timeline}>
                {[...page.items, ...more].map((item) => (
                  <TimelineItem
                    key={`${item.source}/${item.id}/${item.kind}`}
                    by={item.by}
                    urgent={item.urgent}
                    title={item.title}
                    time={Moment(item.at)}
                    state={item.state?.text || null}
                    unread={item.state?.code === "unread"}
                    late={item.late && item.received_at ? w.late(moment(item.received_at)) : null}
                    lines={item.lines}
                    href={item.review_id ? `/reviews/${item.review_id}` : undefined}
                    action={<WholeCard answers={item.answers} of={`${item.title}, ${moment(item.at)}`} />}
                  />
                ))}
              </Timeline>
              <Said text={older.refusal?.detail} bad />
              {next && (
                <Button kind="soft" small busy={older.busy ? words.page.loading : null} onClick={() => void getOlder()}>
                  {w.older}
                </Button>
              )}
            </>
          )
        }
      </Part>
    </section>
  );
}
