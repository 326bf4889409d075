/** Reminders on the participant's page for staff: what was chosen, a change at the participant's wish, and the delivery record. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { put } from "../api/client.ts";
import { useLoad, useSend } from "../staff/load.ts";
import { Block, Facts, Part, Said } from "../staff/page.tsx";
import { words as staff } from "../staff/text.ts";
import { Moment } from "../staff/when.ts";
import { Button } from "../ui/button.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { Table } from "../ui/table.tsx";
import { TextField } from "../ui/textarea.tsx";
import { outcome } from "./page.tsx";
import type { Channel, Reminders } from "./shapes.ts";
import { staffWords, words } from "./text.ts";

const w = staffWords;

export function RemindersBlock({ participant, ended }: { participant: string; ended: boolean }): JSX.Element {
  const loads = useLoad<Reminders>(`/api/participants/${participant}/reminders`);
  const [changing, setChanging] = useState(false);
  return (
    <Block title={w.title}>
      <Part loads={loads}>
        {(now) => (
          <>
            <p class="quiet-line">{ended ? w.over : now.available.length === 0 ? w.not_set_up : w.about}</p>
            {now.channels.length === 0 ? (
              <p>{w.nothing}</p>
            ) : (
              <Facts
                facts={[
                  [w.chosen, now.channels.map((channel) => words.channels[channel]).join(", ")],
                  [w.quiet, `${words.oclock(now.quiet_from)} to ${words.oclock(now.quiet_to)}`],
                  ...(now.mobile ? [[w.mobile, now.mobile] as const] : []),
                  ...(now.email ? [[w.email, now.email] as const] : []),
                ]}
              />
            )}
            {now.available.length > 0 && !changing && !ended && (
              <Button kind="second" small onClick={() => setChanging(true)}>
                {w.change}
              </Button>
            )}
            {changing && (
              <Change
                participant={participant}
                now={now}
                onDone={(kept) => {
                  if (kept) loads.put(kept);
                  setChanging(false);
                }}
              />
            )}
            <h3 class="small">{w.record}</h3>
            {now.recent.length === 0 ? (
              <p class="quiet-line">{w.none}</p>
            ) : (
              <Table
                caption={w.record}
                rows={now.recent.slice(0, 8)}
                rowKey={(line) => line.id}
                columns={[
                  { key: "when", head: w.when, cell: (line) => Moment(line.at) },
                  { key: "what", head: w.what, cell: (line) => words.kinds[line.kind] ?? line.kind },
                  { key: "state", head: w.state, cell: (line) => [outcome(line), line.tries.length > 1 ? w.tries(line.tries.length) : ""].filter(Boolean).join(", ") },
                ]}
              />
            )}
          </>
        )}
      </Part>
    </Block>
  );
}

function Change({ participant, now, onDone }: { participant: string; now: Reminders; onDone: (kept: Reminders | null) => void }): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [channels, setChannels] = useState<Channel[]>(now.channels);
  const [mobile, setMobile] = useState(now.mobile ?? "");
  const [email, setEmail] = useState(now.email ?? "");
  const wrong = (field: string): string | null => refusal?.errors.find((one) => one.field === field)?.message ?? null;
  const save = async (): Promise<void> => {
    const body = { channels, mobile: mobile.trim() || null, email: email.trim() || null, quiet_from: now.quiet_from, quiet_to: now.quiet_to };
    const kept = await send(() => put<Reminders>(`/api/participants/${participant}/reminders`, body));
    if (kept) onDone(kept.done);
  };
  return (
    <>
      <ChoiceList
        name="channels"
        legend={words.how}
        many
        options={now.available.map((value) => ({ value, text: words.channels[value] }))}
        values={channels}
        onChange={setChannels}
        error={wrong("channels")}
      />
      <TextField name="mobile" label={w.mobile} value={mobile} onInput={setMobile} inputMode="numeric" width={16} error={wrong("mobile")} />
      <TextField name="email" label={w.email} value={email} onInput={setEmail} type="email" error={wrong("email")} />
      {refusal && refusal.errors.length === 0 && <Said text={refusal.detail} bad />}
      <div class="buttons">
        <Button small busy={busy ? staff.page.saving : null} onClick={() => void save()}>
          {words.save}
        </Button>
        <Button kind="second" small onClick={() => onDone(null)}>
          {staff.page.cancel}
        </Button>
      </div>
    </>
  );
}
