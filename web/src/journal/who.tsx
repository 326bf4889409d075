/**
 * WhoReads: who can read what is about to be saved, what is not sent, and what may be passed on. Shown before the button.
 * WhoReadsShort: the same in a few lines, above a question. isTold: the logs for which it comes before anything can be sent. CallLines: people to call.
 */
import type { JSX } from "preact";
import { LineRow } from "../coping/now-more.tsx";
import { builtInLines } from "../coping/open.ts";
import { oneLine, telTo, usePhone } from "../people/phone.ts";
import { t } from "../text/index.ts";
import { Banner } from "../ui/banner.tsx";
import { List, Row } from "../ui/card.tsx";
import { words } from "./text.ts";

export function WhoReads(): JSX.Element {
  const { device } = usePhone();
  const clinician = device?.readers.clinician;
  const lead = device?.readers.lead;
  if (device?.status === "ended") {
    return (
      <Banner tone="needs" word={t.today.ended}>
        {t.today.endedHelp}
      </Banner>
    );
  }
  return (
    <>
      <h2 class="small">{words.who.title}</h2>
      <List label={words.who.title}>
        <Row
          icon="people"
          title={clinician ? words.who.clinician(clinician) : words.who.noClinician}
          second={lead ? words.who.lead(lead) : words.who.hours}
        />
        <Row icon="close" title={words.who.probation} />
        {device?.past_breach_policy && (
          <Row icon="info" title={<span class="policy">{device.past_breach_policy}</span>} />
        )}
      </List>
    </>
  );
}

export function isTold(kind: string | undefined): boolean {
  return kind === "acted" || kind === "near_miss";
}

export function WhoReadsShort(): JSX.Element {
  const { device } = usePhone();
  if (device?.status === "ended") return <WhoReads />;
  const { who } = words;
  const { clinician, lead } = device?.readers ?? {};
  const said = [`${clinician ? who.clinician(clinician) : who.noClinician}.`, lead ? who.lead(lead) : who.hours, `${who.probation}.`];
  return (
    <Banner tone="know" word={`${who.title}:`}>
      {said.join(" ")} <span class="policy">{device?.past_breach_policy}</span>
    </Banner>
  );
}

/** 999 and the line for when one cannot cope first; `all` adds the other built-in lines and the team's own phone. */
export function CallLines({ all = false }: { all?: boolean }): JSX.Element {
  const { device, bundle, dutyPhone } = usePhone();
  const lines = builtInLines(device?.jurisdiction).slice(0, all ? undefined : 2);
  return (
    <List>
      {lines.map((line) => (
        <LineRow key={line.id} line={line} />
      ))}
      {all && dutyPhone && (
        <Row
          icon="phone"
          title={words.notSafe.team(oneLine(dutyPhone))}
          second={bundle?.settings.duty_hours ?? device?.duty_hours}
          href={telTo(dutyPhone)}
          bold
        />
      )}
    </List>
  );
}
