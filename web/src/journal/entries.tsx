/** "What I sent": every entry with where it stands, and one entry with what was said and what came back. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { usePhone } from "../people/phone.ts";
import { clearReceived, receivedCopies } from "../store/copies.ts";
import { lock, needsPin, onChange, saveEntry } from "../store/index.ts";
import { clock, dateIn, longDay, shortDate } from "../text/when.ts";
import { Banner, EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Card, DataList, List, Row, type Datum } from "../ui/card.tsx";
import { announce } from "../ui/live.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { Page } from "../ui/page.tsx";
import { StatusPill } from "../ui/pill.tsx";
import { Icon } from "../ui/icon.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { words as asks } from "./ask-text.ts";
import { ruleOf } from "./chain.ts";
import { answeredForm } from "./form.ts";
import type { Answers } from "./log-steps.ts";
import { lineOf, nameOf, useMine, type Mine } from "./mine.ts";
import { beforeLines, linesOf, type Known } from "./said.ts";
import { Parked, Stops, TrySending } from "./saved.tsx";
import { MakeRule } from "./make-rule.tsx";
import { ruleFrom } from "./rule-from.ts";
import { change, justSaved } from "./session.ts";
import { useSkills } from "./skills.ts";
import { words } from "./text.ts";
import { CallLines } from "./who.tsx";

const said = words.entries;

/** So many of the newest the server gives back to a phone that holds none. */
const MOST = 100;

export function Entries(): JSX.Element {
  const mine = useMine();
  const { bundle, device } = usePhone();
  // What was received is in the bundle: without it nobody knows that there was none.
  const unknown = !bundle && device?.status !== "ended";
  return (
    <Page title={said.title} back="/" tools={["listen"]} dock="tabs">
      {mine?.length === 0 && (
        <EmptyState
          title={unknown ? said.unknown : said.empty}
          action={
            <Button kind="soft" href="/log">
              {said.make}
            </Button>
          }
        >
          {unknown ? said.unknownHelp : said.emptyHelp}
        </EmptyState>
      )}
      {mine && mine.length > 0 && (
        <>
          <AskPin />
          <Sent label={said.title} entries={mine.filter((one) => !one.own?.withdrawn)} />
          {mine.some((one) => one.own?.withdrawn) && (
            <>
              <h2 class="small">{asks.back.heading}</h2>
              <Sent label={asks.back.heading} entries={mine.filter((one) => one.own?.withdrawn)} />
            </>
          )}
          {unknown && <p class="second">{said.unknown}. {said.unknownHelp}</p>}
          <p class="second">{mine.length < MOST ? said.old : said.oldMany}</p>
          <ClearCopies />
        </>
      )}
    </Page>
  );
}

function Sent({ label, entries }: { label: string; entries: readonly Mine[] }): JSX.Element | null {
  if (entries.length === 0) return null;
  return (
    <ul class="card list sent" aria-label={label}>
      {entries.map((one) => (
        <EntryRow key={one.id} mine={one} />
      ))}
    </ul>
  );
}

/** When it was received: the hour, and the day where that is another than the day it is from. */
function receivedOn(at: string, received: string, zone: string): string {
  const hour = clock(received, zone);
  return dateIn(at, zone) === dateIn(received, zone) ? hour : `${shortDate(received, zone)}, ${hour}`;
}

export function EntryRow({ mine }: { mine: Mine }): JSX.Element {
  const { zone } = usePhone();
  const { own, state } = mine;
  return (
    <li>
      <a class="row" href={`/entries/${mine.id}`}>
        <span class="row-words">
          <span class="row-title">{lineOf(mine)}</span>
          <span class="row-second">
            {shortDate(mine.at, zone)}, {clock(mine.at, zone)}
          </span>
          <span class="pill-line">
            <StatusPill
              state={state}
              {...(state === "received" && own ? { time: receivedOn(mine.at, own.received_at, zone) } : {})}
              {...(own?.read ? { by: own.read.first_name } : {})}
            />
            {own?.reply && <span class="second">{said.wrote(own.read?.first_name ?? "")}</span>}
          </span>
        </span>
        <Icon name="forward" />
      </a>
    </li>
  );
}

/** Opened with no signal, the phone has what it had then. The PIN again brings what is new. */
function AskPin(): JSX.Element | null {
  usePhone();
  if (!needsPin()) return null;
  return (
    <List>
      <Row icon="lock" title={said.newWithPin} onClick={lock} />
    </List>
  );
}

