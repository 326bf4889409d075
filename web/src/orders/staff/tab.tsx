/**
 * "Orders" on a participant's page. What is open is in the address: the list, ?edit=new, ?edit=<draft>, ?vary=<order>, ?check=<draft>,
 * ?end=<order>, each with &proposal=<id> where probation's words are taken in. Back closes it, and what was typed is kept.
 */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { EmptyState } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { draftOf } from "../../oversight/drafts.ts";
import { useLoad, type Loaded } from "../../staff/load.ts";
import { Block, Part } from "../../staff/page.tsx";
import { useSession } from "../../staff/session.ts";
import type { Participant } from "../../staff/shapes.ts";
import { dateWithYear } from "../../staff/when.ts";
import { CheckDraft } from "./check.tsx";
import { OrderEditor, keptUnder } from "./editor.tsx";
import { EndOrder } from "./ending.tsx";
import { Proposals } from "./proposals.tsx";
import type { Order, OrdersPage, TeachBack } from "./shapes.ts";
import { orders as w, teach } from "./text.ts";
import { OrderVersion } from "./version.tsx";
import "../orders.css";
import "./staff.css";

export default function OrdersTab({ person, query }: { person: Participant; query: Record<string, string> }): JSX.Element {
  const loads = useLoad<OrdersPage>(`/api/participants/${person.id}/orders`);
  return <Part loads={loads}>{(page) => <Orders person={person} page={page} loads={loads} query={query} />}</Part>;
}

export interface Here {
  person: Participant;
  page: OrdersPage;
  /** The address of the list. */
  at: string;
  reload: () => Promise<void>;
}

function Orders({ person, page, loads, query }: { person: Participant; page: OrdersPage; loads: Loaded<OrdersPage>; query: Record<string, string> }): JSX.Element {
  const { route } = useLocation();
  const at = `/participants/${person.id}/orders`;
  const here: Here = { person, page, at, reload: loads.reload };
  const leave = (): void => {
    void loads.reload();
    route(at);
  };
  const proposal = page.proposals.find((one) => one.id === query["proposal"] && one.state === "proposed") ?? null;
  const found = (id: string | undefined): Order | null => page.orders.find((one) => one.id === id) ?? null;
  if (query["check"]) return <CheckDraft key={query["check"]} here={here} order={found(query["check"])} onLeave={leave} />;
  const ending = found(query["end"]);
  if (ending?.state === "active") return <EndOrder key={ending.id} here={here} order={ending} onLeave={leave} />;
  if (query["edit"] || query["vary"]) {
    const of = query["edit"] ?? query["vary"]!;
    return <OrderEditor key={of} here={here} of={of} how={query["vary"] ? "vary" : of === "new" ? "new" : "change"} proposal={proposal} onLeave={leave} />;
  }
  return <List here={here} />;
}

function List({ here }: { here: Here }): JSX.Element {
  const { me } = useSession();
  const { page, at } = here;
  const of = (...states: Order["state"][]): Order[] => page.orders.filter((one) => states.includes(one.state));
  const [standing, drafts, over] = [of("active"), of("draft"), of("varied", "ended", "discharged")];
  const begun = draftOf(keptUnder(here.person.id, "new"), me.user.id) !== "";
  const add = (
    <Button kind={standing.length || drafts.length ? "second" : "soft"} small icon="add" href={`${at}?edit=new`}>
      {begun ? w.go_on : w.add}
    </Button>
  );
  return (
    <div class="orders-staff">
      <div class="order-acts first no-print">
        <p class="quiet-line">{begun ? w.kept : w.about}</p>
        {page.orders.length > 0 && add}
        {standing.length > 0 && (
          <>
            <Button kind="second" small icon="print" href={`/participants/${here.person.id}/print/orders`}>
              {w.paper}
            </Button>
            <Button kind="second" small icon="print" onClick={() => print()}>
              {w.print}
            </Button>
          </>
        )}
      </div>
      <Proposals here={here} />
      {page.orders.length === 0 && (
        <EmptyState title={w.none} action={add}>
          {w.none_about}
        </EmptyState>
      )}
      {drafts.length > 0 && (
        <section aria-label={w.drafts} class="no-print">
          <h2 class="section-head">{w.drafts}</h2>
          <p class="quiet-line">{w.drafts_about}</p>
          {drafts.map((order) => (
            <OrderVersion key={order.id} order={order} here={here} />
          ))}
        </section>
      )}
      {page.orders.length > 0 && (
        <section aria-label={w.stand}>
          <h2 class="section-head">{w.stand}</h2>
          {standing.length === 0 && <p class="quiet-line">{w.stand_none}</p>}
          {standing.map((order) => (
            <OrderVersion key={order.id} order={order} here={here} open />
          ))}
        </section>
      )}
      <Unplaced page={page} />
      {over.length > 0 && (
        <section aria-label={w.over} class="no-print">
          <h2 class="section-head">{w.over}</h2>
          {over.map((order) => (
            <OrderVersion key={order.id} order={order} here={here} />
          ))}
        </section>
      )}
    </div>
  );
}

/** Missed situations that belong to no condition that stands: of an older version, or of a condition that fell away. */
function Unplaced({ page }: { page: OrdersPage }): JSX.Element | null {
  const standing = page.orders.filter((one) => one.state === "active");
  const placed = (one: TeachBack): boolean =>
    standing.some((order) => order.id === one.order_id && order.conditions.some((term) => term.teach_back.includes(one.scenario_id)));
  const left = page.teach_back.filter((one) => one.missed && !placed(one));
  if (left.length === 0) return null;
  return (
    <Block title={teach.title}>
      <p class="quiet-line">{teach.about}</p>
      <ul class="lines">
        {left.map((one) => (
          <li key={`${one.order_id}${one.scenario_id}`}>
            <Missed one={one} />
          </li>
        ))}
      </ul>
    </Block>
  );
}

export function Missed({ one }: { one: TeachBack }): JSX.Element {
  const said = teach.answers[one.answer] ?? one.answer;
  return (
    <>
      {one.situation ?? teach.gone} <span class="quiet-line">{w.missed(said, one.fits ? (teach.answers[one.fits] ?? one.fits) : null, dateWithYear(one.answered_at.slice(0, 10)))}{one.other_words && ` ${teach.other_words}`}</span>
    </>
  );
}
