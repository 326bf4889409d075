/** A form on paper: A4, large type, a box before each answer, with this person's own targets and questions. Seen on the screen as it prints. */
import type { JSX } from "preact";
import { Button } from "../ui/button.tsx";
import { conditionsOf } from "../journal/form.ts";
import { words as journal } from "../journal/text.ts";
import { useLoad, type Loading } from "../staff/load.ts";
import { StaffPage } from "../staff/page.tsx";
import type { Participant, Team } from "../staff/shapes.ts";
import type { Form, FormItem } from "../store/shapes.ts";
import { asAsked } from "./asked.ts";
import type { Checkins } from "./shapes.ts";
import { checkins as w } from "./text.ts";
import "./checkins.css";

const p = w.print_page;

export function PrintForm({ id, form: wanted }: { id: string; form: string }): JSX.Element {
  const loads = useLoad<Checkins>(`/api/participants/${id}/check-ins`);
  const page = loads.data;
  const form = page && asAsked(page, wanted, page.today);
  const acted = form !== null && asksActed(form);
  const { loads: more, readers } = usePaperReaders(acted ? id : null);
  const ready = form !== null && (!acted || readers !== null);
  return (
    <StaffPage
      title={form ? form.title : (w.forms[wanted] ?? w.paper)}
      up={{ href: `/participants/${id}/checkins`, text: w.back }}
      loads={acted && !readers ? more : loads}
      actions={
        ready && (
          <Button small icon="print" onClick={() => print()}>
            {p.go}
          </Button>
        )
      }
    >
      {form && ready && (
        <article class="paper-form" aria-label={form.title}>
          {acted && readers && <PaperReaders {...readers} />}
          <p class="paper-day">
            <span>{p.day}</span>
            <span class="paper-line" />
          </p>
          <ol>
            {form.items.map((item, place) => (
              <li key={item.link_id}>
                <Heading form={form} item={item} before={form.items[place - 1]} />
                <Question form={form} item={item} />
              </li>
            ))}
          </ol>
          <p class="paper-foot">{p.foot}</p>
          <p class="paper-version">{p.version(form.title, String(form.version))}</p>
        </article>
      )}
    </StaffPage>
  );
}

function Heading({ form, item, before }: { form: Form; item: FormItem; before: FormItem | undefined }): JSX.Element | null {
  const group = form.groups?.find((one) => one.id === item.group);
  if (!group || before?.group === item.group) return null;
  return (
    <>
      <h2>{group.title}</h2>
      {group.help && <p class="paper-help">{group.help}</p>}
    </>
  );
}

/** A form that asks what somebody did says who reads it before it asks (product F6). */
const asksActed = (form: Form): boolean => form.items.some((item) => /^act$|acted|near_miss/.test(item.link_id));

interface Readers {
  clinician: string | undefined;
  policy: string | undefined;
}

/** Who reads it, and what may be passed on. Nothing is printed before both are known. A null `id` asks for nothing. */
export function usePaperReaders(id: string | null): { loads: Loading; readers: Readers | null } {
  const team = useLoad<Team>(id && "/api/team");
  const person = useLoad<Participant>(id && `/api/participants/${id}`);
  return {
    loads: team.data ? person : team,
    readers: team.data && person.data && { clinician: person.data.assigned[0]?.first_name, policy: team.data.past_breach_policy ?? undefined },
  };
}

/** The same in words, the team's own among them: on paper it stands before everything else. */
export function PaperReaders({ clinician, policy }: Readers): JSX.Element {
  return (
    <section class="paper-readers" aria-label={journal.who.title}>
      <h2>{journal.who.title}</h2>
      <p>
        {clinician ? journal.who.clinician(clinician) : journal.who.noClinician}. {journal.who.hours} {journal.who.probation}.
      </p>
      {policy && <p>{policy}</p>}
    </section>
  );
}

export function Question({ form, item }: { form: Form; item: FormItem }): JSX.Element {
  return (
    <>
      <p class="paper-question">{item.text}</p>
      {item.enable_when && <p class="paper-help">{p.when(whenSaid(form, item))}</p>}
      {item.link_id === "not_safe" ? <p class="paper-help">{p.not_safe}</p> : item.help && <p class="paper-help">{item.help}</p>}
      <Answer item={item} />
    </>
  );
}

/** What has to be chosen first, in the form's own words. */
function whenSaid(form: Form, item: FormItem): string {
  const said = conditionsOf(item.enable_when!).map((one) => {
    const parent = form.items.find((other) => other.link_id === one.link_id);
    const answer = one.equals ?? one.not_equals;
    const asked = parent?.text ?? "";
    const not = one.not_equals !== undefined;
    if (typeof answer === "boolean") return p.when_to(answer !== not ? p.yes : p.no, asked);
    const number = one.less_than !== undefined ? p.less(one.less_than - 1) : one.more_than !== undefined ? p.more(one.more_than + 1) : "";
    if (number) return p.when_to(number, asked);
    const said = parent?.options?.find((option) => option.value === answer)?.text ?? p.when_said(asked);
    return not ? p.when_not(said) : said;
  });
  const different = [...new Set(said)];
  const last = different.pop() ?? "";
  const and = "all" in item.enable_when! ? p.and : p.or;
  return different.length > 0 ? `${different.join(", ")} ${and} ${last}` : last;
}

function Answer({ item }: { item: FormItem }): JSX.Element {
  if (item.type === "text") {
    return (
      <p class="paper-lines">
        <span class="paper-line" />
        <span class="paper-line" />
      </p>
    );
  }
  if (item.type === "number") {
    return (
      <p class="paper-lines">
        <span class="paper-line short" />
      </p>
    );
  }
  const from = item.min ?? 0;
  const answers =
    item.type === "scale"
      ? Array.from({ length: (item.max ?? 10) - from + 1 }, (_, n) => String(from + n))
      : item.type === "boolean"
        ? [p.yes, p.no]
        : (item.options ?? []).map((option) => option.text);
  return (
    <ul class={item.type === "scale" || item.type === "boolean" ? "paper-boxes across" : short(answers) ? "paper-boxes many" : "paper-boxes"}>
      {answers.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

/** Many answers of a few words each. */
const short = (answers: readonly string[]): boolean => answers.length > 5 && answers.every((one) => one.length <= 30);
