/**
 * Setting up a phone: the code (typed, or from the part of the address after #, which no server ever sees), who it is, each point of
 * "how this works and who sees what" on a page of its own, the PIN twice, and then a phone that can write.
 * Nothing is used up until the last step; `agreed` holds the points that were read and confirmed. Each step is an entry of the history
 * (`?step=points&at=2`), so that Back goes one step back.
 */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { Offline, post, Problem } from "../api/client.ts";
import type { EnrolPoint, Enrolment } from "../api/types.ts";
import { askToKeep, makeVault, refreshBundle, refreshDevice, tryKeeping, unsentCount } from "../store/index.ts";
import { handOver } from "../store/offer.ts";
import { t } from "../text/index.ts";
import { p } from "../text/pages.ts";
import { chosen, language } from "../text/tongue.ts";
import { Banner, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Mark } from "../ui/icon.tsx";
import { Page } from "../ui/page.tsx";
import { PinPad } from "../ui/pinpad.tsx";
import { TextField } from "../ui/textarea.tsx";
import { cleanCode, looksWhole } from "./code.ts";
import { isCommonPin } from "./common-pin.ts";
import { HomeScreen } from "./home-screen.tsx";
import { canInstall, install } from "./install.ts";
import { speak } from "./speak.ts";
import { oneLine, telTo, usePhone } from "./phone.ts";
import { isInstalled, isIphoneInBrowser, useUnsent } from "./this-phone.ts";

type Step = "home" | "code" | "hello" | "not-me" | "points" | "pin" | "again" | "paper";

/** The code and what it opened, as long as the app is open: Right now, and back, loses neither. Never on disk. */
let kept: { code: string; found: Enrolment } | null = null;

/** The words of a refusal, fit to show. */
function sayWhy(error: unknown): string {
  if (error instanceof Offline) return p.enrol.offline;
  if (error instanceof Problem) {
    if (error.status === 429) return p.enrol.slow(Math.ceil((error.retryAfter ?? 60) / 60));
    if (error.slug === "code-unknown" || error.slug === "code-used" || error.status === 404) return p.enrol.codeUnknown;
    if (error.slug === "pin-too-common") return p.enrol.pinCommon;
    if (error.slug === "points-missing") return p.enrol.pointsMissing;
  }
  return t.page.failed;
}

export default function Enrol(): JSX.Element {
  const fromAddress = cleanCode(location.hash.slice(1));
  const { route, query } = useLocation();
  const { state } = usePhone();
  const [code, setCode] = useState(fromAddress || (kept?.code ?? ""));
  const [found, setFound] = useState(kept?.found ?? null);
  const [done, setDone] = useState(false);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const error = errors[0]?.message ?? null;
  const setError = (message: string | null): void => setErrors(message === null ? [] : [{ field: "code", message }]);
  const [busy, setBusy] = useState(false);
  const [pin, setPin] = useState("");
  const [clear, setClear] = useState(0);
  const [held, setHeld] = useState(0);
  const wanted = (query["step"] ?? (isIphoneInBrowser() ? "home" : "code")) as Step;
  const lost = !found && wanted !== "home" && wanted !== "code";
  const step = lost ? "code" : wanted === "again" && pin === "" ? "pin" : wanted;
  const go = (next: Step, at = 1): void => route(`/enrol?step=${next}${at > 1 ? `&at=${at}` : ""}`);

  useEffect(() => {
    // Back to a step of a set-up that is over.
    if (lost && !done) route(state === "open" ? "/" : "/enrol?step=code", true);
  }, [lost, done]);

  const look = async (typed: string): Promise<void> => {
    if (!looksWhole(typed)) return setError(p.enrol.codeShort);
    setBusy(true);
    setError(null);
    try {
      // A code is used once: first see that this phone can keep what it is given.
      await tryKeeping();
    } catch {
      return setBusy(false);
    }
    try {
      const mine = chosen();
      const answer = await post<Enrolment>("/api/enrol", { code: typed, language: mine });
      // Nobody chose on this phone: it speaks what the clinician set.
      if (!mine && answer.language === "cy") return void speak("cy", `/enrol#${typed}`);
      kept = { code: typed, found: answer };
      setFound(answer);
      go(answer.paper ? "paper" : "hello");
    } catch (why) {
      setError(sayWhy(why));
    } finally {
      setBusy(false);
    }
  };

  useEffect(() => {
    if (!fromAddress) return;
    // The code must not stay in the address bar or the history.
    history.replaceState(history.state, "", location.pathname);
    if (step === "code") void look(fromAddress);
  }, []);

  const confirm = async (again: string): Promise<void> => {
    if (again !== pin) {
      setError(p.enrol.pinDiffer);
      setClear((n) => n + 1);
      setPin("");
      return history.back();
    }
    setBusy(true);
    setError(null);
    try {
      const agreed = pages(found).flatMap((page) => (page.id ? [page.id] : []));
      setHeld(await unsentCount());
      await handOver();
      await post("/api/enrol/confirm", { code: cleanCode(code), pin, agreed, zone: Intl.DateTimeFormat().resolvedOptions().timeZone, language });
      await refreshDevice();
      await makeVault(pin);
      void refreshBundle();
      kept = null;
      setDone(true);
    } catch (why) {
      setError(sayWhy(why));
      setClear((n) => n + 1);
      const slug = why instanceof Problem ? why.slug : "";
      if (slug === "pin-too-common") history.back();
      else if (slug === "points-missing") go("points");
      else if (slug === "code-used" || slug === "code-unknown") {
        kept = null;
        setFound(null);
      }
    } finally {
      setBusy(false);
    }
  };

  if (done) return <Done held={held} />;
  switch (step) {
    case "home":
      return <HomeScreen onGoOn={() => go("code")} />;
    case "code":
      return <CodeStep code={code} errors={errors} busy={busy} onCode={setCode} onNext={() => void look(cleanCode(code))} />;
    case "hello":
      return (
        <Page title={p.enrol.hello(found?.first_name ?? "")} sub={p.enrol.helloSub(found?.team_name ?? "")} back tools={["listen"]} dock={{ label: p.enrol.isMe, onPress: () => go("points") }}>
          <Button kind="text" onClick={() => go("not-me")}>
            {p.enrol.notMe}
          </Button>
        </Page>
      );
    case "not-me":
      return <Page title={p.enrol.notMeTitle} sub={p.enrol.notMeHelp} back dock="none" />;
    case "paper":
      return <Page title={p.enrol.paperTitle} sub={p.enrol.paperHelp} dock="none" />;
    case "points":
      return <Points pages={pages(found)} at={Number(query["at"] ?? 1) || 1} dutyPhone={found?.duty_phone ?? null} onGo={(at) => go("points", at)} onDone={() => go("pin")} />;
    case "pin":
    case "again":
      return (
        <Page key={step} title={step === "pin" ? p.enrol.pinTitle : p.enrol.pinAgainTitle} sub={step === "pin" ? p.enrol.pinHelp : p.enrol.pinAgainHelp} back className="pin-page" dock="none">
          <PinPad
            label={step === "pin" ? p.enrol.pinTitle : p.enrol.pinAgainTitle}
            clear={clear}
            busy={busy}
            note={error}
            onDone={(typed) => {
              if (step === "again") return void confirm(typed);
              setClear((n) => n + 1);
              if (isCommonPin(typed)) return setError(p.enrol.pinCommon);
              setPin(typed);
              setError(null);
              go("again");
            }}
          />
        </Page>
      );
  }
}

