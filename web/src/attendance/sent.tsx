/** What was sent to probation about one participant, newest first, with versions and channels. */
import type { JSX } from "preact";
import { EmptyState } from "../ui/banner.tsx";
import { useLoad } from "../staff/load.ts";
import { Part } from "../staff/page.tsx";
import type { Participant, StaffAlert } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { longMoment } from "../staff/when.ts";
import { AlertCard } from "./alert-card.tsx";

const w = words.attendance.sent;

export function SentToProbation({ person }: { person: Participant }): JSX.Element {
  const loads = useLoad<{ items: StaffAlert[] }>(`/api/participants/${person.id}/alerts`);
  return (
    <Part loads={loads}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState title={w.none}>{w.none_about}</EmptyState>
        ) : (
          <div class="alerts">
            {items.map((alert) => (
              // A series is one appointment's alerts, and is named by that appointment.
              <AlertCard
                key={alert.id}
                alert={alert}
                appointment={alert.series_id}
                title={alert.appointment_at ? longMoment(alert.appointment_at) : w.title}
                onChanged={() => void loads.reload()}
              />
            ))}
          </div>
        )
      }
    </Part>
  );
}
