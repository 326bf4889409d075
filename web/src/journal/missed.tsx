/** Saying why a check-in was missed: one choice, and a few words if somebody likes. Needs the PIN. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { usePhone } from "../people/phone.ts";
import { answeredHere, noteAnswered } from "../store/answered.ts";
import { saveEntry, type MissedReasonBody } from "../store/index.ts";
import { weekday } from "../text/when.ts";
import { EmptyState, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { GuardedText, useGuard } from "./guarded.tsx";
import { NotKept } from "./keeping.tsx";
import { words } from "./text.ts";
import { WhoReads } from "./who.tsx";

const said = words.missed;

export function Missed({ id }: { id: string }): JSX.Element {
  const { bundle } = usePhone();
  const { route } = useLocation();
  const [reason, setReason] = useState<string | null>(null);
  const [text, setText] = useState("");
  const [kept, setKept] = useState<string[]>([]);
  const [asking, setAsking] = useState(false);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  const find = useGuard();
  const one = bundle?.missed?.find((missed) => missed.id === id);
  if (!one || one.reason_said || answeredHere().has(`why.${id}`)) {
    return (
      <Page title={one ? said.said : said.gone} back="/">
        {!one && <EmptyState title={said.goneHelp} />}
      </Page>
    );
  }
  const save = async (): Promise<void> => {
    if (!reason) return setErrors([{ field: "reason", message: said.missing }]);
    if (find(text, kept).length > 0) {
      setAsking(true);
      announce(words.guard.look);
      return document.getElementById("why_text")?.focus();
    }
    setBusy(true);
    setFailed(null);
    try {
      const body: MissedReasonBody = { occurrence_id: id, reason: reason as MissedReasonBody["reason"], kept };
      const sent = await saveEntry("missed_reason", text.trim() ? { ...body, text: text.trim() } : body);
      await noteAnswered(`why.${id}`);
      route(`/log/saved/${sent.id}`, true);
    } catch (error) {
      setFailed({ error });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page
      title={said.title(said.forms[one.form_id] ?? said.forms["daily-card"]!, weekday(one.local_date))}
      sub={said.sub}
      back="/"
      tools={["listen"]}
      dock={{ label: said.save, onPress: () => void save(), busy: busy && said.saving }}
    >
      <ErrorSummary errors={errors} />
      {failed && <NotKept error={failed.error} />}
      <ChoiceList
        name="reason"
        legend={said.why}
        options={said.options}
        value={reason}
        onChange={(value) => {
          setErrors([]);
          setReason(value);
        }}
        error={errors[0]?.message ?? null}
      />
      <GuardedText name="why_text" label={said.text} value={text} kept={kept} onInput={setText} onKeep={setKept} asking={asking} />
      <WhoReads />
    </Page>
  );
}
