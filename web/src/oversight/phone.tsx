/** Phone and access to the programme: the code, the phones, and pausing, ending or moving the programme. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { del, post, put } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { announce } from "../ui/live.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { Table } from "../ui/table.tsx";
import { TextArea } from "../ui/textarea.tsx";
import { ChooseAndSave } from "../staff/choose-save.tsx";
import { useSend } from "../staff/load.ts";
import { Block, Facts, Said } from "../staff/page.tsx";
import type { Device, Participant, ParticipantStatus, Phase } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { dateWithYear, Moment } from "../staff/when.ts";
import { LearningBlock } from "../learning/staff-learning.tsx";
import { RemindersBlock } from "../reminders/staff.tsx";
import { InvitationBlock } from "./invitation.tsx";
import { SuitabilityBlock } from "./sheet-again.tsx";

const w = words.oversight.phone;
const o = words.oversight;

interface Props {
  person: Participant;
  onChanged: () => Promise<void>;
}

export function PhoneTab({ person, onChanged }: Props): JSX.Element {
  return (
    <div class="two-columns even">
      <div>
        {person.mode === "paper" ? (
          <Block title={w.code}>
            <p>{w.paper}</p>
          </Block>
        ) : (
          person.status !== "ended" && <InvitationBlock person={person} onUsed={() => void onChanged()} />
        )}
        <Devices person={person} onChanged={onChanged} />
        <RemindersBlock participant={person.id} ended={person.status === "ended"} />
      </div>
      <div>
        <Programme person={person} onChanged={onChanged} />
        <SuitabilityBlock person={person} onChanged={onChanged} />
        <LearningBlock participant={person.id} />
      </div>
    </div>
  );
}

function Devices({ person, onChanged }: Props): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [asked, setAsked] = useState<{ device: Device; stolen: boolean } | null>(null);
  const revoke = async ({ device, stolen }: { device: Device; stolen: boolean }): Promise<void> => {
    const address = `/api/participants/${person.id}/devices/${device.id}`;
    const done = await send(() => (stolen ? post(`${address}/stolen`) : del(address)));
    if (!done) return;
    setAsked(null);
    await onChanged();
  };
  return (
    <Block title={w.devices}>
      {person.devices.length === 0 ? (
        <p class="quiet-line">{w.none}</p>
      ) : (
        <Table
          caption={w.devices}
          rows={person.devices}
          rowKey={(row) => row.id}
          columns={[
            { key: "name", head: w.phone, cell: (row) => row.name },
            { key: "seen", head: w.seen, cell: (row) => (row.last_seen_at ? Moment(row.last_seen_at) : w.never) },
            { key: "state", head: w.state, cell: (row) => stateOf(row) },
            {
              key: "act",
              head: w.act,
              cell: (row) => (
                <div class="buttons">
                  {!row.revoked_at && (
                    <Button kind="second" small onClick={() => setAsked({ device: row, stolen: false })} label={`${w.revoke_device}, ${row.name}`}>
                      {w.revoke_device}
                    </Button>
                  )}
                  {!row.stolen && (
                    <Button kind="second" small onClick={() => setAsked({ device: row, stolen: true })} label={`${w.stolen_device}, ${row.name}`}>
                      {w.stolen_device}
                    </Button>
                  )}
                </div>
              ),
            },
          ]}
        />
      )}
      {asked && (
        <Sheet title={asked.stolen ? w.stolen_title : w.revoke_title} onClose={() => setAsked(null)}>
          <p>
            <strong>{asked.device.name}.</strong> {asked.stolen ? w.stolen_about : w.revoke_about}
          </p>
          <Said text={refusal?.detail} bad />
          <div class="sheet-buttons">
            <Button busy={busy ? words.page.saving : null} onClick={() => void revoke(asked)}>
              {asked.stolen ? w.stolen_go : w.revoke_go}
            </Button>
            <Button kind="second" onClick={() => setAsked(null)}>
              {words.page.cancel}
            </Button>
          </div>
        </Sheet>
      )}
    </Block>
  );
}

function stateOf(device: Device): string {
  if (!device.revoked_at) return w.in_use;
  return (device.stolen ? w.stolen_on : w.revoked_on)(dateWithYear(device.revoked_at));
}

type Move = Exclude<ParticipantStatus, "invited">;

function Programme({ person, onChanged }: Props): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [moving, setMoving] = useState<Move | null>(null);
  const [silencing, setSilencing] = useState(false);
  const offerWords = async (on: boolean): Promise<void> => {
    if (busy || !(await send(() => put(`/api/participants/${person.id}/free-text`, { on })))) return;
    setSilencing(false);
    announce(w.words_saved);
    await onChanged();
  };
  const changePhase = async (to: string): Promise<void> => {
    if (to === person.phase || busy) return;
    if (await send(() => post(`/api/participants/${person.id}/phase`, { to }))) announce(w.phase_saved);
    await onChanged();
  };
  return (
    <Block title={w.programme}>
      <Facts
        facts={[
          [w.status, o.statuses[person.status]],
          [w.mode, w.modes[person.mode]],
          [w.cadence, o.cadences[person.cadence] ?? person.cadence],
          [w.tier, w.tier_days(person.tier)],
          [w.words, person.free_text ? w.words_on : w.words_off],
        ]}
      />
      {!moving && !silencing && <Said text={refusal?.detail} bad />}
      {person.status !== "ended" && (
        <>
          <ChooseAndSave name="phase" label={w.change_phase} value={person.phase} options={(Object.keys(o.phases) as Phase[]).map((value) => ({ value, text: o.phases[value]! }))} busy={busy && !moving && !silencing} onSave={changePhase} />
          <div class="buttons">
            {person.status === "paused" ? (
              <Button kind="second" small onClick={() => setMoving("active")}>
                {w.resume}
              </Button>
            ) : (
              <Button kind="second" small onClick={() => setMoving("paused")}>
                {w.pause}
              </Button>
            )}
            <Button kind="second" small onClick={() => setMoving("ended")}>
              {w.end}
            </Button>
            <Button kind="second" small onClick={() => (person.free_text ? setSilencing(true) : void offerWords(true))}>
              {person.free_text ? w.words_turn_off : w.words_turn_on}
            </Button>
          </div>
        </>
      )}
      {silencing && (
        <Sheet title={w.words_title} onClose={() => setSilencing(false)}>
          <p>{w.words_about}</p>
          <Said text={refusal?.detail} bad />
          <div class="sheet-buttons">
            <Button busy={busy ? words.page.saving : null} onClick={() => void offerWords(false)}>
              {w.words_go}
            </Button>
            <Button kind="second" onClick={() => setSilencing(false)}>
              {words.page.cancel}
            </Button>
          </div>
        </Sheet>
      )}
      {moving && (
        <MoveSheet
          to={moving}
          id={person.id}
          onClose={() => setMoving(null)}
          onDone={() => {
            setMoving(null);
            void onChanged();
          }}
        />
      )}
    </Block>
  );
}

function MoveSheet({ to, id, onClose, onDone }: { to: Move; id: string; onClose: () => void; onDone: () => void }): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const [title, about] = { paused: [w.pause_title, w.pause_about], ended: [w.end_title, w.end_about], active: [w.resume_title, w.resume_about] }[to];
  const go = async (): Promise<void> => {
    setMissing(!reason.trim());
    if (!reason.trim()) return document.getElementById("why")?.focus();
    if (await send(() => post(`/api/participants/${id}/status`, { to, reason: reason.trim() }))) onDone();
  };
  return (
    <Sheet title={title!} onClose={onClose}>
      <p>{about}</p>
      <TextArea name="why" label={w.reason} value={reason} onInput={setReason} limit={300} rows={3} error={missing ? w.need_reason : null} />
      <Said text={refusal?.detail} bad />
      <div class="sheet-buttons">
        <Button busy={busy ? words.page.saving : null} onClick={() => void go()}>
          {w.go[to]}
        </Button>
        <Button kind="second" onClick={onClose}>
          {words.page.cancel}
        </Button>
      </div>
    </Sheet>
  );
}
