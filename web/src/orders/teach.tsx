/**
 * Situations about one's own order, one at a time. What was chosen is left in peace and the reason is given either way. Begun and left,
 * it goes on where it stood; sent, it is one entry, and the clinician sees the answers, which is said before.
 */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { NotKept } from "../journal/keeping.tsx";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { StatusPill } from "../ui/pill.tsx";
import { keepTyped, sendTeachBack, standing, typed, useMyOrders, useOrderFile } from "./mine.ts";
import { misses, scenariosOf } from "./rules.ts";
import type { Verdict } from "./shapes.ts";
import { Situation } from "./situation.tsx";
import { words } from "./text.ts";

const said = words.teach;
type Answers = Record<string, Verdict>;

export function TeachBack({ orderId }: { orderId: string }): JSX.Element {
  const { query, route } = useLocation();
  const mine = useMyOrders();
  const { file, looked } = useOrderFile();
  const [answers, setAnswers] = useState<Answers | null>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  const name = `teach:${orderId}`;
  useEffect(() => void typed<Answers>(name).then((kept) => setAnswers(kept ?? {})), [name]);
  const order = mine.orders.find((one) => one.id === orderId);
  if (!answers || (!file && !looked)) return <p class="waiting-page" />;
  const scenarios = order ? scenariosOf(order, file?.scenarios ?? []) : [];
  if (scenarios.length === 0) {
    return (
      <Page title={said.missing} sub={said.missingHelp} back="/order">
        <Button kind="soft" href="/order">
          {said.back}
        </Button>
      </Page>
    );
  }
  const address = (page: string | number): string => `/order/check/${orderId}?page=${page}`;
  const sent = mine.said.teach[orderId];
  if (query.page === "sent" && sent) return <SentAnswers missed={sent.missed} state={standing(mine.items, sent.id) ?? "received"} />;
  if (!query.page) {
    const open = scenarios.findIndex((one) => !(one.id in answers));
    const begun = Object.keys(answers).length > 0;
    return (
      <Page
        title={said.title}
        sub={said.startHelp(scenarios.length)}
        back="/order"
        tools={["listen"]}
        dock={{ label: begun ? said.goOn : said.begin, href: address(open < 0 ? scenarios.length + 1 : open + 1) }}
      >
        <p>{said.before}</p>
        <Banner tone="know" word={said.sees}>
          {said.seesHelp}
        </Banner>
      </Page>
    );
  }
  // A page further on, opened by an old address, begins with the first one that is not answered.
  const first = scenarios.findIndex((one) => !(one.id in answers));
  const asked = Math.max(Number(query.page) || 1, 1) - 1;
  const at = first < 0 ? asked : Math.min(asked, first);
  const scenario = scenarios[at];
  if (scenario) {
    return (
      <Situation
        key={scenario.id}
        scenario={scenario}
        options={file?.said ?? {}}
        now={at + 1}
        of={scenarios.length}
        was={answers[scenario.id] ?? null}
        back={at === 0 ? `/order/check/${orderId}` : address(at)}
        onAnswer={(answer) => {
          const next = { ...answers, [scenario.id]: answer };
          setAnswers(next);
          void keepTyped(name, next);
        }}
        onNext={() => route(address(at + 2))}
      />
    );
  }
  const missed = scenarios.filter((one) => misses(one, answers[one.id]!)).length;
  const send = async (): Promise<void> => {
    setBusy(true);
    try {
      await sendTeachBack({ order_id: orderId, answers: scenarios.map(({ id, version }) => ({ scenario_id: id, ...(version ? { version } : {}), answer: answers[id]! })) }, missed);
      await keepTyped(name, null);
      route(address("sent"), true);
    } catch (error) {
      setFailed({ error });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page
      title={said.doneTitle}
      sub={missed > 0 ? said.doneSome(missed) : said.doneNone}
      back={address(scenarios.length)}
      tools={["listen"]}
      dock={{ label: said.send, onPress: () => void send(), busy: busy && said.sending }}
    >
      {failed && <NotKept error={failed.error} />}
      <Banner tone="know" word={said.sees}>
        {said.seesHelp}
      </Banner>
    </Page>
  );
}

function SentAnswers({ missed, state }: { missed: number; state: "here" | "received" | "parked" }): JSX.Element {
  return (
    <Page title={said.sent} sub={state === "here" ? said.here : state === "parked" ? words.read.parked : said.received} dock={{ label: said.done, href: "/order" }}>
      <p class="pill-line">
        <StatusPill state={state} />
      </p>
      <p>{missed > 0 ? said.doneSome(missed) : said.doneNone}</p>
      <p class="second">{said.sees}</p>
    </Page>
  );
}
