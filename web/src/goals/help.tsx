/** Help I asked for: each need with its dated steps, and asking for more. Both sides see the same list. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { NotKept } from "../journal/keeping.tsx";
import { GuardedText, useGuard } from "../journal/guarded.tsx";
import { words as journal } from "../journal/text.ts";
import { WhoReads } from "../journal/who.tsx";
import type { Need } from "../store/index.ts";
import { longDay } from "../text/when.ts";
import { EmptyState, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Card, List, Row } from "../ui/card.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { keepTyped, saySomething, typed, useMine } from "./mine.ts";
import { words } from "./text.ts";

const said = words.help;
const KINDS = Object.entries(said.kinds).map(([value, text]) => ({ value, text }));

const titleOf = (need: Need): string => (need.kind === "other" && need.text ? need.text : (said.kinds[need.kind] ?? need.kind));

export function HelpPage(): JSX.Element {
  const { needs, here, ready } = useMine();
  const open = needs.filter((need) => need.state !== "closed");
  const over = needs.filter((need) => need.state === "closed");
  const row = (need: Need): JSX.Element => (
    <Row key={need.id} title={titleOf(need)} second={here.has(need.id) ? words.waits : said.states[need.state]} href={`/plan/help/${need.id}`} />
  );
  return (
    <Page title={said.title} back="/plan" tools={["listen"]} dock={{ label: said.ask, href: "/plan/help/ask" }}>
      {ready && needs.length === 0 && <EmptyState title={said.none}>{said.noneHelp}</EmptyState>}
      {open.length > 0 && <List label={said.title}>{open.map(row)}</List>}
      {over.length > 0 && (
        <>
          <h2 class="small">{said.over}</h2>
          <List label={said.over}>{over.map(row)}</List>
        </>
      )}
    </Page>
  );
}

export function NeedPage({ id }: { id: string }): JSX.Element {
  const { needs, here, phone, ready } = useMine();
  const [closing, setClosing] = useState(false);
  const need = needs.find((one) => one.id === id);
  if (!need) {
    if (!ready) return <p class="waiting-page" />;
    return <Page title={said.notFound} back="/plan/help" />;
  }
  const say = (move: "still" | "sorted"): void => {
    void saySomething("need", { move, need_id: id }, phone.zone);
    announce(move === "still" ? said.stillSaid : (said.states["closed"] ?? ""));
  };
  const mine = here.has(id);
  return (
    <Page title={titleOf(need)} sub={mine ? words.waits : said.states[need.state]} back="/plan/help" tools={["listen"]}>
      {need.text && need.kind !== "other" && (
        <Card>
          <p>{need.text}</p>
        </Card>
      )}
      <ol class="card pad steps-said" aria-label={said.title}>
        {need.steps.map((step, n) => (
          <li key={n}>
            <span class="row-title">{said.by(said.moves[step.move] ?? "", step.by === "participant" ? said.you.toLowerCase() : (step.first_name ?? ""))}</span>
            <span class="row-second">{longDay(step.on)}</span>
            {step.note && <p>{step.note}</p>}
          </li>
        ))}
      </ol>
      {need.state !== "closed" && (
        <div class="button-pair">
          <Button kind="soft" onClick={() => say("still")}>
            {said.still}
          </Button>
          <Button kind="second" onClick={() => setClosing(true)}>
            {said.sorted}
          </Button>
        </div>
      )}
      {closing && (
        <Sheet title={said.sortedTitle} onClose={() => setClosing(false)}>
          <p>{said.sortedHelp}</p>
          <div class="sheet-buttons">
            <Button
              onClick={() => {
                setClosing(false);
                say("sorted");
              }}
            >
              {said.sortedYes}
            </Button>
            <Button kind="second" onClick={() => setClosing(false)}>
              {said.sortedNo}
            </Button>
          </div>
        </Sheet>
      )}
    </Page>
  );
}

interface Draft {
  kind: string | null;
  text: string;
  kept: string[];
}

export function AskForHelp(): JSX.Element {
  const { route } = useLocation();
  const { phone } = useMine();
  const find = useGuard();
  const [draft, setDraft] = useState<Draft | null>(null);
  const [asking, setAsking] = useState(false);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  useEffect(() => void typed<Draft>("help").then((kept) => setDraft(kept ?? { kind: null, text: "", kept: [] })), []);
  if (!draft) return <p class="waiting-page" />;
  const change = (more: Partial<Draft>): void => {
    setErrors([]);
    const next = { ...draft, ...more };
    setDraft(next);
    void keepTyped("help", next);
  };
  const save = async (): Promise<void> => {
    if (!draft.kind) return setErrors([{ field: "kind", message: said.form.missing }]);
    if (draft.text.length > 300) return setErrors([{ field: "more", message: journal.guard.tooLong }]);
    if (!asking && find(draft.text, draft.kept).length > 0) {
      setAsking(true);
      return announce(journal.guard.look);
    }
    setBusy(true);
    try {
      await saySomething("need", { move: "ask", kind: draft.kind, ...(draft.text.trim() ? { text: draft.text.trim(), kept: draft.kept } : {}) }, phone.zone);
      await keepTyped("help", null);
      route("/plan/help", true);
    } catch (error) {
      setFailed({ error });
      setBusy(false);
    }
  };
  return (
    <Page title={said.form.title} sub={said.form.urgent} back="/plan/help" tools={["listen"]} dock={{ label: said.form.save, onPress: () => void save(), busy: busy && said.form.saving }}>
      <ErrorSummary errors={errors} />
      {failed && <NotKept error={failed.error} />}
      <ChoiceList name="kind" legend={said.form.title} hideLegend options={KINDS} value={draft.kind} onChange={(kind) => change({ kind })}
        error={errors.find((one) => one.field === "kind")?.message ?? null} />
      <GuardedText name="more" label={said.form.text} help={said.form.textHelp} value={draft.text} kept={draft.kept} asking={asking} limit={300} rows={3}
        onInput={(text) => change({ text })} onKeep={(kept) => change({ kept })} error={errors.find((one) => one.field === "more")?.message ?? null} />
      <WhoReads />
    </Page>
  );
}
