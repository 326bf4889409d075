/** The log: what happened, how strong, before you save; then whatever the person wants to add. Works locked and without signal. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { usePhone } from "../people/phone.ts";
import { clockTime } from "../store/day.ts";
import { drafts, type Draft } from "../store/index.ts";
import type { TriggerKind } from "../store/bodies.ts";
import { Banner, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { DataList, List, Row, type Datum } from "../ui/card.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { Page, type PageProps } from "../ui/page.tsx";
import { Scale0to10, scaleWord } from "../ui/scale.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { NotKept, useKeeping } from "./keeping.tsx";
import { ExtraPageView, WhenPage } from "./log-extra.tsx";
import { EXTRAS, isPage, mainPages, resumeAt, sayAnswer, sayKind, sayWhen, type LogPage } from "./log-steps.ts";
import { adopt, current, finish, forget, fresh, keep, type LogSession } from "./session.ts";
import { useSkills } from "./skills.ts";
import { words as asks } from "./ask-text.ts";
import { words } from "./text.ts";
import { isTold, WhoReads, WhoReadsShort } from "./who.tsx";

export function Log(): JSX.Element | null {
  const { query, route } = useLocation();
  const { state } = usePhone();
  const page: LogPage = isPage(query.at) ? query.at : "kind";
  const [waiting, setWaiting] = useState<Draft<"trigger">[]>([]);
  const [, draw] = useState(0);
  const session = current();

  useEffect(() => {
    let gone = false;
    if (current()?.amends && page !== "kind") return;
    void drafts.unfinished("trigger").then((found) => {
      if (gone) return;
      const of = found.find((draft) => draft.id === query.of);
      if (of && current()?.draft?.id !== of.id) {
        adopt(of);
        draw((n) => n + 1);
      }
      // Gone to another page in the middle, it is offered again; only when one answer of it is being changed it is not.
      const others = found.filter((draft) => draft.id !== query.of && (query.from !== "review" || draft.id !== current()?.draft?.id));
      if (page === "kind" || current()) return setWaiting(others);
      // Opened in the middle with nothing in memory: the app was killed, or the phone was locked.
      const [newest] = found;
      if (!newest) return route("/log", true);
      adopt(newest);
      draw((n) => n + 1);
    });
    return () => {
      gone = true;
    };
  }, [page, state, session === null, query.of]);

  if (page === "kind") return <KindPage key={isOf(query.of) ? query.of : ""} waiting={waiting} />;
  if (!session) return <p class="waiting-page" />;
  if (page === "strength") return <StrengthPage session={session} />;
  if (page === "review") return <ReviewPage session={session} />;
  const onDone = (): void => history.back();
  if (page === "when") return <WhenPage session={session} onDone={onDone} />;
  return <ExtraPageView key={page} page={page} session={session} onDone={onDone} />;
}

/** Whether the first page was come back to from a later page of the log at hand: it is that log that it changes. */
const isOf = (of: string | undefined): boolean => of !== undefined && current()?.draft?.id === of;

/** Back from here leads to the first page of this log, and not to the beginning of another. */
function backTo(id: string | undefined): void {
  if (id) history.replaceState(history.state, "", `/log?of=${id}`);
}

/** Back, Listen, Stop here and "Log, step 2 of 3". */
function useFrame(
  session: LogSession | null,
  name: "kind" | "strength" | "review",
): Pick<PageProps, "back" | "tools" | "stop" | "step"> & { sheet: JSX.Element | null } {
  const { route } = useLocation();
  const [stopping, setStopping] = useState(false);
  const pages = mainPages(session?.answers.kind);
  const leave = (): void => {
    forget();
    route("/");
  };
  return {
    back: name === "kind" ? "/" : true,
    tools: ["listen"],
    ...(session?.draft ? { stop: { onStop: () => setStopping(true) } } : {}),
    step: { label: words.log.label, now: pages.indexOf(name) + 1, of: pages.length },
    sheet: stopping ? (
      <Sheet title={words.log.stop.title} onClose={() => setStopping(false)}>
        <p>{words.log.stop.help}</p>
        <div class="sheet-buttons">
          <Button onClick={leave}>{words.log.stop.stop}</Button>
          <Button kind="second" onClick={() => setStopping(false)}>
            {words.log.stop.on}
          </Button>
        </div>
      </Sheet>
    ) : null,
  };
}

