/**
 * The frame around every page: which page an address shows, what may be seen while locked, the demonstration banner,
 * the offer of a newer release, and the cover that hides it all.
 *
 * Participant addresses: / (Today), /plan, /log…, /card, /entries…, /not-safe, /learn…, /order…, /question…, /about-me, /more…, /now… and /enrol.
 * The goals' part draws what lies under /plan (see PURPOSE). The journal's part draws /log, /card, /missed, /entries and /not-safe; the learning part draws /learn. All others below belong to staff.
 */
import type { ComponentType, JSX } from "preact";
import { LocationProvider, useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { get } from "./api/client.ts";
import type { Demo } from "./api/types.ts";
import { RightNow } from "./coping/now.tsx";
import { lazyPart } from "./lazy.tsx";
import { firstPart, isStaffPath } from "./addresses.ts";
import { FreshPin, PinPage } from "./people/pin.tsx";
import { usePhone } from "./people/phone.ts";
import { Ended, Today } from "./people/today.tsx";
import { cannotKeep, drafts, onChange } from "./store/index.ts";
import { t } from "./text/index.ts";
import { wrongTongue } from "./text/tongue.ts";
import { Banner, EmptyState } from "./ui/banner.tsx";
import { Button } from "./ui/button.tsx";
import { Mark } from "./ui/icon.tsx";
import { stopListening } from "./ui/listen.ts";
import { LiveRegion } from "./ui/live.tsx";
import { Page } from "./ui/page.tsx";
import { onUpdate, takeUpdate, updateWaits } from "./worker.ts";

const StaffApp = lazyPart(() => import("./staff/index.tsx"));
const AskingApp = lazyPart(() => import("./journal/asking.tsx"));
const JournalApp = lazyPart(() => import("./journal/index.tsx"));
const LearningApp = lazyPart(() => import("./learning/index.tsx"));
const PlanPage = lazyPart(() => import("./coping/plan-index.tsx"));
const PurposePages = lazyPart(() => import("./goals/index.tsx"));
const OrderPages = lazyPart(() => import("./orders/index.tsx"));
const MorePages = lazyPart(() => import("./people/more.tsx"));
const AboutMe = lazyPart(() => import("./people/about.tsx"));
const Landing = lazyPart(() => import("./people/landing.tsx"));
const NothingKept = lazyPart(() => import("./people/nothing-kept.tsx"));
const TakenOff = lazyPart(() => import("./people/taken-off.tsx"));
const Enrol = lazyPart(() => import("./people/enrol.tsx"));

interface Place {
  /** May be opened while the phone is locked. */
  open: boolean;
  part: ComponentType<object>;
}

/** By the first part of the address. */
const PLACES: Record<string, Place> = {
  "": { open: false, part: Today },
  now: { open: true, part: RightNow },
  log: { open: true, part: JournalApp },
  "not-safe": { open: true, part: JournalApp },
  card: { open: false, part: JournalApp },
  missed: { open: false, part: JournalApp },
  entries: { open: false, part: JournalApp },
  session: { open: true, part: AskingApp },
  ask: { open: false, part: AskingApp },
  chain: { open: false, part: AskingApp },
  patterns: { open: false, part: AskingApp },
  learn: { open: false, part: LearningApp },
  plan: { open: false, part: PlanPage },
  order: { open: false, part: OrderPages },
  question: { open: true, part: OrderPages },
  "about-me": { open: false, part: AboutMe },
  more: { open: false, part: MorePages },
};

/** Pages under My plan that are a part of their own. */
const PURPOSE = /^\/plan\/(goals|week|help|progress|measure)(\/|$)/;

/** What ends with the programme. */
const READING = new Set(["", "card", "missed", "learn", "plan", "order", "about-me", "chain", "session"]);

export function App(): JSX.Element {
  return (
    <LocationProvider>
      <Frame />
    </LocationProvider>
  );
}

function Frame(): JSX.Element {
  const { path } = useLocation();
  const demo = useDemo();
  useEffect(() => {
    if (wrongTongue(path)) location.reload();
    stopListening();
  }, [path]);
  return (
    <>
      <a class="skip" href="#main">
        {t.page.skip}
      </a>
      {demo && (
        <div class="demo" role="region" aria-label={t.demo.label}>
          {t.demo.banner}
        </div>
      )}
      {isStaffPath(path) ? <StaffApp /> : <ParticipantPages path={path} />}
      <LiveRegion />
      <div class="cover" aria-hidden="true">
        <Mark />
      </div>
    </>
  );
}

function ParticipantPages({ path }: { path: string }): JSX.Element {
  const ready = useReady();
  const phone = usePhone();
  const update = useUpdateOffer();
  useLessonsAhead(phone.state === "open");
  const name = firstPart(path);
  const place = PLACES[name];

  if (name === "now") return <RightNow />;
  if (ready && cannotKeep()) return <NothingKept />;
  if (name === "enrol") return <Enrol />;
  if (!ready) return <p class="waiting-page" />;
  if (!place) {
    return (
      <Page title={t.page.notFound} dock={phone.state === "none" ? "none" : "tabs"}>
        <EmptyState title={t.page.notFoundHelp} action={<Button kind="soft" href="/">{t.page.toToday}</Button>} />
      </Page>
    );
  }
  if (phone.state === "none") return <Landing />;
  if (phone.refused && !place.open) return <TakenOff />;
  if (phone.state === "no-vault" && !place.open) return <FreshPin />;
  if (phone.state === "locked" && !place.open) return <PinPage />;
  if (phone.device?.status === "ended" && READING.has(name)) return <Ended />;
  const Part = PURPOSE.test(path) ? PurposePages : place.part;
  return (
    <>
      {update && name === "" && (
        <div class="offer">
          <Banner tone="know" word={t.update.ready}>
            <button type="button" class="link" onClick={takeUpdate}>
              {t.update.use}
            </button>
          </Banner>
        </div>
      )}
      <Part />
    </>
  );
}

/** True once the store has looked at what this phone holds. */
function useReady(): boolean {
  const [ready, setReady] = useState(storeReady);
  useEffect(() => {
    // It may have become ready between the first drawing and this effect.
    if (storeReady) return setReady(true);
    const note = (): void => setReady(true);
    addEventListener(READY, note);
    return () => removeEventListener(READY, note);
  }, []);
  return ready;
}

const READY = "foothold-ready";
let storeReady = false;

/** Told by main.tsx when the store has started, or could not. */
export function markReady(): void {
  storeReady = true;
  dispatchEvent(new Event(READY));
}

/** A newer release is offered only while no draft is open, so that taking it can never cost a word. */
function useUpdateOffer(): boolean {
  const [offer, setOffer] = useState(false);
  useEffect(() => {
    const ask = (): void => {
      if (!updateWaits()) return;
      void drafts.openCount().then((open) => setOffer(open === 0));
    };
    ask();
    const stops = [onUpdate(ask), onChange(ask)];
    return () => stops.forEach((stop) => stop());
  }, []);
  return offer;
}

/** Lessons are fetched once the phone is open, so that they are there later with no signal; the store keeps them under the PIN. */
function useLessonsAhead(open: boolean): void {
  useEffect(() => {
    if (!open) return;
    const fetchThem = (): void => {
      import("./learning/lessons.ts").then((lessons) => lessons.newest()).catch(() => undefined);
    };
    const timer = window.setTimeout(fetchThem, 1000);
    addEventListener("online", fetchThem);
    return () => {
      window.clearTimeout(timer);
      removeEventListener("online", fetchThem);
    };
  }, [open]);
}

const DEMO = "foothold-demo";

/** Whether this server shows made-up people; remembered, so that the banner stands offline as well. */
function useDemo(): boolean {
  const [demo, setDemo] = useState(localStorage.getItem(DEMO) === "1");
  useEffect(() => {
    get<Demo>("/api/demo").then(
      (answer) => {
        setDemo(answer.demo);
        if (answer.demo) localStorage.setItem(DEMO, "1");
      },
      (error: { status?: number }) => {
        if (error.status !== 404) return;
        localStorage.removeItem(DEMO);
        setDemo(false);
      },
    );
  }, []);
  return demo;
}
