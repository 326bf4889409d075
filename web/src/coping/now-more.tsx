/** The pages one step behind Right now: short things to do, one exercise, more people to call, and after the PIN the other helplines. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CrisisLine } from "../api/types.ts";
import { oneLine, telTo, type Phone } from "../people/phone.ts";
import { t } from "../text/index.ts";
import { Banner } from "../ui/banner.tsx";
import { List, Row } from "../ui/card.tsx";
import { Page } from "../ui/page.tsx";
import { Steps } from "../ui/steps.tsx";
import { asLine, builtInLines, furtherLines, openSkills, useOpenContent, type Line } from "./open.ts";

/** The people to call. `further` adds the lines of the content file. */
export function Lines({ phone, further, children }: { phone: Phone; further: boolean; children?: ComponentChildren }): JSX.Element {
  const content = useOpenContent();
  const lines = [...builtInLines(phone.device?.jurisdiction), ...(further ? furtherLines(content?.crisis ?? [], phone.device?.jurisdiction) : [])];
  return (
    <List label={t.now.talk}>
      {lines.map((line) => (
        <LineRow key={line.id} line={line} />
      ))}
      {phone.dutyPhone && (
        <Row icon="phone" title={t.now.team(oneLine(phone.dutyPhone))} second={phone.bundle?.settings.duty_hours ?? phone.device?.duty_hours} href={telTo(phone.dutyPhone)} bold />
      )}
      {children}
    </List>
  );
}

export function PeopleToCall({ phone }: { phone: Phone }): JSX.Element {
  const content = useOpenContent();
  return (
    <Page title={t.now.talk} back="/now" tools={["listen"]} sub={t.now.nobody} dock="none">
      <Lines phone={phone} further />
      {content && !content.signed && <p class="second">{t.now.notSigned}</p>}
    </Page>
  );
}

export function Exercise({ id }: { id: string }): JSX.Element {
  const content = useOpenContent();
  const skill = openSkills(content).find((one) => one.id === id) ?? openSkills(null)[0];
  // Said first: some of these can harm somebody with a weak heart, for example.
  const steps = (skill?.steps ?? []).filter((step) => step !== skill?.caution);
  return (
    <Page title={skill?.title ?? t.now.sounds} of={content?.language} sub={skill?.short} back={true} tools={["listen"]} dock="none">
      {skill?.caution && <Banner tone="needs" icon="warn" word={skill.caution} />}
      <Steps of={steps} />
      {content && !content.signed && <p class="second">{t.now.notSigned}</p>}
    </Page>
  );
}


export function LineRow({ line }: { line: Line }): JSX.Element {
  return <Row icon={line.href === null ? "info" : line.text ? "message" : "phone"} title={line.name} second={line.about} href={line.href ?? undefined} bold />;
}

/** What the person chose for times like this, or the file's own, and every exercise. */
export function ShortThings({ phone }: { phone: Phone }): JSX.Element {
  const content = useOpenContent();
  const own = phone.device?.open_alternatives ?? [];
  const things = own.length > 0 ? own : (content?.alternatives ?? []);
  return (
    <Page title={t.now.short} back="/now" tools={["listen"]} dock="none">
      {things.length > 0 && (
        <>
          <h2 class="small">{own.length > 0 ? t.now.own : t.now.hands}</h2>
          <List label={own.length > 0 ? t.now.own : t.now.hands}>
            {things.map((words) => (
              <Row key={words} title={words} />
            ))}
          </List>
          <h2 class="small">{t.now.stepByStep}</h2>
        </>
      )}
      <List label={t.now.stepByStep}>
        <Row icon="waves" title={t.now.startBreathing} second={t.now.startBreathingHelp} href="/now/breathing" />
        {openSkills(content).map((skill) => (
          <Row key={skill.id} icon="sound" title={skill.title} second={skill.short} href={`/now/exercise/${skill.id}`} />
        ))}
      </List>
    </Page>
  );
}

/** Lines that say what they are for, so they stand behind the PIN. Null while we look, `none` where no file ever came. */
function useHelplines(): CrisisLine[] | "none" | null {
  const [lines, setLines] = useState<CrisisLine[] | "none" | null>(null);
  useEffect(() => {
    let gone = false;
    void (async () => {
      const lessons = await import("../learning/lessons.ts");
      const kept = await lessons.kept();
      if (!gone && kept?.helplines) setLines(kept.helplines);
      const file = await lessons.newest().catch(() => kept);
      if (!gone) setLines(file ? (file.helplines ?? []) : "none");
    })().catch(() => !gone && setLines("none"));
    return () => {
      gone = true;
    };
  }, []);
  return lines;
}

export function Helplines(): JSX.Element {
  const lines = useHelplines();
  const content = useOpenContent();
  return (
    <Page title={t.now.helplines} sub={t.now.helplinesSub} back="/now" tools={["listen"]} dock="none">
      {lines?.length === 0 && <Banner tone="know" word={t.now.helplinesHeld} />}
      {lines === "none" && <Banner tone="know" word={t.now.helplinesNone} />}
      {lines && lines !== "none" && lines.length > 0 && (
        <List label={t.now.helplines}>
          {lines.map((line) => (
            <LineRow key={line.id} line={asLine(line)} />
          ))}
        </List>
      )}
      {content && !content.signed && <p class="second">{t.now.notSigned}</p>}
    </Page>
  );
}
