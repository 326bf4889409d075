/** On Today: an order that is new or was changed, until this phone knows that it was said to be read. */
import type { JSX } from "preact";
import { Row } from "../ui/card.tsx";
import { useMyOrders } from "./mine.ts";
import { words } from "./text.ts";

export function OrderNews(): JSX.Element | null {
  const { orders, said, known } = useMyOrders();
  const unread = orders.find((order) => !order.read && !(order.id in said.read));
  if (!known || !unread) return null;
  return <Row icon="order" title={unread.version > 1 ? words.order.newsChanged : words.order.news} second={words.order.newsHelp} href="/order" />;
}