interface PointPage {
  id: string | null;
  title: string;
  body: string;
  language: string;
}

/** The points, and the team's own words about past events where no point carries them already. */
function pages(found: Enrolment | null): PointPage[] {
  if (!found) return [];
  const points: PointPage[] = found.points.map((point: EnrolPoint) => ({ id: point.id, title: point.title, body: point.body, language: point.language }));
  const policy = found.past_breach_policy.trim();
  if (policy && !points.some((point) => point.body.includes(policy))) points.push({ id: null, title: p.enrol.pastBreach, body: policy, language });
  return points;
}

interface CodeStepProps {
  code: string;
  errors: FieldProblem[];
  busy: boolean;
  onCode: (code: string) => void;
  onNext: () => void;
}

function CodeStep({ code, errors, busy, onCode, onNext }: CodeStepProps): JSX.Element {
  return (
    <Page title={p.enrol.codeTitle} back="/" before={<Mark />} dock={{ label: p.enrol.codeGo, busy: busy && p.enrol.codeBusy, onPress: onNext }}>
      <ErrorSummary errors={errors} />
      <Waiting />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onNext();
        }}
      >
        <TextField name="code" label={p.enrol.codeLabel} help={p.enrol.codeHelp} value={code} onInput={onCode} autocomplete="one-time-code" maxLength={24} width={20} />
      </form>
    </Page>
  );
}

/** A phone that is set up again, its PIN forgotten: what waits on it, before and after. `said` where all of it went meanwhile. */
function Waiting({ said }: { said?: string }): JSX.Element | null {
  const n = useUnsent();
  if (n === 0) return said ? <p>{said}</p> : null;
  return (
    <Banner tone="know" word={p.phones.waiting(n)}>
      {p.enrol.waiting}
    </Banner>
  );
}

interface PointsProps {
  pages: PointPage[];
  /** Which one, from 1. */
  at: number;
  dutyPhone: string | null;
  onGo: (at: number) => void;
  onDone: () => void;
}

function Points({ pages: all, at, dutyPhone, onGo, onDone }: PointsProps): JSX.Element {
  const page = all[at - 1];
  const next = (): void => (at < all.length ? onGo(at + 1) : onDone());
  return (
    <Page
      title={page?.title ?? ""}
      of={page?.language}
      step={{ label: p.enrol.label, now: at, of: all.length }}
      back
      tools={["listen"]}
      dock={{ label: p.enrol.understand, onPress: next }}
    >
      <Card>
        {(page?.body ?? "").split(/\n+/).map((words) => (
          <p key={words}>{words}</p>
        ))}
      </Card>
      {dutyPhone && (
        <p class="second">
          <a class="link" href={telTo(dutyPhone)}>
            {p.order.ring(oneLine(dutyPhone))}
          </a>
        </p>
      )}
    </Page>
  );
}

/** `held`: how much waited on this phone before it was set up again. */
function Done({ held }: { held: number }): JSX.Element {
  const { route } = useLocation();
  const [kept, setKept] = useState<boolean | null>(null);
  useEffect(() => {
    void askToKeep().then(setKept);
  }, []);
  return (
    <Page title={p.enrol.doneTitle} sub={p.enrol.doneHelp} before={<Mark />} dock={{ label: p.enrol.toToday, onPress: () => route("/", true) }}>
      <Waiting {...(held > 0 ? { said: p.signOut.none } : {})} />
      {kept !== null && <p class="second">{kept ? p.enrol.kept : p.enrol.notKept}</p>}
      {canInstall() && !isInstalled() && (
        <Card>
          <h2>{p.enrol.install}</h2>
          <p class="second">{p.enrol.installHelp}</p>
          <Button kind="soft" onClick={() => void install()}>
            {p.enrol.install}
          </Button>
        </Card>
      )}
    </Page>
  );
}
