/**
 * DateBlock: a 52 px block with the day's short name and number. Props: on (an instant or a date as text), zone?.
 * WeekStrip: seven days, a ledge under a day that has something, today filled. Props: days [{on "YYYY-MM-DD", has, today}].
 */
import type { JSX } from "preact";
import { dayName, dayNumber, longDay } from "../text/when.ts";
import { t } from "../text/index.ts";

export function DateBlock({ on, zone }: { on: string; zone?: string }): JSX.Element {
  return (
    <span class="date-block" aria-hidden="true">
      <span>{dayName(on, zone)}</span>
      <strong>{dayNumber(on, zone)}</strong>
    </span>
  );
}

export interface StripDay {
  on: string;
  has: boolean;
  today: boolean;
}

export function WeekStrip({ days }: { days: readonly StripDay[] }): JSX.Element {
  return (
    <ol class="card week">
      {days.map((day) => (
        <li key={day.on} class={day.today ? "week-day today" : "week-day"} aria-current={day.today ? "date" : undefined}>
          <span class="hear">
            {longDay(day.on)}
            {day.has ? `, ${t.date.hasSomething}` : ""}
          </span>
          <span aria-hidden="true">{dayName(day.on).slice(0, 1)}</span>
          <strong aria-hidden="true">{dayNumber(day.on)}</strong>
          {day.has && <span class="ledge" aria-hidden="true" />}
        </li>
      ))}
    </ol>
  );
}
