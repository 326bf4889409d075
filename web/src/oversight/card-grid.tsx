/** The daily cards of the last days as a grid of facts. A day with no card is striped: a gap is never a zero. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Block } from "../staff/page.tsx";
import type { CardDay, Patterns } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { shortDay } from "../staff/when.ts";
import { CardsOf } from "./whole-card.tsx";

const w = words.oversight.overview;
/** As many days as stand side by side on a laptop. */
const SHOWN = 13;

type Fact = "urge" | "acted" | "sleep" | "substances" | "skills";
const FACTS: readonly Fact[] = ["urge", "acted", "sleep", "substances", "skills"];
type Target = Patterns["cards"]["targets"][number];

export function CardGrid({ person, days: all, targets }: { person: string; days: readonly CardDay[]; targets: readonly Target[] }): JSX.Element {
  const [asTable, setAsTable] = useState(false);
  const [reading, setReading] = useState<string | null>(null);
  const days = [...all].sort((a, b) => a.on.localeCompare(b.on)).slice(-SHOWN);
  if (!days.some((day) => day.card || day.acted || day.state === "missed" || day.state === "excused")) {
    return (
      <Block title={w.cards}>
        <p class="quiet-line">{w.cards_none}</p>
      </Block>
    );
  }
  const title = w.cards_range(shortDay(days[0]!.on), shortDay(days.at(-1)!.on));
  const shown = { days, targets, title, reading, onRead: (day: string) => setReading(day === reading ? null : day) };
  return (
    <Block
      title={title}
      action={
        <button type="button" class="link bare" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? words.page.as_chart : words.page.as_table}
        </button>
      }
    >
      {asTable ? <ByDay {...shown} /> : <Grid {...shown} />}
      {reading && <CardsOf key={reading} person={person} day={reading} />}
    </Block>
  );
}

interface Shown {
  days: readonly CardDay[];
  targets: readonly Target[];
  title: string;
  /** The day whose card is open under the grid. */
  reading: string | null;
  onRead: (day: string) => void;
}

/** A day's name; where there is a card it opens it. */
function Day({ day, text, reading, onRead }: { day: CardDay; text: string } & Pick<Shown, "reading" | "onRead">): JSX.Element {
  if (!day.card) return text === shortDay(day.on) ? <>{text}</> : <abbr title={shortDay(day.on)}>{text}</abbr>;
  return (
    <button type="button" class="link bare" aria-expanded={reading === day.on} aria-label={w.open_day(shortDay(day.on))} onClick={() => onRead(day.on)}>
      {text}
    </button>
  );
}

