/** More: who can see this, what was recorded, phones, light or dark, the PIN, locking, and taking the app off this phone. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { lock, signOutHere } from "../store/index.ts";
import { t } from "../text/index.ts";
import { lookNow, setLook, type Look } from "../theme.ts";
import { Button } from "../ui/button.tsx";
import { List, Row } from "../ui/card.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { Page } from "../ui/page.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { ChangePin } from "./change-pin.tsx";
import { telTo, usePhone, useWaiting } from "./phone.ts";
import { Phones } from "./phones.tsx";
import { WhoSees } from "./who.tsx";

export default function MorePages(): JSX.Element {
  const { path } = useLocation();
  switch (path) {
    case "/more/who":
      return <WhoSees />;
    case "/more/phones":
      return <Phones />;
    case "/more/look":
      return <Looks />;
    case "/more/pin":
      return <ChangePin />;
    default:
      return <More />;
  }
}

function More(): JSX.Element {
  const { dutyPhone, bundle, device } = usePhone();
  const [leaving, setLeaving] = useState(false);
  return (
    <Page title={t.more.title} back="/" tools={["lock"]}>
      <List label={t.more.title}>
        <Row icon="people" title={t.more.who} second={t.more.whoHelp} href="/more/who" />
        <Row icon="info" title={t.more.about} second={t.more.aboutHelp} href="/about-me" />
        <Row icon="inbox" title={t.more.sent} second={t.more.sentHelp} href="/entries" />
      </List>
      <List label={t.more.phones}>
        <Row icon="device" title={t.more.phones} second={t.more.phonesHelp} href="/more/phones" />
        <Row icon="settings" title={t.more.look} href="/more/look" />
        <Row icon="log" title={t.more.pin} href="/more/pin" />
        <Row icon="lock" title={t.more.lockNow} onClick={lock} trail={<span />} />
        <Row icon="close" title={t.more.signOut} onClick={() => setLeaving(true)} trail={<span />} />
      </List>
      {dutyPhone && (
        <List>
          <Row icon="phone" title={t.more.team(dutyPhone)} second={bundle?.settings.duty_hours ?? device?.duty_hours} href={telTo(dutyPhone)} />
        </List>
      )}
      {leaving && <Leave onClose={() => setLeaving(false)} />}
    </Page>
  );
}

/** Says how many entries still wait, clears what can be read, and never drops an entry. */
function Leave({ onClose }: { onClose: () => void }): JSX.Element {
  const { route } = useLocation();
  const waiting = useWaiting();
  const [busy, setBusy] = useState(false);
  const leave = async (): Promise<void> => {
    setBusy(true);
    await signOutHere();
    onClose();
    route("/", true);
  };
  return (
    <Sheet title={t.signOut.title} onClose={onClose}>
      <p>{waiting > 0 ? t.signOut.waiting(waiting) : t.signOut.none}</p>
      <p class="second">{t.signOut.help}</p>
      <div class="sheet-buttons">
        <Button busy={busy && t.signOut.busy} onClick={() => void leave()}>
          {t.signOut.yes}
        </Button>
        <Button kind="second" onClick={onClose}>
          {t.signOut.no}
        </Button>
      </div>
    </Sheet>
  );
}

function Looks(): JSX.Element {
  const [look, choose] = useState<Look>(lookNow);
  return (
    <Page title={t.look.title} back="/more">
      <ChoiceList
        name="look"
        legend={t.look.legend}
        options={[
          { value: "phone", text: t.look.phone },
          { value: "light", text: t.look.light },
          { value: "dark", text: t.look.dark },
        ]}
        value={look}
        onChange={(value) => {
          setLook(value);
          choose(value);
        }}
      />
    </Page>
  );
}
