/**
 * /learn/situations: "would this count?" by what it is about, and ?topic=...&page=...: one situation after the other, the reason and where it
 * comes from after each. To practise alone: nothing that is chosen is kept or sent. Situations about one's own order, which the
 * clinician sees, are under My order.
 */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { NEW_RULE, startRule } from "../coping/handover.ts";
import type { OrderFile, Scenario, Verdict } from "../orders/shapes.ts";
import { Situation } from "../orders/situation.tsx";
import { onLock } from "../store/index.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { List, Row } from "../ui/card.tsx";
import { Page } from "../ui/page.tsx";
import { words } from "./text.ts";

const said = words.tries;
const HERE = "/learn/situations";

/** What was chosen so far, so that the way back from a plan rule leads to the same situation. Memory only, and gone when the phone is locked. */
let chosen: Record<string, Verdict> = {};
onLock(() => {
  chosen = {};
});

export function Situations({ file }: { file: OrderFile }): JSX.Element {
  const { query, route } = useLocation();
  const [answers, setAnswers] = useState(chosen);
  const topic = query.topic ?? "";
  const bank = about(file, topic);
  if (bank.length === 0) return <Topics file={file} />;
  const address = (page: number): string => `${HERE}?topic=${topic}&page=${page}`;
  // A page further on, opened by an old address, begins with the first one that is not answered.
  const first = bank.findIndex((one) => !(one.id in answers));
  const asked = Math.max(Number(query.page) || 1, 1) - 1;
  const at = first < 0 ? asked : Math.min(asked, first);
  const scenario = bank[at];
  if (!scenario) {
    return (
      <Page title={said.last} back={address(bank.length)} dock={{ label: said.all, href: HERE }}>
        <p>{said.own}</p>
        <Button kind="soft" href="/learn">
          {words.title}
        </Button>
      </Page>
    );
  }
  return (
    <Situation
      key={scenario.id}
      scenario={scenario}
      options={file.said ?? {}}
      now={at + 1}
      of={bank.length}
      was={answers[scenario.id] ?? null}
      back={at === 0 ? HERE : address(at)}
      onAnswer={(answer) => {
        chosen = { ...answers, [scenario.id]: answer };
        setAnswers(chosen);
      }}
      onNext={() => route(address(at + 2))}
    >
      <Button
        kind="second"
        icon="add"
        wide
        onClick={() => {
          startRule({ when: said.when[topic] ?? "", back: address(at + 1) });
          route(NEW_RULE);
        }}
      >
        {said.toRule}
      </Button>
    </Situation>
  );
}

const about = (file: OrderFile, topic: string): Scenario[] => (file.scenarios ?? []).filter((one) => one.topics?.includes(topic));

function Topics({ file }: { file: OrderFile }): JSX.Element {
  const topics = Object.entries(said.topics).map(([id, title]) => ({ id, title, many: about(file, id).length }));
  return (
    <Page title={said.title} sub={said.sub} back="/learn" tools={["listen"]}>
      <Banner tone="know" word={said.own} />
      <List label={said.title}>
        {topics.map(
          ({ id, title, many }) => many > 0 && <Row key={id} title={title} second={said.many(many)} href={`${HERE}?topic=${id}&page=1`} />,
        )}
      </List>
      {file.label && <p class="second">{file.label}</p>}
    </Page>
  );
}
