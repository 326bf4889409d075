/** Where one entry stands: three stops, what to do now, and what came back. Used right after saving and from "What I sent". */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { oneLine, telTo, usePhone } from "../people/phone.ts";
import { calendarDate } from "../store/day.ts";
import { sendNow, type OutboxItem } from "../store/index.ts";
import { sendAgain } from "../store/offer.ts";
import { clock, longDay } from "../text/when.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { StatusStops } from "../ui/pill.tsx";
import type { Mine } from "./mine.ts";
import { join } from "./join.ts";
import { useOutbox } from "./mine.ts";
import { words } from "./text.ts";
import { CallLines } from "./who.tsx";

const said = words.saved;

/** The three stops. Only the one that is true now is filled. */
export function Stops({ mine }: { mine: Mine }): JSX.Element {
  const { zone, device, bundle } = usePhone();
  const needsCode = useNeedsCode();
  const { item, own, state } = mine;
  const name = own?.read?.first_name ?? bundle?.clinician?.first_name ?? device?.readers.clinician ?? null;
  const receivedAt = own?.received_at ?? (item?.answered_at ? new Date(item.answered_at).toISOString() : null);
  const savedAt = item ? new Date(item.saved_at).toISOString() : own?.made_at;
  const day = own?.local_date ?? item?.local_date;
  // Said where it is not plain: what happened after midnight counts for the evening before.
  const other = day && day !== calendarDate(Date.parse(mine.at), zone) ? day : null;
  const role = own?.read ? (words.roles[own.read.role] ?? own.read.role) : "";
  return (
    <StatusStops
      stops={[
        {
          icon: "device",
          title: said.stops.here,
          second: savedAt ? said.stops.hereAt(clock(savedAt, zone)) : "",
          done: state === "here" || state === "parked",
        },
        {
          icon: "received",
          title: said.stops.received,
          second:
            state === "parked"
              ? said.stops.notTaken
              : state === "here" || !receivedAt
                ? needsCode ? said.hereNewCode : said.stops.notYet
                : [`${longDay(receivedAt, zone)}, ${clock(receivedAt, zone)}.`, other ? said.counts(longDay(other)) : ""]
                    .join(" ")
                    .trim(),
          done: state === "received",
        },
        {
          icon: "read",
          title: name ? said.stops.readBy(name) : said.stops.read,
          second: own?.read ? said.stops.readOn(role, longDay(own.read.on, zone)) : said.stops.no,
          done: state === "read",
        },
      ]}
    />
  );
}

/** The server does not know this phone any more: what it holds goes once a new code sets it up again, and not by itself. */
function useNeedsCode(): boolean {
  const { refused, device } = usePhone();
  return refused && !device?.revoked;
}

/** Ask for it to be sent now, and say what came of it. */
export function TrySending(): JSX.Element | null {
  const [trying, setTrying] = useState(false);
  if (useNeedsCode()) return null;
  const go = async (): Promise<void> => {
    setTrying(true);
    announce(said.trying);
    const outcome = await sendNow();
    setTrying(false);
    if (outcome !== "sent" && outcome !== "nothing") announce(said.stillHere);
  };
  return (
    <button type="button" class="link" onClick={() => void go()}>
      {trying ? said.trying : said.trySending}
    </button>
  );
}

/** Where something of this kind is written. What speaks of something else is written where that stands. */
const WRITTEN_AT: Record<string, string> = {
  trigger: "/log",
  checkin: "/card",
  urge: "/now/pause",
  not_safe: "/not-safe",
  chain: "/chain",
  question: "/question",
  plan_draft: "/plan",
  plan_answer: "/plan",
  goal_step: "/plan/goals",
  activity: "/plan/week",
  need: "/plan/help",
  stop_request: "/ask",
  dispute: "/ask",
  complaint: "/ask",
  copy_request: "/ask",
};

