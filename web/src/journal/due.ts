/** What is to be filled in now. The phone plans nothing itself: it goes by what the server said for the next 14 days. */
import { localDay } from "../store/day.ts";
import type { Bundle, Form } from "../store/shapes.ts";

export type Due = { id: string | null; form: Form; local_date: string; closes_at: string; done: boolean };

/** Everything whose window is open now, what closes first coming first. `sent` are the ids (or days) that were answered on this phone. */
export function dueNow(bundle: Bundle, now: number, zone: string, sent: ReadonlySet<string>): Due[] {
  const formOf = (id: string): Form | undefined => bundle.forms.find((form) => form.id === id);
  const open = [...bundle.due, ...(bundle.coming ?? []).filter((one) => Date.parse(one.opens_at ?? "") <= now)]
    .filter((due) => Date.parse(due.closes_at) > now && formOf(due.form_id))
    .map((due) => ({
      id: due.id ?? null,
      form: formOf(due.form_id)!,
      local_date: due.local_date,
      closes_at: due.closes_at,
      done: due.done || sent.has(due.id ?? due.local_date),
    }))
    .sort((a, b) => a.closes_at.localeCompare(b.closes_at));
  if (bundle.coming) return open;
  // A bundle of an older release knows one day only: a daily card that was due then is due today as well.
  const today = localDay(now, zone);
  const daily = bundle.due.some((due) => due.form_id === "daily-card" && due.local_date < today);
  const old = localDay(Date.parse(bundle.made_at), zone) < today;
  const form = formOf("daily-card");
  if (daily && old && form && !open.some((due) => !due.done)) {
    open.push({ id: null, form, local_date: today, closes_at: bundle.due[0]!.closes_at, done: sent.has(today) });
  }
  return open;
}

/** The one to fill in: the one that was asked for by its id, else the one that closes first. */
export function dueCard(bundle: Bundle, now: number, zone: string, sent: ReadonlySet<string>, id?: string): Due | null {
  const open = dueNow(bundle, now, zone, sent).filter((due) => !due.done);
  return open.find((due) => due.id === id) ?? open[0] ?? null;
}
