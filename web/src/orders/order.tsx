/** My order: every order that binds, the stricter first, each condition in plain words with the court's words one tap away. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { NotKept } from "../journal/keeping.tsx";
import { oneLine, telTo, useNow } from "../people/phone.ts";
import { p } from "../text/pages.ts";
import { welsh } from "../text/tongue.ts";
import { dateIn, fullDate } from "../text/when.ts";
import { Banner, EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Card, List, Row } from "../ui/card.tsx";
import { Icon } from "../ui/icon.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { StatusPill } from "../ui/pill.tsx";
import { Steps } from "../ui/steps.tsx";
import { ConditionRow, WRITTEN } from "./condition.tsx";
import { Duties } from "./duties.tsx";
import { sayRead, standing, typed, useMyOrders, useOrderFile, type MyOrders } from "./mine.ts";
import { PrintedOrders } from "./printed.tsx";
import { changesOf, datePassed, scenariosOf } from "./rules.ts";
import type { Order, OrderFile } from "./shapes.ts";
import { words } from "./text.ts";

export function MyOrder(): JSX.Element {
  const mine = useMyOrders();
  const { file } = useOrderFile();
  const { query } = useLocation();
  const { orders, phone } = mine;
  const wanted = query.at ?? null;
  // Only once it stands can it be looked at.
  useEffect(() => {
    if (wanted) document.getElementById(`condition-${wanted}`)?.scrollIntoView({ block: "start" });
  }, [wanted, orders.length]);
  return (
    <>
      <Page title={words.title} tools={["listen", "lock"]}>
        <SearchLink />
        {orders.length === 0 && (
          <EmptyState title={words.none}>{phone.bundle ? words.noneHelp : words.noSignal}</EmptyState>
        )}
        {orders.length > 1 && (
          <Banner tone="know" word={words.several(orders.length)}>
            {words.severalWhy}
          </Banner>
        )}
        {orders.map((order, i) => (
          <OneOrder key={order.id} order={order} mine={mine} file={file} first={i === 0} wanted={wanted} />
        ))}
        <Card>
          <h2 class="small">{words.order.notListed}</h2>
          <p>{words.order.notListedHelp}</p>
        </Card>
        <List label={words.ask}>
          <Row icon="ask" title={words.question.row} second={words.question.rowHelp} href="/question" />
          <Row icon="inbox" title={words.question.all} second={words.question.allHelp} href="/order/questions" />
          {phone.dutyPhone && (
            <Row
              icon="phone"
              title={words.ring(oneLine(phone.dutyPhone))}
              second={phone.bundle?.settings.duty_hours ?? phone.device?.duty_hours}
              href={telTo(phone.dutyPhone)}
            />
          )}
        </List>
        <h2 class="small">{words.always}</h2>
        <Steps of={p.order.truths} />
        {orders.length > 0 && (
          <Button kind="second" icon="print" onClick={() => print()}>
            {words.print.button}
          </Button>
        )}
      </Page>
      {orders.length > 0 && <PrintedOrders orders={orders} zone={phone.zone} />}
    </>
  );
}

/** Looks like the field that it opens. */
function SearchLink(): JSX.Element {
  return (
    <a class="search-link" href="/order/can-i">
      <Icon name="search" />
      <span class="search-words">
        <span>{words.find}</span> <span class="second">{words.findHelp}</span>
      </span>
    </a>
  );
}

interface OneProps {
  order: Order;
  mine: MyOrders;
  file: OrderFile | null;
  first: boolean;
  wanted: string | null;
}

function OneOrder({ order, mine, file, first, wanted }: OneProps): JSX.Element {
  const now = useNow();
  const today = dateIn(now, mine.phone.zone);
  const said = words.order;
  const changes = changesOf(order);
  const changed = changes.added + changes.changed + changes.gone > 0;
  const name = mine.phone.bundle?.clinician?.first_name ?? said.someone;
  return (
    <section class="order" aria-label={order.kind.name}>
      <h2 lang={WRITTEN}>{order.kind.name}</h2>
      {order.kind.plain && <p lang={WRITTEN}>{order.kind.plain}</p>}
      {welsh && <p class="second">{welsh.notes.order}</p>}
      <p class="second">
        {[said.version(order.version), said.made(fullDate(order.made_on))].join(". ")}.
        {order.starts_on !== order.made_on && ` ${said.starts(fullDate(order.starts_on))}.`}{" "}
        {order.ends_on ? `${said.until(fullDate(order.ends_on))}.` : said.further}
      </p>
      {datePassed(order, today) && (
        <Banner tone="needs" word={said.passed}>
          {said.passedHelp(name)}
        </Banner>
      )}
      {changed && !datePassed(order, today) && (
        <Banner tone={order.read ? "know" : "needs"} word={said.changed}>
          {changes.added + changes.changed > 0 && said.changedHelp}
        </Banner>
      )}
      <p class="second">{said.count(order.conditions.length)}</p>
      <ul class="card list conditions">
        {order.conditions.map((condition, i) => (
          <ConditionRow
            key={condition.key}
            condition={condition}
            begins={condition.key === wanted || (!wanted && first && i === 0) || (!order.read && condition.change !== "same")}
          />
        ))}
      </ul>
      {order.fell_away.length > 0 && (
        <Card>
          <h3>{said.fell}</h3>
          <ul class="points">
            {order.fell_away.map((gone) => (
              <li key={gone}>
                <s lang={WRITTEN}>{gone}</s>
              </li>
            ))}
          </ul>
          <p class="second">{said.fellHelp}</p>
        </Card>
      )}
      <p class="second">{said.roles}</p>
      {order.written_by && order.checked_by && <p class="second">{said.by(order.written_by, order.checked_by)}</p>}
      {order.kind.notification && <Duties order={order} today={today} />}
      <Reading order={order} mine={mine} file={file} />
    </section>
  );
}

/** "I have read this", where it stands, and the situations that follow it. */
function Reading({ order, mine, file }: Pick<OneProps, "order" | "mine" | "file">): JSX.Element | null {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  const [begun, setBegun] = useState(false);
  useEffect(() => void typed(`teach:${order.id}`).then((kept) => setBegun(kept !== null)), [order.id]);
  const entry = mine.said.read[order.id];
  const state = order.read ? "received" : entry ? (standing(mine.items, entry) ?? "received") : null;
  const confirm = async (): Promise<void> => {
    setBusy(true);
    try {
      await sayRead(order);
      announce(words.read.saved);
    } catch (error) {
      setFailed({ error });
    } finally {
      setBusy(false);
    }
  };
  if (state === null) {
    return (
      <Card>
        <h3>{words.read.title}</h3>
        <p class="second">{words.read.help}</p>
        {failed && <NotKept error={failed.error} />}
        <Button wide busy={busy && words.read.saving} onClick={() => void confirm()}>
          {words.read.button}
        </Button>
      </Card>
    );
  }
  const count = scenariosOf(order, file?.scenarios ?? []).length;
  const teach = mine.said.teach[order.id];
  return (
    <>
      <p class="pill-line" role="status">
        <StatusPill state={state} />
        <span class="second">{words.read[state]}</span>
      </p>
      {count > 0 && (
        <List>
          <Row
            icon="learn"
            title={begun ? words.teach.goOn : teach ? words.teach.again : words.teach.start}
            second={words.teach.startHelp(count)}
            href={`/order/check/${order.id}`}
          />
        </List>
      )}
    </>
  );
}
