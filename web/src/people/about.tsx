/**
 * What was recorded about me: the alert's own words, by when to say they are wrong, and the way to say it. The answer is an
 * entry (that_is_wrong), so it is kept on the phone first and goes like any other.
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { saveEntry, type AboutMe as About } from "../store/index.ts";
import { t } from "../text/index.ts";
import { clock12, longDay } from "../text/when.ts";
import { Banner, EmptyState, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { Page } from "../ui/page.tsx";
import { TextArea } from "../ui/textarea.tsx";
import { telTo, usePhone } from "./phone.ts";
import { saidTime } from "./today.tsx";

type Reason = keyof typeof t.about.reasons;

const REASONS = Object.keys(t.about.reasons) as Reason[];
const LIMIT = 300;

export default function AboutMe(): JSX.Element {
  const phone = usePhone();
  const [answering, setAnswering] = useState<About | null>(null);
  const [said, setSaid] = useState<readonly string[]>([]);
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
  return (
    <Page title={t.about.title} sub={t.about.sub} back="/" tools={["listen", "lock"]}>
      {said.length > 0 && (
        <Banner tone="know" icon="device" word={t.about.saved}>
          {t.about.savedHelp}{" "}
          {phone.dutyPhone && (
            <a class="link" href={telTo(phone.dutyPhone)}>
              {t.order.ring(phone.dutyPhone)}
            </a>
          )}
        </Banner>
      )}
      {alerts.length === 0 && <EmptyState title={t.about.none}>{t.about.noneHelp}</EmptyState>}
      {alerts.map((alert) => (
        <Recorded key={alert.alert_id} alert={alert} zone={phone.zone} said={alert.wrong_said || said.includes(alert.alert_id)} onWrong={() => setAnswering(alert)} />
      ))}
    </Page>
  );
}

function stateWords(alert: About, zone: string): string {
  switch (alert.state) {
    case "waiting":
      return alert.say_so_before ? t.about.waiting(saidTime(alert.say_so_before, zone)) : t.about.waitingPlain;
    case "held":
      return t.about.held;
    case "stopped":
      return t.about.stopped;
    case "sent":
      return t.about.sentPlain;
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
      <p class="second">{t.about.for(`${longDay(alert.appointment_at, zone)}, ${clock12(alert.appointment_at, zone)}`)}</p>
      <p>
        <strong>{alert.text}</strong>
      </p>
      {alert.corrects !== null && <p class="second">{t.about.corrects}</p>}
      <p class="second">{stateWords(alert, zone)}</p>
      {before && alert.say_so_before && <p>{t.about.sayBefore(saidTime(alert.say_so_before, zone))}</p>}
      {said ? (
        <p>{t.about.said}</p>
      ) : (
        alert.state !== "stopped" && (
          <Button kind={before ? "main" : "second"} wide onClick={onWrong}>
            {t.about.wrong}
          </Button>
        )
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
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [busy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    const found: FieldProblem[] = [];
    if (!reason) found.push({ field: "reason", message: t.about.chooseOne });
    if (text.length > LIMIT) found.push({ field: "words", message: t.about.tooLong });
    setErrors(found);
    if (!reason || found.length > 0) return;
    setBusy(true);
    try {
      await saveEntry("that_is_wrong", {
        alert_id: alert.alert_id,
        happened_at: new Date().toISOString(),
        reason,
        ...(text.trim() ? { text: text.trim() } : {}),
      });
      onSaved();
    } catch {
      setErrors([{ field: "reason", message: t.enrol.failed }]);
      setBusy(false);
    }
  };
  const messageFor = (field: string): string | null => errors.find((error) => error.field === field)?.message ?? null;
  return (
    <Page
      title={t.about.wrongTitle}
      eyebrow={t.about.for(`${longDay(alert.appointment_at, zone)}, ${clock12(alert.appointment_at, zone)}`)}
      sub={t.about.wrongHelp}
      back={onBack}
      tools={["listen"]}
      dock={{ label: t.about.send, busy: busy && t.about.sending, onPress: () => void send() }}
    >
      <ErrorSummary errors={errors} />
      <ChoiceList
        name="reason"
        legend={t.about.wrongTitle}
        hideLegend
        options={REASONS.map((value) => ({ value, text: t.about.reasons[value] }))}
        value={reason}
        onChange={setReason}
        error={messageFor("reason")}
      />
      <TextArea name="words" label={t.about.text} help={t.about.textHelp} value={text} onInput={setText} limit={LIMIT} error={messageFor("words")} />
    </Page>
  );
}
