/** NothingKept: this browser opens no storage, so nothing that is written here would last. Says so, what helps, and whom to call instead. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client.ts";
import { LineRow } from "../coping/now-more.tsx";
import { builtInLines } from "../coping/open.ts";
import type { DeviceInfo } from "../store/index.ts";
import { p } from "../text/pages.ts";
import { Banner } from "../ui/banner.tsx";
import { List, Row } from "../ui/card.tsx";
import { Page } from "../ui/page.tsx";
import { oneLine, telTo } from "./phone.ts";

export default function NothingKept(): JSX.Element {
  const [phone, setPhone] = useState<Pick<DeviceInfo, "duty_phone" | "duty_hours" | "jurisdiction"> | null>(null);
  useEffect(() => {
    // Storage is gone, the phone's credential may not be: then the server still says whom to ring.
    get<DeviceInfo>("/api/me/device").then(setPhone, () => undefined);
  }, []);
  return (
    <Page title={p.nothingKept.title} sub={p.nothingKept.help} tools={["listen"]} dock={{ label: p.nothingKept.again, onPress: () => location.reload() }}>
      <Banner tone="needs" icon="warn" word={p.nothingKept.dont}>
        {p.nothingKept.before}
      </Banner>
      <ol class="card pad numbered">
        {p.nothingKept.steps.map((words, i) => (
          <li key={words}>
            <span class="number" aria-hidden="true">
              {i + 1}
            </span>
            <span>{words}</span>
          </li>
        ))}
      </ol>
      <h2 class="small">{p.nothingKept.call}</h2>
      <List label={p.nothingKept.call}>
        {phone?.duty_phone && <Row icon="phone" title={p.nothingKept.team(oneLine(phone.duty_phone))} second={phone.duty_hours} href={telTo(phone.duty_phone)} bold />}
        {builtInLines(phone?.jurisdiction).map((line) => (
          <LineRow key={line.id} line={line} />
        ))}
      </List>
    </Page>
  );
}
