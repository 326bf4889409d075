/** One session as a calendar file, handed to the phone's own calendar. Throws what the call throws. */
import { call, problemOf } from "../api/client.ts";

export async function addToCalendar(appointmentId: string): Promise<void> {
  const answer = await call("GET", `/api/me/appointments/${appointmentId}/calendar`);
  if (!answer.ok) throw await problemOf(answer);
  const address = URL.createObjectURL(new Blob([await answer.text()], { type: "text/calendar" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "appointment.ics";
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
