/** The plan on paper: one A4 in the largest type that it fits in, a box before each step, lines to sign. Only the printer sees it. */
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Plan } from "../store/index.ts";
import { p } from "../text/pages.ts";
import { dateIn, fullDate } from "../text/when.ts";
import { builtInLines } from "./open.ts";
import { actWords, ruleWords } from "./rules.ts";
import { words } from "./text.ts";
import "./plan.css";

/** Points, the largest first; from `close` on the lines stand closer. The last is the floor: what does not fit in it takes another page. */
const SIZES: readonly { size: number; close?: true }[] = [
  ...[15, 14, 13, 12].map((size) => ({ size })),
  ...[12.5, 12, 11.5, 11, 10.5, 10].map((size) => ({ size, close: true as const })),
];
/** Points of one that takes more pages than one. */
const ON_MORE_PAGES = 13;
/** Between the margins of an A4 (ui/print.css), in CSS pixels, less what two ways of rounding may differ by. */
const ROOM = ((297 - 2 * 14) / 25.4) * 96 - 12;

interface Printed {
  plan: Plan;
  /** Whose lines to ring. */
  jurisdiction: string | undefined;
  dutyPhone: string | null;
  dutyHours: string;
  zone: string;
}

export function PrintedPlan({ plan, jurisdiction, dutyPhone, dutyHours, zone }: Printed): JSX.Element {
  const paper = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const fit = (): void => fitted(paper.current!);
    fit();
    addEventListener("beforeprint", fit);
    return () => removeEventListener("beforeprint", fit);
  });
  const s = p.plan.sections;
  const own = plan.signed?.find((one) => one.side === "participant");
  const theirs = plan.signed?.find((one) => one.side === "staff");
  const on = fullDate(dateIn(new Date(), zone));
  return (
    <article class="printed plan-paper" aria-hidden="true" ref={paper}>
      <header>
        <p class="printed-title">{p.plan.title}</p>
        <span>{planVersion(plan)}</span>
      </header>
      <p class="if-more">{words.morePages}</p>
      {plan.rules.length > 0 && (
        <section>
          <h2>{p.plan.when}</h2>
          {plan.rules.map((rule) => (
            <p class="printed-rule" key={rule.id}>
              <strong>{p.plan.ifWord}</strong>
              <span>{ruleWords(rule)}</span>
              <strong>{p.plan.thenWord}</strong>
              <span>
                {actWords(rule.then)}
                {rule.for_minutes ? `, ${p.plan.minutes(rule.for_minutes)}` : ""}
              </span>
            </p>
          ))}
        </section>
      )}
      <Part title={s.alone} items={plan.alone} box />
      <div class="printed-columns">
        <Part title={s.night} items={plan.night} />
        <Part title={s.signs} items={plan.signs} />
        <Part title={s.people} items={[...plan.people, ...plan.ask]} />
        <Part title={s.reasons} items={plan.reasons} />
        <Part title={s.surroundings} items={plan.surroundings} />
        <Part title={s.professionals} items={plan.professionals} />
      </div>
      <section>
        <h2>{p.plan.talk}</h2>
        <ul class="printed-lines">
          {builtInLines(jurisdiction).map((line) => (
            <li key={line.id}>
              {line.name}. {line.about}.
            </li>
          ))}
          {dutyPhone && <li>{p.plan.teamPhone(dutyPhone, dutyHours)}</li>}
        </ul>
      </section>
      <section class="printed-sign">
        <p>
          <strong>{p.plan.agreedMe}</strong>
          <span>{own ? `${own.first_name}, ${fullDate(own.on)}` : p.plan.date}</span>
        </p>
        <p>
          <strong>{p.plan.agreedBy(plan.with_first_name)}</strong>
          <span>{theirs ? fullDate(theirs.on) : p.plan.date}</span>
        </p>
      </section>
      <footer>
        <span class="if-one">{p.plan.foot(on)}</span>
        <span class="if-more">{p.plan.footLong(on)}</span>
      </footer>
    </article>
  );
}

export function planVersion(plan: Plan): string {
  return plan.agreed_on ? p.plan.agreed(plan.version, fullDate(plan.agreed_on)) : p.plan.version(plan.version);
}

/** Set in the largest type in which it stands on one A4: laid out unseen at the paper's width and measured, since every plan is another length. */
function fitted(paper: HTMLElement): void {
  paper.classList.add("measured");
  const set = (size: number, close: boolean, more: boolean): void => {
    paper.style.fontSize = `${size}pt`;
    paper.classList.toggle("close", close);
    paper.classList.toggle("more", more);
  };
  const fits = SIZES.some(({ size, close }) => {
    set(size, close === true, false);
    return paper.getBoundingClientRect().height <= ROOM;
  });
  if (!fits) set(ON_MORE_PAGES, false, true);
  paper.classList.remove("measured");
}

function Part({ title, items, box }: { title: string; items: readonly string[]; box?: boolean }): JSX.Element | null {
  if (items.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul class={box ? "printed-boxes" : "printed-dashes"}>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </section>
  );
}
