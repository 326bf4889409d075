/** The orders on paper, in large type. On the phone only the printer sees it; staff print it for somebody who has no phone. */
import type { JSX } from "preact";
import { dateIn, fullDate, longDay } from "../text/when.ts";
import { categoryOf } from "./condition.tsx";
import type { Order } from "./shapes.ts";
import { words } from "./text.ts";

export function PrintedOrders({ orders, zone }: { orders: readonly Order[]; zone: string }): JSX.Element {
  return (
    <article class="printed printed-orders" aria-hidden="true">
      <header>
        <h1>{words.title}</h1>
        <span>{fullDate(dateIn(new Date(), zone))}</span>
      </header>
      <OrderCards orders={orders} zone={zone} />
    </article>
  );
}

/** Each order with its conditions, and what the paper says at its foot. */
export function OrderCards({ orders, zone }: { orders: readonly Order[]; zone: string }): JSX.Element {
  const c = words.condition;
  return (
    <>
      {orders.length > 1 && (
        <p>
          {words.several(orders.length)} {words.severalWhy}
        </p>
      )}
      {orders.map((order) => (
        <div key={order.id}>
          <section>
            <h2>
              {order.kind.name}. {words.order.version(order.version)}
            </h2>
            <p>
              {words.order.made(fullDate(order.made_on))}.{" "}
              {order.ends_on ? `${words.order.until(fullDate(order.ends_on))}.` : words.order.further}
            </p>
            {order.notify && (
              <p>
                {words.duty.how} {words.duty.day1}: {longDay(order.notify.day_1)}. {words.duty.last}: {longDay(order.notify.last_day)}.{" "}
                {words.duty.againHelp}
              </p>
            )}
          </section>
          {order.conditions.map((one) => (
            <section key={one.key}>
              <h2>
                {c.open(one.place, categoryOf(one))}
                {one.change !== "same" && `. ${c.marks[one.change]}`}
              </h2>
              <p>
                <strong>{one.plain}</strong>
              </p>
              <p>
                {c.court}: {one.exact}
              </p>
              {one.exception && (
                <p>
                  {c.exception}: {one.exception} {c.exceptionHelp}
                </p>
              )}
              <PrintedPoints title={c.not} items={one.not_allowed} />
              <PrintedPoints title={c.askFirst} items={one.ask_about} />
            </section>
          ))}
        </div>
      ))}
      <footer>
        <p>
          {words.print.notListed} {words.order.roles}
        </p>
        <p>{words.print.foot(fullDate(dateIn(new Date(), zone)))}</p>
      </footer>
    </>
  );
}

function PrintedPoints({ title, items }: { title: string; items: readonly string[] }): JSX.Element | null {
  if (items.length === 0) return null;
  return (
    <>
      <p>{title}</p>
      <ul class="printed-dashes">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </>
  );
}
