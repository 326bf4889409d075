/**
 * Asking a question, offline and locked too; where one stands; and the list of one's own with the answers as cards. Who answers and by
 * when is said before, and the day once the server gave it.
 */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { GuardedText, LIMIT, useGuard } from "../journal/guarded.tsx";
import { NotKept } from "../journal/keeping.tsx";
import { Parked, TrySending } from "../journal/saved.tsx";
import { words as journal } from "../journal/text.ts";
import { usePhone, useNow, oneLine, telTo } from "../people/phone.ts";
import { clock, dayName, dayNumber, longDay } from "../text/when.ts";
import { EmptyState, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { StatusPill, StatusStops } from "../ui/pill.tsx";
import { categoryOf } from "./condition.tsx";
import { askQuestion, keepTyped, standing, typed, typing, useMyOrders, useOrderFile } from "./mine.ts";
import { headOf, overdue } from "./rules.ts";
import type { AskedQuestion } from "./shapes.ts";
import { words } from "./text.ts";

const said = words.question;

export function AskQuestion(): JSX.Element {
  const { query, route } = useLocation();
  const phone = usePhone();
  const find = useGuard();
  const { file } = useOrderFile();
  const [text, setText] = useState(typing.question);
  const [kept, setKept] = useState<string[]>([]);
  const [asking, setAsking] = useState(false);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  useEffect(() => {
    // What was begun before a call is there again, unless something was just handed over.
    if (!typing.question) void typed<string>("question").then((before) => before && setText((now) => now || before));
  }, []);
  const orders = phone.bundle?.orders ?? [];
  const condition = orders.flatMap((order) => order.conditions).find((one) => one.key === query.condition);
  const answer = file?.answers?.find((one) => one.id === query.about);
  const about = condition ? words.canI.condition(condition.place, categoryOf(condition)) : answer?.question;
  const name = phone.bundle?.clinician?.first_name ?? phone.device?.readers.clinician;
  const over = phone.device?.status === "ended";
  const change = (value: string): void => {
    typing.question = value;
    setErrors([]);
    setText(value);
  };
  const send = async (): Promise<void> => {
    if (!text.trim()) return setErrors([{ field: "question", message: said.missing }]);
    if (text.length > LIMIT) return setErrors([{ field: "question", message: journal.guard.tooLong }]);
    // Asked once. A second press sends: the server covers what is certain.
    if (!asking && find(text, kept).length > 0) {
      setAsking(true);
      announce(journal.guard.look);
      document.getElementById("question")?.focus();
      return;
    }
    setBusy(true);
    try {
      const id = await askQuestion({
        text: text.trim(),
        kept,
        ...(condition ? { condition_key: condition.key } : {}),
        ...(answer ? { about_answer: answer.id } : {}),
      });
      typing.question = "";
      await keepTyped("question", null);
      route(`/question/sent/${id}`, true);
    } catch (error) {
      setFailed({ error });
      setBusy(false);
    }
  };
  return (
    <Page
      title={said.title}
      {...(about ? { sub: said.about(about) } : {})}
      back
      tools={["listen"]}
      dock={over ? "tabs" : { label: said.send, onPress: () => void send(), busy: busy && said.sending }}
    >
      <ErrorSummary errors={errors} />
      {failed && <NotKept error={failed.error} />}
      {over ? (
        <p>{said.ended}</p>
      ) : (
        <>
          <GuardedText
            always
            name="question"
            label={said.label}
            help={said.help}
            value={text}
            kept={kept}
            asking={asking}
            onInput={change}
            onKeep={setKept}
            onPause={(value) => keepTyped("question", value)}
            error={errors[0]?.message ?? null}
          />
          <p>
            {name ? said.who(name) : said.whoPlain} {said.until}
          </p>
          <p class="second">{said.notUrgent}</p>
        </>
      )}
    </Page>
  );
}

/** Right after asking: the three stops, of which only a true one is filled. */
export function Sent({ id }: { id: string }): JSX.Element {
  const { phone, items, ready } = useMyOrders();
  if (!ready) return <p class="waiting-page" />;
  const asked = phone.bundle?.questions?.find((one) => one.id === id);
  const item = items.find((one) => one.id === id);
  const state = asked ? (asked.answered ? "answered" : "received") : (item?.state ?? "here");
  const name = asked?.owner ?? phone.bundle?.clinician?.first_name ?? phone.device?.readers.clinician ?? null;
  const receivedAt = asked?.asked_at ?? (item?.answered_at ? new Date(item.answered_at).toISOString() : null);
  const title = state === "answered" ? said.sentAnswered : state === "received" ? said.sentReceived : state === "parked" ? journal.saved.parked : said.sentHere;
  return (
    <Page title={title} sub={said.until} dock={{ label: said.done, href: phone.state === "open" ? "/order" : "/" }}>
      <StatusStops
        stops={[
          { icon: "device", title: said.here, second: item ? said.hereAt(clock(new Date(item.saved_at).toISOString(), phone.zone)) : "", done: state === "here" || state === "parked" },
          {
            icon: "received",
            title: said.received,
            second: state === "here" || state === "parked" || !receivedAt ? said.notYet : `${longDay(receivedAt, phone.zone)}, ${clock(receivedAt, phone.zone)}`,
            done: state === "received",
          },
          {
            icon: "ask",
            title: asked ? (name ? said.answerFrom(name, longDay(asked.due_at, phone.zone)) : said.answerBy(longDay(asked.due_at, phone.zone))) : name ? said.who(name) : said.whoPlain,
            second: state === "answered" ? said.sentAnswered : asked ? said.waiting : said.inTwo,
            done: state === "answered",
          },
        ]}
      />
      {state === "parked" && <Parked item={item ?? null} />}
      {state === "here" && (
        <p>
          <TrySending />
        </p>
      )}
      {phone.state === "open" && (
        <p>
          <a class="link" href="/order/questions">
            {said.all}
          </a>
        </p>
      )}
    </Page>
  );
}

/** "Wed 25" */
export function shortDay(at: string, zone: string): string {
  return `${dayName(at, zone)} ${dayNumber(at, zone)}`;
}

/** My questions: those that wait with where they stand, then the answers as cards. */
export function Questions(): JSX.Element {
  const { phone, items, said: known, ready } = useMyOrders();
  const { file } = useOrderFile();
  const asked = phone.bundle?.questions ?? [];
  const have = new Set(asked.map((one) => one.id));
  const unseen = items.filter((item) => item.kind === "question" && !have.has(item.id) && item.state !== "received");
  const waiting = asked.filter((one) => !one.answered);
  const answered = asked.filter((one) => one.answered);
  return (
    <Page title={said.all} back="/order" tools={["listen"]}>
      {ready && asked.length + unseen.length === 0 && (
        <EmptyState title={said.none} action={<Button kind="soft" icon="ask" href="/question">{said.row}</Button>}>
          {said.noneHelp}
        </EmptyState>
      )}
      {unseen.map((item) => (
        <Card key={item.id}>
          <p class="asked">{known.asked.find((one) => one.id === item.id)?.text ?? said.hidden}</p>
          <p class="pill-line">
            <StatusPill state={standing(items, item.id) ?? "here"} />
            <span class="second">{item.state === "parked" ? said.parked : said.notYet}</span>
          </p>
        </Card>
      ))}
      {waiting.map((one) => (
        <Waiting key={one.id} question={one} />
      ))}
      {answered.length > 0 && <h2 class="small">{said.answers}</h2>}
      {answered.map((one) => (
        <Card key={one.id}>
          <p class="asked">{one.text}</p>
          {one.answer && <p class="said-answer">{headOf(file?.said?.[`answer.${one.answer}`] ?? "")[0]}</p>}
          {one.reply && <p class="reply">{one.reply}</p>}
          {one.answered_at && <p class="second">{said.answeredBy(one.answered_by ?? "", longDay(one.answered_at, phone.zone))}</p>}
        </Card>
      ))}
      {asked.length + unseen.length > 0 && (
        <Button kind="soft" icon="ask" href="/question">
          {said.row}
        </Button>
      )}
    </Page>
  );
}

function Waiting({ question }: { question: AskedQuestion }): JSX.Element {
  const { zone, dutyPhone } = usePhone();
  const now = useNow();
  const late = overdue(question, now.getTime());
  return (
    <Card>
      <p class="asked">{question.text}</p>
      <p class="pill-line">
        <StatusPill state="received" />
        <span class="second">{question.owner ? said.answerFrom(question.owner, shortDay(question.due_at, zone)) : said.answerBy(shortDay(question.due_at, zone))}</span>
      </p>
      {late && (
        <p>
          {said.late}{" "}
          {dutyPhone && (
            <a class="link" href={telTo(dutyPhone)}>
              {words.ring(oneLine(dutyPhone))}
            </a>
          )}
        </p>
      )}
    </Card>
  );
}
