/**
 * PinPage: the locked phone. FreshPin: a phone that is enrolled but holds no vault yet (a new browser profile, or the
 * demonstration), where the server checks the PIN once and the vault is made with it.
 */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { standing, unlock, type Refusal } from "../store/index.ts";
import { t } from "../text/index.ts";
import { Button } from "../ui/button.tsx";
import { List } from "../ui/card.tsx";
import { Mark } from "../ui/icon.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { PinPad } from "../ui/pinpad.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { RunningRow } from "../coping/running-row.tsx";
import { useRunning } from "../coping/running.ts";
import { oneLine, refusalWords, telTo, usePhone } from "./phone.ts";

/** Why a PIN was not taken. */
type Refused = Omit<Refusal, "ok"> | string | null;

export function PinPage(): JSX.Element {
  return (
    <PinFrame
      onPin={async (pin) => {
        const outcome = await unlock(pin);
        return outcome.ok ? null : outcome;
      }}
      before={standing}
    />
  );
}

export function FreshPin(): JSX.Element {
  return <PinFrame sub={t.lock.freshHelp} onPin={async (pin) => (await import("./open-fresh.ts")).openFresh(pin)} />;
}

interface PinFrameProps {
  sub?: string;
  /** Null when it was taken. */
  onPin: (pin: string) => Promise<Refused>;
  /** How it stands before any PIN is typed. */
  before?: () => Promise<Refusal>;
}

function PinFrame({ sub, onPin, before }: PinFrameProps): JSX.Element {
  const { dutyPhone } = usePhone();
  const running = useRunning();
  const [note, setNote] = useState<string | null>(null);
  const over = useRef(0 as unknown as ReturnType<typeof setTimeout>);
  const [clear, setClear] = useState(0);
  const [busy, setBusy] = useState(false);
  const [forgot, setForgot] = useState(false);
  useEffect(() => {
    document.documentElement.classList.add("at-pin");
    return () => document.documentElement.classList.remove("at-pin");
  }, []);
  const show = (refused: NonNullable<Refused>): void => {
    clearTimeout(over.current);
    if (typeof refused === "string") return setNote(refused);
    setNote(refusalWords(refused));
    if (refused.waitSeconds > 0) over.current = setTimeout(setNote, refused.waitSeconds * 1000, null);
  };
  useEffect(() => {
    void before?.().then((now) => (now.waitSeconds > 0 || now.needsCode) && show(now));
    return () => clearTimeout(over.current);
  }, []);
  const tryPin = async (pin: string): Promise<void> => {
    setBusy(true);
    try {
      const refused = await onPin(pin);
      if (refused === null) announce(t.pin.opened);
      else show(refused);
    } catch {
      setNote(t.page.failed);
    } finally {
      setBusy(false);
      setClear((n) => n + 1);
    }
  };
  return (
    <Page
      title={t.lock.title}
      sub={sub}
      before={running ? undefined : <Mark />}
      className="pin-page"
      dock={{ label: t.pin.write, icon: "log", kind: "second", href: "/log" }}
    >
      {running && (
        <List>
          <RunningRow running={running} />
        </List>
      )}
      <PinPad
        label={t.pin.enter}
        onDone={(pin) => void tryPin(pin)}
        note={note}
        clear={clear}
        busy={busy}
        left={
          <button type="button" class="link" onClick={() => setForgot(true)}>
            {t.pin.forgot}
          </button>
        }
      />
      {forgot && (
        <Sheet title={t.pin.forgotTitle} onClose={() => setForgot(false)}>
          <p>{t.pin.forgotHelp}</p>
          <div class="sheet-buttons">
            <Button href="/enrol">{t.pin.haveCode}</Button>
            {dutyPhone && (
              <Button kind="second" icon="phone" href={telTo(dutyPhone)}>
                {t.pin.ringTeam(oneLine(dutyPhone))}
              </Button>
            )}
            <Button kind="second" onClick={() => setForgot(false)}>
              {t.pin.notNow}
            </Button>
          </div>
        </Sheet>
      )}
    </Page>
  );
}