/** Where nothing may be deleted by itself, a person clears the sealed copies of what was received. */
function ClearCopies(): JSX.Element | null {
  const { device } = usePhone();
  const [asking, setAsking] = useState(false);
  const [copies, setCopies] = useState(0);
  useEffect(() => {
    let gone = false;
    const count = (): void => void receivedCopies().then((n) => !gone && setCopies(n));
    count();
    const stop = onChange(count);
    return () => {
      gone = true;
      stop();
    };
  }, []);
  if (device?.keep_days !== null || copies === 0) return null;
  const clear = async (): Promise<void> => {
    const count = await clearReceived();
    setAsking(false);
    announce(said.cleared(count));
  };
  return (
    <>
      <p class="second">{said.copies(copies)}</p>
      <button type="button" class="link" onClick={() => setAsking(true)}>
        {said.clear}
      </button>
      {asking && (
        <Sheet title={said.clearTitle} onClose={() => setAsking(false)}>
          <p>{said.clearHelp(copies)}</p>
          <p class="second">{said.clearAsk}</p>
          <div class="sheet-buttons">
            <Button onClick={() => void clear()}>{said.clearYes}</Button>
            <Button kind="second" onClick={() => setAsking(false)}>
              {said.clearNo}
            </Button>
          </div>
        </Sheet>
      )}
    </>
  );
}

export function EntryPage({ id }: { id: string }): JSX.Element {
  const { zone } = usePhone();
  const { route } = useLocation();
  const all = useMine();
  if (!all) return <p class="waiting-page" />;
  const mine = all.find((one) => one.id === id);
  if (!mine) {
    return (
      <Page title={said.missing} sub={said.missingHelp} back="/entries">
        <Button kind="soft" onClick={() => route("/entries")}>
          {said.title}
        </Button>
      </Page>
    );
  }
  const { own, state } = mine;
  const log = own?.kind === "trigger" ? own.body : justSaved(id);
  const rule = log ? ruleFrom(log) : own?.kind === "chain" ? ruleOf((own.body["answers"] ?? {}) as Record<string, unknown>) : null;
  return (
    <Page
      title={nameOf(mine)}
      sub={`${longDay(mine.at, zone)}, ${clock(mine.at, zone)}`}
      back="/entries"
      tools={["listen"]}
    >
      <AskPin />
      {own?.entered_by && <Banner tone="know" word={said.enteredBy(own.entered_by)} />}
      <Reply mine={mine} />
      <Stops mine={mine} />
      {state === "parked" && <Parked item={mine.item} />}
      {state === "here" && (
        <>
          <Banner tone="needs" word={words.saved.nobody}>
            {words.saved.nobodyHelp}
          </Banner>
          <CallLines all={mine.kind === "not_safe"} />
          <TrySending />
        </>
      )}
      {own && <WhatWasSaid mine={mine} />}
      {own && <Notes mine={mine} />}
      {own && <History mine={mine} />}
      <ChangeOrTakeBack mine={mine} />
      {rule ? <MakeRule rule={rule} from={`/entries/${id}`} /> : !own && mine.kind === "trigger" && state === "here" && <p class="second">{said.ruleLater}</p>}
    </Page>
  );
}

/** What the clinician wrote, or what was decided where no words were needed. Always text, never markup. */
function Reply({ mine }: { mine: Mine }): JSX.Element | null {
  const { bundle, zone } = usePhone();
  const { own } = mine;
  if (!own?.read) return null;
  const answer = bundle?.replies.find((reply) => reply.entry_id === own.id);
  const text = own.reply?.text ?? answer?.text ?? null;
  const outcome = answer ? (said.outcomes[answer.outcome] ?? "") : "";
  if (!text && !outcome) return null;
  const on = own.reply?.on ?? own.read.on;
  return (
    <Card tone="soft">
      <h2 class="small">{text ? said.wrote(own.read.first_name) : words.saved.read(own.read.first_name)}</h2>
      {text && <p class="reply">{text}</p>}
      {outcome && <p>{outcome}</p>}
      <p class="second">{longDay(on, zone)}</p>
    </Card>
  );
}

