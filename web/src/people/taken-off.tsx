/** A phone that may not read any more: what it still holds, what becomes of that, and how it is set up again. No PIN is asked for. */
import type { JSX } from "preact";
import { t } from "../text/index.ts";
import { p } from "../text/pages.ts";
import { Banner } from "../ui/banner.tsx";
import { List, Row } from "../ui/card.tsx";
import { Mark } from "../ui/icon.tsx";
import { Page } from "../ui/page.tsx";
import { oneLine, telTo, usePhone } from "./phone.ts";
import { useUnsent } from "./this-phone.ts";

export default function TakenOff(): JSX.Element {
  const { device, dutyPhone } = usePhone();
  const waiting = useUnsent();
  return (
    <Page title={p.takenOff.title} sub={p.takenOff.help} before={<Mark />} tools={["listen"]} dock={{ label: t.pin.haveCode, href: "/enrol" }}>
      <Banner tone="know" word={waiting > 0 ? p.phones.waiting(waiting) : p.signOut.none}>
        {/* Taken off, what waits may still be sent; where the server does not know the phone, only under a new code. */}
        {waiting > 0 && (device?.revoked ? p.takenOff.still : p.takenOff.code)}
      </Banner>
      <List>
        {dutyPhone && <Row icon="phone" title={t.pin.ringTeam(oneLine(dutyPhone))} href={telTo(dutyPhone)} />}
        <Row icon="log" title={t.pin.write} second={p.takenOff.writeHelp} href="/log" />
      </List>
    </Page>
  );
}