function KindPage({ waiting }: { waiting: Draft<"trigger">[] }): JSX.Element {
  const { route, query } = useLocation();
  const { zone, state } = usePhone();
  const changing = query.from === "review" && current() !== null;
  const session = changing || isOf(query.of) ? current() : null;
  const sealed = session?.draft?.mode === "added";
  const [kind, setKind] = useState<TriggerKind | null>(session?.answers.kind ?? null);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  const { sheet, ...frame } = useFrame(session, "kind");
  const [earlier] = waiting;

  const next = async (): Promise<void> => {
    // What was chosen before a lock stands, though it cannot be shown.
    if (!kind && !sealed) return setErrors([{ field: "kind", message: words.log.kind.missing }]);
    setBusy(true);
    try {
      if (!session) fresh();
      if (kind) await keep({ kind }, 1, zone);
    } catch (error) {
      return setFailed({ error });
    } finally {
      setBusy(false);
    }
    if (changing) return history.back();
    backTo(current()?.draft?.id);
    route(kind === "good_moment" ? "/log?at=review" : "/log?at=strength");
  };
  return (
    <Page
      title={words.log.kind.title}
      sub={words.log.kind.sub}
      {...frame}
      dock={{ label: words.log.next, onPress: () => void next(), busy: busy && words.log.review.saving }}
    >
      <ErrorSummary errors={errors} />
      {failed ? <NotKept error={failed.error} /> : sealed && <EarlierKept />}
      {earlier && !changing && (
        <div class="card pad">
          <p>{words.log.resume.title(clockTime(earlier.started_at, zone))}</p>
          {earlier.mode === "added" && <p class="second">{words.log.resume.kept}</p>}
          <Button
            kind="soft"
            onClick={() => {
              const inHand = current();
              const { answers } = inHand?.draft?.id === earlier.id ? inHand : adopt(earlier);
              backTo(earlier.id);
              route(`/log?at=${resumeAt(answers, earlier.step)}`);
            }}
          >
            {words.log.resume.go}
          </Button>
        </div>
      )}
      <ChoiceList
        name="kind"
        legend={words.log.kind.title}
        hideLegend
        options={words.log.kind.options as { value: TriggerKind; text: string }[]}
        value={kind}
        onChange={(value) => {
          setErrors([]);
          setKind(value);
        }}
        error={errors[0]?.message ?? null}
      />
      {state === "open" ? (
        <List>
          <Row icon="inbox" title={words.log.sent} second={words.log.sentHelp} href="/entries" />
          <Row icon="waves" title={asks.patterns.row} second={asks.patterns.rowHelp} href="/patterns" />
        </List>
      ) : (
        <List>
          <Row icon="calendar" title={asks.session.cannot} href="/session/cannot" />
          <Row icon="clock" title={asks.session.late} href="/session/late" />
          <Row icon="message" title={words.log.question} href="/question" />
        </List>
      )}
      {sheet}
    </Page>
  );
}

