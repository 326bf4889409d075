/** My plan: readable without signal after the PIN, and printable on one A4. Empty sections are left out. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { keepTyped, typed } from "../goals/mine.ts";
import { PurposeRows } from "../goals/rows.tsx";
import { usePhone, type Phone } from "../people/phone.ts";
import { drafts, onChange, outbox, type PlanWork } from "../store/index.ts";
import type { PlanSection } from "../api/types.ts";
import { p } from "../text/pages.ts";
import { fullDate } from "../text/when.ts";
import { Banner, EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Card, List, Row } from "../ui/card.tsx";
import { Page } from "../ui/page.tsx";
import { Steps } from "../ui/steps.tsx";
import { askedAnew } from "./changes.tsx";
import { isEmpty } from "./merge.ts";
import { clinicianName } from "./plan-edit.tsx";
import { PrintedPlan, planVersion } from "./printed.tsx";
import { boundName } from "./bound.ts";
import { actWords, ruleWords } from "./rules.ts";
import { words } from "./text.ts";

/** Which note about something kept aside was read last. */
const READ = "plan:read";

const ORDER: readonly PlanSection[] = ["alone", "night", "signs", "surroundings", "people", "ask", "professionals", "reasons"];

export default function PlanPage(): JSX.Element {
  const phone = usePhone();
  const plan = phone.bundle?.plan;
  if (!plan) {
    return (
      <Page title={p.plan.title} tools={["listen", "lock"]}>
        <Going phone={phone} />
        <EmptyState title={p.plan.none} action={<Button kind="soft" href="/plan/change">{words.change.first}</Button>}>
          {p.plan.noneHelp}
        </EmptyState>
        <PurposeRows />
      </Page>
    );
  }
  return (
    <>
      <Page title={p.plan.title} tools={["listen", "lock"]} sub={planVersion(plan)}>
        <Going phone={phone} />
        {plan.rules.length > 0 && (
          <>
            <h2 class="small">{p.plan.when}</h2>
            {plan.rules.map((rule) => (
              <Card key={rule.id}>
                <p>
                  <strong>{p.plan.ifWord}</strong> {ruleWords(rule)}
                </p>
                <p>
                  <strong>{p.plan.thenWord}</strong> {actWords(rule.then)}
                  {rule.for_minutes ? `, ${p.plan.minutes(rule.for_minutes)}` : ""}
                </p>
                {rule.condition_id && (
                  <a class="link" href={`/order?at=${rule.condition_id}`}>
                    {boundName(phone.bundle?.orders, rule.condition_id)}
                  </a>
                )}
                <Uses work={phone.bundle?.plan_work} id={rule.id} />
              </Card>
            ))}
          </>
        )}
        <PurposeRows />
        {ORDER.map((section) => (
          <Section key={section} section={section} items={plan[section]} />
        ))}
        {plan.signed?.length === 2 && (
          <p class="second">{words.status.agreed(plan.signed.find((one) => one.side === "staff")!.first_name, fullDate(plan.agreed_on!))}</p>
        )}
        <div class="plan-acts">
        <Button kind="soft" href="/plan/change">
          {words.change.open}
        </Button>
        <Button kind="text" href="/plan/history">
          {words.history.open}
        </Button>
        <Button kind="second" icon="print" onClick={() => print()}>
          {p.plan.print}
        </Button>
        </div>
      </Page>
      <PrintedPlan plan={plan} jurisdiction={phone.device?.jurisdiction} dutyPhone={phone.dutyPhone} dutyHours={phone.bundle?.settings.duty_hours ?? ""} zone={phone.zone} />
    </>
  );
}

function Uses({ work, id }: { work: PlanWork | undefined; id: string }): JSX.Element | null {
  const uses = work?.uses[id];
  return uses ? <p class="second plan-uses">{words.used(uses.used, uses.helped)}</p> : null;
}

