/** The coping plan on a participant's page: as it stands, its versions, the way to change it, and one page of paper. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { actWords, ruleWords } from "../coping/rules.ts";
import { EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Table } from "../ui/table.tsx";
import { useLoad } from "../staff/load.ts";
import { Block, Part } from "../staff/page.tsx";
import { useSession } from "../staff/session.ts";
import type { CopingPlan, Participant, Plan, PlanSection, Team } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { t } from "../text/index.ts";
import { dateWithYear } from "../staff/when.ts";
import { PlanEditor } from "./plan-editor.tsx";

const w = words.oversight.plan;
export const SECTIONS = Object.keys(w.sections) as PlanSection[];

export function PlanTab({ person, editing }: { person: Participant; editing: boolean }): JSX.Element {
  const { route } = useLocation();
  const loads = useLoad<CopingPlan>(`/api/participants/${person.id}/coping-plan`);
  const here = `/participants/${person.id}/plan`;
  return (
    <Part loads={loads}>
      {(plans) =>
        editing ? (
          <PlanEditor
            participant={person.id}
            current={plans.current}
            onSaved={() => {
              void loads.reload();
              route(here);
            }}
            onChangedElsewhere={() => loads.reload()}
            onLeave={() => route(here)}
          />
        ) : plans.current ? (
          <div class="two-columns">
            <PlanView plan={plans.current} edit={`${here}?edit=1`} />
            <div class="aside no-print">
              <Versions plans={plans} />
            </div>
          </div>
        ) : (
          <EmptyState title={w.none} action={<Button kind="soft" small href={`${here}?edit=1`}>{w.start}</Button>}>
            {w.none_about}
          </EmptyState>
        )
      }
    </Part>
  );
}

function PlanView({ plan, edit }: { plan: Plan; edit: string }): JSX.Element {
  const { me } = useSession();
  const team = useLoad<Team>("/api/team");
  return (
    <article class="plan" aria-label={w.title}>
      <div class="plan-head">
        <h2>
          <span class="no-print">{w.title}</span>
          <span class="print-only">{w.print_title}</span>
        </h2>
        <p>{w.version(plan.version, plan.agreed_on ? dateWithYear(plan.agreed_on) : null)}</p>
        <Button kind="second" small href={edit}>
          {w.edit}
        </Button>
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
                {rule.confidence !== null && <p class="quiet-line no-print">{w.sure(rule.confidence)}</p>}
              </li>
            ))}
          </ul>
        </section>
      )}
      <div class="plan-sections">
        {SECTIONS.map((section) => (
          <section key={section} class={plan[section].length ? "" : "no-print"}>
            <h3>{w.sections[section]}</h3>
            {plan[section].length === 0 ? (
              <p class="quiet-line">{w.empty_section}</p>
            ) : (
              <ul class={section === "alone" ? "lines ticks" : "lines"}>
                {plan[section].map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            )}
          </section>
        ))}
      </div>
      <section class="print-only">
        <h3>{w.talk}</h3>
        <ul class="lines">
          {t.crisis.lines.map((line) => (
            <li key={line.id}>{`${line.name}. ${line.about}.`}</li>
          ))}
          {team.data && <li>{w.team_phone(team.data.duty_phone)}</li>}
        </ul>
        <div class="signs">
          <p>{w.sign_me}</p>
          <p>{w.sign_with(plan.with_first_name || me.user.first_name)}</p>
          <p class="rule-line">{w.sign_date}</p>
          <p class="rule-line">{w.sign_date}</p>
        </div>
        <p>{w.nobody_watches}</p>
      </section>
    </article>
  );
}

function Versions({ plans }: { plans: CopingPlan }): JSX.Element {
  return (
    <Block title={w.history}>
      <Table
        caption={w.history}
        rows={plans.history}
        rowKey={(row) => String(row.version)}
        columns={[
          { key: "version", head: w.number, cell: (row) => row.version },
          { key: "state", head: w.state, cell: (row) => w.states[row.state] ?? row.state },
          { key: "made", head: w.made_on, cell: (row) => dateWithYear(row.made_on) },
        ]}
      />
    </Block>
  );
}
