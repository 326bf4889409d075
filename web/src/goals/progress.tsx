/** How it is going: what was asked for and done, urges with their gaps, what was used, what helped, what meant most. No verdict, no count of days. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client.ts";
import { usePhone } from "../people/phone.ts";
import { keepFile, keptFile, type Progress } from "../store/index.ts";
import { clock, dayNumber, longDay } from "../text/when.ts";
import { EmptyState } from "../ui/banner.tsx";
import { Card, List, Row } from "../ui/card.tsx";
import { Points } from "../ui/chart.tsx";
import { Page } from "../ui/page.tsx";
import { words } from "./text.ts";

const said = words.progress;

const FILE = "progress";

/** What was kept under the PIN at once, then what the server says now. `asked` is true when there is no more to come. */
function useProgress(): { seen: Progress | null; asked: boolean } {
  const [seen, setSeen] = useState<Progress | null>(null);
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    let gone = false;
    const look = async (): Promise<void> => {
      const kept = await keptFile<Progress>(FILE);
      if (kept && !gone) setSeen(kept);
      try {
        const fresh = await get<Progress>("/api/me/progress");
        await keepFile(FILE, fresh);
        if (!gone) setSeen(fresh);
      } catch {
        // With no signal, what was kept stands, with the time that it is from.
      }
      if (!gone) setAsked(true);
    };
    void look();
    return () => {
      gone = true;
    };
  }, []);
  return { seen, asked };
}

export function ProgressPage(): JSX.Element {
  const { zone } = usePhone();
  const { seen, asked } = useProgress();
  const written = seen?.urges.filter((day) => day.urge !== null) ?? [];
  const empty = !seen || (written.length === 0 && seen.practised.length === 0 && seen.goals.length === 0 && seen.activities.length === 0);
  if (empty && !asked) return <p class="waiting-page" />;
  if (empty) {
    return (
      <Page title={said.title} back="/plan" tools={["listen"]}>
        {/* Nothing kept and no answer is not the same as nothing written. */}
        {seen ? <EmptyState title={said.none}>{said.noneHelp}</EmptyState> : <EmptyState title={said.away}>{said.awayHelp}</EmptyState>}
      </Page>
    );
  }
  const weeks = seen.weeks.filter((week) => week.expected !== null);
  return (
    <Page title={said.title} sub={said.sub} back="/plan" tools={["listen"]}>
      <Card>
        <Points
          title={said.urges}
          sentence={said.urgesSaid(written.length, seen.urges.length)}
          bars={seen.urges.map(({ day, urge }) => ({ label: longDay(day), short: dayNumber(day), value: urge }))}
          every={14}
          max={10}
          words="list"
          gap={said.noCard}
        />
      </Card>
      {seen.goals.length > 0 && (
        <>
          <h2 class="small">{said.steps}</h2>
          <List label={said.steps}>
            {seen.goals.map((goal) => (
              <Row key={goal.id} title={goal.text} second={said.stepsDone(goal.done, goal.steps)} href={`/plan/goals/${goal.id}`} />
            ))}
          </List>
        </>
      )}
      {seen.activities.length > 0 && (
        <>
          <h2 class="small">{said.meant}</h2>
          <List label={said.meant}>
            {seen.activities.slice(0, 8).map((one) => (
              <Row key={one.id} title={one.text} second={said.meantDays(one.times, one.meanings.slice(-5).join(", "))} />
            ))}
          </List>
        </>
      )}
      {seen.practised.length > 0 && (
        <>
          <h2 class="small">{said.practised}</h2>
          <List label={said.practised}>
            {seen.practised.map((one) => (
              <Row key={one.code} title={one.text} second={said.times(one.times)} />
            ))}
          </List>
        </>
      )}
      {seen.rules.length > 0 && (
        <>
          <h2 class="small">{said.rules}</h2>
          <List label={said.rules}>
            {seen.rules.map((one) => (
              <Row key={one.id} title={one.text} second={said.ruleUsed(one.used, one.helped)} />
            ))}
          </List>
        </>
      )}
      <h2 class="small">{said.cards}</h2>
      <List label={said.cards}>
        {weeks.length === 0 && <Row title={said.noCards} />}
        {weeks.map((week) => (
          <Row key={week.monday} title={words.week.weekOf(longDay(week.monday))} second={said.cardsWeek(week.done, week.expected ?? 0)} />
        ))}
        <Row title={said.sessions} second={said.held(seen.sessions.held, seen.sessions.planned)} />
      </List>
      <p class="second">{`${said.private} ${said.asOf(`${longDay(seen.as_of, zone)}, ${clock(seen.as_of, zone)}`)}.`}</p>
    </Page>
  );
}
