/** The coping plan on a participant's page: as it stands, its versions, the way to change it, and one page of paper. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { boundChoices, type Binding } from "../coping/bound.ts";
import { actWords, ruleWords } from "../coping/rules.ts";
import { Banner, EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { useLoad } from "../staff/load.ts";
import { Block, Part } from "../staff/page.tsx";
import { useSession } from "../staff/session.ts";
import type { CopingPlan, Participant, Plan, PlanSection, Team } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { dateWithYear } from "../staff/when.ts";
import { PrintedPlan } from "../coping/printed.tsx";
import { ChangeList } from "../coping/changes.tsx";
import { draftOf } from "./drafts.ts";
import { keptUnder, PlanEditor } from "./plan-editor.tsx";
import { Proposal, Suggestions, type Going } from "./plan-proposal.tsx";
import { planWords as pw } from "./plan-text.ts";

const w = words.oversight.plan;
export const SECTIONS = Object.keys(w.sections) as PlanSection[];

export function PlanTab({ person, editing }: { person: Participant; editing: boolean }): JSX.Element {
  const { route } = useLocation();
  const loads = useLoad<CopingPlan>(`/api/participants/${person.id}/coping-plan/work`);
  // An order is read, and that is written down, only where a rule names a part of it or may come to.
  const named = editing || loads.data?.current?.rules.some((rule) => rule.condition_id);
  const found = useLoad<{ orders: (Binding & { state: string })[] }>(named ? `/api/participants/${person.id}/orders` : null);
  const orders = found.data?.orders.filter((one) => one.state === "active");
  // Nobody reads a change any more, and no phone takes a suggestion.
  const ended = person.status === "ended";
  // Where it ended before this page was opened there is nothing to change; where it ends meanwhile, what was typed stays.
  const [over] = useState(ended);
  const here = `/participants/${person.id}/plan`;
  const { me } = useSession();
  const begun = draftOf(keptUnder(person.id), me.user.id) !== "";
  const going = (plans: CopingPlan): Going => ({
    participant: person.id,
    firstName: person.first_name,
    plans,
    reload: () => loads.reload(),
    edit: ended ? null : `${here}?edit=1`,
  });
  return (
    <Part loads={loads}>
      {(plans) =>
        editing && !over ? (
          <PlanEditor
            participant={person.id}
            paper={person.mode === "paper"}
            plans={plans}
            orders={orders}
            onSaved={() => {
              void loads.reload();
              route(here);
            }}
            onChangedElsewhere={() => loads.reload()}
            onLeave={() => route(here)}
          />
        ) : (
          <>
            {plans.current && <OnPaper person={person} plan={plans.current} />}
            <div class="two-columns no-print">
              {plans.current ? (
                <PlanView plan={plans.current} edit={ended ? null : `${here}?edit=1`} uses={plans.uses} orders={orders} />
              ) : (
                <EmptyState title={w.none} action={!ended && <Button kind="soft" small href={`${here}?edit=1`}>{w.start}</Button>}>
                  {ended ? words.oversight.participant.none_begun : w.none_about}
                </EmptyState>
              )}
              <div class="aside">
                {begun && !ended && (
                  <Banner tone="know" word={pw.begun}>
                    <a href={`${here}?edit=1`}>{pw.begun_go}</a>
                  </Banner>
                )}
                {plans.draft && !begun && !ended && (
                  <Banner tone="know" word={pw.draft}>
                    <a href={`${here}?edit=1`}>{pw.draft_go}</a>
                  </Banner>
                )}
                <Proposal {...going(plans)} />
                {person.mode !== "paper" && !ended && <Suggestions {...going(plans)} />}
                <Versions plans={plans} orders={orders} />
              </div>
            </div>
          </>
        )
      }
    </Part>
  );
}

/** One page of paper, as from their phone: whom to ring is said as there, the lines of their own country. */
function OnPaper({ person, plan }: { person: Participant; plan: Plan }): JSX.Element {
  const team = useLoad<Team>("/api/team");
  const place = useLoad<{ jurisdiction: string }>(`/api/participants/${person.id}/learning`);
  return <PrintedPlan plan={plan} jurisdiction={place.data?.jurisdiction} dutyPhone={team.data?.duty_phone ?? null} dutyHours={team.data?.duty_hours ?? ""} zone={person.zone} />;
}

function PlanView({ plan, edit, uses, orders }: { plan: Plan; edit: string | null; uses: CopingPlan["uses"]; orders: readonly Binding[] | undefined }): JSX.Element {
  return (
    <article class="plan" aria-label={w.title}>
      <div class="plan-head">
        <h2>
          {w.title}
        </h2>
        <p>{w.version(plan.version, plan.agreed_on ? dateWithYear(plan.agreed_on) : null)}</p>
        {edit && (
          <Button kind="second" small href={edit}>
            {w.edit}
          </Button>
        )}
      </div>
      {plan.rules.length > 0 && (
        <section>
          <h3>{w.rules}</h3>
          <ul class="rules">
            {plan.rules.map((rule) => (
              <li key={rule.id}>
                <p>
                  <strong>{w.when}</strong> {ruleWords(rule)}
                </p>
                <p>
                  <strong>{w.then}</strong> {actWords(rule.then)}
                  {rule.for_minutes ? `, ${w.for_minutes(rule.for_minutes)}` : ""}
                </p>
                {rule.condition_id && orders && <p class="quiet-line">{boundChoices(orders).find((one) => one.value === rule.condition_id)?.text ?? pw.bound_old}</p>}
                {uses[rule.id] && <p class="quiet-line">{pw.uses(uses[rule.id]!.used, uses[rule.id]!.helped)}</p>}
                {rule.confidence !== null && <p class="quiet-line">{w.sure(rule.confidence)}</p>}
              </li>
            ))}
          </ul>
        </section>
      )}
      <div class="plan-sections">
        {SECTIONS.map((section) => (
          <section key={section}>
            <h3>{w.sections[section]}</h3>
            {plan[section].length === 0 ? (
              <p class="quiet-line">{w.empty_section}</p>
            ) : (
              <ul class="lines">
                {plan[section].map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            )}
          </section>
        ))}
      </div>
    </article>
  );
}

function Versions({ plans, orders }: { plans: CopingPlan; orders: readonly Binding[] | undefined }): JSX.Element {
  return (
    <Block title={w.history}>
      <ul class="plan-said">
        {plans.history.map((one) => (
          <li key={one.version}>
            <p>
              <strong>{`${w.number} ${one.version}`}</strong> {`${w.states[one.state] ?? one.state}. ${pw.by[one.side]}${one.side === "staff" ? `, ${one.first_name}` : ""}, ${dateWithYear(one.made_on)}.${one.side === "participant" && one.answered_on ? ` ${pw.answered(one.first_name, dateWithYear(one.answered_on))}` : ""}`}
            </p>
            {one.reason && <p>{`${pw.reason}: “${one.reason}”`}</p>}
            {one.base_version === null && <p class="quiet-line">{pw.first}</p>}
            {one.base_version !== null && one.changes && one.changes.length > 0 && (
              <details>
                <summary>{pw.what}</summary>
                <ChangeList changes={one.changes} orders={orders} asked={one.state === "proposed"} />
              </details>
            )}
          </li>
        ))}
      </ul>
    </Block>
  );
}
