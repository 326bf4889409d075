/**
 * The pause (product F5): how strong, what it would give, how long, then the wait with something to do, how strong now, and what next.
 * Open while locked and with no signal. Each step is on the disk before the next page shows; the wait goes on by the clock.
 */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { prefill } from "../journal/session.ts";
import { Saved } from "../journal/saved.tsx";
import { WhoReads } from "../journal/who.tsx";
import { usePhone } from "../people/phone.ts";
import { deviceZone, withOffset } from "../store/day.ts";
import type { UrgeBody } from "../store/bodies.ts";
import { ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { DataList, List, Row } from "../ui/card.tsx";
import { Page } from "../ui/page.tsx";
import { Scale0to10, scaleWord } from "../ui/scale.tsx";
import { Lines } from "./now-more.tsx";
import { EarlierKept, NotSaved, useFinish, useStop } from "./pause-parts.tsx";
import { again, adopt, current, fresh, keep, keepRound, lastOver, PHASE, roundNow, running, type PauseSession } from "./pause-session.ts";
import { pause as said } from "./pause-text.ts";
import { WaitPage } from "./pause-wait.tsx";

type View = "strength" | "want" | "minutes" | "wait" | "again" | "end" | "helped" | "still" | "told";
const VIEWS: readonly View[] = ["strength", "want", "minutes", "wait", "again", "end", "helped", "still", "told"];
const MINUTES = [5, 10, 15, 20] as const;

const at = (view: View): string => `/now/pause?at=${view}`;

/** Where a pause goes on that was found on the disk. */
function resumeAt(session: PauseSession): View {
  if (session.phase === PHASE.rated) return "want";
  if (session.phase === PHASE.wanted) return "minutes";
  return session.phase === PHASE.rated_again ? "end" : "wait";
}

export default function Pause(): JSX.Element {
  const { path, query, route } = useLocation();
  const [, , , third, id] = path.split("/");
  const [looked, setLooked] = useState(current() !== null);
  const session = current();
  const asked = VIEWS.find((view) => view === query.at);

  useEffect(() => {
    if (third || current()) return;
    let gone = false;
    setLooked(false);
    // Nothing in memory: it was killed, or locked, or left alone for a quarter of an hour, or is new.
    void running().then((found) => {
      if (gone || current()) return;
      if (found) route(at(resumeAt(adopt(found))), true);
      else if (asked && asked !== "strength") route("/now/pause", true);
      setLooked(true);
    });
    return () => {
      gone = true;
    };
  }, [third, session === null]);

  if (third === "saved") return <Over id={id ?? null} />;
  if (!session && (!looked || (asked && asked !== "strength"))) return <p class="waiting-page" />;
  const view = asked ?? (session?.phase ? resumeAt(session) : "strength");
  if (view === "strength" || !session) return <StrengthPage />;
  if (view === "want") return <WantPage session={session} />;
  if (view === "minutes") return <MinutesPage session={session} />;
  if (view === "wait") return <WaitPage session={session} onHow={() => route(at("again"))} />;
  if (view === "again") return <AgainPage session={session} />;
  if (view === "end") return <EndPage session={session} />;
  if (view === "helped") return <HelpedPage session={session} />;
  if (view === "still") return <StillPage session={session} />;
  return <ToldPage session={session} />;
}

/** Keep an answer, then go on; where it did not reach the disk, say so and stay. */
function useStep(): { go: (work: () => Promise<void>, next: View) => Promise<void>; failed: JSX.Element | null } {
  const { route } = useLocation();
  const [failed, setFailed] = useState(false);
  return {
    failed: failed ? <NotSaved /> : null,
    go: async (work, next) => {
      try {
        await work();
        route(at(next));
      } catch {
        setFailed(true);
      }
    },
  };
}

function StrengthPage(): JSX.Element {
  const [value, setValue] = useState<number | null>(current()?.answers.intensity ?? null);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const { go, failed } = useStep();
  const next = (): void => {
    if (value === null) return setErrors([{ field: "strength", message: said.strength.missing }]);
    const session = current() ?? fresh();
    void go(() => keep({ intensity: value }, session.phase ?? PHASE.rated), "want");
  };
  return (
    <Page
      title={said.strength.title}
      sub={said.strength.sub}
      back="/now"
      tools={["listen"]}
      step={{ label: said.label, now: 1, of: 3 }}
      dock={{ label: said.next, onPress: next }}
    >
      <ErrorSummary errors={errors} />
      {failed}
      <Scale0to10
        name="strength"
        legend={said.strength.title}
        hideLegend
        value={value}
        onChange={(chosen) => {
          setErrors([]);
          setValue(chosen);
        }}
        error={errors[0]?.message ?? null}
      />
    </Page>
  );
}

function WantPage({ session }: { session: PauseSession }): JSX.Element {
  const { go, failed } = useStep();
  const { stop, sheet, failed: notStopped } = useStop();
  const answer = (want?: string): void => void go(() => keep(want ? { want } : {}, PHASE.wanted), "minutes");
  return (
    <Page
      title={said.want.title}
      sub={said.want.sub}
      back
      tools={["listen"]}
      stop={stop}
      step={{ label: said.label, now: 2, of: 3 }}
      dock={{ label: said.want.skip, kind: "second", onPress: () => answer() }}
    >
      {failed ?? notStopped ?? <EarlierKept session={session} />}
      <List label={said.want.title}>
        {said.want.options.map((option) => (
          <Row key={option.value} title={option.text} onClick={() => answer(option.value)} />
        ))}
      </List>
      {sheet}
    </Page>
  );
}

function MinutesPage({ session }: { session: PauseSession }): JSX.Element {
  const { go, failed } = useStep();
  const { stop, sheet, failed: notStopped } = useStop();
  const choose = (minutes: (typeof MINUTES)[number]): void => {
    const until = Date.now() + minutes * 60_000;
    void go(() => keepRound({ minutes, until: withOffset(until, deviceZone()) }, PHASE.waiting, until), "wait");
  };
  return (
    <Page
      title={said.minutes.title}
      sub={said.minutes.sub}
      back
      tools={["listen"]}
      stop={stop}
      step={{ label: said.label, now: 3, of: 3 }}
    >
      {failed ?? notStopped ?? <EarlierKept session={session} />}
      <List label={said.minutes.title}>
        {MINUTES.map((minutes) => (
          <Row key={minutes} icon="clock" title={said.minutes.option(minutes)} onClick={() => choose(minutes)} bold />
        ))}
      </List>
      {sheet}
    </Page>
  );
}

function AgainPage({ session }: { session: PauseSession }): JSX.Element {
  const [value, setValue] = useState<number | null>(roundNow(session).after ?? null);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const { go, failed } = useStep();
  const next = (): void => {
    if (value === null) return setErrors([{ field: "after", message: said.strength.missing }]);
    void go(() => keepRound({ after: value }, PHASE.rated_again), "end");
  };
  return (
    <Page
      title={said.wait.how}
      sub={said.strength.sub}
      back={true}
      tools={["listen"]}
      eyebrow={said.label}
      dock={{ label: said.next, onPress: next }}
    >
      <ErrorSummary errors={errors} />
      {failed ?? <EarlierKept session={session} />}
      <Scale0to10
        name="after"
        legend={said.wait.how}
        hideLegend
        value={value}
        onChange={(chosen) => {
          setErrors([]);
          setValue(chosen);
        }}
        error={errors[0]?.message ?? null}
      />
    </Page>
  );
}

function EndPage({ session }: { session: PauseSession }): JSX.Element {
  const { route } = useLocation();
  const { save, failed } = useFinish();
  const { after } = roundNow(session);
  const tried = Object.values(session.answers.rounds ?? {}).some((round) => round.did?.length || round.exercise);
  const waits = session.until !== null && session.until > Date.now();
  return (
    <Page
      title={said.end.title}
      sub={after === undefined ? undefined : said.end.sub(after)}
      back={() => route(at("again"))}
      tools={["listen"]}
      eyebrow={said.label}
    >
      {failed ?? <EarlierKept session={session} />}
      <List label={said.end.title}>
        <Row
          icon="tick"
          title={said.end.passed}
          second={said.end.passedHelp}
          onClick={() => (tried ? route(at("helped")) : void save({ end: "passed" }))}
        />
        <Row icon="people" title={said.end.strong} second={said.end.strongHelp} onClick={() => route(at("still"))} />
        <Row icon="info" title={said.end.acted} second={said.end.actedHelp} onClick={() => route(at("told"))} />
        <Row icon="close" title={said.end.stop} second={said.end.stopHelp} onClick={() => void save({ end: "stopped" })} />
        {waits && <Row icon="clock" title={said.end.back} onClick={() => route(at("wait"))} />}
      </List>
    </Page>
  );
}

/** Asked only of somebody who picked something. The answer counts for the rules of the plan that were used, too. */
function HelpedPage({ session }: { session: PauseSession }): JSX.Element {
  const { save, busy, failed } = useFinish();
  const answer = (helped?: string): void => {
    const rules = (session.answers.rules ?? []).map((rule) => (helped ? { ...rule, helped } : rule));
    void save({ end: "passed", ...(helped ? { helped } : {}), ...(rules.length > 0 ? { rules } : {}) });
  };
  return (
    <Page
      title={said.helped.title}
      sub={said.helped.sub}
      back
      tools={["listen"]}
      eyebrow={said.label}
      dock={{ label: said.helped.skip, kind: "second", onPress: () => answer(), busy: busy && said.saving }}
    >
      {failed}
      <List label={said.helped.title}>
        {said.helped.options.map((option) => (
          <Row key={option.value} title={option.text} onClick={() => answer(option.value)} />
        ))}
      </List>
    </Page>
  );
}

/** People and numbers first; waiting again is the button. */
function StillPage({ session }: { session: PauseSession }): JSX.Element {
  const { route } = useLocation();
  const phone = usePhone();
  const { save, failed } = useFinish();
  const ask = phone.state === "open" ? (phone.bundle?.plan?.ask ?? []) : [];
  const more = (): void => {
    again();
    route(at("minutes"));
  };
  return (
    <Page
      title={said.still.title}
      sub={said.still.sub}
      back
      tools={["listen"]}
      eyebrow={said.label}
      dock={{ label: said.still.again, icon: "pause", onPress: more }}
    >
      {failed ?? <EarlierKept session={session} />}
      {ask.length > 0 && (
        <>
          <h2 class="small">{said.still.ask}</h2>
          <List label={said.still.ask}>
            {ask.map((who) => (
              <Row key={who} icon="people" title={who} />
            ))}
          </List>
        </>
      )}
      <Lines phone={phone} further={false} />
      <List>
        <Row icon="tick" title={said.still.save} second={said.still.saveHelp} onClick={() => void save({ end: "still_strong" })} />
      </List>
    </Page>
  );
}

/** Before saving that it was done: who can read it and what may be passed on (product F6). */
function ToldPage({ session }: { session: PauseSession }): JSX.Element {
  const { save, busy, failed } = useFinish();
  const { intensity } = session.answers;
  const { after } = roundNow(session);
  const strong = after ?? intensity;
  return (
    <Page
      title={said.told.title}
      back
      tools={["listen"]}
      eyebrow={said.label}
      dock={{ label: said.told.save, onPress: () => void save({ end: "acted" }), busy: busy && said.saving }}
    >
      {failed ?? <EarlierKept session={session} />}
      <WhoReads />
      <DataList
        data={[
          { label: said.told.what, value: said.told.did },
          ...(strong === undefined ? [] : [{ label: said.told.strong, value: `${strong}, ${scaleWord(strong).toLowerCase()}` }]),
        ]}
        change=""
      />
    </Page>
  );
}

/** Saved: where it is now, whom to call, and the offer of a log that is filled in. */
function Over({ id }: { id: string | null }): JSX.Element {
  const { zone } = usePhone();
  const { route } = useLocation();
  const [failed, setFailed] = useState(false);
  const said_before = lastOver();
  if (!id) {
    return <Page title={said.unsaved.title} sub={said.unsaved.help} dock={{ label: said.unsaved.done, href: "/now" }} />;
  }
  const log = async (): Promise<void> => {
    try {
      await prefill(asLog(said_before ?? {}), zone);
      route("/log?at=review");
    } catch {
      setFailed(true);
    }
  };
  return (
    <Saved id={id}>
      {failed && <NotSaved />}
      {said_before && (
        <List label={said.log.title}>
          <Row icon="log" title={said.log.offer} second={said.log.offerHelp} onClick={() => void log()} />
        </List>
      )}
    </Saved>
  );
}

/** What the pause said, as the answers of a log. Its instant is the pause's own, so that both count as one urge. */
function asLog(from: Partial<UrgeBody>): Parameters<typeof prefill>[0] {
  const rounds = Object.values(from.rounds ?? {});
  const did = [
    ...(rounds.some((round) => round.minutes) ? ["waited"] : []),
    ...(rounds.some((round) => round.exercise === "slow-breathing") ? ["breathing"] : []),
    ...(from.rules?.length ? ["used_my_plan"] : []),
  ];
  const strengths = [from.intensity, ...rounds.map((round) => round.after)].filter((n): n is number => n !== undefined);
  return {
    kind: from.end === "acted" ? "acted" : "urge",
    ...(strengths.length > 0 ? { intensity: Math.max(...strengths) } : {}),
    ...(from.happened_at ? { happened_at: from.happened_at } : {}),
    ...(from.want ? { need: from.want } : {}),
    ...(did.length > 0 ? { did } : {}),
    ...(from.helped ? { helped: from.helped } : {}),
  };
}
