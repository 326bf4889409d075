/** The second person's check: what was written down at the left, what the participant will read at the right, and a yes or a reason. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { post } from "../../api/client.ts";
import { byButtonAlone } from "../../staff/focus.ts";
import { messageFor, useSend } from "../../staff/load.ts";
import { Block, Said } from "../../staff/page.tsx";
import { useSession } from "../../staff/session.ts";
import { words } from "../../staff/text.ts";
import { moment } from "../../staff/when.ts";
import { Banner, EmptyState, ErrorSummary, type FieldProblem } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { announce } from "../../ui/live.tsx";
import { TextArea } from "../../ui/textarea.tsx";
import { Tick } from "../../staff/tick.tsx";
import { ConditionRow } from "../condition.tsx";
import { changesOf } from "../rules.ts";
import { words as phone } from "../text.ts";
import { fullDate } from "../../text/when.ts";
import type { Order } from "./shapes.ts";
import type { Here } from "./tab.tsx";
import { check as w, orders } from "./text.ts";
import { OrderFacts, Terms } from "./version.tsx";

const REASON = 600;

export function CheckDraft({ here, order, onLeave }: { here: Here; order: Order | null; onLeave: () => void }): JSX.Element {
  const { me } = useSession();
  const name = here.person.first_name;
  if (order?.state !== "draft") {
    return (
      <EmptyState title={w.gone} action={<Button kind="soft" small href={here.at}>{w.back}</Button>}>
        {w.gone_about}
      </EmptyState>
    );
  }
  const own = order.drafted_by_id === me.user.id;
  const changes = changesOf(order);
  const some = changes.added + changes.changed + changes.gone > 0;
  return (
    <>
      <p class="staff-up">
        <a href={here.at}>{w.back}</a>
      </p>
      <h2 class="section-head">{`${w.title}: ${orders.title(order.kind.name, order.version)}`}</h2>
      <p class="quiet-line">{w.about}</p>
      <p class="quiet-line">{order.version === 1 ? w.first : some ? `${w.changed_since}: ${changeWords(changes)}` : `${w.changed_since}: ${w.same}`}</p>
      <div class="two-columns even order-check">
        <Block title={w.document}>
          <OrderFacts order={order} zone={here.person.zone} />
          <Terms order={order} heading="h3" />
        </Block>
        <Block title={w.phone(name)}>
          <p class="quiet-line">{w.phone_about}</p>
          <OnPhone order={order} />
        </Block>
      </div>
      {own ? (
        <Banner tone="know" word={w.own} />
      ) : order.sent_back ? (
        <Banner tone="needs" word={`${orders.sent_back(order.sent_back.by)}, ${moment(order.sent_back.at)}.`}>
          {order.sent_back.reason} {w.waits_change}
        </Banner>
      ) : (
        <Verdict here={here} order={order} onLeave={onLeave} />
      )}
    </>
  );
}

function changeWords({ added, changed, gone }: ReturnType<typeof changesOf>): string {
  return [added && `${added} ${phone.condition.marks["new"]!.toLowerCase()}`, changed && `${changed} ${phone.condition.marks["changed"]!.toLowerCase()}`, gone && `${gone} ${orders.fell_away.toLowerCase()}`]
    .filter(Boolean)
    .join(", ");
}

/** The phone's own drawing of an order, with every condition open. */
function OnPhone({ order }: { order: Order }): JSX.Element {
  const said = phone.order;
  return (
    <div class="order-on-phone">
      <h3>{order.kind.name}</h3>
      {order.kind.plain && <p>{order.kind.plain}</p>}
      <p class="second">
        {[said.version(order.version), said.made(fullDate(order.made_on))].join(". ")}.{order.starts_on !== order.made_on && ` ${said.starts(fullDate(order.starts_on))}.`}{" "}
        {order.ends_on ? `${said.until(fullDate(order.ends_on))}.` : said.further}
      </p>
      <ul class="card list conditions">
        {order.conditions.map((condition) => (
          <ConditionRow key={condition.key} condition={condition} begins />
        ))}
      </ul>
      <p class="second">{said.roles}</p>
    </div>
  );
}

function Verdict({ here, order, onLeave }: { here: Here; order: Order; onLeave: () => void }): JSX.Element {
  const [read] = useState(order.revision);
  const [seen, setSeen] = useState(read);
  const [noName, setNoName] = useState(false);
  const [back, setBack] = useState(false);
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState<FieldProblem[]>([]);
  const { send, busy, refusal } = useSend();
  const changed = order.revision !== seen;
  useEffect(() => {
    // Another state of the draft than the one that was ticked: the tick was not for this one.
    if (changed) setNoName(false);
  }, [changed]);
  useEffect(() => {
    if (refusal && ["draft-changed", "not-a-draft", "sent-back", "needs-second-person"].includes(refusal.slug)) void here.reload();
  }, [refusal]);
  const show = async (): Promise<void> => {
    setMissing(noName ? [] : [{ field: "no_name", message: w.tick_missing }]);
    if (!noName) return;
    if (await send(() => post(`/api/orders/${order.id}/check`, { no_name: true, revision: seen }))) {
      announce(w.shown);
      onLeave();
    }
  };
  const sendBack = async (): Promise<void> => {
    const text = reason.trim();
    const found = text ? (text.length > REASON ? [{ field: "reason", message: words.oversight.review.over(text.length - REASON) }] : []) : [{ field: "reason", message: w.reason_missing }];
    setMissing(found);
    if (found.length) return;
    if (await send(() => post(`/api/orders/${order.id}/send-back`, { reason: text, revision: seen }))) {
      announce(w.sent_back);
      onLeave();
    }
  };
  const of = (field: string): string | null => missing.find((one) => one.field === field)?.message ?? messageFor(refusal, field);
  return (
    <form class="block order-verdict" noValidate onKeyDown={byButtonAlone} aria-label={w.verdict} onSubmit={(event) => { event.preventDefault(); void (back ? sendBack() : show()); }}>
      <h2>{w.verdict}</h2>
      {changed && (
        <Banner tone="needs" icon="warn" word={w.changed}>
          <Button kind="second" small onClick={() => setSeen(order.revision)}>
            {w.read_again}
          </Button>
        </Banner>
      )}
      <ErrorSummary errors={missing} />
      {!changed && <Said text={refusal?.errors.length ? null : refusal?.detail} bad />}
      {back ? (
        <>
          <TextArea name="reason" label={w.reason} help={w.reason_help} value={reason} onInput={setReason} limit={REASON} rows={3} error={of("reason")} />
          <div class="buttons">
            <Button type="submit" small busy={busy ? words.page.sending : null}>
              {w.send_back}
            </Button>
            <Button kind="second" small onClick={() => { setBack(false); setMissing([]); }}>
              {words.page.cancel}
            </Button>
          </div>
        </>
      ) : (
        <>
          <Tick name="no_name" checked={noName} onChange={setNoName} error={of("no_name")}>
            {w.no_name}
          </Tick>
          <p class="quiet-line">{w.nobody_reads}</p>
          <div class="buttons">
            <Button type="submit" small busy={busy ? words.page.saving : null}>
              {w.show(here.person.first_name)}
            </Button>
            <Button kind="second" small onClick={() => { setBack(true); setMissing([]); }}>
              {w.send_back}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}