/** Where things stand, worked out from the queue and the bundle: the one that needs the person most, and nothing twice. */
function Going({ phone }: { phone: Phone }): JSX.Element | null {
  const [open, setOpen] = useState({ draft: false, waiting: false, answered: false });
  const [read, setRead] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    const look = (): void => {
      void Promise.all([drafts.unfinished("plan_draft"), outbox()]).then(([found, items]) => {
        const [body] = found.map((one) => one.body);
        const changes = { lines: body?.lines ?? [], rules: body?.rules ?? [], gone: body?.gone ?? [], order: body?.order ?? {} };
        const waits = (kind: string): boolean => items.some((item) => item.state === "here" && item.kind === kind);
        if (!gone) setOpen({ draft: !isEmpty(changes), waiting: waits("plan_draft"), answered: waits("plan_answer") });
      });
    };
    look();
    void typed<string>(READ).then(setRead);
    const stop = onChange(look);
    return () => {
      gone = true;
      stop();
    };
  }, []);
  const work = phone.bundle?.plan_work;
  const w = words.status;
  const proposed = work?.proposed;
  const name = proposed?.with_first_name || clinicianName(phone);
  const ideas = work?.suggestions.filter((one) => one.state === "open") ?? [];
  const [newest] = work?.kept ?? [];
  const kept = newest?.entry_id === read ? undefined : newest;
  const [last] = work?.history ?? [];
  const banner = open.waiting ? (
    <Banner tone="needs" icon="device" word={w.here}>
      {w.hereHelp}
    </Banner>
  ) : open.answered ? (
    <Banner tone="needs" icon="device" word={w.answered}>
      {w.answeredHelp}
    </Banner>
  ) : work && work.clashes.length > 0 ? (
    <Banner tone="needs" word={w.clash}>
      {w.clashHelp} <a href="/plan/clash">{w.choose}</a>
    </Banner>
  ) : proposed?.side === "staff" ? (
    <Banner tone="needs" word={w.theirs(name)}>
      {askedAnew(phone.bundle) ? w.anew : w.theirsHelp} <a href="/plan/proposal">{w.look}</a>
    </Banner>
  ) : open.draft ? (
    <Banner tone="needs" icon="device" word={w.draft}>
      {w.draftHelp} <a href="/plan/change">{words.change.goOn}</a>
    </Banner>
  ) : proposed ? (
    <Banner tone="know" icon="received" word={w.waits(name)}>
      {w.waitsHelp} <a href="/plan/proposal">{w.see}</a>
    </Banner>
  ) : last?.state === "not_agreed" && last.side === "participant" ? (
    <Banner tone="needs" word={w.notAgreed(last.first_name)}>
      {last.reason ?? ""} <a href="/plan/history">{words.history.open}</a>
    </Banner>
  ) : kept ? (
    <Banner tone="needs" word={kept.kind === "plan_answer" ? w.keptAnswer : w.keptTitle}>
      {w.keptWhy[kept.code] ?? ""} {kept.kind === "plan_draft" && <a href="/plan/change">{words.change.open}</a>}{" "}
      <button type="button" class="link" onClick={() => void keepTyped(READ, kept.entry_id).then(() => setRead(kept.entry_id))}>
        {words.suggestion.seen}
      </button>
    </Banner>
  ) : null;
  return (
    <>
      {banner}
      {ideas.length > 0 && (
        <List label={w.suggestions(ideas.length)}>
          {ideas.map((one) => (
            <Row key={one.id} icon="info" title={words.suggestion[one.kind === "comment" ? "asks" : "title"](one.first_name)} second={one.words ?? one.item?.text ?? one.item?.then} href={`/plan/idea/${one.id}`} />
          ))}
        </List>
      )}
    </>
  );
}

function Section({ section, items }: { section: PlanSection; items: readonly string[] }): JSX.Element | null {
  if (items.length === 0) return null;
  const title = p.plan.sections[section];
  return (
    <>
      <h2 class="small">{title}</h2>
      {section === "alone" ? (
        <Steps of={items} />
      ) : (
        <List label={title}>
          {items.map((item) => (
            <Row key={item} title={item} />
          ))}
        </List>
      )}
    </>
  );
}
