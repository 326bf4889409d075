/**
 * What was recorded about me: the alert's own words, by when to say they are wrong, and the way to say it. The answer is an
 * entry (that_is_wrong), so it is kept on the phone first and goes like any other.
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { GuardedText, LIMIT, useGuard } from "../journal/guarded.tsx";
import { NotKept } from "../journal/keeping.tsx";
import { withOffset } from "../store/day.ts";
import { saveEntry, type AboutMe as About } from "../store/index.ts";
import { t } from "../text/index.ts";
import { p } from "../text/pages.ts";
import { welsh } from "../text/tongue.ts";
import { clock12, longDay } from "../text/when.ts";
import { Banner, EmptyState, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { NotHere } from "./not-here.tsx";
import { oneLine, telTo, usePhone } from "./phone.ts";
import { saidTime } from "./today.tsx";

type Reason = keyof typeof p.about.reasons;

const REASONS = Object.keys(p.about.reasons) as Reason[];

export default function AboutMe(): JSX.Element {
  const phone = usePhone();
  const [answering, setAnswering] = useState<About | null>(null);
  const [said, setSaid] = useState<readonly string[]>([]);
  if (!phone.bundle) return <NotHere back="/more" />;
  if (answering) {
    return (
      <Answer
        alert={answering}
        zone={phone.zone}
        onBack={() => setAnswering(null)}
        onSaved={() => {
          setSaid([...said, answering.alert_id]);
          setAnswering(null);
        }}
      />
    );
  }
  const alerts = [...(phone.bundle?.about_me ?? [])].sort((a, b) => b.told_at.localeCompare(a.told_at));
  const onTheWay = alerts.some((alert) => said.includes(alert.alert_id) && !alert.wrong_said);
  return (
    <Page title={p.about.title} sub={p.about.sub} back="/" tools={["listen", "lock"]}>
      {onTheWay && (
        <Banner tone="know" icon="device" word={p.about.saved}>
          {p.about.savedHelp}{" "}
          {phone.dutyPhone && (
            <a class="link" href={telTo(phone.dutyPhone)}>
              {p.order.ring(oneLine(phone.dutyPhone))}
            </a>
          )}
        </Banner>
      )}
      {alerts.length === 0 && <EmptyState title={p.about.none}>{p.about.noneHelp}</EmptyState>}
      {alerts.map((alert) => (
        <Recorded key={alert.alert_id} alert={alert} zone={phone.zone} said={alert.wrong_said || said.includes(alert.alert_id)} onWrong={() => setAnswering(alert)} />
      ))}
    </Page>
  );
}

function stateWords(alert: About, zone: string): string {
  switch (alert.state) {
    case "waiting":
      return alert.say_so_before ? p.about.waiting(saidTime(alert.say_so_before, zone)) : p.about.waitingPlain;
    case "held":
      return p.about.held;
    case "stopped":
      return p.about.stopped;
    case "sent":
      return p.about.sentPlain;
  }
}

interface RecordedProps {
  alert: About;
  zone: string;
  said: boolean;
  onWrong: () => void;
}

function Recorded({ alert, zone, said, onWrong }: RecordedProps): JSX.Element {
  const before = alert.state === "waiting" && alert.say_so_before && !said;
  return (
    <Card>
      <p class="second">{p.about.for(`${longDay(alert.appointment_at, zone)}, ${clock12(alert.appointment_at, zone)}`)}</p>
      <p>
        <strong>{alert.text}</strong>
      </p>
      {alert.exact && (
        <>
          <p lang="en">“{alert.exact.sent}”</p>
          <p>{welsh?.notes.meaning(alert.exact.meaning)}</p>
        </>
      )}
      {alert.corrects !== null && <p class="second">{p.about.corrects}</p>}
      <p class="second">{stateWords(alert, zone)}</p>
      {before && alert.say_so_before && <p>{t.today.sayBefore(saidTime(alert.say_so_before, zone))}</p>}
      {said ? (
        <p>{p.about.said}</p>
      ) : (
        alert.state !== "stopped" && (
          <Button kind={before ? "main" : "text"} wide={Boolean(before)} onClick={onWrong}>
            {p.about.wrong}
          </Button>
        )
      )}
      {alert.absence && alert.state !== "stopped" && (
        <a class="link" href={`/ask/why?of=${alert.alert_id}`}>
          {p.about.sayWhy}
        </a>
      )}
    </Card>
  );
}

interface AnswerProps {
  alert: About;
  zone: string;
  onBack: () => void;
  onSaved: () => void;
}

function Answer({ alert, zone, onBack, onSaved }: AnswerProps): JSX.Element {
  const [reason, setReason] = useState<Reason | null>(null);
  const [text, setText] = useState("");
  const [kept, setKept] = useState<string[]>([]);
  const [asking, setAsking] = useState(false);
  const find = useGuard();
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  const send = async (): Promise<void> => {
    const found: FieldProblem[] = [];
    if (!reason) found.push({ field: "reason", message: p.about.chooseOne });
    if (text.length > LIMIT) found.push({ field: "words", message: p.about.tooLong });
    setErrors(found);
    if (!reason || found.length > 0) return;
    // Asked once. A second press sends: the time to object is short, and the server masks what is certain.
    if (!asking && find(text, kept).length > 0) {
      setAsking(true);
      announce(p.about.look);
      document.getElementById("words")?.focus();
      return;
    }
    setBusy(true);
    try {
      await saveEntry("that_is_wrong", {
        alert_id: alert.alert_id,
        happened_at: withOffset(Date.now(), zone),
        reason,
        ...(text.trim() ? { text: text.trim(), kept } : {}),
      });
      onSaved();
    } catch (error) {
      setFailed({ error });
      setBusy(false);
    }
  };
  const messageFor = (field: string): string | null => errors.find((error) => error.field === field)?.message ?? null;
  return (
    <Page
      title={p.about.wrongTitle}
      eyebrow={p.about.for(`${longDay(alert.appointment_at, zone)}, ${clock12(alert.appointment_at, zone)}`)}
      sub={p.about.wrongHelp}
      back={onBack}
      tools={["listen"]}
      dock={{ label: p.about.send, busy: busy && p.about.sending, onPress: () => void send() }}
    >
      <ErrorSummary errors={errors} />
      {failed && <NotKept error={failed.error} />}
      <ChoiceList
        name="reason"
        legend={p.about.wrongTitle}
        hideLegend
        options={REASONS.map((value) => ({ value, text: p.about.reasons[value] }))}
        value={reason}
        onChange={setReason}
        error={messageFor("reason")}
      />
      <GuardedText always name="words" label={p.about.text} help={p.about.textHelp} value={text} kept={kept} onInput={setText} onKeep={setKept} asking={asking} error={messageFor("words")} />
    </Page>
  );
}
