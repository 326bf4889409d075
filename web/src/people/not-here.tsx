/** A page whose words come with the bundle, on a phone that is open and has none: after it was cleared, or with no signal yet. Never "there is none". */
import type { JSX } from "preact";
import { t } from "../text/index.ts";
import { p } from "../text/pages.ts";
import { List, Row } from "../ui/card.tsx";
import { Page } from "../ui/page.tsx";
import { usePhone } from "./phone.ts";

export function NotHere({ back }: { back: string }): JSX.Element {
  const ended = usePhone().device?.status === "ended";
  return (
    <Page title={ended ? t.today.ended : p.notHere.title} sub={ended ? t.today.endedHelp : p.notHere.help} back={back} tools={["listen", "lock"]}>
      {!ended && (
        <List>
          <Row icon="log" title={p.notHere.log} href="/log" />
        </List>
      )}
    </Page>
  );
}
