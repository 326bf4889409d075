/** That an order has ended, or was discharged: what happened, on which day, the document seen and why; then one more question. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post } from "../../api/client.ts";
import { byButtonAlone } from "../../staff/focus.ts";
import { messageFor, useRefused, useSend } from "../../staff/load.ts";
import { Said } from "../../staff/page.tsx";
import { words } from "../../staff/text.ts";
import { isoDay } from "../../staff/when.ts";
import { ErrorSummary, type FieldProblem } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { ChoiceList } from "../../ui/choice.tsx";
import { announce } from "../../ui/live.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { Select, TextField } from "../../ui/textarea.tsx";
import type { Order } from "./shapes.ts";
import type { Here } from "./tab.tsx";
import { editor, ending as w, orders } from "./text.ts";

export function EndOrder({ here, order, onLeave }: { here: Here; order: Order; onLeave: () => void }): JSX.Element {
  const [how, setHow] = useState<"ended" | "discharged" | null>(null);
  const [on, setOn] = useState("");
  const [source, setSource] = useState("");
  const [reason, setReason] = useState("");
  const [sure, setSure] = useState(false);
  const [missing, setMissing] = useState<FieldProblem[]>([]);
  const { send, busy, refusal } = useSend();
  const next = (event: Event): void => {
    event.preventDefault();
    const found = [
      ...(how ? [] : [{ field: "how", message: w.need_how }]),
      ...(on ? [] : [{ field: "ended_on", message: w.need_day }]),
      ...(source ? [] : [{ field: "source", message: w.need_source }]),
      ...(reason.trim() ? [] : [{ field: "reason", message: w.need_reason }]),
    ];
    setMissing(found);
    if (found.length === 0) setSure(true);
  };
  const end = async (): Promise<void> => {
    const done = await send(() => post(`/api/orders/${order.id}/end`, { discharged: how === "discharged", ended_on: on, source, reason: reason.trim() }));
    setSure(false);
    if (!done) return;
    announce(w.done);
    onLeave();
  };
  const of = (field: string): string | null => missing.find((one) => one.field === field)?.message ?? messageFor(refusal, field);
  const refused = useRefused(refusal);
  return (
    <>
      <p class="staff-up">
        <a href={here.at}>{editor.back}</a>
      </p>
      <h2 class="section-head">{w.title(orders.title(order.kind.name, order.version))}</h2>
      <form class="block order-editor" noValidate onSubmit={next} onKeyDown={byButtonAlone}>
        <p class="quiet-line">{w.about}</p>
        <ErrorSummary errors={missing.length ? missing : refused} />
        <Said text={refused.length ? null : refusal?.detail} bad />
        <ChoiceList name="how" legend={w.how} columns={2} options={[{ value: "ended", text: w.ended }, { value: "discharged", text: w.discharged }]} value={how} onChange={setHow} error={of("how")} />
        <div class="in-a-row dates">
          <TextField name="ended_on" label={w.on} type="date" max={isoDay(new Date())} value={on} onInput={setOn} error={of("ended_on")} width={14} />
          <Select name="source" label={w.source} value={source} placeholder={editor.choose} options={Object.entries(orders.sources).map(([value, text]) => ({ value, text }))} onChange={setSource} error={of("source")} />
        </div>
        <TextField name="reason" label={w.reason} help={w.reason_help} value={reason} onInput={setReason} maxLength={300} error={of("reason")} />
        <div class="buttons">
          <Button type="submit" small>
            {w.next}
          </Button>
          <Button kind="second" small onClick={onLeave}>
            {words.page.cancel}
          </Button>
        </div>
        {sure && (
          <Sheet title={w.sure} onClose={() => setSure(false)}>
            <p>{w.sure_about(here.person.first_name)}</p>
            <div class="sheet-buttons">
              <Button busy={busy ? words.page.saving : null} onClick={() => void end()}>
                {w.yes}
              </Button>
              <Button kind="second" onClick={() => setSure(false)}>
                {words.page.cancel}
              </Button>
            </div>
          </Sheet>
        )}
      </form>
    </>
  );
}
