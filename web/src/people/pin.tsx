/**
 * PinPage: the locked phone. FreshPin: a phone that is enrolled but holds no vault yet (a new browser profile, or the
 * demonstration), where the server checks the PIN once and the vault is made with it.
 */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Offline, post, Problem } from "../api/client.ts";
import { makeVault, refreshBundle, unlock } from "../store/index.ts";
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

export function PinPage(): JSX.Element {
  return (
    <PinFrame
      onPin={async (pin) => {
        const outcome = await unlock(pin);
        return outcome.ok ? null : refusalWords(outcome);
      }}
    />
  );
}

export function FreshPin(): JSX.Element {
  return <PinFrame sub={t.lock.freshHelp} onPin={openFresh} />;
}

async function openFresh(pin: string): Promise<string | null> {
  try {
    await post("/api/unlock", { pin });
  } catch (error) {
    if (error instanceof Offline) return t.pin.needsSignal;
    if (!(error instanceof Problem)) throw error;
    const { body, slug } = error;
    return refusalWords({
      triesLeft: Number(body["tries_left"] ?? 0),
      waitSeconds: Number(body["wait_seconds"] ?? error.retryAfter ?? 0),
      needsCode: slug === "pin-needs-code",
    });
  }
  await makeVault(pin);
  void refreshBundle();
  return null;
}

interface PinFrameProps {
  sub?: string;
  /** The words to show when the PIN was not taken, or null when it was. */
  onPin: (pin: string) => Promise<string | null>;
}

function PinFrame({ sub, onPin }: PinFrameProps): JSX.Element {
  const { dutyPhone } = usePhone();
  const running = useRunning();
  const [note, setNote] = useState<ComponentChildren>(null);
  const [clear, setClear] = useState(0);
  const [busy, setBusy] = useState(false);
  const [forgot, setForgot] = useState(false);
  useEffect(() => {
    document.documentElement.classList.add("at-pin");
    return () => document.documentElement.classList.remove("at-pin");
  }, []);
  const tryPin = async (pin: string): Promise<void> => {
    setBusy(true);
    try {
      const words = await onPin(pin);
      if (words === null) announce(t.pin.opened);
      else setNote(words);
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