/** Why it was not taken, what helps, and whom to ask about it. What is sealed cannot be read back here, so a new one is written anew. */
export function Parked({ item }: { item: OutboxItem | null }): JSX.Element {
  const { dutyPhone, refused } = usePhone();
  const [trying, setTrying] = useState(false);
  const reason = item?.reason ?? null;
  // The team has what a phone sends that was taken off, and from this phone it can be taken no other way.
  const off = reason === "device_revoked";
  const again = item?.again && !(off && refused) ? item : null;
  const send = async (id: string): Promise<void> => {
    setTrying(true);
    announce(said.trying);
    const outcome = await sendAgain(id).finally(() => setTrying(false));
    if (outcome !== "sent" && outcome !== "nothing") announce(said.stillHere);
  };
  return (
    <>
      <Banner tone="needs" icon="warn" word={`${said.parked}.`}>
        {said.parkedHelp} {item?.refused ? said.refused : reason ? (said.reasons[reason] ?? reason) : ""}{" "}
        {again && !again.refused && said.daily}
      </Banner>
      {again && (
        <Button kind="second" wide busy={trying && said.trying} onClick={() => void send(again.id)}>
          {said.sendAgain}
        </Button>
      )}
      {item && !item.refused && !off && reason !== "ended" && WRITTEN_AT[item.kind] && (
        <Button kind="second" wide href={WRITTEN_AT[item.kind]!}>
          {said.writeAgain}
        </Button>
      )}
      {dutyPhone && (
        <a class="link" href={telTo(dutyPhone)}>
          {said.parkedAsk(oneLine(dutyPhone))}
        </a>
      )}
    </>
  );
}

/** Where it stands changes by itself. That is said, and focus stays on what is about to be pressed. */
function SaidWhenItChanges({ words: now }: { words: string }): null {
  const last = useRef(now);
  useEffect(() => {
    if (last.current !== now) announce(now);
    last.current = now;
  }, [now]);
  return null;
}

/** The page right after saving. `unseen` replaces the usual words about nobody having seen it yet. */
export function Saved({
  id,
  unseen,
  allLines = false,
  children,
}: {
  id: string;
  unseen?: ComponentChildren;
  allLines?: boolean;
  /** What there is to do next, below. */
  children?: ComponentChildren;
}): JSX.Element {
  const { bundle } = usePhone();
  const items = useOutbox();
  const needsCode = useNeedsCode();
  if (!items) return <p class="waiting-page" />;
  const own = bundle?.entries.find((entry) => entry.id === id) ?? null;
  const mine = join(items.find((item) => item.id === id) ?? null, own);
  const { state } = mine;
  // A card that arrived is read in its time; nobody waits for it.
  const routine = mine.kind === "checkin" && state === "received" && !allLines;
  const title =
    state === "read" && own?.read
      ? said.read(own.read.first_name)
      : state === "here"
        ? said.here
        : state === "parked"
          ? said.parked
          : said.received;
  const sub =
    state === "here"
      ? needsCode
        ? said.hereNewCode
        : navigator.onLine === false
          ? said.hereOffline
          : said.hereWaiting
      : state === "received"
        ? said.receivedHelp
        : undefined;
  return (
    <Page title={title} focusKey={id} sub={sub} dock={{ label: said.done, href: "/" }}>
      <SaidWhenItChanges words={title} />
      {/* Somebody is not safe: whom to call stands before where the message is. */}
      {!allLines && <Stops mine={mine} />}
      {state === "parked" && <Parked item={mine.item} />}
      {state !== "read" && state !== "parked" && !routine && (
        <Banner tone="needs" word={state === "here" ? said.nobody : said.nobodyRead}>
          {unseen ?? (state === "here" ? said.nobodyHelp : said.nobodyReadHelp)}
        </Banner>
      )}
      {state !== "read" && !routine && <CallLines all={allLines} />}
      {allLines && <Stops mine={mine} />}
      {state === "here" && <TrySending />}
      {children}
    </Page>
  );
}
