/** What was sent to probation about one participant, newest first, with versions and channels. */
import type { JSX } from "preact";
import { EmptyState } from "../ui/banner.tsx";
import { useLoad } from "../staff/load.ts";
import { Part } from "../staff/page.tsx";
import type { Appointment, Participant, StaffAlert } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { longMoment } from "../staff/when.ts";
import { AlertCard } from "./alert-card.tsx";

const w = words.attendance.sent;

export function SentToProbation({ person }: { person: Participant }): JSX.Element {
  const loads = useLoad<{ items: StaffAlert[] }>(`/api/participants/${person.id}/alerts`);
  // A series is one appointment's alerts, and is named by that appointment.
  const appointments = useLoad<{ items: Appointment[] }>(`/api/participants/${person.id}/appointments`);
  const about = (alert: StaffAlert): string => {
    const found = appointments.data?.items.find((one) => one.id === alert.series_id);
    return found ? w.about(longMoment(found.planned_at), alert.version) : w.version(alert.version);
  };
  return (
    <Part loads={loads}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState title={w.none}>{w.none_about}</EmptyState>
        ) : (
          <div class="alerts">
            {items.map((alert) => (
              <AlertCard key={alert.id} alert={alert} appointment={alert.series_id} title={about(alert)} onChanged={() => void loads.reload()} />
            ))}
          </div>
        )
      }
    </Part>
  );
}
