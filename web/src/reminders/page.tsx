/** Reminders: which way, quiet time, one to try it out, and what came of the last ones. Needs signal. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { get, post, Problem, put } from "../api/client.ts";
import { NotShown } from "../people/not-shown.tsx";
import { usePhone } from "../people/phone.ts";
import { isIphoneInBrowser } from "../people/this-phone.ts";
import { p } from "../text/pages.ts";
import { faultsOf, saidOf } from "../text/of.ts";
import { clock, longDay, dateIn } from "../text/when.ts";
import { Banner, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { List, Row } from "../ui/card.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { Select, TextField } from "../ui/textarea.tsx";
import { canPush, startPush, stopPush } from "./push.ts";
import type { Channel, ReminderLine, Reminders } from "./shapes.ts";
import { words } from "./text.ts";

/** After so long what came of a trial is looked up. */
const SENT_MS = 3000;
const ORDER: readonly Channel[] = ["push", "sms", "email"];
const hours = (from: number, to: number): { value: string; text: string }[] =>
  Array.from({ length: to - from + 1 }, (_, n) => ({ value: String(from + n), text: words.oclock(from + n) }));

export default function RemindersPage(): JSX.Element {
  const [now, setNow] = useState<Reminders | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const load = (): Promise<void> =>
    get<Reminders>("/api/me/reminders").then((answer) => {
      setNow(answer);
      setFailed(null);
    }, setFailed);
  useEffect(() => void load(), []);
  return (
    <Page title={words.title} sub={words.sub} back="/more" tools={["listen"]}>
      {failed !== null && <NotShown error={failed} offline={words.offline} onAgain={load} />}
      {now && now.available.length === 0 && <Banner tone="know" word={words.none} />}
      {now && (now.available.length > 0 || now.channels.length > 0) && <Choice kept={now} onKept={setNow} onTrial={() => setTimeout(() => void load(), SENT_MS)} />}
      {now && <Record lines={now.recent} />}
    </Page>
  );
}

