/** One alert as staff see it: its words, its version, where it went, who read it, and what the person said of it. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { announce } from "../ui/live.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { TextArea } from "../ui/textarea.tsx";
import { messageFor, useSend } from "../staff/load.ts";
import { Block, Said } from "../staff/page.tsx";
import type { StaffAlert } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { moment } from "../staff/when.ts";

const w = words.attendance.sent;

interface Props {
  alert: StaffAlert;
  /** The appointment it tells of, where that is known: its record can be corrected from here. */
  appointment?: string;
  title?: string;
  /** On the appointment's own page: begins the correction there. */
  onCorrect?: () => void;
  onChanged: () => void;
}

export function AlertCard({ alert, appointment, title, onCorrect, onChanged }: Props): JSX.Element {
  const [releasing, setReleasing] = useState(false);
  const gone = alert.state === "superseded" || alert.state === "stopped";
  return (
    <Block title={title ?? w.title} action={<span class={alert.state === "held" ? "small-pill late" : "small-pill"}>{w.states[alert.state]}</span>}>
      <p>
        <strong>{w.version(alert.version)}.</strong> {gone ? <s>{alert.text}</s> : alert.text}
      </p>
      {alert.state === "waiting" && alert.releases_at && <p>{w.goes_at(moment(alert.releases_at))}</p>}
      {alert.state === "waiting" && alert.say_so_before && <p class="quiet-line">{w.say_before(moment(alert.say_so_before))}</p>}
      {alert.wrong_said && <p>{w.wrong(moment(alert.wrong_said.at), w.wrong_reasons[alert.wrong_said.reason] ?? alert.wrong_said.reason)}</p>}
      {alert.state === "held" && (
        <>
          <p>{w.look}</p>
          <div class="buttons">
            {(onCorrect || appointment) && (
              <Button small onClick={onCorrect} href={onCorrect ? undefined : `/appointments/${appointment}`}>
                {w.correct}
              </Button>
            )}
            <Button kind="second" small onClick={() => setReleasing(true)}>
              {w.release}
            </Button>
          </div>
        </>
      )}
      {alert.channels.length > 0 && (
        <ul class="channels">
          {alert.channels.map((one, index) => (
            <li key={index} class={one.state === "dead" ? "late" : ""}>
              {w.channel(w.channels[one.channel] ?? one.channel, w.channel_states[one.state] ?? one.state, one.at && one.state !== "waiting" ? moment(one.at) : "")}
            </li>
          ))}
        </ul>
      )}
      {alert.state === "released" && <p class="quiet-line">{alert.acknowledged_at ? w.read(moment(alert.acknowledged_at)) : w.unread}</p>}
      {alert.state === "released" && !alert.acknowledged_at && alert.chase_due_at && <p class="quiet-line">{w.chase(moment(alert.chase_due_at))}</p>}
      {releasing && <ReleaseSheet id={alert.id} onClose={() => setReleasing(false)} onDone={() => { setReleasing(false); onChanged(); }} />}
    </Block>
  );
}

function ReleaseSheet({ id, onClose, onDone }: { id: string; onClose: () => void; onDone: () => void }): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const go = async (): Promise<void> => {
    setMissing(!reason.trim());
    if (!reason.trim()) return document.getElementById("release-reason")?.focus();
    if (!(await send(() => post(`/api/alerts/${id}/release`, { reason: reason.trim() })))) return;
    announce(w.released);
    onDone();
  };
  return (
    <Sheet title={w.release_title} onClose={onClose}>
      <p>{w.release_about}</p>
      <TextArea name="release-reason" label={w.release_reason} value={reason} onInput={setReason} limit={500} rows={3} error={missing ? w.need_reason : messageFor(refusal, "reason")} />
      <Said text={refusal?.detail} bad />
      <div class="sheet-buttons">
        <Button busy={busy ? words.page.sending : null} onClick={() => void go()}>
          {w.release_go}
        </Button>
        <Button kind="second" onClick={onClose}>
          {words.page.cancel}
        </Button>
      </div>
    </Sheet>
  );
}
