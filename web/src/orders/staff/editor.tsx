/**
 * Writing an order down: kind, dates, conditions from the library with typed blanks or in the order's own words. What is typed is kept in
 * this window until it is saved or somebody signs out, and a colleague's change of the same draft is shown beside it, never overwritten.
 */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { post, put } from "../../api/client.ts";
import { draftOf, forgetDraft, keepDraft } from "../../oversight/drafts.ts";
import { messageFor, useLoad, useRefused, useSend } from "../../staff/load.ts";
import { Block, Part, Said } from "../../staff/page.tsx";
import { useSession } from "../../staff/session.ts";
import { Tick } from "../../staff/tick.tsx";
import { words } from "../../staff/text.ts";
import { isoDay, moment } from "../../staff/when.ts";
import { Banner, ErrorSummary, type FieldProblem } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { ChoiceList } from "../../ui/choice.tsx";
import { announce } from "../../ui/live.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { Select, TextField } from "../../ui/textarea.tsx";
import { bodyOf, emptyForm, formOf, LIMITS, libraryTerm, missingIn, moved, ownTerm, type OrderForm, type TermForm } from "./form.ts";
import type { Library, Order, Proposal } from "./shapes.ts";
import type { Here } from "./tab.tsx";
import { TermFields } from "./term-fields.tsx";
import { editor as w, orders } from "./text.ts";
import { Terms } from "./version.tsx";

export const keptUnder = (participant: string, of: string): string => `order:${participant}:${of}`;

type How = "new" | "change" | "vary";

interface Props {
  here: Here;
  /** "new", or the id of the draft to change or of the order to write the next version of. */
  of: string;
  how: How;
  proposal: Proposal | null;
  onLeave: () => void;
}

export function OrderEditor(props: Props): JSX.Element {
  const library = useLoad<Library>("/api/order-library");
  const order = props.here.page.orders.find((one) => one.id === props.of) ?? null;
  return (
    <>
      <p class="staff-up">
        <a href={props.here.at}>{w.back}</a>
      </p>
      <h2 class="section-head">{w[props.how]}</h2>
      <Part loads={library}>{(known) => <Editing {...props} library={known} order={order} />}</Part>
    </>
  );
}

/** What is kept of an order that was begun: the form, and which state of the draft it started from. */
interface Kept {
  form: OrderForm;
  revision: number;
}

function keptOf(under: string, user: string): Kept | null {
  const text = draftOf(under, user);
  return text ? (JSON.parse(text) as Kept) : null;
}

