/** The trigger log on paper: A4, large type, the fields and order of the phone's. No field for anybody's name. Seen on the screen as it prints. */
import type { JSX } from "preact";
import { Button } from "../ui/button.tsx";
import { words as journal } from "../journal/text.ts";
import { StaffPage } from "../staff/page.tsx";
import { logForm } from "./log-form.ts";
import { PaperReaders, Question, usePaperReaders } from "./print-form.tsx";
import { checkins as w } from "./text.ts";
import { useLogOptions } from "./log-options.ts";
import "./checkins.css";

const p = w.print_page;

export function PrintLog({ id }: { id: string }): JSX.Element {
  const { loads, skills, rules } = useLogOptions(id);
  const { loads: more, readers } = usePaperReaders(id);
  const form = skills && rules && readers ? logForm(skills, rules) : null;
  return (
    <StaffPage
      title={journal.entries.kinds.trigger!}
      up={{ href: `/participants/${id}/checkins`, text: w.back }}
      loads={loads.data && !readers ? more : loads}
      actions={
        form && (
          <Button small icon="print" onClick={() => print()}>
            {p.go}
          </Button>
        )
      }
    >
      {form && readers && (
        <article class="paper-form" aria-label={journal.entries.kinds.trigger}>
          <PaperReaders {...readers} />
          <p class="paper-day">
            <span>{p.day}</span>
            <span class="paper-line" />
            <span>{p.time}</span>
            <span class="paper-line" />
          </p>
          <p class="paper-help">{p.roles}</p>
          <ol>
            {form.items.map((item) => (
              <li key={item.link_id}>
                <Question form={form} item={item} />
                {item.link_id === "did" && <p class="paper-help">{p.enough}</p>}
              </li>
            ))}
          </ol>
          <p class="paper-foot">{p.foot}</p>
        </article>
      )}
    </StaffPage>
  );
}