function Notes({ mine }: { mine: Mine }): JSX.Element | null {
  const { own } = mine;
  if (!own) return null;
  const notes = [
    own.late && said.late,
    own.amended && said.amended,
    own.withdrawn && said.withdrawn,
    own.body.unfinished === true && said.unfinished,
  ].filter((note): note is string => typeof note === "string");
  if (notes.length === 0) return null;
  return <p class="second">{notes.join(" ")}</p>;
}

function WhatWasSaid({ mine }: { mine: Mine }): JSX.Element | null {
  const known = useKnown();
  const data: Datum[] = linesOf(mine.kind, mine.own?.body ?? {}, known);
  if (data.length === 0) return null;
  return (
    <>
      <h2 class="small">{said.said}</h2>
      <div class={mine.kind === "checkin" || mine.kind === "chain" ? "long-labels" : ""}>
        <DataList data={data} change="" />
      </div>
    </>
  );
}

function useKnown(): Known {
  const { bundle, zone } = usePhone();
  const skills = useSkills();
  return { forms: bundle ?? { forms: [] }, skills, zone, ...(bundle ? { bundle } : {}) };
}

/** What stood there before each change, the newest change first. */
function History({ mine }: { mine: Mine }): JSX.Element | null {
  const known = useKnown();
  const told = (mine.own?.revisions ?? [])
    .map((one) => ({ at: one.at, lines: beforeLines(mine.kind, one.was, mine.own?.body ?? {}, known) }))
    .filter((one) => one.lines.length > 0)
    .reverse();
  if (told.length === 0) return null;
  return (
    <>
      <h2 class="small">{asks.back.history}</h2>
      <div class="card pad">
        {told.map((one) => (
          <div class="history-line" key={one.at}>
            <p class="second">{asks.back.changedOn(longDay(one.at, known.zone), clock(one.at, known.zone))}</p>
            {one.lines.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </div>
        ))}
      </div>
    </>
  );
}

/** Kinds whose answers can be changed after they were sent, each on its own pages. */
const CHANGED_HERE: ReadonlySet<string> = new Set(["trigger", "checkin", "chain"]);
/** What can be taken back, as the server has it. A goal or a plan goes on, and is changed where it stands. */
const GOES: ReadonlySet<string> = new Set(
  "trigger checkin urge not_safe chain question absence_reason cannot_come running_late stop_request dispute complaint copy_request".split(" "),
);

function ChangeOrTakeBack({ mine }: { mine: Mine }): JSX.Element | null {
  const { route } = useLocation();
  const { device, bundle } = usePhone();
  const [asking, setAsking] = useState(false);
  const [why, setWhy] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [failed, setFailed] = useState(false);
  const { own } = mine;
  if (done) return <Banner tone="know" word={navigator.onLine === false ? asks.back.waits : asks.back.done} />;
  if (!own || own.withdrawn || !GOES.has(own.kind) || device?.status === "ended") return null;
  const changeable = CHANGED_HERE.has(own.kind) && (own.kind === "trigger" || (bundle && answeredForm(bundle, own.body) !== undefined));
  const takeBack = async (): Promise<void> => {
    setBusy(true);
    setFailed(false);
    try {
      await saveEntry("withdraw", { of: own.id, ...(why ? { why } : {}) });
      setAsking(false);
      setDone(true);
      announce(asks.back.done);
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <div class="buttons-down">
        {changeable && (
          <Button
            kind="second"
            wide
            onClick={() => {
              if (own.kind !== "trigger") return route(`/entries/${own.id}/change`);
              change(own.id, own.body as Answers);
              route("/log?at=review");
            }}
          >
            {asks.back.change}
          </Button>
        )}
        <button type="button" class="link" onClick={() => setAsking(true)}>
          {asks.back.takeBack}
        </button>
      </div>
      {asking && (
        <Sheet title={asks.back.title} onClose={() => setAsking(false)}>
          <p>{asks.back.help}</p>
          <p>{asks.back.helpTeam}</p>
          {failed && <Banner tone="needs" icon="warn" word={asks.chain.failed} />}
          <ChoiceList name="why" legend={asks.back.why} options={asks.back.reasons} value={why} onChange={setWhy} />
          <div class="sheet-buttons">
            <Button busy={busy && asks.ask.sending} onClick={() => void takeBack()}>
              {asks.back.yes}
            </Button>
            <Button kind="second" onClick={() => setAsking(false)}>
              {asks.back.no}
            </Button>
          </div>
        </Sheet>
      )}
    </>
  );
}
