/** Attention items: what a rule or a person raised, with the facts that raised it, and the three things a clinician can do with it. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { post } from "../api/client.ts";
import { EmptyState, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { BandMark } from "../ui/chip.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { announce } from "../ui/live.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { TextArea } from "../ui/textarea.tsx";
import { useLoad, useSend, type Loaded } from "../staff/load.ts";
import { NotLoaded, Said, StaffPage } from "../staff/page.tsx";
import { useSession } from "../staff/session.ts";
import type { AttentionItem } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { clock, moment } from "../staff/when.ts";

const w = words.oversight.attention;
type List = { items: AttentionItem[] };
/** Where the thing itself is done, for rules about orders and questions: the part of the person's page, by rule. */
const PLACES: Record<string, "orders" | "questions" | "phone"> = {
  order_to_check: "orders", order_sent_back: "orders", order_unconfirmed: "orders", order_text_proposed: "orders", teach_back_missed: "orders",
  question_overdue: "questions", answer_to_check: "questions", order_devices: "phone",
};
type Doing = { item: AttentionItem; what: "act" | "dismiss" } | null;
const waiting = (item: AttentionItem): boolean => item.state === "new" || item.state === "seen";

export function AttentionPage(): JSX.Element {
  const { count } = useSession();
  const loads = useLoad<List>("/api/attention");
  const items = (loads.data?.items ?? []).filter(waiting);
  useEffect(() => {
    if (loads.data) count("attention", items.length);
  }, [loads.data]);
  return (
    <StaffPage title={w.title} sub={loads.from ? `${w.sub} ${words.page.As_of(clock(loads.from))}` : w.sub} loads={loads}>
      {items.length === 0 ? <EmptyState title={w.none}>{w.none_about}</EmptyState> : <Items items={items} loads={loads} named />}
    </StaffPage>
  );
}

/** The items of one person, on their page. Nothing is drawn where nothing waits; a failed load is. */
export function AttentionOf({ participant }: { participant: string }): JSX.Element | null {
  const loads = useLoad<List>("/api/attention");
  if (loads.failed && !loads.data) return <NotLoaded loads={loads} />;
  const items = (loads.data?.items ?? []).filter((item) => waiting(item) && item.participant_id === participant);
  if (items.length === 0) return null;
  return (
    <section aria-label={words.oversight.overview.waiting}>
      {loads.failed && <NotLoaded loads={loads} />}
      <h2 class="section-head">{words.oversight.overview.waiting}</h2>
      <Items items={items} loads={loads} />
    </section>
  );
}

/** On a person's page the first few stand open: what happened must stay in sight below them. */
const FEW = 3;

function Items({ items: all, loads, named }: { items: AttentionItem[]; loads: Loaded<List>; named?: boolean }): JSX.Element {
  const [whole, setWhole] = useState(false);
  const items = named || whole ? all : all.slice(0, FEW);
  const [doing, setDoing] = useState<Doing>(null);
  const { send, busy, refusal } = useSend();
  const see = async (item: AttentionItem): Promise<void> => {
    if (await send(() => post(`/api/attention/${item.id}/see`))) announce(w.seen);
    await loads.reload();
  };
  return (
    <>
      {!doing && <Said text={refusal?.detail} bad />}
      <ul class="attention">
        {items.map((item) => (
          <li key={item.id}>
            <div class="attention-words">
              <p class="attention-head">
                <BandMark band={item.band} />
                {named && <a href={`/participants/${item.participant_id}`}>{item.name}</a>}
                <strong>{item.text}</strong>
                {item.count > 1 && <span class="small-pill">{w.times(item.count)}</span>}
              </p>
              {item.facts.length > 0 && (
                <ul class="attention-facts">
                  {item.facts.map((fact) => (
                    <li key={fact}>{fact}</li>
                  ))}
                </ul>
              )}
              <p class="quiet-line">
                {w.raised(moment(item.raised_at))}
                {item.due_at && (
                  <>
                    , <span class={item.overdue ? "late" : ""}>{item.overdue ? w.overdue(moment(item.due_at)) : w.due(moment(item.due_at))}</span>
                  </>
                )}
                {item.state === "seen" ? `. ${w.seen}.` : "."}{" "}
                {PLACES[item.rule] && (
                  <a href={`/participants/${item.participant_id}/${PLACES[item.rule]}`} aria-label={`${w.go[PLACES[item.rule]!]}: ${item.name}, ${item.text}`}>
                    {w.go[PLACES[item.rule]!]}
                  </a>
                )}
              </p>
            </div>
            <div class="attention-acts">
              {item.state === "new" && (
                <Button kind="text" small busy={busy && !doing ? words.page.saving : null} onClick={() => void see(item)}>
                  {w.see}
                </Button>
              )}
              <Button kind="second" small onClick={() => setDoing({ item, what: "act" })}>
                {w.act}
              </Button>
              <Button kind="text" small onClick={() => setDoing({ item, what: "dismiss" })}>
                {w.dismiss}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {!named && all.length > FEW && (
        <button type="button" class="link" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? w.fewer : w.all(all.length)}
        </button>
      )}
      {doing && <Doer doing={doing} onDone={() => { setDoing(null); void loads.reload(); }} onClose={() => setDoing(null)} />}
    </>
  );
}

function Doer({ doing, onDone, onClose }: { doing: NonNullable<Doing>; onDone: () => void; onClose: () => void }): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [outcome, setOutcome] = useState<keyof typeof w.outcomes | null>(null);
  const [text, setText] = useState("");
  const [missing, setMissing] = useState<FieldProblem[]>([]);
  const act = doing.what === "act";
  const go = async (): Promise<void> => {
    const said = text.trim();
    if (act && !outcome) return setMissing([{ field: "outcome", message: w.need_outcome }]);
    if (!act && !said) return setMissing([{ field: "reason", message: w.need_reason }]);
    setMissing([]);
    const path = `/api/attention/${doing.item.id}/${doing.what}`;
    if (await send(() => post(path, act ? { outcome, note: said || null } : { reason: said }))) {
      announce(words.page.saved);
      onDone();
    }
  };
  return (
    <Sheet title={act ? w.act_title : w.dismiss_title} onClose={onClose}>
      <ErrorSummary errors={missing} />
      <p class="quiet-line">{doing.item.text}</p>
      {act && (
        <ChoiceList
          name="outcome"
          legend={w.act_outcome}
          options={(Object.keys(w.outcomes) as (keyof typeof w.outcomes)[]).map((value) => ({ value, text: w.outcomes[value] }))}
          columns={2}
          value={outcome}
          onChange={setOutcome}
        />
      )}
      <TextArea name="reason" label={act ? w.act_note : w.dismiss_reason} value={text} onInput={setText} limit={act ? 1000 : 600} rows={3} />
      <Said text={refusal?.detail} bad />
      <div class="sheet-buttons">
        <Button busy={busy ? words.page.saving : null} onClick={() => void go()}>
          {act ? w.act_go : w.dismiss_go}
        </Button>
        <Button kind="second" onClick={onClose}>
          {words.page.cancel}
        </Button>
      </div>
    </Sheet>
  );
}
