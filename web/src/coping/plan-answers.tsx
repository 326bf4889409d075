/** Answering: what the clinician would change (/plan/proposal), one idea (/plan/idea/:id), a clash (/plan/clash), and what was before. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { keepTyped, typed } from "../goals/mine.ts";
import { GuardedText, LIMIT, useGuard } from "../journal/guarded.tsx";
import { useKeeping } from "../journal/keeping.tsx";
import { words as journal } from "../journal/text.ts";
import { usePhone } from "../people/phone.ts";
import { saveEntry, type PlanAnswerBody, type PlanChange, type PlanClash } from "../store/index.ts";
import { keepNow } from "../store/typed.ts";
import { p } from "../text/pages.ts";
import { fullDate } from "../text/when.ts";
import { EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import type { Binding } from "./bound.ts";
import { askedAnew, ChangeList, differences, partName, ruleName, saidValue } from "./changes.tsx";
import { documentOf, type Line } from "./merge.ts";
import { clinicianName, LINE } from "./plan-edit.tsx";
import { actsInstead } from "./positive-act.ts";
import { forms } from "./positive-act-table.ts";
import { words } from "./text.ts";

/** Own words that are being written: kept under the PIN, so that a call in the middle costs nothing. */
interface Own {
  text: string;
  write: (text: string) => void;
  open: boolean;
  setOpen: (open: boolean) => void;
}

/**
 * Save an answer, say so, and go back to the plan. `about` is what is answered. Words begun about another `of` of it wait until he
 * writes again, and do not stand in the way of the other answers. `own` is null until what was kept of them was looked at.
 */
function useAnswer(about: string, of = ""): { answer: (body: Omit<PlanAnswerBody, "kept">, kept?: string[]) => Promise<void>; banner: JSX.Element | null; own: Own | null } {
  const { route } = useLocation();
  const { put, banner } = useKeeping();
  const [begun, setBegun] = useState<{ of: string; text: string } | null>(null);
  const [asked, setOpen] = useState<boolean | null>(null);
  const name = `own:${about}`;
  useEffect(() => {
    setOpen(null);
    setBegun(null);
    void typed<{ of: string; text: string }>(name).then((found) => setBegun(found ?? { of, text: "" }));
  }, [name]);
  const write = (text: string): void => {
    setOpen(true);
    setBegun({ of, text });
    keepNow(() => keepTyped(name, { of, text }));
  };
  const answer = async (body: Omit<PlanAnswerBody, "kept">, kept: string[] = []): Promise<void> => {
    const saved = await put(async () => void (await saveEntry("plan_answer", { ...body, kept })));
    if (!saved) return;
    await keepTyped(name, null);
    announce(words.proposal.done);
    route("/plan");
  };
  return { answer, banner, own: begun && { text: begun.text, write, open: asked ?? (begun.text !== "" && begun.of === of), setOpen } };
}

interface OwnWordsProps {
  own: Own;
  label: string;
  go: string;
  need: string;
  limit: number;
  act?: boolean;
  onSend: (text: string, kept: string[]) => void;
}

/** Own words with the guard, and for an act the refusal of "I will not". */
function OwnWords({ own, label, go, need, limit, act, onSend }: OwnWordsProps): JSX.Element {
  const find = useGuard();
  const { text } = own;
  const [kept, setKept] = useState<string[]>([]);
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const send = (): void => {
    const said = text.trim();
    if (!said) return setError(need);
    if (said.length > limit) return setError(limit === LINE ? words.line.long : journal.guard.tooLong);
    if (act && actsInstead(said, forms)) return setError(words.rule.refused);
    if (find(said, kept).length > 0) {
      setAsking(true);
      document.getElementById("own")?.focus();
      return;
    }
    onSend(said, kept);
  };
  return (
    <>
      <GuardedText name="own" always label={label} value={text} kept={kept} limit={limit} rows={3} asking={asking} error={error} onKeep={setKept} onInput={(value) => { setError(null); own.write(value); }} />
      <div class="plan-acts">
        <Button onClick={send}>{go}</Button>
        <Button kind="text" onClick={() => own.setOpen(false)}>
          {words.proposal.other}
        </Button>
      </div>
    </>
  );
}

