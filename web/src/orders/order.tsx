/** My order. Orders themselves are not in the app yet, so the page says so, and what is true of every order. */
import type { JSX } from "preact";
import { oneLine, telTo, usePhone } from "../people/phone.ts";
import { p } from "../text/pages.ts";
import { Card, List, Row } from "../ui/card.tsx";
import { Page } from "../ui/page.tsx";

export default function OrderPage(): JSX.Element {
  const { dutyPhone, device, bundle } = usePhone();
  const hours = bundle?.settings.duty_hours ?? device?.duty_hours;
  return (
    <Page title={p.order.title} tools={["listen", "lock"]}>
      <Card>
        <h2>{p.order.notYet}</h2>
        <p>{p.order.notYetHelp}</p>
      </Card>
      <h2 class="small">{p.order.always}</h2>
      <ol class="card pad numbered">
        {p.order.truths.map((truth, i) => (
          <li key={truth}>
            <span class="number" aria-hidden="true">
              {i + 1}
            </span>
            <span>{truth}</span>
          </li>
        ))}
      </ol>
      {dutyPhone && (
        <List label={p.order.ask}>
          <Row icon="phone" title={p.order.ring(oneLine(dutyPhone))} second={hours} href={telTo(dutyPhone)} />
        </List>
      )}
    </Page>
  );
}
