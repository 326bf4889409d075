/**
 * Ask or object: to stop, that a record is wrong, a complaint about data, a copy. Each says who answers and by when, is an entry
 * with an owner, and shows its answer here. Needs the PIN; works without signal.
 */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { usePhone } from "../people/phone.ts";
import { withOffset } from "../store/day.ts";
import { saveEntry, type AboutMe, type AbsenceReason, type Bodies, type RequestKind } from "../store/index.ts";
import { welsh } from "../text/tongue.ts";
import { clock12, longDay } from "../text/when.ts";
import { Banner, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { List, Row } from "../ui/card.tsx";
import { ChoiceList, type Choice } from "../ui/choice.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { words } from "./ask-text.ts";
import { EntryRow } from "./entries.tsx";
import { GuardedText, LIMIT, useFreeText, useGuard } from "./guarded.tsx";
import { useMine } from "./mine.ts";
import { words as journal } from "./text.ts";

const said = words.ask;
const KINDS = Object.keys(said.kinds) as RequestKind[];
const OTHER = "other";

const ADDRESS: Record<string, RequestKind> = {
  stop: "stop_request",
  record: "dispute",
  complaint: "complaint",
  copy: "copy_request",
};

export function Ask(): JSX.Element {
  const { path } = useLocation();
  const view = path.split("/")[2] ?? "";
  if (view === "why") return <Why />;
  const kind = ADDRESS[view];
  return kind ? <Request key={kind} kind={kind} /> : <All />;
}

function All(): JSX.Element {
  const mine = useMine()?.filter((one) => (KINDS as string[]).includes(one.kind)) ?? [];
  return (
    <Page title={said.title} sub={said.sub} back="/more" tools={["listen", "lock"]}>
      <List label={said.choose}>
        {Object.entries(ADDRESS).map(([address, kind]) => (
          <Row key={kind} icon="ask" title={said.kinds[kind].row} second={said.kinds[kind].second} href={`/ask/${address}`} />
        ))}
      </List>
      {mine.length > 0 && (
        <>
          <h2 class="small">{said.asked}</h2>
          <ul class="card list sent" aria-label={said.asked}>
            {mine.map((one) => (
              <EntryRow key={one.id} mine={one} />
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}

/** Who answers it and by when. The phone and the server keep to the same rule: 2 working days. */
function Answers({ kind }: { kind: RequestKind }): JSX.Element {
  const { device, bundle } = usePhone();
  const clinician = bundle?.clinician?.first_name ?? device?.readers.clinician;
  const lead = bundle?.lead?.first_name ?? device?.readers.lead;
  const who =
    kind === "dispute"
      ? lead
        ? said.lead(lead)
        : said.leadPlain
      : clinician && lead
        ? said.either(clinician, lead)
        : said.eitherPlain;
  return (
    <>
      <h2 class="small">{said.next}</h2>
      <div class="card pad">
        {[...said.kinds[kind].about, who].map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
    </>
  );
}

/** "We told probation how it went on Thursday. These are the words they got: Came." The day stands above already. */
function wordsSent(text: string): string {
  return text.split(": ").at(-1) ?? text;
}

/** The newest word about each session, newest first. */
function newestOfEach(about: readonly AboutMe[]): AboutMe[] {
  const found = new Map<string, AboutMe>();
  for (const one of about) if ((found.get(one.series_id)?.version ?? 0) < one.version) found.set(one.series_id, one);
  return [...found.values()].sort((a, b) => b.appointment_at.localeCompare(a.appointment_at));
}

function Request({ kind }: { kind: RequestKind }): JSX.Element {
  const { route } = useLocation();
  const { bundle, zone } = usePhone();
  const find = useGuard();
  // Where the clinician has switched own words off, the choice alone is enough.
  const freeText = useFreeText();
  const asked = said.kinds[kind];
  const [chosen, setChosen] = useState<string | null>(null);
  const [which, setWhich] = useState<string | null>(null);
  const [call, setCall] = useState<string | null>(null);
  const [text, setText] = useState("");
  const [kept, setKept] = useState<string[]>([]);
  const [asking, setAsking] = useState(false);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);

  const records = kind === "dispute" ? newestOfEach(bundle?.about_me ?? []) : [];
  const waiting = records.filter((one) => one.state === "waiting");
  const choosable: Choice[] = records
    .filter((one) => one.state !== "waiting")
    .map((one) => ({ value: one.alert_id, text: longDay(one.appointment_at, zone), help: wordsSent(one.text) }));
  // Of a session that the phone was not told of, and wherever "something else" was chosen, only words say what is meant.
  const needsText = freeText && (kind === "complaint" || (kind === "dispute" && (chosen === OTHER || which === OTHER)));
  const clear = (): void => setErrors([]);
  const messageFor = (field: string): string | null => errors.find((one) => one.field === field)?.message ?? null;

  const body = (): Bodies[RequestKind] => {
    const shared = { happened_at: withOffset(Date.now(), zone), ...(text.trim() ? { text: text.trim(), kept } : {}) };
    const choice = chosen ?? "";
    switch (kind) {
      case "stop_request":
        return { ...shared, wish: choice, call_me: call === "yes" };
      case "dispute":
        return { ...shared, reason: choice, ...(which && which !== OTHER ? { alert_id: which } : {}) };
      case "complaint":
        return { ...shared, about: choice };
      case "copy_request":
        return { ...shared, what: choice };
    }
  };
  const send = async (): Promise<void> => {
    const found: FieldProblem[] = [];
    if (kind === "dispute" && !which && choosable.length > 0) found.push({ field: "which", message: said.whichMissing });
    if (!chosen) found.push({ field: "choice", message: asked.missing });
    if (needsText && !text.trim()) found.push({ field: "words", message: said.textMissing });
    if (text.length > LIMIT) found.push({ field: "words", message: journal.guard.tooLong });
    setErrors(found);
    if (found.length > 0) return;
    if (find(text, kept).length > 0) {
      setAsking(true);
      announce(journal.guard.look);
      document.getElementById("words")?.focus();
      return;
    }
    setBusy(true);
    setFailed(false);
    try {
      const { id } = await saveEntry(kind, body());
      route(`/entries/${id}`, true);
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page title={asked.title} back="/ask" tools={["listen"]} dock={{ label: said.send, onPress: () => void send(), busy: busy && said.sending }}>
      <ErrorSummary errors={errors} />
      {failed && (
        <Banner tone="needs" icon="warn" word={said.failed}>
          {said.failedHelp}
        </Banner>
      )}
      {waiting.map((one) => (
        <Banner key={one.alert_id} tone="needs" word={said.notGone(`${longDay(one.appointment_at, zone)}, ${clock12(one.appointment_at, zone)}`)}>
          <a class="link" href="/about-me">
            {said.notGoneGo}
          </a>
        </Banner>
      ))}
      {choosable.length > 0 && (
        <ChoiceList
          name="which"
          legend={said.which}
          options={[...choosable, { value: OTHER, text: said.whichOther }]}
          value={which}
          onChange={(value) => {
            clear();
            setWhich(value);
          }}
          error={messageFor("which")}
        />
      )}
      <ChoiceList
        name="choice"
        legend={asked.legend}
        options={asked.options}
        value={chosen}
        onChange={(value) => {
          clear();
          setChosen(value);
        }}
        error={messageFor("choice")}
      />
      {kind === "stop_request" && <ChoiceList name="call" legend={said.call} columns={2} options={said.callOptions} value={call} onChange={setCall} />}
      <GuardedText
        name="words"
        label={needsText ? said.textNeeded : said.text}
        help={said.textHelp}
        value={text}
        kept={kept}
        asking={asking}
        onInput={(value) => {
          clear();
          setText(value);
        }}
        onKeep={setKept}
        error={messageFor("words")}
      />
      <Answers kind={kind} />
    </Page>
  );
}

/** As the server words it for probation, whose page is English: no word of the app, and in no other language. */
const probationReads = (reason: AbsenceReason): string => `Reason, sent by the person: ${reason.replaceAll("_", " ")}.`;

/**
 * Why a session was missed. It changes nothing of what was recorded. The clinician reads all of it; the reason goes to probation
 * only if the person says so here, and their own words never do.
 */
function Why(): JSX.Element {
  const { route, query } = useLocation();
  const { bundle, zone } = usePhone();
  const find = useGuard();
  const [reason, setReason] = useState<AbsenceReason | null>(null);
  const [tell, setTell] = useState<string | null>(null);
  const [text, setText] = useState("");
  const [kept, setKept] = useState<string[]>([]);
  const [asking, setAsking] = useState(false);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const record = bundle?.about_me.find((one) => one.alert_id === query["of"]);
  const send = async (): Promise<void> => {
    const found: FieldProblem[] = [];
    if (!reason) found.push({ field: "reason", message: words.why.missing });
    if (!tell && record?.state !== "stopped") found.push({ field: "tell", message: words.why.tellMissing });
    if (text.length > LIMIT) found.push({ field: "words", message: journal.guard.tooLong });
    setErrors(found);
    if (!record || !reason || found.length > 0) return;
    if (find(text, kept).length > 0) {
      setAsking(true);
      announce(journal.guard.look);
      document.getElementById("words")?.focus();
      return;
    }
    setBusy(true);
    setFailed(false);
    try {
      const { id } = await saveEntry("absence_reason", {
        alert_id: record.alert_id,
        happened_at: withOffset(Date.now(), zone),
        reason,
        tell_probation: tell === "yes",
        ...(text.trim() ? { text: text.trim(), kept } : {}),
      });
      route(`/entries/${id}`, true);
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };
  if (!record) return <Page title={journal.entries.missing} sub={journal.entries.missingHelp} back="/about-me" />;
  return (
    <Page
      title={words.why.title}
      eyebrow={longDay(record.appointment_at, zone)}
      sub={words.why.help}
      back="/about-me"
      tools={["listen"]}
      dock={{ label: said.send, onPress: () => void send(), busy: busy && said.sending }}
    >
      <ErrorSummary errors={errors} />
      {failed && (
        <Banner tone="needs" icon="warn" word={said.failed}>
          {said.failedHelp}
        </Banner>
      )}
      <ChoiceList
        name="reason"
        legend={words.why.title}
        hideLegend
        options={words.why.options}
        value={reason}
        onChange={(value) => {
          setErrors([]);
          setReason(value);
        }}
        error={errors.find((one) => one.field === "reason")?.message ?? null}
      />
      {record.state !== "stopped" && (
        <ChoiceList
          name="tell"
          legend={words.why.tell}
          options={words.why.tellOptions}
          value={tell}
          onChange={(value) => {
            setErrors([]);
            setTell(value);
          }}
          error={errors.find((one) => one.field === "tell")?.message ?? null}
        />
      )}
      {tell === "yes" && reason && <Banner tone="know" word={words.why.tellWords}><p lang="en">{probationReads(reason)}</p>{welsh && <p>{welsh.notes.meaning(welsh.notes.reason(reason))}</p>}<p>{words.why.tellLast}</p></Banner>}
      <GuardedText name="words" label={said.text} help={words.why.textHelp} value={text} kept={kept} asking={asking} onInput={setText} onKeep={setKept} error={errors.find((one) => one.field === "words")?.message ?? null} />
    </Page>
  );
}
