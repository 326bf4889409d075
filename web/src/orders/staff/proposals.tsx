/** What probation proposed for its own licence or order: taken into a draft, or not taken with a reason that it reads. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post } from "../../api/client.ts";
import { useSend } from "../../staff/load.ts";
import { Block, Said } from "../../staff/page.tsx";
import { words } from "../../staff/text.ts";
import { moment } from "../../staff/when.ts";
import { Button } from "../../ui/button.tsx";
import { ChoiceList } from "../../ui/choice.tsx";
import { announce } from "../../ui/live.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import type { DeclineReason, Proposal } from "./shapes.ts";
import type { Here } from "./tab.tsx";
import { orders, proposals as w } from "./text.ts";

export function Proposals({ here }: { here: Here }): JSX.Element | null {
  const all = here.page.proposals;
  const [waiting, settled] = [all.filter((one) => one.state === "proposed"), all.filter((one) => one.state !== "proposed")];
  if (all.length === 0) return null;
  return (
    <Block title={w.title}>
      <p class="quiet-line">{w.about}</p>
      {waiting.map((one) => (
        <Waiting key={one.id} one={one} here={here} />
      ))}
      {settled.length > 0 && (
        <details class="no-print">
          <summary>{w.older(settled.length)}</summary>
          {settled.map((one) => (
            <div class="question" key={one.id}>
              <p class="quiet-line">{`${w.by(one.by, moment(one.proposed_at))}. ${w.states[one.state]}${one.decline_reason ? `. ${w.declined[one.decline_reason]}` : ""}.`}</p>
              <p class="proposed-words">{one.text}</p>
            </div>
          ))}
        </details>
      )}
    </Block>
  );
}

function Waiting({ one, here }: { one: Proposal; here: Here }): JSX.Element {
  const [declining, setDeclining] = useState(false);
  const [reason, setReason] = useState<DeclineReason | null>(null);
  const [missing, setMissing] = useState<string | null>(null);
  const { send, busy, refusal } = useSend();
  const open = here.page.orders.filter((order) => order.of_probation && (order.state === "draft" || (order.state === "active" && !here.page.orders.some((next) => next.series_id === order.series_id && next.state === "draft"))));
  const decline = async (): Promise<void> => {
    setMissing(reason ? null : w.decline_missing);
    if (!reason) return;
    const done = await send(() => post(`/api/participants/${here.person.id}/order-proposals/${one.id}/decline`, { reason }));
    setDeclining(false);
    if (done) announce(w.saved);
    await here.reload();
  };
  return (
    <div class="question">
      <p class="quiet-line">{w.by(one.by, moment(one.proposed_at))}</p>
      <p class="proposed-words">{one.text}</p>
      <Said text={refusal?.detail} bad />
      <div class="order-acts">
        <Button small href={`${here.at}?edit=new&proposal=${one.id}`}>
          {w.take}
        </Button>
        {open.map((order) => (
          <Button key={order.id} kind="second" small href={`${here.at}?${order.state === "draft" ? "edit" : "vary"}=${order.id}&proposal=${one.id}`}>
            {w.take_into(orders.title(order.kind.name, order.state === "draft" ? order.version : order.version + 1))}
          </Button>
        ))}
        <Button kind="text" small onClick={() => setDeclining(true)}>
          {w.decline}
        </Button>
      </div>
      {declining && (
        <Sheet title={w.decline_title} onClose={() => setDeclining(false)}>
          <p class="quiet-line">{w.decline_about}</p>
          <ChoiceList name="decline" legend={w.decline_title} hideLegend options={(Object.keys(w.declined) as DeclineReason[]).map((value) => ({ value, text: w.declined[value]! }))} value={reason} onChange={setReason} error={missing} />
          <div class="sheet-buttons">
            <Button busy={busy ? words.page.saving : null} onClick={() => void decline()}>
              {w.decline_yes}
            </Button>
            <Button kind="second" onClick={() => setDeclining(false)}>
              {words.page.cancel}
            </Button>
          </div>
        </Sheet>
      )}
    </div>
  );
}