function Grid({ days, targets, title, reading, onRead }: Shown): JSX.Element {
  return (
    <>
      <div class="grid-wrap" tabIndex={0} role="group" aria-label={title} ref={toNewest}>
        <table class="card-grid">
          <caption class="hear">{title}</caption>
          <thead>
            <tr>
              <td />
              {days.map((day) => (
                <th key={day.on} scope="col">
                  <Day day={day} text={String(Number(day.on.slice(8)))} reading={reading} onRead={onRead} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">{w.came}</th>
              {days.map((day) => (
                <td key={day.on}>
                  <Came day={day} />
                </td>
              ))}
            </tr>
            {targets.map((target) => (
              <tr key={target.id}>
                <th scope="row" class="target-name">
                  {target.text}
                </th>
                {days.map((day) => (
                  <td key={day.on}>
                    <TargetCell day={day} target={target} />
                  </td>
                ))}
              </tr>
            ))}
            {FACTS.map((fact) => (
              <tr key={fact}>
                <th scope="row">{w[fact]}</th>
                {days.map((day) => (
                  <td key={day.on}>
                    <Cell day={day} fact={fact} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="quiet-line">{w.cards_note}</p>
    </>
  );
}

/** Where the days do not all fit, the newest are the ones in sight. */
function toNewest(wrap: HTMLDivElement | null): void {
  if (wrap) wrap.scrollLeft = wrap.scrollWidth;
}

const heatOf = (urge: number): string => ` heat${urge >= 7 ? 3 : urge >= 4 ? 2 : urge >= 1 ? 1 : 0}`;

/** What became of the day's card, said in words. */
function cameSaid(day: CardDay): string {
  if (day.hours_later !== null) return w.came_later(day.hours_later);
  return day.state ? w.became[day.state]!.said : day.card ? w.became["on_time"]!.said : w.no_card;
}

function Came({ day }: { day: CardDay }): JSX.Element {
  if (day.hours_later !== null) {
    return (
      <span class="cell-box came-later" title={cameSaid(day)}>
        <span aria-hidden="true">{w.came_later_sign(day.hours_later)}</span>
        <span class="hear">{cameSaid(day)}</span>
      </span>
    );
  }
  const sign = day.state ? w.became[day.state]!.text : day.card ? w.became["on_time"]!.text : "";
  return (
    <span class={day.card ? "cell-box" : "cell-box gap"} title={cameSaid(day)}>
      <span aria-hidden="true">{sign && !day.card ? <b>{sign}</b> : sign}</span>
      <span class="hear">{cameSaid(day)}</span>
    </span>
  );
}

/** Why nothing is said of a target on a day. */
function unsaid(day: CardDay, target: Target): string {
  if (day.on < target.from) return w.not_yet;
  if (target.to !== null && day.on > target.to) return w.no_more;
  return day.card ? w.not_said : w.no_card;
}

function TargetCell({ day, target }: { day: CardDay; target: Target }): JSX.Element {
  const said = day.targets.find((one) => one.id === target.id);
  if (!said) {
    const why = unsaid(day, target);
    return (
      <span class={why === w.no_card ? "cell-box gap" : "cell-box none"} title={why}>
        <span class="hear">{why}</span>
      </span>
    );
  }
  const heat = said.urge === null ? "" : heatOf(said.urge);
  return (
    <span class={`cell-box${heat}${said.acted ? " marked" : ""}`}>
      <span aria-hidden="true">
        {said.urge ?? ""}
        {said.acted ? "A" : ""}
      </span>
      <span class="hear">{w.target_said(said.urge, said.acted)}</span>
    </span>
  );
}

function Cell({ day, fact }: { day: CardDay; fact: Fact }): JSX.Element {
  // A log can know of an act on a day without a card.
  if (!day.card && !(fact === "acted" && day.acted)) {
    return (
      <span class="cell-box gap">
        <span class="hear">{w.no_card}</span>
      </span>
    );
  }
  const { text, said } = shown(day, fact);
  const heat = fact === "urge" && day.urge !== null ? heatOf(day.urge) : "";
  const marked = fact === "acted" && text !== "–" ? " marked" : "";
  return (
    <span class={`cell-box${heat}${marked}`}>
      <span aria-hidden="true">{text}</span>
      <span class="hear">{said}</span>
    </span>
  );
}

function ByDay({ days, targets, title, reading, onRead }: Shown): JSX.Element {
  return (
    <div class="grid-wrap" tabIndex={0} role="group" aria-label={title}>
      <table class="chart-table by-day">
        <caption class="hear">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{w.day}</th>
            <th scope="col">{w.came}</th>
            {targets.map((target) => (
              <th key={target.id} scope="col">
                {target.text}
              </th>
            ))}
            {FACTS.map((fact) => (
              <th key={fact} scope="col">
                {w[fact]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...days].reverse().map((day) => (
            <tr key={day.on}>
              <th scope="row">
                <Day day={day} text={shortDay(day.on)} reading={reading} onRead={onRead} />
              </th>
              <td>{cameSaid(day)}</td>
              {targets.map((target) => {
                const said = day.targets.find((one) => one.id === target.id);
                return <td key={target.id}>{said ? w.target_said(said.urge, said.acted) : unsaid(day, target)}</td>;
              })}
              {FACTS.map((fact) => (
                <td key={fact}>{day.card || (fact === "acted" && day.acted) ? shown(day, fact).said : w.no_card}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The sign in a cell, and what it is called aloud. A value that was left out of a card is "not said", which is no zero either. */
function shown(day: CardDay, fact: Fact): { text: string; said: string } {
  const value = day[fact];
  if (value === null || value === undefined) return { text: "", said: w.not_said };
  if (value === "near_miss") return { text: "N", said: w.near_miss };
  if (value === "acted") return { text: "A", said: w.did_act };
  if (value === "no" || value === "none") return { text: "–", said: words.page.no };
  if (typeof value === "string") return w.took[value] ?? { text: value.charAt(0).toUpperCase(), said: value };
  return { text: String(value), said: String(value) };
}
