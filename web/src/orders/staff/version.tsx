/** One version of an order on the staff page: what it is, its conditions in both words side by side, and what can be done with it. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { del } from "../../api/client.ts";
import { dateIn } from "../../text/when.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { announce } from "../../ui/live.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { draftOf } from "../../oversight/drafts.ts";
import { useSend } from "../../staff/load.ts";
import { Facts, Said } from "../../staff/page.tsx";
import { useSession } from "../../staff/session.ts";
import { words } from "../../staff/text.ts";
import { dateWithYear, Moment, moment } from "../../staff/when.ts";
import { datePassed, notifyState } from "../rules.ts";
import { keptUnder } from "./editor.tsx";
import type { Order, TeachBack, Term } from "./shapes.ts";
import { Missed, type Here } from "./tab.tsx";
import { orders as w } from "./text.ts";

export function OrderVersion({ order, here, open = false }: { order: Order; here: Here; open?: boolean }): JSX.Element {
  const title = w.title(order.kind.name, order.version);
  const missed = here.page.teach_back.filter((one) => one.missed && one.order_id === order.id);
  return (
    <article class="block order-version" aria-label={title}>
      <div class="order-title">
        <h3>{title}</h3>
        <p>
          <span class={order.state === "active" ? "small-pill" : order.state === "draft" ? "small-pill unread" : "small-pill over"}>
            {order.state === "draft" && !order.sent_back ? w.waits : order.state === "draft" ? w.sent_back(order.sent_back!.by) : w.states[order.state]}
          </span>
        </p>
      </div>
      {order.sent_back && (
        <Banner tone="needs" word={`${w.sent_back(order.sent_back.by)}, ${moment(order.sent_back.at)}.`}>
          {order.sent_back.reason}
        </Banner>
      )}
      <OrderFacts order={order} zone={here.person.zone} />
      {open ? (
        <Terms order={order} missed={missed} />
      ) : (
        <details>
          <summary>{w.conditions(order.conditions.length)}</summary>
          <Terms order={order} missed={missed} />
        </details>
      )}
      <Acts order={order} here={here} />
    </article>
  );
}

export function OrderFacts({ order, zone }: { order: Order; zone: string }): JSX.Element {
  const today = dateIn(new Date(), zone);
  const facts: [string, JSX.Element | string][] = [
    ...(order.court ? ([[w.court, order.court]] as [string, string][]) : []),
    [w.made, order.starts_on === order.made_on ? dateWithYear(order.made_on) : `${dateWithYear(order.made_on)}. ${w.starts} ${dateWithYear(order.starts_on)}`],
    ...(order.served_on ? ([[w.served, dateWithYear(order.served_on)]] as [string, string][]) : []),
    [w.lasts, order.ends_on ? (order.state === "active" && datePassed(order, today) ? <span class="late">{w.passed(dateWithYear(order.ends_on))}</span> : dateWithYear(order.ends_on)) : w.until],
    [w.source, w.seen_on(w.sources[order.source] ?? order.source, dateWithYear(order.source_seen_on))],
  ];
  if (order.kind.notification) {
    facts.push([w.notify, order.notify ? `${w.notify_days(dateWithYear(order.notify.day_1), dateWithYear(order.notify.last_day))} ${w.notify_now[notifyState(order.notify, today)]}` : w.notify_unknown]);
  }
  facts.push([w.written, w.by_at(order.written_by, moment(order.drafted_at))]);
  if (order.state !== "draft") {
    facts.push([w.checked, order.checked_by && order.checked_at ? w.by_at(order.checked_by, moment(order.checked_at)) : w.not_checked]);
    facts.push([w.read, order.read_at ? Moment(order.read_at) : order.state === "active" ? <strong>{w.not_read}</strong> : w.not_read]);
  }
  if (order.ended_on) facts.push([w.ended_on, w.ended_by(dateWithYear(order.ended_on), w.sources[order.end_source ?? ""] ?? "")]);
  if (order.end_reason) facts.push([w.end_reason, order.end_reason]);
  return <Facts facts={facts} />;
}

/** The conditions, each in the order's words and in plain words. `missed`: situations that were not clear, under the condition they belong to. */
export function Terms({ order, missed = [], heading: Heading = "h4" }: { order: Order; missed?: readonly TeachBack[]; heading?: "h3" | "h4" }): JSX.Element {
  return (
    <>
      <ol class="order-terms">
        {order.conditions.map((term) => (
          <li key={term.key}>
            <TermView term={term} heading={Heading} missed={missed.filter((one) => term.teach_back.includes(one.scenario_id))} />
          </li>
        ))}
      </ol>
      {order.fell_away.length > 0 && (
        <div>
          <Heading>{w.fell_away}</Heading>
          <ul class="lines">
            {order.fell_away.map((gone) => (
              <li key={gone}>
                <s>{gone}</s>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function TermView({ term, missed, heading: Heading }: { term: Term; missed: readonly TeachBack[]; heading: "h3" | "h4" }): JSX.Element {
  return (
    <>
      <Heading>
        {`${term.place}. ${w.categories[term.category] ?? term.category}`}
        {w.changes[term.change] && <span class="small-pill">{w.changes[term.change]}</span>}
      </Heading>
      <div class="side-by-side">
        <div>
          <p class="quiet-line">{w.exact}</p>
          <p>{term.exact}</p>
        </div>
        <div>
          <p class="quiet-line">{w.plain}</p>
          <p>{term.plain}</p>
        </div>
      </div>
      {term.exception && (
        <div class="granted">
          <p class="quiet-line">{w.exception}</p>
          <p>{term.exception}</p>
        </div>
      )}
      {missed.length > 0 && (
        <div class="missed">
          <p class="strong">{w.missed_title(missed.length)}</p>
          <ul class="lines">
            {missed.map((one) => (
              <li key={one.scenario_id}>
                <Missed one={one} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <details class="no-print">
        <summary>{w.examples}</summary>
        <div class="side-by-side">
          <Lines title={w.not_allowed} lines={term.not_allowed} />
          <Lines title={w.ask_about} lines={term.ask_about} />
        </div>
      </details>
    </>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }): JSX.Element {
  return (
    <div>
      <p class="quiet-line">{title}</p>
      {lines.length === 0 ? (
        <p>{w.nothing_listed}</p>
      ) : (
        <ul class="lines">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Acts({ order, here }: { order: Order; here: Here }): JSX.Element | null {
  const { me } = useSession();
  const { send, busy, refusal } = useSend();
  const [asking, setAsking] = useState(false);
  const { at, page } = here;
  const title = w.title(order.kind.name, order.version);
  const begun = (of: string): boolean => draftOf(keptUnder(here.person.id, of), me.user.id) !== "";
  const discard = async (): Promise<void> => {
    const done = await send(() => del(`/api/orders/${order.id}?revision=${order.revision}`));
    setAsking(false);
    if (done) announce(w.discarded);
    await here.reload();
  };
  if (order.state === "draft") {
    const own = order.drafted_by_id === me.user.id;
    return (
      <div class="order-acts no-print">
        <Said text={refusal?.detail} bad />
        {!own && !order.sent_back && (
          <Button small href={`${at}?check=${order.id}`} label={`${w.to_check}: ${title}`}>
            {w.to_check}
          </Button>
        )}
        <Button kind="second" small href={`${at}?edit=${order.id}`} label={`${w.change}: ${title}`}>
          {begun(order.id) ? w.go_on : w.change}
        </Button>
        <Button kind="text" small onClick={() => setAsking(true)} label={`${w.discard}: ${title}`}>
          {w.discard}
        </Button>
        {own && !order.sent_back && <p class="quiet-line">{w.own_draft}</p>}
        {asking && (
          <Sheet title={w.discard_sure} onClose={() => setAsking(false)}>
            <p>{w.discard_about}</p>
            <div class="sheet-buttons">
              <Button busy={busy ? words.page.saving : null} onClick={() => void discard()}>
                {w.discard_yes}
              </Button>
              <Button kind="second" onClick={() => setAsking(false)}>
                {words.page.cancel}
              </Button>
            </div>
          </Sheet>
        )}
      </div>
    );
  }
  if (order.state !== "active") return null;
  const next = page.orders.find((one) => one.series_id === order.series_id && one.state === "draft");
  return (
    <div class="order-acts no-print">
      {next ? (
        <p class="quiet-line">{w.varying}</p>
      ) : (
        <Button kind="second" small href={`${at}?vary=${order.id}`} label={`${w.vary}: ${title}`}>
          {begun(order.id) ? w.go_on : w.vary}
        </Button>
      )}
      <Button kind="text" small href={`${at}?end=${order.id}`} label={`${w.end}: ${title}`}>
        {w.end}
      </Button>
    </div>
  );
}