function StrengthPage({ session }: { session: LogSession }): JSX.Element {
  const { route, query } = useLocation();
  const { zone } = usePhone();
  const { kind } = session.answers;
  const [value, setValue] = useState<number | null>(session.answers.intensity ?? null);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const { put, banner } = useKeeping();
  const { sheet, ...frame } = useFrame(session, "strength");
  const title =
    kind === "trigger_only"
      ? words.log.strength.feeling
      : kind === "urge"
        ? words.log.strength.now
        : words.log.strength.then;

  const next = async (): Promise<void> => {
    if (value === null) return setErrors([{ field: "strength", message: words.log.strength.missing }]);
    if (!(await put(() => keep({ intensity: value }, 2, zone)))) return;
    if (query.from === "review") history.back();
    else route("/log?at=review");
  };
  return (
    <Page
      title={title}
      sub={words.log.strength.sub}
      {...frame}
      dock={{ label: words.log.next, onPress: () => void next() }}
    >
      <ErrorSummary errors={errors} />
      {banner}
      {/* Left here it is sent as it is: who reads it is said first (product F6). */}
      {isTold(kind) && query.from !== "review" ? <WhoReadsShort /> : session.draft?.mode === "added" && <EarlierKept />}
      <Scale0to10
        name="strength"
        legend={title}
        hideLegend
        value={value}
        onChange={(chosen) => {
          setErrors([]);
          setValue(chosen);
        }}
        error={errors[0]?.message ?? null}
      />
      {sheet}
    </Page>
  );
}

/** Says that what was answered before is not lost, only closed. */
export function EarlierKept(): JSX.Element {
  return (
    <Banner tone="know" icon="lock" word={words.log.resume.kept}>
      {words.log.resume.keptHelp}
    </Banner>
  );
}

function ReviewPage({ session }: { session: LogSession }): JSX.Element {
  const { route } = useLocation();
  const { zone, bundle } = usePhone();
  const skills = useSkills();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  const { sheet, ...frame } = useFrame(session, "review");
  const { answers, amends } = session;
  const go = (page: LogPage): void => route(`/log?at=${page}&from=review`);
  const kind = sayKind(answers.kind);
  const data: Datum[] = [];
  if (kind) data.push({ label: words.log.review.what, value: kind, onChange: () => go("kind") });
  if (answers.happened_at) {
    const at = Date.parse(answers.happened_at);
    data.push({ label: words.log.review.when, value: sayWhen(at, Date.now(), zone), onChange: () => go("when") });
  }
  if (typeof answers.intensity === "number" && answers.kind !== "good_moment") {
    const said = `${answers.intensity}, ${scaleWord(answers.intensity).toLowerCase()}`;
    data.push({ label: words.log.review.strong, value: said, onChange: () => go("strength") });
  }
  const rules = bundle?.plan?.rules.length ?? 0;
  const offered = EXTRAS.filter((page) => (page !== "skills" || skills.length > 0) && (page !== "rules" || rules > 0));
  for (const page of offered) {
    const said = sayAnswer(page, answers, skills);
    if (said) data.push({ label: words.extra[page].row, value: said, onChange: () => go(page) });
  }
  // Who reads it and what may be passed on comes first where that matters most (product F6).
  const told = isTold(answers.kind);
  const left = offered.filter((page) => sayAnswer(page, answers, skills) === null);

  const save = async (): Promise<void> => {
    setBusy(true);
    setFailed(null);
    try {
      const { id } = await finish();
      route(amends ? `/entries/${id}` : `/log/saved/${id}`, true);
    } catch (error) {
      setFailed({ error });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page
      title={amends ? asks.back.change : words.log.review.title}
      {...frame}
      {...(amends ? { back: `/entries/${amends.id}`, step: undefined } : {})}
      dock={{ label: amends ? asks.back.save : words.log.review.save, onPress: () => void save(), busy: busy && words.log.review.saving }}
    >
      {failed && <NotKept error={failed.error} />}
      {!failed && session.draft?.mode === "added" && <EarlierKept />}
      {!failed && amends && <Banner tone="know" word={asks.back.changing} />}
      {told && <WhoReads />}
      {data.length > 0 && (
        <div class="answers">
          <DataList data={data} change={words.log.review.change} />
        </div>
      )}
      {!told && <WhoReads />}
      <h2 class="small">{words.log.review.more}</h2>
      <p class="second">{words.log.review.moreHelp}</p>
      <List label={words.log.review.more}>
        {left.map((page) => (
          <Row key={page} icon="add" title={words.extra[page].row} onClick={() => go(page)} trail={<span />} />
        ))}
      </List>
      {sheet}
    </Page>
  );
}
