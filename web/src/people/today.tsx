/** Today: what is due now, the next session, what came back, and what still waits on this phone. At night the night plan comes first. */
import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { Lines } from "../coping/now-more.tsx";
import { dueNow, type Due } from "../journal/due.ts";
import { answeredHere } from "../store/answered.ts";
import { RunningRow } from "../coping/running-row.tsx";
import { useRunning } from "../coping/running.ts";
import { onChange, outbox, sendNow, type Bundle, type OutboxItem } from "../store/index.ts";
import { t } from "../text/index.ts";
import { clock, clock12, dateIn, isNight, longDay, participantDay, weekday } from "../text/when.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Card, List, Row } from "../ui/card.tsx";
import { DateBlock } from "../ui/date.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { unsentAge } from "./unsent.ts";
import { oneLine, telTo, useNow, usePhone, type Phone } from "./phone.ts";

const DAY_MS = 86_400_000;
/** A reply is news for a week; after that it is found under "What I sent". */
const NEWS_MS = 7 * DAY_MS;

export function Today(): JSX.Element {
  const phone = usePhone();
  const now = useNow();
  const night = isNight(now, phone.zone);
  const day = longDay(participantDay(now, phone.zone));
  const { bundle } = phone;
  const running = useRunning();
  const nightPlan = night && bundle?.plan && bundle.plan.night.length > 0 ? bundle.plan.night : null;
  return (
    <Page title={t.today.title} sub={night ? t.today.night(day) : day} tools={["listen", "lock"]}>
      <StatusBanner phone={phone} />
      <LongUnsent phone={phone} now={now} />
      {running && (
        <List>
          <RunningRow running={running} />
        </List>
      )}
      {nightPlan && <NightPlan steps={nightPlan} />}
      {bundle && <DueCards bundle={bundle} now={now} zone={phone.zone} small={nightPlan !== null} />}
      {!bundle && <Waiting />}
      {bundle && <NextSession bundle={bundle} now={now} phone={phone} />}
      <List label={t.today.title}>
        {bundle && <News bundle={bundle} now={now} />}
        {bundle && <MissedRows bundle={bundle} />}
        {bundle && <Later load={purpose} />}
        {bundle?.orders?.some((order) => !order.read) && <Later load={orderNews} />}
        <OutboxRows />
        {bundle?.opened?.includes("chain") && <Later load={stepByStep} />}
        <Row icon="log" title={t.today.makeLog} href="/log" />
        <Row icon="inbox" title={t.today.entries} second={t.today.entriesHelp} href="/entries" />
        <Row icon="settings" title={t.today.more} second={t.today.moreHelp} href="/more" />
      </List>
    </Page>
  );
}

/** A part that is fetched after the page stands: it is worth seeing, and nobody waits for it. */
function Later({ load }: { load: () => Promise<ComponentType> }): JSX.Element | null {
  const [Part, setPart] = useState<ComponentType | null>(null);
  useEffect(() => void load().then((part) => setPart(() => part), () => undefined), []);
  return Part && <Part />;
}

/** What waits for an answer, and the next thing in the week. */
const purpose = (): Promise<ComponentType> => import("../goals/next.tsx").then((part) => part.Purpose);
const orderNews = (): Promise<ComponentType> => import("../orders/news.tsx").then((part) => part.OrderNews);
const stepByStep = (): Promise<ComponentType> => import("../journal/chain-row.tsx").then((part) => part.ChainRow);

function Waiting(): JSX.Element {
  return (
    <Card>
      <h2>{t.today.nothingHere}</h2>
      <p class="second">{t.today.nothingHereHelp}</p>
    </Card>
  );
}

/** At most one banner: what was recorded comes before the state of the programme. */
function StatusBanner({ phone }: { phone: Phone }): JSX.Element | null {
  const fresh = phone.bundle?.about_me.find((alert) => alert.state === "waiting" && !alert.wrong_said);
  if (fresh) {
    return (
      <Banner tone="needs" word={t.today.recorded}>
        {fresh.say_so_before && t.today.sayBefore(saidTime(fresh.say_so_before, phone.zone))}
        <a class="link" href="/about-me">
          {t.today.recordedSee}
        </a>
      </Banner>
    );
  }
  const status = phone.bundle?.participant.status ?? phone.device?.status;
  if (status === "paused") return <Banner tone="know" word={t.today.paused}>{t.today.pausedHelp}</Banner>;
  return null;
}

