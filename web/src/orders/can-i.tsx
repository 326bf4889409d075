/** Can I ...?: look for an answer by typing it any way, or by topic. Works with no signal. What is typed is never part of an address. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useMemo, useState } from "preact/hooks";
import { usePhone } from "../people/phone.ts";
import { Button } from "../ui/button.tsx";
import { Card, List, Row } from "../ui/card.tsx";
import { Icon } from "../ui/icon.tsx";
import { Page } from "../ui/page.tsx";
import { searchIn, typing, useOrderFile } from "./mine.ts";
import { headOf } from "./rules.ts";
import type { CanIAnswer, OrderFile } from "./shapes.ts";
import { OnlyEnglish } from "../ui/only-english.tsx";
import { welsh } from "../text/tongue.ts";
import { words } from "./text.ts";

const said = words.canI;
/** A question for the clinician is at most so long. */
const LIMIT = 300;

export function CanI(): JSX.Element {
  const { file, looked } = useOrderFile();
  const { query } = useLocation();
  const [typed, setTyped] = useState(typing.search);
  if (!file && !looked) return <p class="waiting-page" />;
  const topic = query.topic ?? null;
  const answers = file?.answers ?? [];
  const inTopic = topic ? answers.filter((one) => one.of === topic) : [];
  if (file && topic && inTopic.length > 0) {
    return (
      <Page title={topicName(topic)} back="/order/can-i" tools={["listen"]}>
        <OnlyEnglish of={inTopic[0]?.language}>
          <Answers file={file} answers={inTopic} label={topicName(topic)} />
        </OnlyEnglish>
      </Page>
    );
  }
  return (
    <Page title={said.title} back="/order" tools={["listen"]}>
      {answers.length === 0 || !file ? (
        <Nothing file={file} />
      ) : (
        <>
          <div class="field" role="search">
            <label class="field-label" for="can-i">
              {said.label}
            </label>
            <p class="field-help" id="can-i-help">
              {welsh && answers[0]?.language !== "cy" ? welsh.notes.search : said.help}
            </p>
            <div class="search-field">
              <Icon name="search" />
              <input
                class="line-input"
                id="can-i"
                type="search"
                autocomplete="off"
                autocapitalize="off"
                enterkeyhint="search"
                maxLength={LIMIT}
                value={typed}
                aria-describedby="can-i-help"
                onInput={(event) => {
                  typing.search = event.currentTarget.value;
                  setTyped(typing.search);
                }}
                onKeyDown={(event) => {
                  // Put the keyboard away, so that the answers can be seen.
                  if (event.key === "Enter") event.currentTarget.blur();
                }}
              />
            </div>
          </div>
          {typed.trim().length > 2 ? <Results file={file} typed={typed} /> : <Topics answers={answers} />}
          <Withheld file={file} />
        </>
      )}
    </Page>
  );
}

function topicName(of: string): string {
  return said.topic[of] ?? said.more;
}

function Topics({ answers }: { answers: readonly CanIAnswer[] }): JSX.Element {
  const counts = new Map<string, number>();
  for (const { of } of answers) counts.set(of, (counts.get(of) ?? 0) + 1);
  return (
    <>
      <h2 class="small">{said.topics}</h2>
      <List label={said.topics}>
        {[...counts].map(([of, count]) => (
          <Row key={of} title={topicName(of)} second={said.results(count)} href={`/order/can-i?topic=${of}`} />
        ))}
      </List>
    </>
  );
}

function Results({ file, typed }: { file: OrderFile; typed: string }): JSX.Element {
  const found = useMemo(() => searchIn(file)(typed), [file, typed]);
  const byId = new Map((file.answers ?? []).map((one) => [one.id, one]));
  const answers = found.ids.slice(0, found.sure ? 5 : 3).flatMap((id) => byId.get(id) ?? []);
  return (
    <>
      {answers.length > 0 && (
        <>
          {!found.sure && <h2 class="small">{said.near}</h2>}
          <OnlyEnglish of={answers[0]?.language}>
            <Answers file={file} answers={answers} label={said.results(answers.length)} />
          </OnlyEnglish>
        </>
      )}
      <p class="hear" role="status">
        {answers.length > 0 ? said.results(answers.length) : said.notSureHelp}
      </p>
      {answers.length > 0 ? (
        <AskCard title={said.none} help={said.noneHelp} text={typed} />
      ) : (
        <AskCard title={said.notSure} help={said.notSureHelp} text={typed} />
      )}
    </>
  );
}

function Answers({ file, answers, label }: { file: OrderFile; answers: readonly CanIAnswer[]; label: string }): JSX.Element {
  return (
    <List label={label}>
      {answers.map((one) => (
        <Row key={one.id} title={one.question} second={headOf(file.said?.[`answer.${one.kind}`] ?? "")[0]} href={`/order/can-i/${one.id}`} />
      ))}
    </List>
  );
}

/** Ask first, and the question to the clinician with what was typed in it: one tap here, one to send it. */
export function AskCard({ title, help, text }: { title: string; help: string; text: string }): JSX.Element {
  const { route } = useLocation();
  const { bundle } = usePhone();
  return (
    <Card>
      <h2 class="small">{title}</h2>
      <p>{help}</p>
      <p class="second">{said.person}</p>
      <Button
        kind="soft"
        icon="ask"
        onClick={() => {
          typing.question = text.trim();
          route("/question");
        }}
      >
        {said.askIt(bundle?.clinician?.first_name ?? null)}
      </Button>
    </Card>
  );
}

/** What is being checked again, with what to do meanwhile. */
function Withheld({ file }: { file: OrderFile }): JSX.Element | null {
  const held = (file.withheld ?? []).filter((one) => one.kind === "answers");
  if (held.length === 0) return null;
  return (
    <List>
      {held.map((one) => (
        <Row key={one.id} icon="info" title={topicName(one.id)} second={one.say || said.withheld} />
      ))}
    </List>
  );
}

/** No answers at all: they did not come yet, or none of them may be shown. */
function Nothing({ file }: { file: OrderFile | null }): JSX.Element {
  return (
    <>
      <AskCard title={file ? said.notSure : said.empty} help={file ? said.withheld : said.emptyHelp} text="" />
      {file && <Withheld file={file} />}
    </>
  );
}
