/**
 * "I can't make it" and "I'm running late": open while locked, because a man on a bus has one hand. A locked phone does not know
 * which session is next; the server does. Until it is received the page says to ring.
 */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { oneLine, telTo, usePhone } from "../people/phone.ts";
import { withOffset } from "../store/day.ts";
import { saveEntry } from "../store/index.ts";
import { clock12, longDay } from "../text/when.ts";
import { Banner, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { Page } from "../ui/page.tsx";
import { words } from "./ask-text.ts";
import { useOutbox } from "./mine.ts";
import { TrySending } from "./saved.tsx";

const said = words.session;

export function SessionSay(): JSX.Element {
  const { path } = useLocation();
  const [, , view, id] = path.split("/");
  if (view === "sent" && id) return <Sent id={id} />;
  return view === "late" ? <Late /> : <Cannot />;
}

/** Which session: the one in the address if this phone knows it, else the next one. */
function useSession(): { id: string | undefined; when: string } {
  const { query } = useLocation();
  const { bundle, zone } = usePhone();
  const coming = bundle?.appointments.filter((one) => one.state === "planned") ?? [];
  const one = coming.find((each) => each.id === query["of"]) ?? coming[0];
  return { id: one?.id, when: one ? `${longDay(one.planned_at, zone)}, ${clock12(one.planned_at, zone)}` : "" };
}

function Failed(): JSX.Element {
  return (
    <Banner tone="needs" icon="warn" word={said.failed}>
      {said.failedHelp}
    </Banner>
  );
}

function Cannot(): JSX.Element {
  const { route } = useLocation();
  const { zone } = usePhone();
  const session = useSession();
  const [move, setMove] = useState<string | null>(null);
  const [reason, setReason] = useState<string | null>(null);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const tell = async (): Promise<void> => {
    if (!move) return setErrors([{ field: "move", message: said.moveMissing }]);
    setBusy(true);
    setFailed(false);
    try {
      const { id } = await saveEntry("cannot_come", {
        happened_at: withOffset(Date.now(), zone),
        move: move === "yes",
        ...(session.id ? { appointment_id: session.id } : {}),
        ...(reason ? { reason } : {}),
      });
      route(`/session/sent/${id}`, true);
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page
      title={said.cannotTitle}
      sub={session.when ? said.cannotSub(session.when) : said.nextOne}
      back={true}
      tools={["listen"]}
      dock={{ label: said.tell, onPress: () => void tell(), busy: busy && said.telling }}
    >
      <ErrorSummary errors={errors} />
      {failed && <Failed />}
      <ChoiceList
        name="move"
        legend={said.move}
        options={said.moveOptions}
        value={move}
        onChange={(value) => {
          setErrors([]);
          setMove(value);
        }}
        error={errors[0]?.message ?? null}
      />
      <ChoiceList name="reason" legend={said.reason} columns={2} options={said.reasons} value={reason} onChange={setReason} />
      <p class="second">{said.counts}</p>
    </Page>
  );
}

function Late(): JSX.Element {
  const { route } = useLocation();
  const { zone } = usePhone();
  const session = useSession();
  const [minutes, setMinutes] = useState<string | null>(null);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const tell = async (): Promise<void> => {
    if (!minutes) return setErrors([{ field: "minutes", message: said.minutesMissing }]);
    setBusy(true);
    setFailed(false);
    try {
      const { id } = await saveEntry("running_late", {
        happened_at: withOffset(Date.now(), zone),
        minutes: Number(minutes),
        ...(session.id ? { appointment_id: session.id } : {}),
      });
      route(`/session/sent/${id}`, true);
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page
      title={said.lateTitle}
      sub={session.when ? said.cannotSub(session.when) : said.nextOne}
      back={true}
      tools={["listen"]}
      dock={{ label: said.tell, onPress: () => void tell(), busy: busy && said.telling }}
    >
      <ErrorSummary errors={errors} />
      {failed && <Failed />}
      <ChoiceList
        name="minutes"
        legend={said.minutes}
        columns={2}
        options={said.minuteOptions}
        value={minutes}
        onChange={(value) => {
          setErrors([]);
          setMinutes(value);
        }}
        error={errors[0]?.message ?? null}
      />
    </Page>
  );
}

/** Not sent: ring. Received: it may still not be read in time. */
function Sent({ id }: { id: string }): JSX.Element | null {
  const { dutyPhone } = usePhone();
  const items = useOutbox();
  if (!items) return null;
  const state = items.find((item) => item.id === id)?.state ?? "received";
  const there = state === "received";
  return (
    <Page title={there ? said.sent : said.notSent} sub={there ? said.sentHelp : undefined} dock={{ label: words.back.doneButton, href: "/" }}>
      {!there && (
        <Banner tone="needs" icon="warn" word={dutyPhone ? said.notSentRing(oneLine(dutyPhone)) : said.notSent}>
          {said.notSentHelp}
        </Banner>
      )}
      {dutyPhone && (
        <Button kind={there ? "second" : "main"} wide icon="phone" href={telTo(dutyPhone)}>
          {said.ring(oneLine(dutyPhone))}
        </Button>
      )}
      <p class="second">{said.counts}</p>
      {state === "here" && <TrySending />}
    </Page>
  );
}