/** All that is left when the programme has ended: people to call, and where the logs are that did not go. */
export function Ended(): JSX.Element {
  const phone = usePhone();
  return (
    <Page title={t.today.title} tools={["listen", "lock"]}>
      <Banner tone="needs" word={t.today.ended}>
        {t.today.endedHelp}
      </Banner>
      <Lines phone={phone} further={false} />
      <List label={t.today.title}>
        <OutboxRows />
        <Row icon="inbox" title={t.today.entries} second={t.today.entriesHelp} href="/entries" />
        <Row icon="settings" title={t.today.more} second={t.today.moreHelp} href="/more" />
      </List>
    </Page>
  );
}

/** A limit in words: "16:20", or "16:20 on Friday" when it is not today. */
export function saidTime(at: string, zone: string): string {
  const time = clock(at, zone);
  return dateIn(at, zone) === dateIn(new Date(), zone) ? time : t.today.timeOn(time, weekday(at, zone));
}

function NightPlan({ steps }: { steps: readonly string[] }): JSX.Element {
  return (
    <div class="card">
      <h2 class="card-head">{t.today.nightPlan}</h2>
      <ul class="inner-list">
        {steps.slice(0, 2).map((step) => (
          <li class="row" key={step}>
            <span class="row-title">{step}</span>
          </li>
        ))}
        {steps.length > 2 && <Row title={<span class="as-link">{t.today.allSteps(steps.length)}</span>} href="/plan" />}
      </ul>
    </div>
  );
}

/** What is open now: what closes first has the main button. What was done stands last, and only when nothing else is due. */
function DueCards({ bundle, now, zone, small }: { bundle: Bundle; now: Date; zone: string; small: boolean }): JSX.Element {
  const all = dueNow(bundle, now.getTime(), zone, answeredHere());
  const open = all.filter((due) => !due.done);
  const done = all.find((due) => due.done);
  if (open.length > 0) {
    return (
      <>
        {open.map((due, place) => (
          <DueCard key={due.id ?? due.local_date} due={due} now={now} zone={zone} small={small || place > 0} />
        ))}
      </>
    );
  }
  if (done) {
    return (
      <Card>
        <h2>{t.today.formsDone[done.form.id] ?? t.today.cardDone}</h2>
        <p class="second">{t.today.cardDoneHelp}</p>
      </Card>
    );
  }
  return (
    <Card>
      <h2>{t.today.nothingDue}</h2>
      <p class="second">{t.today.nothingDueHelp}</p>
      <Button kind="soft" href="/log">
        {t.today.makeLog}
      </Button>
    </Card>
  );
}

function DueCard({ due, now, zone, small }: { due: Due; now: Date; zone: string; small: boolean }): JSX.Element {
  const name = t.today.forms[due.form.id] ?? t.today.card;
  const closes = clock12(due.closes_at, zone).replace(":00", "");
  const soon = Date.parse(due.closes_at) - now.getTime() < DAY_MS;
  const until = soon ? closes : t.today.untilDay(weekday(due.closes_at, zone), closes);
  // After 04:00 a card may still be open that is not today's: it says whose day it is.
  const other = due.form.id === "daily-card" && due.local_date !== participantDay(now, zone) ? `${t.today.cardFor(weekday(due.local_date))} ` : "";
  const href = due.id ? `/card?id=${due.id}` : "/card";
  if (small) {
    return (
      <div class="card pad dated">
        <span class="row-words">
          <strong>{name}</strong>
          <span class="row-second">
            {other}
            {t.today.cardShort(until)}
          </span>
        </span>
        <Button kind="soft" href={href} label={`${t.today.start}, ${name}`}>
          {t.today.start}
        </Button>
      </div>
    );
  }
  return (
    <Card>
      <h2>{name}</h2>
      <p class="second">
        {other}
        {t.today.cardOpen(until)}
      </p>
      <Button wide href={href}>
        {t.today.start}
      </Button>
    </Card>
  );
}

