/** Changing the plan: the list of it (/plan/change), one line (/plan/line/:section/:id), and sending it off (/plan/send). */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { keepTyped, typed } from "../goals/mine.ts";
import { GuardedText, LIMIT, useGuard } from "../journal/guarded.tsx";
import { useKeeping } from "../journal/keeping.tsx";
import { words as journal } from "../journal/text.ts";
import { usePhone, type Phone } from "../people/phone.ts";
import { newId } from "../store/outbox.ts";
import { keepNow } from "../store/typed.ts";
import { p } from "../text/pages.ts";
import { Banner, EmptyState, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { List, Row } from "../ui/card.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { ChangeList, differences } from "./changes.tsx";
import * as draft from "./draft.ts";
import { forgetHandover } from "./handover.ts";
import { isEmpty, moved, standing, withLine, without, type Part, type Section } from "./merge.ts";
import { actWords, ruleWords } from "./rules.ts";
import { words } from "./text.ts";

/** As in `PlanPage`. */
export const ORDER: readonly Section[] = ["alone", "night", "signs", "surroundings", "people", "ask", "professionals", "reasons"];
/** Letters of a line, as the server counts. */
export const LINE = 200;

/** What was typed in a new rule that was begun from something else. */
export const BEGUN = "rule:begun";
/** What was typed of why the plan should change. */
const WHY = "plan:why";

export function usePlanSession(phone: Phone): draft.PlanSession | null {
  const [session, setSession] = useState<draft.PlanSession | null>(null);
  useEffect(() => {
    let gone = false;
    void draft.open(phone.bundle).then((now) => {
      if (!gone) setSession(now);
    });
    return () => {
      gone = true;
    };
  }, []);
  return session;
}

export function clinicianName(phone: Phone): string {
  return phone.bundle?.clinician?.first_name ?? phone.bundle?.lead?.first_name ?? "Your clinician";
}

export function ChangePage(): JSX.Element {
  const phone = usePhone();
  const session = usePlanSession(phone);
  const { route } = useLocation();
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState(false);
  // A rule begun from a log and left is over: "Add a rule" begins an empty one.
  useEffect(() => {
    forgetHandover();
    void keepTyped(BEGUN, null);
  }, []);
  const w = words.change;
  if (!session) return <p class="waiting-page" />;
  const base = draft.base(phone.bundle);
  const plan = draft.mine(phone.bundle, session);
  const next = (): void => {
    if (isEmpty(session.changes)) {
      setError(true);
      announce(w.noChange);
      return;
    }
    route("/plan/send");
  };
  const mark = (part: Part, id: string): JSX.Element | undefined => {
    const how = standing(session.changes, base, part, id);
    return how === "same" ? undefined : <span class="plan-mark">{how === "new" ? w.isNew : w.changed}</span>;
  };
  return (
    <Page title={w.title} sub={w.sub(clinicianName(phone))} back="/plan" tools={["listen"]} dock={{ label: w.next, onPress: next }}>
      {error && isEmpty(session.changes) && (
        <Banner tone="needs" word={w.noChange} />
      )}
      <h2 class="small">{w.rules}</h2>
      {plan.rules.length > 0 && (
        <List label={w.rules}>
          {plan.rules.map((rule) => (
            <Row key={rule.id} title={`${p.plan.ifWord} ${ruleWords(rule)}`} second={<>{p.plan.thenWord} {actWords(rule.then)} {mark("rules", rule.id)}</>} href={`/plan/rule/${rule.id}`} />
          ))}
        </List>
      )}
      <Button kind="soft" icon="add" href="/plan/rule/new">
        {w.addRule}
      </Button>
      {ORDER.map((section) => (
        <section key={section} class="plan-part">
          <h2 class="small">{p.plan.sections[section]}</h2>
          {plan[section].length > 0 && (
            <List label={p.plan.sections[section]}>
              {plan[section].map((line) => (
                <Row key={line.id} title={line.text} second={mark(section, line.id)} href={`/plan/line/${section}/${line.id}`} />
              ))}
            </List>
          )}
          <Button kind="text" icon="add" href={`/plan/line/${section}/new`} label={w.addLine(p.plan.sections[section])}>
            {words.line.add}
          </Button>
        </section>
      ))}
      {!isEmpty(session.changes) && (
        <Button kind="text" onClick={() => setAsking(true)}>
          {w.leave}
        </Button>
      )}
      {asking && (
        <Sheet title={w.leaveAsk} onClose={() => setAsking(false)}>
          <p>{w.leaveHelp}</p>
          <div class="sheet-buttons">
            <Button
              onClick={() => {
                void Promise.all([draft.leave(session), keepTyped(WHY, null)]).then(() => {
                  setAsking(false);
                  route("/plan");
                });
              }}
            >
              {w.leaveYes}
            </Button>
            <Button kind="second" onClick={() => setAsking(false)}>
              {w.leaveNo}
            </Button>
          </div>
        </Sheet>
      )}
    </Page>
  );
}

export function LinePage({ section, id }: { section: Section; id: string }): JSX.Element {
  const phone = usePhone();
  const session = usePlanSession(phone);
  const key = `line:${section}:${id}`;
  const [written, setWritten] = useState<{ of: string; text: string } | null | undefined>(undefined);
  useEffect(() => void typed<{ of: string; text: string }>(key).then(setWritten), []);
  if (!session || written === undefined) return <p class="waiting-page" />;
  return <LineForm phone={phone} session={session} section={section} id={id} typedAs={key} written={written} />;
}

interface LineFormProps {
  phone: Phone;
  session: draft.PlanSession;
  section: Section;
  id: string;
  /** Under what name it is kept while it is typed, and what was kept there. */
  typedAs: string;
  written: { of: string; text: string } | null;
}

function LineForm({ phone, session, section, id, typedAs, written }: LineFormProps): JSX.Element {
  const { route } = useLocation();
  const w = words.line;
  const find = useGuard();
  const { put, banner } = useKeeping();
  const base = draft.base(phone.bundle);
  const lines = draft.mine(phone.bundle, session)[section];
  const at = lines.findIndex((one) => one.id === id);
  const was = lines[at]?.text ?? "";
  const [text, write] = useState(written?.of === was ? written.text : was);
  const setText = (now: string): void => {
    write(now);
    keepNow(() => keepTyped(typedAs, { of: was, text: now }));
  };
  const [kept, setKept] = useState<string[]>(session.kept);
  const [asking, setAsking] = useState(false);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const wrong = (message: string): void => setErrors([{ field: "line", message }]);
  const back = "/plan/change";
  const leave = async (): Promise<void> => {
    await keepTyped(typedAs, null);
    route(back);
  };
  const done = async (): Promise<void> => {
    const said = text.trim();
    if (!said) return wrong(w.need);
    if (said.length > LINE) return wrong(w.long);
    if (find(said, kept).length > 0) {
      setAsking(true);
      announce(journal.guard.look);
      document.getElementById("line")?.focus();
      return;
    }
    const line = { id: at < 0 ? newId() : id, text: said };
    if (await put(() => draft.keep(session, withLine(base, session.changes, section, line), kept))) await leave();
  };
  const change = async (changes: draft.PlanSession["changes"]): Promise<void> => {
    if (await put(() => draft.keep(session, changes))) await leave();
  };
  return (
    <Page title={at < 0 ? w.add : w.edit} eyebrow={p.plan.sections[section]} back={back} tools={["listen"]} dock={{ label: w.save, onPress: () => void done() }}>
      <ErrorSummary errors={errors} />
      {banner}
      <GuardedText name="line" always label={w.label} help={w.help} value={text} kept={kept} limit={LINE} asking={asking} error={errors[0]?.message ?? null} onKeep={setKept} onInput={(value) => { setErrors([]); setText(value); }} />
      {at > 0 && (
        <Button kind="second" onClick={() => void change(moved(base, session.changes, section, id))}>
          {w.up}
        </Button>
      )}
      {at >= 0 && (
        <Button kind="text" onClick={() => void change(without(base, session.changes, section, id))}>
          {w.remove}
        </Button>
      )}
    </Page>
  );
}

export function SendPage(): JSX.Element {
  const phone = usePhone();
  const session = usePlanSession(phone);
  const { route } = useLocation();
  const find = useGuard();
  const { put, banner } = useKeeping();
  const [text, write] = useState("");
  useEffect(() => void typed<string>(WHY).then((found) => write(found ?? "")), []);
  const setText = (now: string): void => {
    write(now);
    keepNow(() => keepTyped(WHY, now));
  };
  const [kept, setKept] = useState<string[]>([]);
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const w = words.send;
  if (!session) return <p class="waiting-page" />;
  const changes = differences(draft.base(phone.bundle), draft.mine(phone.bundle, session));
  const send = async (): Promise<void> => {
    if (busy) return;
    if (text.length > LIMIT) return setError(journal.guard.tooLong);
    if (find(text, kept).length > 0) {
      setAsking(true);
      document.getElementById("why")?.focus();
      return;
    }
    setBusy(true);
    session.kept = [...session.kept, ...kept].slice(-20);
    const sent = await put(() => draft.finish(session, text.trim()));
    setBusy(false);
    if (!sent) return;
    await keepTyped(WHY, null);
    announce(w.saved);
    route("/plan");
  };
  if (isEmpty(session.changes)) {
    return (
      <Page title={w.title} back="/plan/change">
        <EmptyState title={words.change.noChange} action={<Button kind="soft" href="/plan/change">{words.change.open}</Button>} />
      </Page>
    );
  }
  return (
    <Page title={w.title} sub={w.sub(clinicianName(phone))} back="/plan/change" tools={["listen"]} dock={{ label: w.go, onPress: () => void send(), busy: busy ? p.enrol.saving : null }}>
      {banner}
      <ChangeList changes={changes} orders={phone.bundle?.orders} asked />
      <GuardedText name="why" label={w.text} help={w.help} value={text} kept={kept} asking={asking} error={error} onKeep={setKept} onInput={(value) => { setError(null); setText(value); }} />
    </Page>
  );
}
