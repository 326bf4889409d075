/** The daily cards of the last days as a grid of facts. A day with no card is striped: a gap is never a zero. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Block } from "../staff/page.tsx";
import type { CardDay } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { shortDay } from "../staff/when.ts";

const w = words.oversight.overview;
/** As many days as stand side by side on a laptop. */
const SHOWN = 13;

type Fact = "urge" | "acted" | "sleep" | "substances" | "skills";
const FACTS: readonly Fact[] = ["urge", "acted", "sleep", "substances", "skills"];
type Target = { id: string; text: string };

export function CardGrid({ days: all, targets }: { days: readonly CardDay[]; targets: readonly Target[] }): JSX.Element {
  const [asTable, setAsTable] = useState(false);
  const days = [...all].sort((a, b) => a.on.localeCompare(b.on)).slice(-SHOWN);
  if (!days.some((day) => day.card || day.acted || day.state === "missed" || day.state === "excused")) {
    return (
      <Block title={w.cards}>
        <p class="quiet-line">{w.cards_none}</p>
      </Block>
    );
  }
  const title = w.cards_range(shortDay(days[0]!.on), shortDay(days.at(-1)!.on));
  return (
    <Block
      title={title}
      action={
        <button type="button" class="link bare" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? words.page.as_chart : words.page.as_table}
        </button>
      }
    >
      {asTable ? <ByDay days={days} targets={targets} title={title} /> : <Grid days={days} targets={targets} title={title} />}
    </Block>
  );
}

type Shown = { days: readonly CardDay[]; targets: readonly Target[]; title: string };

function Grid({ days, targets, title }: Shown): JSX.Element {
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
                  <abbr title={shortDay(day.on)}>{Number(day.on.slice(8))}</abbr>
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
                    <TargetCell day={day} id={target.id} />
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

function TargetCell({ day, id }: { day: CardDay; id: string }): JSX.Element {
  const said = day.targets.find((one) => one.id === id);
  if (!said) {
    return (
      <span class="cell-box gap">
        <span class="hear">{day.card ? w.not_said : w.no_card}</span>
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

function ByDay({ days, targets, title }: Shown): JSX.Element {
  return (
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
            <th scope="row">{shortDay(day.on)}</th>
            <td>{cameSaid(day)}</td>
            {targets.map((target) => {
              const said = day.targets.find((one) => one.id === target.id);
              return <td key={target.id}>{said ? w.target_said(said.urge, said.acted) : day.card ? w.not_said : w.no_card}</td>;
            })}
            {FACTS.map((fact) => (
              <td key={fact}>{day.card || (fact === "acted" && day.acted) ? shown(day, fact).said : w.no_card}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
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
