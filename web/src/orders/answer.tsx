/** One answer: the short one first, then why, what to do, whom to ask, and the conditions of one's own order that it touches. */
import type { JSX } from "preact";
import { usePhone } from "../people/phone.ts";
import { Card, List, Row } from "../ui/card.tsx";
import { Page } from "../ui/page.tsx";
import { Steps } from "../ui/steps.tsx";
import { AskCard } from "./can-i.tsx";
import { categoryOf, Exception } from "./condition.tsx";
import { useOrderFile } from "./mine.ts";
import { barredElsewhere, headOf, touchedBy, waysNamed } from "./rules.ts";
import type { CanIAnswer, Touched } from "./shapes.ts";
import { wordsOf } from "../text/of.ts";
import { language } from "../text/tongue.ts";
import type { OrderWords } from "./text.ts";

export function AnswerPage({ id }: { id: string }): JSX.Element {
  const { file, looked } = useOrderFile();
  const { bundle } = usePhone();
  const answer = file?.answers?.find((one) => one.id === id);
  const around = wordsOf("orders", answer ? answer.language : language);
  const said = around.canI;
  if (!answer) {
    if (!looked) return <p class="waiting-page" />;
    return (
      <Page title={said.missing} back="/order/can-i" tools={["listen"]}>
        <AskCard title={said.notSure} help={said.notSureHelp} text="" />
      </Page>
    );
  }
  const [head, rest] = headOf(file?.said?.[`answer.${answer.kind}`] ?? said.notSure);
  const orders = bundle?.orders ?? [];
  const touched = touchedBy(answer, orders);
  const label = file?.label;
  return (
    <Page title={answer.question} eyebrow={said.eyebrow} of={answer.language ?? "en"} back tools={["listen"]}>
      <Card>
        <p class="figure">{head}</p>
        {rest && <p>{rest}</p>}
        <p>{answer.short}</p>
        <p class="second">
          {said.general} {label && (answer.language ?? "en") === language && `${label}.`}
        </p>
      </Card>
      {answer.kind === "only_by_order" && <Ways touched={touched} known={orders.length > 0} said={said} />}
      <Lines title={said.do} items={answer.do} numbered />
      <Lines title={said.why} items={answer.why} />
      <Lines title={said.whom} items={answer.ask} />
      {touched.length > 0 && (
        <>
          <h2 class="small">{said.touches}</h2>
          <List label={said.touches}>
            {touched.map(({ order, condition }) => (
              <Row
                key={`${order.id}${condition.key}`}
                icon="order"
                title={said.condition(condition.place, categoryOf(condition, around))}
                second={orders.length > 1 ? `${order.kind.name}. ${condition.plain}` : condition.plain}
                href={`/order?at=${condition.key}`}
              />
            ))}
          </List>
          {new Set(touched.map(({ order }) => order.id)).size > 1 && <p class="second">{said.stricter}</p>}
        </>
      )}
      <AskAbout answer={answer} around={around} />
    </Page>
  );
}

/** The court's exception in its own words, or that there is none. Nothing else ever says that contact is allowed. */
function Ways({ touched, known, said }: { touched: readonly Touched[]; known: boolean; said: OrderWords["canI"] }): JSX.Element {
  const ways = waysNamed(touched);
  return (
    <Card tone="soft">
      <h2 class="small">{said.way}</h2>
      {!known && <p>{said.noOrder}</p>}
      {known && ways.length === 0 && (
        <p>
          <strong>{said.noWay}</strong> {said.noWayHelp}
        </p>
      )}
      {ways.map(({ order, condition }) => (
        <Exception named key={`${order.id}${condition.key}`} words={condition.exception ?? ""} />
      ))}
      {barredElsewhere(touched) && (
        <p>
          <strong>{said.barred}</strong> {said.barredHelp}
        </p>
      )}
    </Card>
  );
}

function Lines({ title, items, numbered = false }: { title: string; items: readonly string[]; numbered?: boolean }): JSX.Element | null {
  if (items.length === 0) return null;
  return (
    <>
      <h2 class="small">{title}</h2>
      {numbered ? (
        <Steps of={items} bare />
      ) : (
        <ul class="points">
          {items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function AskAbout({ answer, around }: { answer: CanIAnswer; around: OrderWords }): JSX.Element {
  return (
    <List>
      <Row icon="ask" title={around.condition.askAbout} second={around.question.whoPlain} href={`/question?about=${answer.id}`} />
    </List>
  );
}