/** What was missed in the last week, newest first: told as a fact, with a way to say why. */
function MissedRows({ bundle }: { bundle: Bundle }): JSX.Element | null {
  const here = answeredHere();
  const missed = (bundle.missed ?? []).filter((one) => !here.has(one.id)).reverse();
  return (
    <>
      {missed.slice(0, 2).map((one) => {
        const said = one.reason_said || here.has(`why.${one.id}`);
        const form = t.today.missed[one.form_id] ?? t.today.missed["daily-card"]!;
        return (
          <Row
            key={one.id}
            icon="info"
            title={t.today.missedOne(weekday(one.local_date), form)}
            second={said ? t.today.missedSaid : t.today.missedWhy}
            {...(said ? {} : { href: `/missed/${one.id}` })}
          />
        );
      })}
    </>
  );
}

function NextSession({ bundle, now, phone }: { bundle: Bundle; now: Date; phone: Phone }): JSX.Element {
  const next = bundle.appointments
    .filter((one) => one.state === "planned" && Date.parse(one.planned_at) + one.length_minutes * 60_000 > now.getTime())
    .sort((a, b) => a.planned_at.localeCompare(b.planned_at))[0];
  if (!next) {
    return (
      <Card>
        <p>{t.today.noSession}</p>
      </Card>
    );
  }
  const time = clock12(next.planned_at, phone.zone);
  const isToday = dateIn(next.planned_at, phone.zone) === dateIn(now, phone.zone);
  const mode = t.today.mode[next.mode] ?? t.today.mode["other"] ?? "";
  return (
    <Card>
      <div class="dated">
        <DateBlock on={next.planned_at} zone={phone.zone} />
        <div class="row-words">
          <span class="hear">{longDay(next.planned_at, phone.zone)}</span>
          <strong>{isToday ? t.today.todaySession(time) : t.today.next(time)}</strong>
          <span class="row-second">{t.today.withName(next.place ? `${mode}, ${next.place}` : mode, next.with_first_name)}</span>
        </div>
      </div>
      <SaidOfIt id={next.id} phone={phone} />
      <div class="pair-links">
        <a class="link" href={`/session/cannot?of=${next.id}`}>
          {t.today.cannot}
        </a>
        {isToday && (
          <a class="link" href={`/session/late?of=${next.id}`}>
            {t.today.late}
          </a>
        )}
      </div>
      {phone.dutyPhone && (
        <a class="link" href={telTo(phone.dutyPhone)}>
          {t.today.ringAbout(oneLine(phone.dutyPhone))}
        </a>
      )}
      <ToCalendar id={next.id} />
    </Card>
  );
}

function ToCalendar({ id }: { id: string }): JSX.Element {
  const [said, setSaid] = useState<string | null>(null);
  const add = (): void => {
    import("../reminders/calendar.ts")
      .then((calendar) => calendar.addToCalendar(id))
      .then(
        () => setSaid(t.today.calendarDone),
        () => setSaid(t.today.calendarOffline),
      );
  };
  return (
    <>
      <button type="button" class="link" onClick={add}>
        {t.today.calendar}
      </button>
      {said && (
        <p class="second" role="status">
          {said}
        </p>
      )}
    </>
  );
}

/** What was said of the next session, and that it has not gone: then only ringing tells anybody. */
function SaidOfIt({ id, phone }: { id: string; phone: Phone }): JSX.Element | null {
  const unsent = useItems().some((item) => item.state !== "received" && SAYS.has(item.kind));
  const told = phone.bundle?.entries.find((own) => SAYS.has(own.kind) && !own.withdrawn && own.body["appointment_id"] === id);
  if (unsent) return <p class="second">{phone.dutyPhone ? t.today.saidNotSent(oneLine(phone.dutyPhone)) : t.today.saidNotSentPlain}</p>;
  if (!told) return null;
  return <p class="second">{told.kind === "cannot_come" ? t.today.saidCannot : t.today.saidLate(Number(told.body["minutes"]))}</p>;
}

