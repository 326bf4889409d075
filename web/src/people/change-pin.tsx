/** Change my PIN: the old one, then the new one twice. Needs signal, because the server keeps a check of its own. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { changePin, type PinChange } from "../store/change-pin.ts";
import { p } from "../text/pages.ts";
import { language } from "../text/tongue.ts";
import { Page } from "../ui/page.tsx";
import { PinPad } from "../ui/pinpad.tsx";
import { refusalWords } from "./phone.ts";

type Step = "old" | "new" | "again" | "done";

function why(outcome: Exclude<PinChange, { ok: true }>): string {
  if (outcome.reason === "wrong") return refusalWords(outcome.refused);
  if (outcome.reason === "differs") return p.changePin.differs;
  if (outcome.reason === "no-signal") return p.changePin.needsSignal;
  const said = outcome.problem;
  return (said?.language ?? "en") === language ? (said?.detail ?? p.changePin.failed) : p.changePin.failed;
}

export function ChangePin(): JSX.Element {
  const [step, setStep] = useState<Step>("old");
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [note, setNote] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [clear, setClear] = useState(0);
  const go = (next: Step, words: string | null = null): void => {
    setNote(words);
    setClear((n) => n + 1);
    setStep(next);
  };
  const change = async (again: string): Promise<void> => {
    if (again !== fresh) return go("new", p.enrol.pinDiffer);
    setBusy(true);
    try {
      const outcome = await changePin(old, fresh);
      if (outcome.ok) go("done");
      else go(outcome.reason === "refused" ? "new" : "old", why(outcome));
    } finally {
      setBusy(false);
    }
  };
  if (step === "done") {
    return <Page title={p.changePin.done} sub={p.changePin.doneHelp} back="/more" />;
  }
  const title = { old: p.changePin.old, new: p.changePin.new, again: p.changePin.again }[step];
  return (
    <Page title={title} back="/more" className="pin-page" dock="none">
      <PinPad
        label={title}
        clear={clear}
        busy={busy}
        note={note}
        onDone={(pin) => {
          if (step === "old") {
            setOld(pin);
            go("new");
          } else if (step === "new") {
            setFresh(pin);
            go("again");
          } else void change(pin);
        }}
      />
    </Page>
  );
}
