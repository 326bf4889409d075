/** "What I sent": every entry with where it stands, and one entry with what was said and what came back. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { usePhone } from "../people/phone.ts";
import { clearReceived, lock, needsPin } from "../store/index.ts";
import { clock, longDay } from "../text/when.ts";
import { Banner, EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Card, DataList, List, Row, type Datum } from "../ui/card.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { StatusPill } from "../ui/pill.tsx";
import { Icon } from "../ui/icon.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { isAsked } from "./form.ts";
import { EXTRAS, sayAnswer, sayKind, type Answers } from "./log-steps.ts";
import { lineOf, useMine, type Mine } from "./mine.ts";
import { Parked, Stops, TrySending } from "./saved.tsx";
import { useSkills } from "./skills.ts";
import { words } from "./text.ts";
import { CallLines } from "./who.tsx";
import { scaleWord } from "../ui/scale.tsx";

const said = words.entries;

export function Entries(): JSX.Element {
  const mine = useMine();
  return (
    <Page title={said.title} back="/" tools={["listen"]} dock="tabs">
      {mine?.length === 0 && (
        <EmptyState
          title={said.empty}
          action={
            <Button kind="soft" href="/log">
              {said.make}
            </Button>
          }
        >
          {said.emptyHelp}
        </EmptyState>
      )}
      {mine && mine.length > 0 && (
        <>
          <AskPin />
          <ul class="card list sent" aria-label={said.title}>
            {mine.map((one) => (
              <EntryRow key={one.id} mine={one} />
            ))}
          </ul>
          <p class="second">{said.old}</p>
          <ClearCopies />
        </>
      )}
    </Page>
  );
}

/** "Mon 23 Nov" */
function shortDay(at: string, zone: string): string {
  const format = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: zone });
  return format.format(new Date(at)).replace(",", "");
}

function EntryRow({ mine }: { mine: Mine }): JSX.Element {
  const { zone } = usePhone();
  const { own, state } = mine;
  return (
    <li>
      <a class="row" href={`/entries/${mine.id}`}>
        <span class="row-words">
          <span class="row-title">{lineOf(mine)}</span>
          <span class="row-second">
            {shortDay(mine.at, zone)}, {clock(mine.at, zone)}
          </span>
          <span class="pill-line">
            <StatusPill
              state={state}
              {...(state === "received" && own ? { time: clock(own.received_at, zone) } : {})}
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
  if (device?.keep_days !== null) return null;
  const clear = async (): Promise<void> => {
    const count = await clearReceived();
    setAsking(false);
    announce(said.cleared(count));
  };
  return (
    <>
      <button type="button" class="link" onClick={() => setAsking(true)}>
        {said.clear}
      </button>
      {asking && (
        <Sheet title={said.clearTitle} onClose={() => setAsking(false)}>
          <p>{said.clearHelp}</p>
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
  return (
    <Page
      title={words.entries.kinds[mine.kind] ?? said.title}
      sub={`${longDay(mine.at, zone)}, ${clock(mine.at, zone)}`}
      back="/entries"
      tools={["listen"]}
    >
      <AskPin />
      <Reply mine={mine} />
      <Stops mine={mine} />
      {state === "parked" && <Parked reason={mine.item?.reason ?? null} />}
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
  const { bundle } = usePhone();
  const skills = useSkills();
  const body = mine.own?.body ?? {};
  const data: Datum[] = [];
  if (mine.kind === "trigger") {
    const answers = body as Answers;
    const kind = sayKind(answers.kind);
    if (kind) data.push({ label: words.log.review.what, value: kind });
    if (typeof answers.intensity === "number") {
      data.push({
        label: words.log.review.strong,
        value: `${answers.intensity}, ${scaleWord(answers.intensity).toLowerCase()}`,
      });
    }
    for (const page of EXTRAS) {
      const value = sayAnswer(page, answers, skills);
      if (value) data.push({ label: words.extra[page].row, value });
    }
  } else if (mine.kind === "checkin") {
    const form = bundle?.forms.find((one) => one.id === body.form_id);
    const answers = (body.answers ?? {}) as Record<string, never>;
    for (const item of form?.items ?? []) {
      const value: unknown = answers[item.link_id];
      if (form && value !== undefined && isAsked(item, form, answers))
        data.push({ label: item.text, value: sayValue(value, item.options) });
    }
  } else if (mine.kind === "not_safe") {
    const about = words.notSafe.options.find((option) => option.value === body.about);
    if (about) data.push({ label: words.notSafe.about, value: about.text });
    data.push({
      label: words.notSafe.call,
      value: body.call_me === true ? words.notSafe.callOptions[0]!.text : words.notSafe.callOptions[1]!.text,
    });
    if (typeof body.text === "string") data.push({ label: words.extra.text.row, value: body.text });
  }
  if (data.length === 0) return null;
  return (
    <>
      <h2 class="small">{said.said}</h2>
      <div class={mine.kind === "checkin" ? "long-labels" : ""}>
        <DataList data={data} change="" />
      </div>
    </>
  );
}

function sayValue(value: unknown, options: { value: string; text: string }[] = []): string {
  if (typeof value === "boolean") return value ? said.yes : said.no;
  const list = Array.isArray(value) ? value : [value];
  return list.map((one) => options.find((option) => option.value === one)?.text ?? String(one)).join(", ");
}