function Choice({ kept, onKept, onTrial }: { kept: Reminders; onKept: (now: Reminders) => void; onTrial: () => void }): JSX.Element {
  const [channels, setChannels] = useState<Channel[]>(kept.channels);
  const [mobile, setMobile] = useState(kept.mobile ?? "");
  const [email, setEmail] = useState(kept.email ?? "");
  const [from, setFrom] = useState(String(kept.quiet_from));
  const [to, setTo] = useState(String(kept.quiet_to));
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [said, setSaid] = useState<string | null>(null);
  const [busy, setBusy] = useState<"save" | "trial" | null>(null);
  const wrong = (field: string): string | null => errors.find((one) => one.field === field)?.message ?? null;

  const work = async (what: "save" | "trial", doing: () => Promise<string>): Promise<void> => {
    setBusy(what);
    setErrors([]);
    setSaid(null);
    try {
      const done = await doing();
      setSaid(done);
      announce(done);
    } catch (error) {
      const fields = error instanceof Problem ? faultsOf(error) : [];
      if (fields.length > 0) setErrors(fields.map(({ field, message }) => ({ field, message })));
      else setSaid(error instanceof Problem ? saidOf(error) : words.offline);
    } finally {
      setBusy(null);
    }
  };
  const homeFirst = kept.available.includes("push") && isIphoneInBrowser();
  const offered = ORDER.filter((channel) => kept.available.includes(channel) && (channel !== "push" || (canPush() && !homeFirst)));
  // What was chosen and is not offered here, since it is another phone's or the team cannot send that way now, is shown and can be left.
  const shown = ORDER.filter((channel) => offered.includes(channel) || kept.channels.includes(channel));
  const help = (channel: Channel): string | null => {
    if (!offered.includes(channel)) return channel === "push" ? words.pushElsewhere : words.notNow;
    if (channel === "push") return kept.push_here ? words.pushHere : words.pushHelp;
    return null;
  };
  const asks = (channel: Channel): boolean => channels.includes(channel) && offered.includes(channel);
  const save = (): Promise<void> =>
    work("save", async () => {
      const chosen = ORDER.filter((channel) => channels.includes(channel));
      const body = { channels: chosen, mobile: mobile.trim() || null, email: email.trim() || null, quiet_from: Number(from), quiet_to: Number(to) };
      if (asks("push") && kept.push_key) {
        const outcome = await startPush(kept.push_key);
        if (outcome !== "on") return outcome === "blocked" ? words.blocked : words.cannotPush;
      } else if (kept.push_here && offered.includes("push")) {
        await stopPush();
      }
      onKept(await put<Reminders>("/api/me/reminders", body));
      return words.saved;
    });
  const trial = (): Promise<void> =>
    work("trial", async () => {
      await post("/api/me/reminders/trial");
      onTrial();
      return words.trialSent;
    });
  return (
    <>
      <ErrorSummary errors={errors} />
      {homeFirst && (
        <Banner tone="know" word={words.homeFirst}>
          {p.enrol.homeSteps.slice(0, -1).join(" ")}
        </Banner>
      )}
      <ChoiceList
        name="channels"
        legend={words.how}
        help={words.howHelp}
        many
        options={shown.map((value) => {
          const beside = help(value);
          return { value, text: words.channels[value], ...(beside === null ? {} : { help: beside }) };
        })}
        values={channels}
        onChange={setChannels}
        error={wrong("channels")}
      />
      {asks("sms") && <TextField name="mobile" label={words.mobile} help={words.mobileHelp} value={mobile} onInput={setMobile} inputMode="numeric" autocomplete="off" width={14} error={wrong("mobile")} />}
      {asks("email") && <TextField name="email" label={words.email} value={email} onInput={setEmail} type="email" inputMode="email" autocomplete="off" error={wrong("email")} />}
      <h2 class="small">{words.quiet}</h2>
      <p class="second">{words.quietHelp}</p>
      <div class="pair">
        <Select name="quiet-from" label={words.quietFrom} value={from} options={hours(18, 22)} onChange={setFrom} />
        <Select name="quiet-to" label={words.quietTo} value={to} options={hours(7, 12)} onChange={setTo} />
      </div>
      {said && <Banner tone={said === words.saved || said === words.trialSent ? "know" : "needs"} word={said} />}
      <Button wide busy={busy === "save" && words.saving} onClick={() => void save()}>
        {words.save}
      </Button>
      {kept.channels.length > 0 && (
        <Button wide kind="second" busy={busy === "trial" && words.saving} onClick={() => void trial()}>
          {words.trial}
        </Button>
      )}
    </>
  );
}

function Record({ lines }: { lines: readonly ReminderLine[] }): JSX.Element {
  const { zone } = usePhone();
  return (
    <>
      <h2 class="small">{words.record}</h2>
      <List label={words.record}>
        {lines.length === 0 && <Row title={words.recordNone} />}
        {lines.slice(0, 8).map((line) => (
          <Row key={line.id} title={words.kinds[line.kind] ?? words.title} second={`${longDay(dateIn(line.at, zone))}, ${clock(line.at, zone)}. ${outcome(line)}`} />
        ))}
      </List>
      <p class="second">{words.recordHelp}</p>
    </>
  );
}

/** What came of one, in words: "Sent by text", "Did not get through by text, by e-mail". */
export function outcome(line: ReminderLine): string {
  if (line.state === "dropped" && line.why && words.whys[line.why]) return words.whys[line.why]!;
  if (line.state === "failed") {
    const tried = [...new Set(line.tries.map((one) => words.by[one.channel]))];
    return `${words.states.failed} ${tried.join(", ")}`.trim();
  }
  return line.channel ? `${words.states[line.state]} ${words.by[line.channel]}` : words.states[line.state];
}