function Editing({ here, of, how, proposal: given, onLeave, library, order }: Props & { library: Library; order: Order | null }): JSX.Element {
  const { me } = useSession();
  const under = keptUnder(here.person.id, of);
  const fresh = (): OrderForm => {
    const law = library.kinds.find((one) => one.id === order?.kind.id)?.jurisdiction ?? here.page.jurisdiction;
    return order ? formOf(order, law, how === "vary") : emptyForm(here.page.jurisdiction);
  };
  const [begun] = useState(() => keptOf(under, me.user.id));
  const [form, setForm] = useState<OrderForm>(() => begun?.form ?? fresh());
  const [revision, setRevision] = useState(begun?.revision ?? order?.revision ?? 0);
  const [touched, setTouched] = useState(begun !== null);
  const [mode, setMode] = useState<How>(how === "change" && !order ? "new" : how);
  const [noName, setNoName] = useState(false);
  const [proposal, setProposal] = useState(given);
  const [missing, setMissing] = useState<FieldProblem[]>([]);
  const [picked, setPicked] = useState("");
  const [taking, setTaking] = useState(false);
  const [gone, setGone] = useState<TermForm | null>(null);
  const { send, busy, refusal, clear } = useSend();
  const saved = useRef(false);

  useEffect(() => {
    if (touched && !saved.current) keepDraft(under, me.user.id, JSON.stringify({ form, revision } satisfies Kept));
  }, [form, revision, touched]);
  useEffect(() => {
    if (!touched) return;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [touched]);

  const change = (part: Partial<OrderForm>): void => {
    setTouched(true);
    setForm((was) => ({ ...was, ...part }));
  };
  const changeTerm = (id: string, part: Partial<TermForm>): void => {
    setTouched(true);
    setForm((was) => ({ ...was, terms: was.terms.map((term) => (term.id === id ? { ...term, ...part } : term)) }));
  };
  /** Puts a condition in and goes to its first field. */
  const add = (term: TermForm): void => {
    change({ terms: [...form.terms, term] });
    announce(w.added(form.terms.length + 1));
    setPicked("");
    focusSoon(`term-${term.id}`);
  };
  const move = (index: number, to: number): void => {
    const term = form.terms[index]!;
    change({ terms: moved(form.terms, index, to) });
    announce(w.now_at(to + 1));
    focusSoon(`${to < index ? "up" : "down"}-${term.id}`);
  };
  const remove = (index: number): void => {
    setGone(form.terms[index]!);
    change({ terms: form.terms.filter((_, i) => i !== index) });
    announce(w.removed);
    focusSoon("put-back");
  };

  const save = async (as: How = mode, over: number = revision): Promise<void> => {
    const found = missingIn(form, library, noName);
    setMissing(found);
    if (found.length) return;
    const body = bodyOf(form, library, noName, proposal?.id ?? null);
    const active = as === "vary" ? (here.page.orders.find((one) => one.series_id === order?.series_id && one.state === "active") ?? order) : null;
    const done = await send(() =>
      as === "change"
        ? put(`/api/orders/${of}`, { ...body, revision: over })
        : as === "vary" && active
          ? post(`/api/orders/${active.id}/vary`, body)
          : post(`/api/participants/${here.person.id}/orders`, body),
    );
    if (!done) return;
    saved.current = true;
    forgetDraft(under);
    setTouched(false);
    announce(w.saved);
    onLeave();
  };
  const slug = refusal?.slug;
  useEffect(() => {
    // Whatever stands there now is fetched, so that it can be shown beside what was typed.
    if (slug && ["draft-changed", "already-drafted", "order-moved", "not-a-draft", "not-found"].includes(slug)) void here.reload();
    if (slug === "not-found") setProposal(null);
  }, [slug]);
  const startOver = (): void => {
    forgetDraft(under);
    setForm(fresh());
    setRevision(order?.revision ?? 0);
    setTouched(false);
    setTaking(false);
    setMissing([]);
    clear();
  };

  const refused = useRefused(refusal);
  const errors = missing.length ? missing : refused;
  const of_ = (field: string): string | null => missing.find((one) => one.field === field)?.message ?? messageFor(refusal, field);
  const kinds = library.kinds.filter((one) => one.jurisdiction === form.jurisdiction);
  const kind = kinds.find((one) => one.id === form.kind_id);
  const today = isoDay(new Date());
  const rival = here.page.orders.find((one) => one.series_id === order?.series_id && one.state === "draft");
  const moved_ = mode === "change" && order?.state === "draft" && order.revision !== revision;
  const notDraft = slug === "not-a-draft" || (how === "change" && mode === "change" && order?.state !== "draft");
  const standing = here.page.orders.some((one) => one.series_id === order?.series_id && one.state === "active");
  const said = slug === "not-found" ? w.proposal_gone : slug === "already-drafted" ? w.already : moved_ || notDraft || refused.length ? null : refusal?.detail;
  return (
    <form class="order-editor" noValidate onSubmit={(event) => { event.preventDefault(); void save(); }}>
      <p class="quiet-line">{mode === "vary" ? w.vary_about : w.new_about}</p>
      {order?.sent_back && (
        <Banner tone="needs" word={`${w.sent_back(order.sent_back.by)}, ${moment(order.sent_back.at)}.`}>
          {order.sent_back.reason}
        </Banner>
      )}
      <ErrorSummary errors={errors} />
      <Said text={said} bad />
      {slug === "already-drafted" && rival && (
        <Block title={w.theirs} action={<a href={`${here.at}?edit=${rival.id}`}>{w.already_open}</a>}>
          <Terms order={rival} heading="h3" />
        </Block>
      )}
      {moved_ && order && (
        <>
          <Said text={w.changed(order.written_by)} bad />
          <Block title={w.theirs}>
            <Terms order={order} heading="h3" />
            <div class="buttons">
              <Button kind="second" small busy={busy ? words.page.saving : null} onClick={() => { setRevision(order.revision); void save("change", order.revision); }}>
                {w.changed_save}
              </Button>
              <Button kind="text" small onClick={() => setTaking(true)}>
                {w.take_theirs}
              </Button>
            </div>
          </Block>
        </>
      )}
      {notDraft && (
        <>
          <Said text={w.not_draft} bad />
          <Button kind="second" small busy={busy ? words.page.saving : null} onClick={() => { const next = standing ? "vary" : "new"; setMode(next); clear(); void save(next); }}>
            {standing ? w.save_next : w.save_new}
          </Button>
        </>
      )}
      {proposal && (
        <Block title={w.proposal}>
          <p class="proposed-words">{proposal.text}</p>
          <p class="quiet-line">{w.proposal_about}</p>
        </Block>
      )}
      <Block title={w.about_order}>
        <div class="in-a-row grow">
          <Select name="jurisdiction" label={w.jurisdiction} value={form.jurisdiction} onChange={(jurisdiction) => change({ jurisdiction, kind_id: "" })} options={laws(library)} />
          <Select name="kind_id" label={w.kind} value={form.kind_id} placeholder={w.choose} options={kinds.map((one) => ({ value: one.id, text: one.name }))} onChange={(kind_id) => change({ kind_id })} error={of_("kind_id")} />
        </div>
        {kind && <p class="quiet-line">{kind.check ? `${kind.plain} ${w.confirm_start}` : kind.plain}</p>}
        <div class="in-a-row dates">
          <TextField name="made_on" label={w.made} type="date" max={today} value={form.made_on} onInput={(made_on) => change({ made_on, ...(form.starts_on === form.made_on ? { starts_on: made_on } : {}) })} error={of_("made_on")} width={14} />
          <TextField name="starts_on" label={w.starts} type="date" value={form.starts_on} onInput={(starts_on) => change({ starts_on })} error={of_("starts_on")} width={14} />
          <TextField name="served_on" label={w.served} help={w.served_help} type="date" max={today} value={form.served_on} onInput={(served_on) => change({ served_on })} error={of_("served_on")} width={14} />
        </div>
        <ChoiceList name="lasts" legend={w.lasts} columns={2} options={[{ value: "until", text: w.until }, { value: "day", text: w.until_day }]} value={form.lasts || null} onChange={(lasts) => change({ lasts })} error={of_("lasts")} />
        {form.lasts === "day" && <TextField name="ends_on" label={w.ends} type="date" value={form.ends_on} onInput={(ends_on) => change({ ends_on })} error={of_("ends_on")} width={14} />}
        <div class="in-a-row dates">
          <Select name="source" label={w.source} value={form.source} placeholder={w.choose} options={Object.entries(orders.sources).map(([value, text]) => ({ value, text }))} onChange={(source) => change({ source })} error={of_("source")} />
          <TextField name="source_seen_on" label={w.seen} type="date" max={today} value={form.source_seen_on} onInput={(source_seen_on) => change({ source_seen_on })} error={of_("source_seen_on")} width={14} />
        </div>
        <TextField name="court" label={w.court} help={w.court_help} value={form.court} onInput={(court) => change({ court })} maxLength={LIMITS.court} error={of_("court")} />
      </Block>
      <h2 class="section-head">{w.conditions}</h2>
      <p class="quiet-line">{w.conditions_about}</p>
      {form.terms.map((term, n) => (
        <TermFields
          key={term.id}
          n={n}
          last={n === form.terms.length - 1}
          term={term}
          library={library}
          error={of_}
          onChange={(part) => changeTerm(term.id, part)}
          onMove={(to) => move(n, to)}
          onRemove={() => remove(n)}
        />
      ))}
      {gone && (
        <p class="order-acts">
          <span>{w.removed}.</span>
          <Button id="put-back" kind="text" small onClick={() => { change({ terms: [...form.terms, gone] }); setGone(null); focusSoon(`term-${gone.id}`); }}>
            {w.put_back}
          </Button>
        </p>
      )}
      {form.terms.length < LIMITS.terms && (
        <div class="block order-add">
          <Select
            name="add_from"
            label={w.add_from}
            value={picked}
            placeholder={w.choose}
            options={library.conditions.filter((one) => one.places.includes(form.jurisdiction)).map((one) => ({ value: one.id, text: `${orders.categories[one.category] ?? one.category}: ${one.template.replace(/\{[a-z_]+\}/g, "____")}` }))}
            onChange={setPicked}
            error={of_("add_from")}
          />
          <div class="order-acts">
            <Button kind="soft" small icon="add" onClick={() => { const known = library.conditions.find((one) => one.id === picked); if (known) add(libraryTerm(known)); else document.getElementById("add_from")?.focus(); }}>
              {w.add_library}
            </Button>
            <Button kind="second" small icon="add" onClick={() => add(ownTerm())}>
              {w.add_own}
            </Button>
          </div>
        </div>
      )}
      <Tick name="no_name" checked={noName} onChange={setNoName} error={of_("no_name")}>
        {w.no_name}
      </Tick>
      <div class="buttons">
        <Button type="submit" small busy={busy ? words.page.saving : null}>
          {w.save}
        </Button>
        <Button kind="second" small onClick={onLeave}>
          {w.leave}
        </Button>
        {touched && (
          <Button kind="text" small onClick={() => setTaking(true)}>
            {w.start_over}
          </Button>
        )}
        {touched && <span class="quiet-line">{w.kept}</span>}
      </div>
      {taking && (
        <Sheet title={w.take_sure} onClose={() => setTaking(false)}>
          <p>{w.take_about}</p>
          <div class="sheet-buttons">
            <Button onClick={startOver}>{w.take_yes}</Button>
            <Button kind="second" onClick={() => setTaking(false)}>
              {w.keep_mine}
            </Button>
          </div>
        </Sheet>
      )}
    </form>
  );
}

const laws = (library: Library): { value: string; text: string }[] =>
  [...new Set(library.kinds.map((one) => one.jurisdiction))].map((value) => ({ value, text: w.jurisdictions[value] ?? value.replaceAll("-", " ") }));

/** Once it is drawn. */
const focusSoon = (id: string): void => void requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(id)?.focus()));
