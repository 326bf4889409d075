/** The rows under My plan that lead to goals, the week, help, progress, and to measures that wait for an answer. */
import type { JSX } from "preact";
import { answeredHere } from "../store/answered.ts";
import { List, Row } from "../ui/card.tsx";
import { useMine } from "./mine.ts";
import { words } from "./text.ts";

const said = words.rows;

export function PurposeRows(): JSX.Element {
  const { goals, phone: { bundle } } = useMine();
  const suggested = goals.filter((one) => one.state === "proposed" && one.proposed_by === "clinician").length;
  const waiting = (bundle?.measures ?? []).filter((one) => !answeredHere().has(`measure.${one.id}`));
  return (
    <>
      <h2 class="small">{said.label}</h2>
      <List label={said.label}>
        {waiting.map((one) => (
          <Row key={one.id} icon="log" bold title={bundle?.forms.find((form) => form.id === one.form_id)?.title ?? said.label} second={said.measureHelp} href={`/plan/measure/${one.id}`} />
        ))}
        <Row icon="plan" title={said.goals} bold={suggested > 0} second={suggested > 0 ? words.asked.goals(suggested) : said.goalsHelp} href="/plan/goals" />
        <Row icon="calendar" title={said.week} second={said.weekHelp} href="/plan/week" />
        <Row icon="ask" title={said.help} second={said.helpHelp} href="/plan/help" />
        <Row icon="table" title={said.progress} second={said.progressHelp} href="/plan/progress" />
      </List>
    </>
  );
}
