/** My plan: readable without signal after the PIN, and printable on one A4. Empty sections are left out. */
import type { JSX } from "preact";
import { PurposeRows } from "../goals/rows.tsx";
import { usePhone } from "../people/phone.ts";
import type { Plan } from "../store/index.ts";
import type { PlanSection } from "../api/types.ts";
import { p } from "../text/pages.ts";
import { fullDate } from "../text/when.ts";
import { EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Card, List, Row } from "../ui/card.tsx";
import { Page } from "../ui/page.tsx";
import { PrintedPlan } from "./printed.tsx";
import { actWords, ruleWords } from "./rules.ts";

const ORDER: readonly PlanSection[] = ["alone", "night", "signs", "surroundings", "people", "ask", "professionals", "reasons"];

export default function PlanPage(): JSX.Element {
  const phone = usePhone();
  const plan = phone.bundle?.plan;
  if (!plan) {
    return (
      <Page title={p.plan.title} tools={["listen", "lock"]}>
        <EmptyState title={p.plan.none}>{p.plan.noneHelp}</EmptyState>
        <PurposeRows />
      </Page>
    );
  }
  return (
    <>
      <Page title={p.plan.title} tools={["listen", "lock"]} sub={planVersion(plan)}>
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
              </Card>
            ))}
          </>
        )}
        <PurposeRows />
        {ORDER.map((section) => (
          <Section key={section} section={section} items={plan[section]} />
        ))}
        <Button kind="second" icon="print" onClick={() => print()}>
          {p.plan.print}
        </Button>
      </Page>
      <PrintedPlan plan={plan} phone={phone} />
    </>
  );
}

export function planVersion(plan: Plan): string {
  return plan.agreed_on ? p.plan.agreed(plan.version, fullDate(plan.agreed_on)) : p.plan.version(plan.version);
}

function Section({ section, items }: { section: PlanSection; items: readonly string[] }): JSX.Element | null {
  if (items.length === 0) return null;
  const title = p.plan.sections[section];
  return (
    <>
      <h2 class="small">{title}</h2>
      {section === "alone" ? (
        <ol class="card pad numbered">
          {items.map((item, i) => (
            <li key={item}>
              <span class="number" aria-hidden="true">
                {i + 1}
              </span>
              <span>{item}</span>
            </li>
          ))}
        </ol>
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
