/**
 * "I do not feel safe": the lines to call come first and need nothing. Telling the team is the second thing, and says at once
 * that nobody reads it before the next working hour. Open while locked.
 */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import { usePhone, type Phone } from "../people/phone.ts";
import { withOffset } from "../store/day.ts";
import { saveEntry, type NotSafeBody } from "../store/index.ts";
import { clock12, longDay } from "../text/when.ts";
import { ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { GuardedText, LIMIT, useGuard } from "./guarded.tsx";
import { NotKept } from "./keeping.tsx";
import { Saved } from "./saved.tsx";
import { words } from "./text.ts";
import { CallLines } from "./who.tsx";

const said = words.notSafe;

/** When somebody reads it, in one sentence. What the phone was told may be old: then only the hours are true. */
export function whoReads(phone: Pick<Phone, "device" | "zone">, now: number): string {
  const { device, zone } = phone;
  if (!device) return "";
  if (device.status === "ended") return said.ended;
  const at = Date.parse(device.next_working_time);
  if (Number.isNaN(at) || at <= now) return said.nobodyHours(device.duty_hours);
  return said.nobody(`${longDay(device.next_working_time, zone)}, ${clock12(device.next_working_time, zone)}`);
}

export function NotSafe(): JSX.Element {
  const { path } = useLocation();
  const phone = usePhone();
  const [, , view, id] = path.split("/");
  const when = whoReads(phone, Date.now());
  if (view === "sent" && id) return <Saved id={id} allLines unseen={said.unseenHelp(when)} />;
  if (view === "tell") return <Tell when={when} />;
  const over = phone.device?.status === "ended";
  return (
    <Page
      title={said.title}
      sub={said.sub}
      back={true}
      tools={["listen"]}
      dock={over ? "tabs" : { label: said.tellButton, href: "/not-safe/tell", kind: "second" }}
    >
      <CallLines all />
      {!over && <h2 class="small">{said.tell}</h2>}
      <p>{when}</p>
    </Page>
  );
}

function Tell({ when }: { when: string }): JSX.Element {
  const { route } = useLocation();
  const { zone } = usePhone();
  const find = useGuard();
  const [about, setAbout] = useState<NotSafeBody["about"] | null>(null);
  const [call, setCall] = useState<"yes" | "no" | null>(null);
  const [text, setText] = useState("");
  const [kept, setKept] = useState<string[]>([]);
  const [asking, setAsking] = useState(false);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);

  const send = async (): Promise<void> => {
    if (!about) return setErrors([{ field: "about", message: said.missing }]);
    if (text.length > LIMIT) return setErrors([{ field: "words", message: words.guard.tooLong }]);
    // Asked once. A second press sends: the server covers what is certain, and being safe comes first.
    if (!asking && find(text, kept).length > 0) {
      setAsking(true);
      announce(words.guard.look);
      document.getElementById("words")?.focus();
      return;
    }
    setBusy(true);
    try {
      const body: NotSafeBody = { happened_at: withOffset(Date.now(), zone), about, call_me: call === "yes" };
      if (text.trim()) Object.assign(body, { text: text.trim(), kept });
      const { id } = await saveEntry("not_safe", body);
      route(`/not-safe/sent/${id}`, true);
    } catch (error) {
      setFailed({ error });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page
      title={said.formTitle}
      sub={when}
      back={true}
      tools={["listen"]}
      dock={{ label: said.send, onPress: () => void send(), busy: busy && said.sending }}
    >
      <ErrorSummary errors={errors} />
      {failed && (
        <>
          <NotKept error={failed.error} urgent />
          <CallLines all />
        </>
      )}
      <ChoiceList
        name="about"
        legend={said.about}
        options={said.options as { value: NotSafeBody["about"]; text: string }[]}
        value={about}
        onChange={(value) => {
          setErrors([]);
          setAbout(value);
        }}
        error={errors.find((error) => error.field === "about")?.message ?? null}
      />
      <ChoiceList
        name="call"
        legend={said.call}
        options={said.callOptions as { value: "yes" | "no"; text: string }[]}
        value={call}
        onChange={setCall}
      />
      <GuardedText
        always
        name="words"
        label={said.text}
        help={said.textHelp}
        value={text}
        kept={kept}
        asking={asking}
        onInput={(value) => {
          setErrors([]);
          setText(value);
        }}
        onKeep={setKept}
        error={errors.find((error) => error.field === "words")?.message ?? null}
      />
    </Page>
  );
}
