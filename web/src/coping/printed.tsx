/** The plan on one A4: black on white, rules between the parts, a box before each step, lines to sign. Only the printer sees it. */
import type { JSX } from "preact";
import type { Phone } from "../people/phone.ts";
import type { Plan } from "../store/index.ts";
import { p } from "../text/pages.ts";
import { dateIn, fullDate } from "../text/when.ts";
import { builtInLines } from "./open.ts";
import { planVersion } from "./plan.tsx";
import { actWords, ruleWords } from "./rules.ts";

export function PrintedPlan({ plan, phone }: { plan: Plan; phone: Phone }): JSX.Element {
  const hours = phone.bundle?.settings.duty_hours ?? "";
  const s = p.plan.sections;
  const size = paperSize(plan);
  const own = plan.signed?.find((one) => one.side === "participant");
  const theirs = plan.signed?.find((one) => one.side === "staff");
  return (
    <article class={`printed ${size}`} aria-hidden="true">
      <header>
        <h1>{p.plan.title}</h1>
        <span>{planVersion(plan)}</span>
      </header>
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
      <div class="printed-pair">
        <Part title={s.signs} items={plan.signs} />
        <Part title={s.night} items={plan.night} />
        <Part title={s.people} items={[...plan.people, ...plan.ask]} />
        <Part title={s.reasons} items={plan.reasons} />
        <Part title={s.surroundings} items={plan.surroundings} />
        <Part title={s.professionals} items={plan.professionals} />
      </div>
      <section>
        <h2>{p.plan.talk}</h2>
        <ul class="printed-lines">
          {builtInLines(phone.device?.jurisdiction).map((line) => (
            <li key={line.id}>
              {line.name}. {line.about}.
            </li>
          ))}
          {phone.dutyPhone && <li>{p.plan.teamPhone(phone.dutyPhone, hours)}</li>}
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
      <footer>{(size === "most" ? p.plan.footLong : p.plan.foot)(fullDate(dateIn(new Date(), phone.zone)))}</footer>
    </article>
  );
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

/** Lines of 12 pt that the plan takes on paper, so that a long one is set smaller and still stands on one A4. */
function paperSize(plan: Plan): "" | "small" | "smaller" | "most" {
  const of = (text: string, letters: number): number => Math.ceil(text.length / letters);
  const rules = plan.rules.reduce((sum, rule) => sum + Math.max(of(ruleWords(rule), 34), of(actWords(rule.then), 34)) + 0.3, 0);
  const alone = plan.alone.reduce((sum, text) => sum + of(text, 85), 0);
  const pairs = [plan.signs, plan.night, [...plan.people, ...plan.ask], plan.reasons, plan.surroundings, plan.professionals].filter((items) => items.length > 0);
  const heights = pairs.map((items) => 2.2 + items.reduce((sum, text) => sum + of(text, 40), 0));
  let sides = 0;
  for (let i = 0; i < heights.length; i += 2) sides += Math.max(heights[i]!, heights[i + 1] ?? 0);
  const lines = rules + alone + sides + 15;
  return lines <= 41 ? "" : lines <= 52 ? "small" : lines <= 66 ? "smaller" : "most";
}
