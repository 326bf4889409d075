/**
 * One appointment and its outcome. A past one is recorded here in separate questions; a recorded one shows what was recorded, every
 * version, and can be corrected. Neither date of birth nor case reference is ever drawn on this page: the recorder types them from paper.
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { announce } from "../ui/live.tsx";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { useLoad } from "../staff/load.ts";
import { Block, StaffPage } from "../staff/page.tsx";
import type { Appointment, Outcome } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { clock, longMoment, moment } from "../staff/when.ts";
import { AlertCard } from "./alert-card.tsx";
import { OutcomeForm } from "./outcome-form.tsx";

const w = words.attendance.outcome;

export function OutcomePage({ id }: { id: string }): JSX.Element {
  const loads = useLoad<Appointment>(`/api/appointments/${id}`);
  const [correcting, setCorrecting] = useState(false);
  const [said, setSaid] = useState<string | null>(null);
  const item = loads.data;
  return (
    <StaffPage
      title={item ? titleOf(item, correcting) : words.page.loading}
      up={{ href: item ? `/calendar?week=${item.planned_at.slice(0, 10)}` : "/calendar", text: w.back }}
      sub={item && (
        <>
          <a href={`/participants/${item.participant_id}`}>{item.name}</a>
          {w.sub(words.oversight.modes[item.mode] ?? item.mode, item.length_minutes, words.attendance.basis[item.basis] ?? item.basis)}{" "}
          {loads.from && words.page.As_of(clock(loads.from))}
        </>
      )}
      loads={loads}
    >
      {said && (
        <Banner tone="know" icon="tick" word={said}>
          <a href="/calendar">{w.back}</a>
        </Banner>
      )}
      {item?.said && (
        <Banner tone="know" word={words.attendance.calendar.said(item.said.text, moment(item.said.at))}>
          {item.said.what === "cannot_come" && item.state === "planned" && <a href={`/participants/${item.participant_id}/appointments`}>{words.attendance.calendar.move_it}</a>}
        </Banner>
      )}
      {item && !correcting && item.outcome && <Recorded item={item} outcome={item.outcome} onCorrect={() => { setSaid(null); setCorrecting(true); }} onChanged={() => void loads.reload()} />}
      {item && !item.outcome && (item.state === "superseded" || item.state === "cancelled") && <p class="quiet-line">{w.over(words.attendance.states[item.state]!)}</p>}
      {item && !item.outcome && item.state === "planned" && !item.needs_outcome && <p class="quiet-line">{w.not_yet}</p>}
      {item && (correcting || (!item.outcome && item.needs_outcome)) && (
        <OutcomeForm
          key={item.outcome?.version ?? 0}
          item={item}
          onLeave={correcting ? () => setCorrecting(false) : null}
          onRecorded={(after) => {
            const words_ = after.alert?.state === "waiting" && after.alert.releases_at ? w.saved_waits(moment(after.alert.releases_at)) : w.saved;
            setCorrecting(false);
            setSaid(words_);
            announce(words_);
            loads.put(after);
            scrollTo(0, 0);
          }}
        />
      )}
    </StaffPage>
  );
}

function titleOf(item: Appointment, correcting: boolean): string {
  const session = words.attendance.calendar.session(item.number);
  const at = longMoment(item.planned_at);
  if (correcting) return w.correct_title(session, at);
  return item.outcome || !item.needs_outcome ? w.recorded_title(session, at) : w.title(session, at);
}

function Recorded({ item, outcome, onCorrect, onChanged }: { item: Appointment; outcome: Outcome; onCorrect: () => void; onChanged: () => void }): JSX.Element {
  return (
    <div class="two-columns even">
      <div>
        <Block title={w.history}>
          <OutcomeHistory history={item.history.length ? item.history : [outcome]} />
          <div class="buttons">
            <Button kind="second" small onClick={onCorrect}>
              {w.correct_this}
            </Button>
          </div>
        </Block>
      </div>
      <div>{item.alert && <AlertCard alert={item.alert} onCorrect={onCorrect} onChanged={onChanged} />}</div>
    </div>
  );
}

/** Every version, the newest first; an older one is struck through and says what replaced it. */
export function OutcomeHistory({ history }: { history: readonly Outcome[] }): JSX.Element {
  const newest = [...history].sort((a, b) => b.version - a.version);
  return (
    <ol class="versions">
      {newest.map((one, index) => (
        <li key={one.version} class={index === 0 ? "now" : "before"}>
          <p>
            <strong>{w.version(one.version)}</strong>
            {index > 0 && <span class="small-pill">{w.replaced(newest[index - 1]!.version)}</span>}
          </p>
          <p>{index === 0 ? one.words : <s>{one.words}</s>}</p>
          <p class="quiet-line">{w.by(one.recorded_by, moment(one.recorded_at))}</p>
        </li>
      ))}
    </ol>
  );
}
