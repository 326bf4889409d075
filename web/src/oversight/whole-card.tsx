/** Every answer of a form that was filled in, folded under its one line: the person's own words and the clinician's own questions too. */
import type { JSX } from "preact";
import { useLoad } from "../staff/load.ts";
import { Facts, Part } from "../staff/page.tsx";
import type { Answered, TimelinePage } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { shortDay } from "../staff/when.ts";

const w = words.oversight.whole_card;

const facts = (answers: readonly Answered[]) => answers.map((one) => [one.label, one.value] as const);

/** `of`: whose card or which day's, for somebody who hears the page. */
export function WholeCard({ answers, of, open = false }: { answers: readonly Answered[]; of: string; open?: boolean }): JSX.Element | null {
  if (answers.length === 0) return null;
  return (
    <details class="whole-card" open={open}>
      <summary>
        {w.every}
        <span class="hear">{`: ${of}`}</span>
      </summary>
      <Facts facts={facts(answers)} />
    </details>
  );
}

/** What was filled in for one day. It is read as a part of the timeline is, and written down as that. */
export function CardsOf({ person, day }: { person: string; day: string }): JSX.Element {
  const loads = useLoad<TimelinePage>(`/api/participants/${person}/timeline?cards_of=${day}`);
  return (
    <section class="whole-card" aria-label={w.of_day(shortDay(day))}>
      <Part loads={loads}>
        {({ items }) => (
          <>
            {items.map((item) => (
              <div key={item.id}>
                <h3>{`${item.title}, ${shortDay(day)}`}</h3>
                {item.answers.length > 0 ? <Facts facts={facts(item.answers)} /> : <p>{item.lines.join(" ")}</p>}
              </div>
            ))}
          </>
        )}
      </Part>
    </section>
  );
}
