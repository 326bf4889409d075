/** Patterns: what one's own logs of 30 days show. Worked out on the phone, so it is there without signal. */
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { useNow, usePhone } from "../people/phone.ts";
import { dayNumber } from "../text/when.ts";
import { EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Bars, Points } from "../ui/chart.tsx";
import { Page } from "../ui/page.tsx";
import { words } from "./ask-text.ts";
import { patternsOf } from "./patterns.ts";
import { useSkills } from "./skills.ts";
import { words as journal } from "./text.ts";

const said = words.patterns;
const ENOUGH = 3;

type Line = { key: string; text: string; n: number; of: number; count: string };

export function PatternsPage(): JSX.Element {
  const { bundle, zone } = usePhone();
  const now = useNow();
  const skills = useSkills();
  const minute = Math.floor(now.getTime() / 60_000);
  const seen = useMemo(() => patternsOf(bundle?.entries ?? [], minute * 60_000, zone), [bundle, minute, zone]);
  const logs = bundle?.entries.filter((own) => own.kind === "trigger" && !own.withdrawn).length ?? 0;
  if (logs < ENOUGH) {
    return (
      <Page title={said.title} back="/more" tools={["listen", "lock"]}>
        <EmptyState
          title={said.none}
          action={
            <Button kind="soft" href="/log">
              {journal.entries.make}
            </Button>
          }
        >
          {said.noneHelp}
        </EmptyState>
      </Page>
    );
  }
  const text = (options: readonly { value: string; text: string }[], code: string): string | null =>
    options.find((option) => option.value === code)?.text ?? null;
  const tally = (options: readonly { value: string; text: string }[], counts: { code: string; n: number }[]): Line[] => {
    const top = Math.max(1, ...counts.map((one) => one.n));
    return counts.flatMap(({ code, n }) => {
      const words_ = text(options, code);
      return words_ ? [{ key: code, text: words_, n, of: top, count: said.times(n) }] : [];
    });
  };
  const helped = seen.helped.flatMap(({ code, skill, helped: n, of }) => {
    const words_ = text(skill ? skills : journal.extra.did.options, code);
    return words_ ? [{ key: `${skill}/${code}`, text: words_, n, of, count: said.helpedOf(n, of) }] : [];
  });
  const told = seen.days.filter((day) => day.strongest !== null).length;
  return (
    <Page title={said.title} sub={said.sub} back="/more" tools={["listen", "lock"]}>
      {seen.most && (
        <div class="card pad">
          <Bars
            title={said.hours}
            sentence={said.hoursSaid(seen.most.n, seen.urges, clockOf(seen.most.from), clockOf(seen.most.to))}
            bars={seen.hours.map((n, hour) => ({ label: String(hour).padStart(2, "0"), value: n }))}
            every={6}
            max={4}
            words="list"
          />
        </div>
      )}
      <div class="card pad">
        <Points
          title={said.days}
          sentence={`${said.daysSaid(told, seen.days.length)} ${said.honest}`}
          bars={seen.days.map((day) => ({ label: dayNumber(day.on), value: day.strongest }))}
          every={3}
          max={10}
          words="list"
          gap={said.gap}
        />
      </div>
      <Tallies title={said.triggers} lines={tally(journal.extra.triggers.options, seen.triggers)} />
      <Tallies title={said.needs} lines={tally(journal.extra.need.options, seen.needs)} />
      <Tallies title={said.helped} lines={helped} />
    </Page>
  );
}

function clockOf(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}

/** A few counts with a bar each; the words and the number say it all. */
function Tallies({ title, lines }: { title: string; lines: readonly Line[] }): JSX.Element | null {
  if (lines.length === 0) return null;
  return (
    <>
      <h2 class="small">{title}</h2>
      <ul class="card pad tallies" aria-label={title}>
        {lines.map((line) => (
          <li key={line.key}>
            <span>{line.text}</span>
            <span class="second">{line.count}</span>
            <svg class="tally" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">
              <rect class="tally-ground" width="100" height="6" />
              <rect class="tally-part" width={(100 * line.n) / line.of} height="6" />
            </svg>
          </li>
        ))}
      </ul>
    </>
  );
}
