/**
 * Right now: one tap from every page, open to whoever holds the phone, with or without signal. Its words never say what the
 * app is for. After the PIN the person's own plan comes first: the rule that fits this hour, the next steps, the reasons.
 */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { lazyPart } from "../lazy.tsx";
import { PinPage } from "../people/pin.tsx";
import { useNow, usePhone, type Phone } from "../people/phone.ts";
import type { Plan } from "../store/index.ts";
import { t } from "../text/index.ts";
import { Button } from "../ui/button.tsx";
import { List, Row } from "../ui/card.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { Breathing } from "./breathing.tsx";
import { Exercise, Helplines, Lines, PeopleToCall, ShortThings } from "./now-more.tsx";
import { furtherLines, openSkills, useOpenContent } from "./open.ts";
import { RunningRow, pauseWords } from "./running-row.tsx";
import { useRunning } from "./running.ts";
import { firstActs, type Act } from "./rules.ts";

const Pause = lazyPart(() => import("./pause.tsx"));
const Choose = lazyPart(() => import("./choose.tsx"));

export function RightNow(): JSX.Element {
  const { path } = useLocation();
  const phone = usePhone();
  const [, , view, id] = path.split("/");
  if (view === "pause") return <Pause />;
  if (view === "breathing") return <Breathing />;
  if (view === "exercise") return <Exercise id={id ?? ""} />;
  if (view === "short") return <ShortThings phone={phone} />;
  if (view === "people") return <PeopleToCall phone={phone} />;
  if ((view === "plan" || view === "helplines" || view === "choose") && phone.state === "locked") return <PinPage />;
  if (view === "choose" && phone.state === "open") return <Choose />;
  if (view === "helplines" && phone.state === "open") return <Helplines />;
  const plan = phone.state === "open" ? phone.bundle?.plan : null;
  return plan ? <WithPlan plan={plan} phone={phone} /> : <Open phone={phone} />;
}

function useClose(): () => void {
  const { route } = useLocation();
  return () => route("/");
}

/** False until the first words of the page were painted: what lies further down comes a moment after, so that they wait for nothing. */
function usePainted(): boolean {
  const [painted, setPainted] = useState(false);
  useEffect(() => setPainted(true), []);
  return painted;
}

function Open({ phone }: { phone: Phone }): JSX.Element {
  const content = useOpenContent();
  const painted = usePainted();
  const close = useClose();
  const running = useRunning();
  const [first] = openSkills(content);
  const own = phone.device?.open_alternatives ?? [];
  return (
    <Page title={t.now.title} tools={["listen", "close"]} onClose={close} dock="none">
      <div class="card">
        <div class="soft-part">
          <h2 class="small">{running ? pauseWords(running) : t.now.wait}</h2>
          <Button wide icon="pause" href="/now/pause">
            {running ? t.now.pauseOn : t.now.pause}
          </Button>
        </div>
        <ul class="inner-list">
          <Row icon="waves" title={t.now.startBreathing} second={t.now.startBreathingHelp} href="/now/breathing" />
          {first && <Row icon="sound" title={first.title} second={first.short} href={`/now/exercise/${first.id}`} />}
          <Row icon="clock" title={t.now.short} second={t.now.shortHelp} href="/now/short" />
          {phone.state === "locked" && <Row icon="lock" title={t.now.planLocked} second={t.now.planLockedHelp} href="/now/plan" />}
        </ul>
      </div>
      {painted && (
        <>
          {own.length > 0 && <Words title={t.now.ownShort} items={own} />}
          <h2 class="small">{t.now.talk}</h2>
          <p class="second">{t.now.nobody}</p>
          <Lines phone={phone} further={false} />
          <List>
            {furtherLines(content?.crisis ?? [], phone.device?.jurisdiction).length > 0 && <Row icon="people" title={t.now.talkMore} href="/now/people" />}
            {phone.state === "open" && <Row icon="info" title={t.now.helplines} second={t.now.helplinesHelp} href="/now/helplines" />}
            {phone.state === "open" && <Row icon="settings" title={t.now.choose} second={t.now.chooseHelp} href="/now/choose" />}
            {phone.state !== "none" && <Row icon="warn" title={t.now.notSafe} second={phone.device?.status === "ended" ? undefined : t.now.notSafeHelp} href="/not-safe" />}
          </List>
        </>
      )}
    </Page>
  );
}