export function ProposalPage(): JSX.Element {
  const phone = usePhone();
  const work = phone.bundle?.plan_work;
  const plan = work?.proposed;
  const { answer, banner, own } = useAnswer("proposal", String(plan?.version));
  const w = words.proposal;
  if (!plan) {
    return (
      <Page title={p.plan.title} back="/plan">
        <EmptyState title={w.none} action={<Button kind="soft" href="/plan">{words.back}</Button>}>
          {w.noneHelp}
        </EmptyState>
      </Page>
    );
  }
  if (!own) return <p class="waiting-page" />;
  const theirs = plan.side === "staff";
  const clash = work.clashes.length > 0;
  const changes = differences(documentOf(phone.bundle?.plan ?? null), documentOf(plan));
  return (
    <Page title={theirs ? w.title(plan.with_first_name) : w.mine} sub={p.plan.version(plan.version)} back="/plan" tools={["listen"]}>
      {banner}
      {askedAnew(phone.bundle) && <p>{words.status.anew}</p>}
      <ChangeList changes={changes} orders={phone.bundle?.orders} asked />
      {clash && (
        <div class="plan-acts">
          <p>{w.clashFirst}</p>
          <Button href="/plan/clash">{words.status.choose}</Button>
        </div>
      )}
      {theirs && !clash && !own.open && (
        <div class="plan-acts">
          <Button onClick={() => void answer({ version: plan.version, answer: "agree" })}>{w.agree}</Button>
          <Button kind="second" href="/plan/change">
            {w.change}
          </Button>
          <Button kind="second" onClick={() => own.setOpen(true)}>
            {w.not}
          </Button>
        </div>
      )}
      {theirs && !clash && own.open && (
        <OwnWords own={own} label={w.why} go={w.send} need={w.needWhy} limit={LIMIT} onSend={(text, kept) => void answer({ version: plan.version, answer: "not_agree", text }, kept)} />
      )}
    </Page>
  );
}

export function ClashPage(): JSX.Element {
  const phone = usePhone();
  const work = phone.bundle?.plan_work;
  const clash = work?.clashes[0];
  const { answer, banner, own } = useAnswer(`clash:${clash?.id}`);
  const w = words.clash;
  if (!work || !clash) {
    return (
      <Page title={w.title} back="/plan">
        <EmptyState title={w.none} action={<Button kind="soft" href="/plan">{words.back}</Button>} />
      </Page>
    );
  }
  if (!own) return <p class="waiting-page" />;
  const items = documentOf(work.proposed)[clash.part as "night"] as Line[];
  const say = (value: unknown): JSX.Element => <ClashValue clash={clash} value={value} items={items} orders={phone.bundle?.orders} />;
  return (
    <Page title={w.title} sub={w.sub} eyebrow={partName(clash.part)} back="/plan" tools={["listen"]}>
      {banner}
      {(["theirs", "mine"] as const).map((side) => (
        <Card key={side}>
          <h2 class="small">{w[side]}</h2>
          {say(clash[side])}
          <Button kind="second" onClick={() => void answer({ clash_id: clash.id, answer: side })} label={`${w.pick}. ${w[side]}`}>
            {w.pick}
          </Button>
        </Card>
      ))}
      {(clash.field === "text" || clash.field === "then" || clash.field === "when") &&
        (own.open ? (
          <OwnWords own={own} label={w.ownLabel} go={w.ownGo} need={words.suggestion.need} limit={LINE} act={clash.field === "then"} onSend={(text, kept) => void answer({ clash_id: clash.id, answer: "words", words: text }, kept)} />
        ) : (
          <Button kind="text" onClick={() => own.setOpen(true)}>
            {w.own}
          </Button>
        ))}
    </Page>
  );
}

/** One side of a clash in words: a value, an item or its absence, or an order. What is of a rule says which. */
export function ClashValue({ clash, value, items, orders }: { clash: PlanClash; value: unknown; items: readonly Line[]; orders?: readonly Binding[] | undefined }): JSX.Element {
  if (clash.field === "order") {
    const known = new Map(items.map((item) => [item.id, item]));
    return (
      <ol class="plan-order">
        {(value as string[]).filter((id) => known.has(id)).map((id) => (
          <li key={id}>{saidValue("", known.get(id))}</li>
        ))}
      </ol>
    );
  }
  if (clash.field === "gone") return <p>{value === null ? words.clash.takenOut : saidValue("", value)}</p>;
  const rule = clash.part === "rules" ? (items as readonly (Line & PlanChange["rule"])[]).find((item) => item.id === clash.item_id) : undefined;
  if (rule && (clash.field === "when" || clash.field === "then")) return <p>{ruleName({ ...rule, [clash.field]: value })}</p>;
  return (
    <>
      {rule && <p>{ruleName(rule)}</p>}
      <p>
        {clash.part === "rules" && <span class="second">{words.parts[clash.field] ?? clash.field}: </span>}
        {saidValue(clash.field, value, orders)}
      </p>
    </>
  );
}

