/** Who can see this: who opened the record, by role and date, and every word that was sent about the person. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client.ts";
import type { WhoSaw } from "../api/types.ts";
import { t } from "../text/index.ts";
import { p } from "../text/pages.ts";
import { welsh } from "../text/tongue.ts";
import { longDay } from "../text/when.ts";
import { List, Row } from "../ui/card.tsx";
import { Page } from "../ui/page.tsx";
import { NotShown } from "./not-shown.tsx";
import { usePhone } from "./phone.ts";

/** So many are shown at first, so that what was sent is not a long way down. */
const FEW = 6;

export function WhoSees(): JSX.Element {
  const { device } = usePhone();
  const [saw, setSaw] = useState<WhoSaw | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const [all, setAll] = useState(false);
  const load = (): Promise<void> =>
    get<WhoSaw>("/api/me/who-saw").then((answer) => {
      setSaw(answer);
      setFailed(null);
    }, setFailed);
  useEffect(() => void load(), []);
  const names = [device?.readers.clinician, device?.readers.lead].filter(Boolean);
  return (
    <Page title={p.who.title} back="/more" tools={["listen"]}>
      <p>{p.who.sub}</p>
      {names.length > 0 && <p class="second">{p.who.names(names.join(t.rule.and))}</p>}
      <p>{p.who.never}</p>
      <p>{p.who.inspect}</p>
      {failed !== null && <NotShown error={failed} offline={p.who.offline} onAgain={load} />}
      {saw && (
        <>
          <h2 class="small">{p.who.opened}</h2>
          <List label={p.who.opened}>
            {saw.items.length === 0 && <Row title={p.who.none} />}
            {saw.items.slice(0, all ? undefined : FEW).map((item) => (
              <Row key={`${item.on} ${item.role} ${item.what} ${item.why}`} title={`${p.who.roles[item.role] ?? item.role}, ${longDay(item.on)}`} second={[item.what, item.why].filter(Boolean).join(", ")} />
            ))}
            {!all && saw.items.length > FEW && <Row title={<span class="as-link">{p.who.all(saw.items.length)}</span>} onClick={() => setAll(true)} trail={<span />} />}
          </List>
          <h2 class="small">{p.who.sent}</h2>
          <List label={p.who.sent}>
            {saw.sent.length === 0 && <Row title={p.who.sentNone} />}
            {saw.sent.map((item) => (
              <Row key={`${item.on} ${item.to} ${item.text}`} title={<span lang={item.meaning ? "en" : undefined}>{item.text}</span>} second={[item.meaning && welsh?.notes.meaning(item.meaning), `${p.who.to(item.to)}, ${longDay(item.on)}`].filter(Boolean).join(" ")} />
            ))}
          </List>
        </>
      )}
    </Page>
  );
}