function WithPlan({ plan, phone }: { plan: Plan; phone: Phone }): JSX.Element {
  const close = useClose();
  const now = useNow();
  const painted = usePainted();
  const running = useRunning();
  const [at, setAt] = useState(0);
  const [doing, setDoing] = useState(false);
  const acts = firstActs(plan, now, phone.zone);
  const act = acts[at];
  const next = (): void => {
    setDoing(false);
    setAt(at + 1);
    const words = acts[at + 1]?.text;
    if (words) announce(words);
  };
  return (
    <Page title={t.now.title} tools={["listen", "close"]} onClose={close} dock="none">
      {running && (
        <List>
          <RunningRow running={running} />
        </List>
      )}
      <div class="card">
        <div class="soft-part">
          {act ? (
            <>
              <FirstAct act={act} />
              {doing ? (
                <>
                  <p class="second" role="status">
                    {t.now.done}
                  </p>
                  {acts[at + 1] && (
                    <Button wide kind="second" onClick={next}>
                      {t.now.again}
                    </Button>
                  )}
                </>
              ) : (
                <Button wide icon="tick" onClick={() => setDoing(true)}>
                  {t.now.doing}
                </Button>
              )}
            </>
          ) : (
            <>
              <h2 class="small">{t.now.wait}</h2>
              <Button wide icon="pause" href="/now/pause">
                {t.now.pause}
              </Button>
            </>
          )}
        </div>
        <ul class="inner-list">
          {acts.slice(at + 1, at + 3).map((later, i) => (
            <Row key={later.text} title={i === 0 ? t.now.nextStep(later.text) : t.now.thenStep(later.text)} second={later.when ? t.now.ifLine(later.when) : undefined} />
          ))}
          {!running && <Row icon="pause" title={act ? t.now.pauseThen : t.now.pause} second={t.now.pauseHelp} href="/now/pause" />}
          <Row icon="waves" title={t.now.startBreathing} second={t.now.startBreathingHelp} href="/now/breathing" />
        </ul>
      </div>
      {painted && (
        <>
          {plan.reasons.length > 0 && (
            <>
              <h2 class="small">{t.now.why}</h2>
              <div class="card pad">
                <p>{plan.reasons.map(asSentence).join(" ")}</p>
              </div>
            </>
          )}
          {plan.ask.length > 0 && <Words title={t.now.ask} items={plan.ask} />}
          <List>
            <Row icon="plan" title={t.now.wholePlan} second={t.now.wholePlanHelp} href="/plan" />
            <Row icon="clock" title={t.now.short} second={t.now.shortHelp} href="/now/short" />
          </List>
          <h2 class="small">{t.now.talk}</h2>
          <p class="second">{t.now.nobody}</p>
          <Lines phone={phone} further={false} />
          <List>
            <Row icon="people" title={t.now.talkMore} href="/now/people" />
            <Row icon="info" title={t.now.helplines} second={t.now.helplinesHelp} href="/now/helplines" />
            <Row icon="settings" title={t.now.choose} second={t.now.chooseHelp} href="/now/choose" />
            <Row icon="warn" title={t.now.notSafe} second={t.now.notSafeHelp} href="/not-safe" />
          </List>
        </>
      )}
    </Page>
  );
}

function asSentence(words: string): string {
  return /[.?!]$/.test(words.trim()) ? words.trim() : `${words.trim()}.`;
}

function FirstAct({ act }: { act: Act }): JSX.Element {
  return (
    <>
      {act.when && <p class="second on-soft">{t.now.ifLine(act.when)}</p>}
      <h2 class="act">{act.text}</h2>
      {act.forMinutes && <p class="second on-soft">{t.now.forMinutes(act.forMinutes)}</p>}
    </>
  );
}

function Words({ title, items }: { title: string; items: readonly string[] }): JSX.Element {
  return (
    <>
      <h2 class="small">{title}</h2>
      <List label={title}>
        {items.map((item) => (
          <Row key={item} title={item} />
        ))}
      </List>
    </>
  );
}
