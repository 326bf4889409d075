/** One attendance record in full, with every version of it, and the button that says a person has read it. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post } from "../api/client.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { announce } from "../ui/live.tsx";
import { useSend } from "../staff/load.ts";
import { Said } from "../staff/page.tsx";
import type { AttendanceRecord } from "../staff/shapes.ts";
import { Tick } from "../staff/tick.tsx";
import { words } from "../staff/text.ts";
import { longMoment, Moment, moment } from "../staff/when.ts";

const w = words.attendance.inbox;

interface Props {
  record: AttendanceRecord;
  /** Every version of the same appointment that was sent. */
  series: AttendanceRecord[];
  onRead: () => void;
  onClose: () => void;
}

export function RecordDetail({ record, series, onRead, onClose }: Props): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [right, setRight] = useState(false);
  const [missing, setMissing] = useState(false);
  const versions = [...series].sort((a, b) => b.version - a.version);
  const replaced = record.superseded_by !== null;
  const asks = record.correction && !replaced;
  const read = async (): Promise<void> => {
    setMissing(asks && !right);
    if (asks && !right) return document.getElementById("put-right")?.focus();
    const done = await send(() => post(`/api/attendance/alerts/${record.id}/acknowledge`, { put_right: asks ? right : null }));
    if (!done) return;
    announce(w.acknowledged);
    onRead();
  };
  return (
    <section class="block detail" aria-labelledby="record-head">
      <p class="quiet-line">{record.case_reference}</p>
      <h2 id="record-head">{longMoment(record.appointment_at)}</h2>
      <p>{w.basis(w.basis_words[record.basis] ?? record.basis)}</p>
      <ol class="versions">
        {versions.map((one) => (
          <li key={one.id} class={one.superseded_by === null ? "now" : "before"}>
            <p class="version-head">
              {one.superseded_by === null ? (
                <strong>{w.head(one.version, one.fact)}</strong>
              ) : (
                <span>
                  <s>{w.head(one.version, one.fact)}</s>
                </span>
              )}
              <span class="moment-time">{Moment(one.recorded_at)}</span>
            </p>
            {one.superseded_by !== null && <p class="strong">{w.replaced(Number(one.superseded_by))}</p>}
            <p class="quiet-line">
              {one.code ? (one.superseded_by === null ? w.code(one.code) : w.code_then(one.code)) : w.no_code}
              {one.supersedes !== null && ` ${w.replaces(Number(one.supersedes))}`}
              {one.read_at && ` ${w.you_read(moment(one.read_at))}`}
            </p>
            {one.reason_code && <p class="quiet-line">{w.reason(one.reason_code.replaceAll("_", " "))}</p>}
          </li>
        ))}
      </ol>
      {asks && record.state === "to_read" && (
        <>
          <Banner tone="needs" word={w.is_replaced(Number(record.supersedes))}>
            <p>{w.undo}</p>
          </Banner>
          <Tick name="put-right" checked={right} onChange={setRight} error={missing ? w.need_put_right : null}>
            {w.put_right}
          </Tick>
        </>
      )}
      <Said text={refusal?.detail} bad />
      {record.state === "to_read" && !replaced ? (
        <>
          <Button wide small busy={busy ? words.page.sending : null} onClick={() => void read()}>
            {w.acknowledge(record.version)}
          </Button>
          <p class="quiet-line">{w.told(record.duty_phone)}</p>
        </>
      ) : (
        record.duty_phone && <p class="quiet-line">{w.questions(record.duty_phone)}</p>
      )}
      <p class="only-narrow">
        <Button kind="second" small onClick={onClose}>
          {w.close}
        </Button>
      </p>
    </section>
  );
}