export function IdeaPage({ id }: { id: string }): JSX.Element {
  const phone = usePhone();
  const { answer, banner, own } = useAnswer(`idea:${id}`);
  const work = phone.bundle?.plan_work;
  const idea = work?.suggestions.find((one) => one.id === id && one.state === "open");
  const w = words.suggestion;
  if (!work || !idea) {
    return (
      <Page title={w.title(clinicianName(phone))} back="/plan">
        <EmptyState title={words.proposal.none} action={<Button kind="soft" href="/plan">{words.back}</Button>} />
      </Page>
    );
  }
  if (!own) return <p class="waiting-page" />;
  const items = documentOf(work.proposed ?? phone.bundle?.plan ?? null)[idea.part as "night"] as Line[];
  const about = items.find((item) => item.id === idea.item_id);
  const comment = idea.kind === "comment";
  const idea_words = idea.item ? (idea.item.text ?? (idea.item.when && idea.item.then ? saidValue("", idea.item) : (idea.item.then ?? idea.item.when))) : null;
  return (
    <Page title={w[comment ? "asks" : "title"](idea.first_name)} eyebrow={partName(idea.part)} sub={fullDate(idea.on)} back="/plan" tools={["listen"]}>
      {banner}
      {about && (
        <Card>
          <h2 class="small">{w.now}</h2>
          <p>{saidValue("", about)}</p>
        </Card>
      )}
      {idea_words && (
        <Card tone="soft">
          <h2 class="small">{about ? w.idea : idea.part === "rules" ? w.wholeRule : w.whole}</h2>
          <p>{idea_words}</p>
        </Card>
      )}
      {idea.words && (
        <Card>
          <h2 class="small">{w.said(idea.first_name)}</h2>
          <p>{idea.words}</p>
        </Card>
      )}
      {own.open && comment ? (
        <OwnWords own={own} label={w.sayLabel} go={w.ownGo} need={w.need} limit={LIMIT} onSend={(text, kept) => void answer({ suggestion_id: id, answer: "accept", text }, kept)} />
      ) : own.open ? (
        <OwnWords own={own} label={w.own} go={w.ownGo} need={w.need} limit={LINE} act={idea.part === "rules"} onSend={(text, kept) => void answer({ suggestion_id: id, answer: "change", words: text }, kept)} />
      ) : (
        <div class="plan-acts">
          <Button onClick={() => void answer({ suggestion_id: id, answer: "accept" })}>{comment ? w.seen : w.accept}</Button>
          {!comment && (
            <>
              <Button kind="second" onClick={() => own.setOpen(true)}>
                {w.change}
              </Button>
              <Button kind="second" onClick={() => void answer({ suggestion_id: id, answer: "decline" })}>
                {w.decline}
              </Button>
            </>
          )}
          {comment && (
            <Button kind="second" onClick={() => own.setOpen(true)}>
              {w.say}
            </Button>
          )}
          {comment && about && (
            <Button kind="second" href={idea.part === "rules" ? `/plan/rule/${idea.item_id}` : `/plan/line/${idea.part}/${idea.item_id}`}>
              {words.line.edit}
            </Button>
          )}
        </div>
      )}
    </Page>
  );
}

export function HistoryPage(): JSX.Element {
  const phone = usePhone();
  const history = phone.bundle?.plan_work?.history ?? [];
  const w = words.history;
  return (
    <Page title={w.title} back="/plan" tools={["listen"]}>
      {history.length === 0 && <EmptyState title={w.none} />}
      {history.map((one) => (
        <Card key={one.version}>
          <h2 class="small">{w.version(one.version, fullDate(one.made_on))}</h2>
          <p>{`${w.by[one.side] ?? ""}. ${w.state[one.state] ?? ""}.`}</p>
          {one.reason && (
            <p>
              <strong>{w.reason}</strong> {one.reason}
            </p>
          )}
          {one.base_version === null ? <p class="second">{w.first}</p> : one.changes === null ? <p class="second">{w.old}</p> : one.changes.length === 0 ? <p class="second">{w.same}</p> : <ChangeList changes={one.changes} orders={phone.bundle?.orders} asked={one.state === "proposed"} />}
        </Card>
      ))}
    </Page>
  );
}