function News({ bundle, now }: { bundle: Bundle; now: Date }): JSX.Element | null {
  const fresh = bundle.replies
    .filter((reply) => now.getTime() - Date.parse(reply.on) < NEWS_MS)
    .sort((a, b) => b.on.localeCompare(a.on))[0];
  if (!fresh) return null;
  return (
    <Row
      icon="message"
      title={fresh.text ? t.today.wroteBack(fresh.first_name) : t.today.readIt(fresh.first_name)}
      second={fresh.about}
      href={`/entries/${fresh.entry_id}`}
    />
  );
}

/** Entries that tell of a coming session. */
const SAYS: ReadonlySet<string> = new Set(["cannot_come", "running_late"]);

/** Every entry of this phone, with where it stands. */
function useItems(): OutboxItem[] {
  const [items, setItems] = useState<OutboxItem[]>([]);
  useEffect(() => {
    let gone = false;
    const ask = (): void => void outbox().then((all) => !gone && setItems(all));
    ask();
    const stop = onChange(ask);
    return () => {
      gone = true;
      stop();
    };
  }, []);
  return items;
}

/** Without those that the server gave back: it has them, though its answer about them never came. */
function notSeen(items: readonly OutboxItem[], { bundle }: Phone): OutboxItem[] {
  const known = new Set(bundle?.entries.map((entry) => entry.id));
  return items.filter((item) => !known.has(item.id));
}

/** From the third day on, what nobody has seen is said first, with whom to ring (sync rule 17). */
function LongUnsent({ phone, now }: { phone: Phone; now: Date }): JSX.Element | null {
  const here = notSeen(useItems(), phone).filter((item) => item.state === "here");
  const oldest = Math.min(...here.map((item) => item.saved_at));
  if (unsentAge(here.length, oldest, now.getTime()) !== "pressed") return null;
  return (
    <Banner tone="needs" icon="warn" word={t.today.waitingDays(here.length, sinceWords(oldest, now.getTime(), phone.zone))}>
      {t.today.waitingRing}{" "}
      <button type="button" class="link" onClick={() => void sendNow()}>
        {t.today.sendNow}
      </button>
      {phone.dutyPhone && (
        <a class="link" href={telTo(phone.dutyPhone)}>
          {t.pin.ringTeam(oneLine(phone.dutyPhone))}
        </a>
      )}
    </Banner>
  );
}

/** "Monday", or the date when that Monday is more than six days ago. */
function sinceWords(at: number, now: number, zone: string): string {
  const iso = new Date(at).toISOString();
  return now - at > 6 * DAY_MS ? longDay(iso, zone) : weekday(iso, zone);
}

function OutboxRows(): JSX.Element | null {
  const { route } = useLocation();
  const phone = usePhone();
  const { zone } = phone;
  const items = notSeen(useItems(), phone);
  const [trying, setTrying] = useState(false);
  const here = items.filter((item) => item.state === "here");
  const parked = items.filter((item) => item.state === "parked");
  const oldest = Math.min(...here.map((item) => item.saved_at));
  const now = Date.now();
  const long = unsentAge(here.length, oldest, now) !== "fresh";
  const trySending = async (): Promise<void> => {
    setTrying(true);
    announce(t.today.trying);
    await sendNow();
    setTrying(false);
  };
  return (
    <>
      {here.length > 0 && (
        <Row
          icon="device"
          title={long ? t.today.waitingLong(here.length, sinceWords(oldest, now, zone)) : t.today.waiting(here.length)}
          second={trying ? t.today.trying : long ? t.today.waitingPress : t.today.waitingHelp}
          onClick={() => void trySending()}
          trail={<span />}
        />
      )}
      {parked.length > 0 && <Row icon="warn" title={t.today.parked(parked.length)} second={t.today.parkedHelp} onClick={() => route("/entries")} />}
    </>
  );
}
