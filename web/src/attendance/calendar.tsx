/** The clinician's week, day by day. A past session without an outcome is marked: silence is never an absence, and no timer records one. */
import type { JSX } from "preact";
import { Banner, EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { DateBlock, WeekStrip } from "../ui/date.tsx";
import { useLoad } from "../staff/load.ts";
import { StaffPage } from "../staff/page.tsx";
import type { Appointment } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { addDays, clock, isoDay, longDay, monday, moment, shortDay } from "../staff/when.ts";

const w = words.attendance.calendar;

export function Calendar({ week }: { week: string | undefined }): JSX.Element {
  const asked = week && /^\d{4}-\d{2}-\d{2}$/.test(week) ? new Date(`${week}T00:00:00`) : new Date();
  const first = monday(Number.isNaN(asked.getTime()) ? new Date() : asked);
  const days = Array.from({ length: 7 }, (_, i) => isoDay(addDays(first, i)));
  // The week's ends are local midnights, as instants: a session at 00:30 on Monday belongs to Monday.
  const loads = useLoad<{ as_of: string; items: Appointment[] }>(`/api/appointments?from=${first.toISOString()}&to=${addDays(first, 7).toISOString()}`);
  const items = loads.data?.items ?? [];
  const today = isoDay(new Date());
  const on = (day: string): Appointment[] => items.filter((item) => isoDay(item.planned_at) === day).sort((a, b) => a.planned_at.localeCompare(b.planned_at));
  const needing = items.filter((item) => item.needs_outcome).length;
  const to = (count: number): string => `/calendar?week=${isoDay(addDays(first, count))}`;
  return (
    <StaffPage
      title={w.title}
      sub={`${w.sub(longDay(first), longDay(addDays(first, 6)))}.${loads.data && loads.from ? ` ${words.page.As_of(clock(loads.failed ? loads.from : loads.data.as_of))}` : ""}`}
      loads={loads}
      actions={
        <>
          <Button kind="second" small icon="back" href={to(-7)}>
            {w.earlier}
          </Button>
          <Button kind="second" small href="/calendar">
            {w.this_week}
          </Button>
          <Button kind="second" small href={to(7)}>
            {w.later}
          </Button>
        </>
      }
    >
      {needing > 0 && (
        <Banner tone="needs" word={`${w.needs(needing)}.`}>
          <p>{w.needs_about}</p>
        </Banner>
      )}
      <WeekStrip days={days.map((day) => ({ on: day, has: on(day).length > 0, today: day === today }))} />
      {items.length === 0 ? (
        <EmptyState title={w.empty}>{w.empty_about}</EmptyState>
      ) : (
        days
          .filter((day) => on(day).length > 0)
          .map((day) => (
            <section class="day" key={day} aria-label={longDay(day)}>
              <h2 class="section-head">
                {longDay(day)}
                {day === today && <span class="small-pill">{w.today}</span>}
              </h2>
              <ul class="calendar">
                {on(day).map((item) => (
                  <CalendarRow key={item.id} item={item} />
                ))}
              </ul>
            </section>
          ))
      )}
    </StaffPage>
  );
}

function CalendarRow({ item }: { item: Appointment }): JSX.Element {
  const quiet = item.state === "superseded" || item.state === "cancelled";
  return (
    <li class={item.needs_outcome ? "needs" : ""}>
      <DateBlock on={isoDay(item.planned_at)} />
      <span class="calendar-time">{clock(item.planned_at)}</span>
      <div class="calendar-words">
        <p class={quiet ? "gone" : ""}>
          <a class="strong" href={`/participants/${item.participant_id}`}>
            {item.name}
          </a>
        </p>
        <p class="quiet-line">
          {[w.session(item.number), words.oversight.modes[item.mode], w.minutes(item.length_minutes), item.place].filter(Boolean).join(", ")}
        </p>
      </div>
      <StateWords item={item} />
      <Button kind={item.needs_outcome ? "main" : "text"} small href={`/appointments/${item.id}`} label={`${item.needs_outcome ? w.record : w.open}: ${item.name}, ${shortDay(item.planned_at)}, ${clock(item.planned_at)}`}>
        {item.needs_outcome ? w.record : w.open}
      </Button>
    </li>
  );
}

/** What stands of an appointment, in a few words: its outcome, or its state. */
export function StateWords({ item }: { item: Appointment }): JSX.Element {
  const said = item.said && !item.outcome && <span class="said-before">{w.said(item.said.text, moment(item.said.at))}</span>;
  return (
    <span class="state-words">
      {item.needs_outcome ? <span class="small-pill late">{w.needs_outcome}</span> : (item.outcome?.words ?? words.attendance.states[item.state])}
      {said}
    </span>
  );
}
