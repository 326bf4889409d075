/** The order cards on paper, for somebody who has no phone: what stands now, in large type, as the phone would say it. Seen on the screen as it prints. */
import type { JSX } from "preact";
import { useLoad } from "../../staff/load.ts";
import { StaffPage } from "../../staff/page.tsx";
import type { Participant } from "../../staff/shapes.ts";
import { EmptyState } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { OrderCards } from "../printed.tsx";
import { words } from "../text.ts";
import type { OrdersPage } from "./shapes.ts";
import { orders as w } from "./text.ts";
import "../../checkins/checkins.css";
import "./staff.css";

export default function PaperOrders({ id }: { id: string }): JSX.Element {
  const loads = useLoad<OrdersPage>(`/api/participants/${id}/orders`);
  const person = useLoad<Participant>(`/api/participants/${id}`);
  const standing = loads.data?.orders.filter((one) => one.state === "active") ?? [];
  return (
    <StaffPage
      title={words.title}
      up={{ href: `/participants/${id}/orders`, text: w.paper_back }}
      loads={loads}
      actions={
        standing.length > 0 && (
          <Button small icon="print" onClick={() => print()}>
            {w.paper_go}
          </Button>
        )
      }
    >
      {loads.data && standing.length === 0 && <EmptyState title={w.stand_none} />}
      {standing.length > 0 && (
        <article class="paper-form paper-orders" aria-label={words.title}>
          <OrderCards orders={standing} zone={person.data?.zone ?? "Europe/London"} />
        </article>
      )}
    </StaffPage>
  );
}
