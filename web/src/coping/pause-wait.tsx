/** The wait: what is left of it by the clock, one exercise, and things to do with the hands. "How is it now?" is there all the time. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { usePhone } from "../people/phone.ts";
import { left } from "../store/delay.ts";
import { t } from "../text/index.ts";
import { clock } from "../text/when.ts";
import { Button } from "../ui/button.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { Steps } from "../ui/steps.tsx";
import { alternatives } from "./alternatives.ts";
import { BreathBox } from "./breath-box.tsx";
import { openSkills, useOpenContent } from "./open.ts";
import { EarlierKept, NotSaved, useStop } from "./pause-parts.tsx";
import { keep, keepRound, PHASE, roundNow, setBack, type PauseSession } from "./pause-session.ts";
import { pause as said } from "./pause-text.ts";

const BREATHING = "slow-breathing";
const SOUNDS = "notice-sounds";

/** A clock that says so much more than our own count was set back. Milliseconds. */
const SET_BACK = 5_000;

/** Milliseconds left, looked at twice a second and whenever the page shows again. */
function useLeft(session: PauseSession): number {
  const { seen } = session;
  const ask = (): number => (session.until === null || !seen ? 0 : left(session.until, seen, Date.now(), performance.now()));
  const [now, setNow] = useState(ask);
  useEffect(() => {
    const look = (): void => {
      const ms = ask();
      // The clock was set back: for whoever opens the app later, the wait must not have grown.
      if (session.until !== null && session.until - Date.now() > ms + SET_BACK) void setBack(ms).catch(() => undefined);
      setNow(ms);
    };
    look();
    const timer = window.setInterval(look, 500);
    document.addEventListener("visibilitychange", look);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [session, seen]);
  return now;
}

/** "7 minutes left"; in the last minute tens of seconds. */
export function leftWords(ms: number): string {
  if (ms <= 0) return said.wait.up;
  return ms > 60_000 ? said.wait.left(Math.ceil(ms / 60_000)) : said.wait.seconds(Math.max(10, Math.ceil(ms / 10_000) * 10));
}

export function WaitPage({ session, onHow }: { session: PauseSession; onHow: () => void }): JSX.Element {
  const phone = usePhone();
  const content = useOpenContent();
  const ms = useLeft(session);
  const over = ms <= 0;
  const was = useRef(over);
  useEffect(() => {
    if (over && !was.current) announce(said.wait.up);
    was.current = over;
  }, [over]);
  const { stop, sheet, failed } = useStop();
  const [notKept, setNotKept] = useState(false);
  const round = roundNow(session);
  const [did, setDid] = useState<readonly string[]>(round.did ?? []);
  const [exercise, setExercise] = useState<string | null>(round.exercise ?? null);
  const [breathSince, setBreathSince] = useState(() => Date.now());
  const put = (work: () => Promise<void>): void => void work().then(() => setNotKept(false), () => setNotKept(true));

  const things = alternatives({
    plan: phone.state === "open" ? (phone.bundle?.plan ?? null) : null,
    own: phone.device?.open_alternatives ?? [],
    general: content?.alternatives ?? [],
    fallback: said.fallback,
    now: new Date(),
    zone: phone.zone,
  });
  const pick = (text: string): void => {
    const next = did.includes(text) ? did.filter((one) => one !== text) : [...did, text];
    setDid(next);
    const ids = things.flatMap((one) => (one.rule && next.includes(one.text) ? [one.rule] : []));
    const before = (session.answers.rules ?? []).filter((rule) => !things.some((one) => one.rule === rule.id));
    put(async () => {
      await keepRound({ did: [...next] }, PHASE.waiting);
      const rules = [...before, ...ids.map((id) => ({ id }))];
      if (JSON.stringify(rules) !== JSON.stringify(session.answers.rules ?? [])) await keep({ rules }, PHASE.waiting);
    });
  };
  const open = (id: string): void => {
    setExercise(id);
    setBreathSince(Date.now());
    put(() => keepRound({ exercise: id }, PHASE.waiting));
  };
  const skills = openSkills(content);
  const sounds = skills.find((skill) => skill.id === SOUNDS) ?? openSkills(null)[0];
  const { intensity, rounds } = session.answers;
  const minutes = round.minutes ?? rounds?.[String(session.round - 1)]?.minutes;
  const sub = [session.until !== null && !over && said.wait.until(clock(new Date(session.until).toISOString())), over && said.wait.upHelp, intensity !== undefined && said.wait.said(intensity)];
  return (
    <Page
      title={leftWords(ms)}
      focusKey="wait"
      sub={sub.filter(Boolean).join(" ")}
      back="/now"
      tools={["listen"]}
      stop={stop}
      eyebrow={said.label}
      dock={{ label: said.wait.how, onPress: onHow }}
    >
      {notKept ? <NotSaved /> : (failed ?? <EarlierKept session={session} />)}
      {minutes !== undefined && (
        <div class="wait-bar" aria-hidden="true">
          <div style={{ width: `${Math.min(100, 100 - (ms / (minutes * 60_000)) * 100)}%` }} />
        </div>
      )}
      <h2 class="small">{said.wait.exercise}</h2>
      <div class="wait-pair">
        <Button kind="soft" icon="waves" pressed={exercise === BREATHING} onClick={() => open(BREATHING)}>
          {said.wait.breathe}
        </Button>
        <Button kind="soft" icon="sound" pressed={exercise === SOUNDS} onClick={() => open(SOUNDS)}>
          {said.wait.sounds}
        </Button>
      </div>
      {exercise === BREATHING && <BreathBox startedAt={breathSince} />}
      {exercise === SOUNDS && sounds && (
        <Steps of={sounds.steps} />
      )}
      <h2 class="small">{did.length > 0 ? said.wait.picked : said.wait.pick}</h2>
      <div class="chips" role="group" aria-label={said.wait.pick}>
        {things.map((one) => (
          <button key={one.text} type="button" class="chip-button" aria-pressed={did.includes(one.text)} onClick={() => pick(one.text)}>
            {one.text}
          </button>
        ))}
      </div>
      <p class="second">{said.wait.note}</p>
      {content && !content.signed && <p class="second">{t.now.notSigned}</p>}
      {sheet}
    </Page>
  );
}
