/** Which card is to be filled in now. */
import { localDay } from "../store/day.ts";
import type { Bundle, Form } from "../store/shapes.ts";

export type Due = { form: Form; local_date: string };

/**
 * The card to fill in now. With no signal the list of what is due may be from an earlier day: a daily card that was due then
 * is due today as well. `sent` are the days whose card is in the queue already.
 */
export function dueCard(bundle: Bundle, now: number, zone: string, sent: ReadonlySet<string>): Due | null {
  const today = localDay(now, zone);
  const formOf = (id: string): Form | undefined => bundle.forms.find((form) => form.id === id);
  const open = bundle.due
    .filter((due) => !due.done && !sent.has(due.local_date) && Date.parse(due.closes_at) > now && formOf(due.form_id))
    .sort((a, b) => a.closes_at.localeCompare(b.closes_at))[0];
  if (open) return { form: formOf(open.form_id)!, local_date: open.local_date };
  const daily = bundle.due.some((due) => due.form_id === "daily-card" && due.local_date < today);
  const old = localDay(Date.parse(bundle.made_at), zone) < today;
  const form = formOf("daily-card");
  return daily && old && form && !sent.has(today) ? { form, local_date: today } : null;
}
