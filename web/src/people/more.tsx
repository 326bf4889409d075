/** More: who can see this, what was recorded, phones, light or dark, the PIN, locking, and taking the app off this phone. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { lazyPart } from "../lazy.tsx";
import { lockChoice, setLockChoice, type LockChoice } from "../lock-choice.ts";
import { lock, signOutHere } from "../store/index.ts";
import { p } from "../text/pages.ts";
import { language } from "../text/tongue.ts";
import { lookNow, setLook, type Look } from "../theme.ts";
import { Button } from "../ui/button.tsx";
import { List, Row } from "../ui/card.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { Page } from "../ui/page.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { ChangePin } from "./change-pin.tsx";
import { oneLine, telTo, usePhone } from "./phone.ts";
import { useUnsent } from "./this-phone.ts";
import { Phones } from "./phones.tsx";
import { LanguagePage, LANGUAGES } from "./language.tsx";
import { isOffered } from "./speak.ts";
import { WhoSees } from "./who.tsx";

const RemindersPage = lazyPart(() => import("../reminders/page.tsx"));

export default function MorePages(): JSX.Element {
  const { path } = useLocation();
  switch (path) {
    case "/more/who":
      return <WhoSees />;
    case "/more/phones":
      return <Phones />;
    case "/more/look":
      return <Looks />;
    case "/more/language":
      return <LanguagePage />;
    case "/more/reminders":
      return <RemindersPage />;
    case "/more/lock":
      return <LockWhen />;
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
    <Page title={p.more.title} back="/" tools={["lock"]}>
      <List label={p.more.title}>
        <Row icon="people" title={p.more.who} second={p.more.whoHelp} href="/more/who" />
        <Row icon="info" title={p.more.about} second={p.more.aboutHelp} href="/about-me" />
        <Row icon="message" title={p.more.question} second={p.more.questionHelp} href="/question" />
        <Row icon="ask" title={p.more.ask} second={p.more.askHelp} href="/ask" />
        <Row icon="waves" title={p.more.patterns} second={p.more.patternsHelp} href="/patterns" />
        <Row icon="inbox" title={p.more.sent} second={p.more.sentHelp} href="/entries" />
      </List>
      <List label={p.more.phones}>
        <Row icon="device" title={p.more.phones} second={p.more.phonesHelp} href="/more/phones" />
        <Row icon="clock" title={p.more.reminders} second={p.more.remindersHelp} href="/more/reminders" />
        <Row icon="settings" title={p.more.look} href="/more/look" />
        {isOffered() && <Row icon="message" title={p.more.language} second={LANGUAGES[language]} href="/more/language" />}
        <Row icon="log" title={p.more.pin} href="/more/pin" />
        <Row icon="pause" title={p.more.lockWhen} second={lockChoice() === "at-once" ? p.lockWhen.atOnce : p.lockWhen.soon} href="/more/lock" />
        <Row icon="lock" title={p.more.lockNow} onClick={lock} trail={<span />} />
        <Row icon="close" title={p.more.signOut} onClick={() => setLeaving(true)} trail={<span />} />
      </List>
      {dutyPhone && (
        <List>
          <Row icon="phone" title={p.more.team(oneLine(dutyPhone))} second={bundle?.settings.duty_hours ?? device?.duty_hours} href={telTo(dutyPhone)} />
        </List>
      )}
      {leaving && <Leave onClose={() => setLeaving(false)} />}
    </Page>
  );
}

/** Says how many entries still wait, clears what can be read, and never drops an entry. */
function Leave({ onClose }: { onClose: () => void }): JSX.Element {
  const { route } = useLocation();
  const waiting = useUnsent();
  const [busy, setBusy] = useState(false);
  const leave = async (): Promise<void> => {
    setBusy(true);
    await signOutHere();
    onClose();
    route("/", true);
  };
  return (
    <Sheet title={p.signOut.title} onClose={onClose}>
      <p>{waiting > 0 ? p.signOut.waiting(waiting) : p.signOut.none}</p>
      <p class="second">{p.signOut.help}</p>
      <div class="sheet-buttons">
        <Button busy={busy && p.signOut.busy} onClick={() => void leave()}>
          {p.signOut.yes}
        </Button>
        <Button kind="second" onClick={onClose}>
          {p.signOut.no}
        </Button>
      </div>
    </Sheet>
  );
}

function LockWhen(): JSX.Element {
  const [choice, choose] = useState<LockChoice>(lockChoice);
  return (
    <Page title={p.lockWhen.title} back="/more" tools={["listen"]}>
      <ChoiceList
        name="lock"
        legend={p.lockWhen.legend}
        options={[
          { value: "soon", text: p.lockWhen.soon, help: p.lockWhen.soonHelp },
          { value: "at-once", text: p.lockWhen.atOnce, help: p.lockWhen.atOnceHelp },
        ]}
        value={choice}
        onChange={(value) => {
          setLockChoice(value);
          choose(value);
        }}
      />
      <p class="second">{p.lockWhen.always}</p>
    </Page>
  );
}

function Looks(): JSX.Element {
  const [look, choose] = useState<Look>(lookNow);
  return (
    <Page title={p.look.title} back="/more">
      <ChoiceList
        name="look"
        legend={p.look.legend}
        options={[
          { value: "phone", text: p.look.phone },
          { value: "light", text: p.look.light },
          { value: "dark", text: p.look.dark },
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
