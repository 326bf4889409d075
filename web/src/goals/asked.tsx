/** Today's rows for what waits for his answer: a change to the plan, ideas, a goal that was suggested, a measure. Nothing when none does. */
import type { JSX } from "preact";
import { words as plan } from "../coping/text.ts";
import { answeredHere } from "../store/answered.ts";
import { Row } from "../ui/card.tsx";
import { useOutbox } from "../journal/mine.ts";
import { useMine } from "./mine.ts";
import { words } from "./text.ts";

const said = words.asked;

export function AskedRows(): JSX.Element | null {
  const { goals, phone } = useMine();
  const sent = useOutbox();
  const { bundle } = phone;
  if (!bundle) return null;
  const work = bundle.plan_work;
  const answering = sent?.some((one) => one.state === "here" && one.kind === "plan_answer") ?? false;
  const ideas = work?.suggestions.filter((one) => one.state === "open") ?? [];
  const suggested = goals.filter((one) => one.state === "proposed" && one.proposed_by === "clinician");
  const measures = (bundle.measures ?? []).filter((one) => !answeredHere().has(`measure.${one.id}`));
  return (
    <>
      {work && work.clashes.length > 0 && <Row icon="plan" bold title={plan.status.clash} second={said.choose} href="/plan/clash" />}
      {!answering && work?.proposed?.side === "staff" && work.clashes.length === 0 && (
        <Row icon="plan" bold title={plan.status.theirs(work.proposed.with_first_name || (bundle.clinician?.first_name ?? words.goals.clinician))} second={said.answer} href="/plan/proposal" />
      )}
      {!answering && ideas.length > 0 && (
        <Row icon="plan" bold title={plan.status.suggestions(ideas.length)} second={said.answer} href={ideas.length === 1 ? `/plan/idea/${ideas[0]!.id}` : "/plan"} />
      )}
      {suggested.length > 0 && (
        <Row icon="plan" bold title={said.goals(suggested.length)} second={said.answer} href={suggested.length === 1 ? `/plan/goals/${suggested[0]!.id}` : "/plan/goals"} />
      )}
      {measures.map((one) => (
        <Row key={one.id} icon="log" bold title={bundle.forms.find((form) => form.id === one.form_id)?.title ?? words.rows.label} second={words.rows.measureHelp} href={`/plan/measure/${one.id}`} />
      ))}
    </>
  );
}
