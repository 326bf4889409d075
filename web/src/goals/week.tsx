/** My week: what is planned, day by day, and what came of it. A day that nobody wrote about stays open. Prints on one A4. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { forms } from "../coping/positive-act-table.ts";
import { positiveAct } from "../coping/positive.ts";
import { NotKept } from "../journal/keeping.tsx";
import { GuardedText, useGuard } from "../journal/guarded.tsx";
import { words as journal } from "../journal/text.ts";
import { useNow } from "../people/phone.ts";
import { dateIn, fullDate, longDay, participantDay } from "../text/when.ts";
import { EmptyState, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Card, List, Row } from "../ui/card.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { WeekStrip } from "../ui/date.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { Scale0to10 } from "../ui/scale.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { TextField } from "../ui/textarea.tsx";
import { slotsOf, weekOf, type Slot } from "./laid.ts";
import { keepTyped, saySomething, typed, useMine, type Mine } from "./mine.ts";
import { words } from "./text.ts";

const said = words.week;
const PARTS = Object.entries(said.parts).map(([value, text]) => ({ value, text }));

function sayOf(slot: Slot): string {
  if (!slot.said) return slot.activity.repeats ? `${said.planned}. ${said.every}` : said.planned;
  if (!slot.said.done) return said.notDone;
  return slot.said.meaning === null ? said.done : `${said.done}. ${said.meant(slot.said.meaning)}`;
}

export function WeekPage(): JSX.Element {
  const mine = useMine();
  const { query } = useLocation();
  const today = participantDay(useNow(), mine.phone.zone);
  const on = Math.max(-4, Math.min(8, Number(query.on ?? 0) || 0));
  const days = weekOf(today, on);
  const full = days.map((day) => ({ day, slots: slotsOf(mine, day) }));
  const empty = full.every((one) => one.slots.length === 0);
  return (
    <>
      <Page title={said.title} sub={on === 0 ? said.sub : said.weekOf(longDay(days[0]!))} back="/plan" tools={["listen"]} dock={{ label: said.add, href: "/plan/week/add" }}>
        <WeekStrip days={full.map(({ day, slots }) => ({ on: day, has: slots.length > 0, today: day === today }))} />
        <div class="week-head">
          <a class="link" href={`/plan/week?on=${on - 1}`}>
            {on === 1 ? said.thisWeek : said.before}
          </a>
          <a class="link" href={`/plan/week?on=${on + 1}`}>
            {on === -1 ? said.thisWeek : said.after}
          </a>
        </div>
        {mine.ready && empty && <EmptyState title={said.none}>{said.noneHelp}</EmptyState>}
        {full.map(({ day, slots }) =>
          slots.length === 0 ? null : (
            <section key={day} aria-label={longDay(day)}>
              <div class="day-head">
                <h2 class="small">{longDay(day)}</h2>
              </div>
              <List label={longDay(day)}>
                {slots.map((slot) => (
                  <Row
                    key={slot.activity.id}
                    icon={slot.said?.done ? "tick" : "calendar"}
                    title={slot.activity.text}
                    second={`${said.parts[slot.activity.part]}. ${waitsFor(mine, slot) ? words.waits : day < today && !slot.said ? said.gap : sayOf(slot)}`}
                    href={`/plan/week/${slot.activity.id}/${day}`}
                  />
                ))}
              </List>
            </section>
          ),
        )}
        <List label={said.title}>
          <Row icon="add" title={said.addDone} href="/plan/week/did" />
        </List>
        <Button kind="second" icon="print" onClick={() => print()}>
          {said.print}
        </Button>
      </Page>
      <PrintedWeek days={full} printed={fullDate(dateIn(new Date(), mine.phone.zone))} />
    </>
  );
}

const waitsFor = (mine: Mine, slot: Slot): boolean => mine.here.has(slot.activity.id) || mine.here.has(`${slot.activity.id}/${slot.day}`);

/** The week on one A4: a box to tick and a place for how much it meant. Only the printer sees it. */
function PrintedWeek({ days, printed }: { days: { day: string; slots: Slot[] }[]; printed: string }): JSX.Element {
  return (
    <article class="printed" aria-hidden="true">
      <header>
        <h1>{said.title}</h1>
        <span>{said.weekOf(longDay(days[0]!.day))}</span>
      </header>
      <table class="week-table">
        <tbody>
          {days.map(({ day, slots }) => (
            <tr key={day}>
              <th scope="row">{longDay(day)}</th>
              <td>
                {slots.length === 0 ? (
                  "\u00a0"
                ) : (
                  <ul class="printed-boxes">
                    {slots.map((slot) => (
                      <li key={slot.activity.id}>{`${said.parts[slot.activity.part]}: ${slot.activity.text}`}</li>
                    ))}
                  </ul>
                )}
              </td>
              <td class="rate">{slots.length > 0 ? `${said.blank} ____` : ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <footer>{`${said.form.foot} ${printed}`}</footer>
    </article>
  );
}

/** One activity on one day: how it went, and how much it meant. */
export function DayPage({ id, day }: { id: string; day: string }): JSX.Element {
  const { route } = useLocation();
  const mine = useMine();
  const today = participantDay(new Date(), mine.phone.zone);
  const activity = mine.activities.find((one) => one.id === id);
  const slot = activity ? (slotsOf(mine, day).find((one) => one.activity.id === id) ?? null) : null;
  const [done, setDone] = useState<"yes" | "no" | null>(null);
  const [meaning, setMeaning] = useState<number | null>(null);
  const [changing, setChanging] = useState(false);
  const [stopping, setStopping] = useState(false);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  if (!activity || !slot) {
    if (!mine.ready) return <p class="waiting-page" />;
    return <Page title={said.notFound} back="/plan/week" />;
  }
  const asks = day <= today && (!slot.said || changing);
  const save = (): void => {
    if (done === null) return setErrors([{ field: "did", message: journal.card.missing }]);
    if (done === "yes" && meaning === null) return setErrors([{ field: "meaning", message: said.form.meaningMissing }]);
    void saySomething("activity", { move: "did", day, activity_id: id, done: done === "yes", ...(done === "yes" && meaning !== null ? { meaning } : {}) }, mine.phone.zone).then(() =>
      route("/plan/week"),
    );
  };
  const goal = mine.goals.find((one) => one.id === activity.goal_id);
  const plannedMore = activity.ends_on === null || activity.ends_on >= today;
  return (
    <Page
      title={activity.text}
      eyebrow={`${longDay(day)}, ${(said.parts[activity.part] ?? "").toLowerCase()}`}
      sub={goal?.text}
      back="/plan/week"
      tools={["listen"]}
      dock={asks ? { label: said.save, onPress: save } : "tabs"}
    >
      <ErrorSummary errors={errors} />
      {!asks && (
        <Card>
          <p>{sayOf(slot)}</p>
          {slot.said && (
            <button type="button" class="link" onClick={() => setChanging(true)}>
              {said.change}
            </button>
          )}
        </Card>
      )}
      {asks && (
        <ChoiceList name="did" legend={said.how} columns={2} options={[{ value: "yes", text: said.did }, { value: "no", text: said.didNot }]} value={done}
          onChange={(value) => { setErrors([]); setDone(value); }} error={errors.find((one) => one.field === "did")?.message ?? null} />
      )}
      {asks && done === "yes" && (
        <Scale0to10 name="meaning" legend={said.meaning} value={meaning} onChange={(value) => { setErrors([]); setMeaning(value); }}
          error={errors.find((one) => one.field === "meaning")?.message ?? null} />
      )}
      {plannedMore && (
        <button type="button" class="link" onClick={() => setStopping(true)}>
          {said.stop}
        </button>
      )}
      {stopping && (
        <Sheet title={said.stopTitle} onClose={() => setStopping(false)}>
          <p>{said.stopHelp}</p>
          <div class="sheet-buttons">
            <Button
              onClick={() => {
                setStopping(false);
                void saySomething("activity", { move: "stop", day: today, activity_id: id }, mine.phone.zone).then(() => route("/plan/week"));
              }}
            >
              {said.stopYes}
            </Button>
            <Button kind="second" onClick={() => setStopping(false)}>
              {said.stopNo}
            </Button>
          </div>
        </Sheet>
      )}
    </Page>
  );
}

interface Draft {
  text: string;
  day: string;
  part: string | null;
  weekly: "once" | "weekly" | null;
  goal: string | null;
  meaning: number | null;
  kept: string[];
}

/** Planning something, or adding something that was done without a plan. */
export function ActivityForm({ done }: { done: boolean }): JSX.Element {
  const { route } = useLocation();
  const { goals, phone } = useMine();
  const find = useGuard();
  const today = participantDay(new Date(), phone.zone);
  const name = done ? "did" : "activity";
  const [draft, setDraft] = useState<Draft | null>(null);
  const [asking, setAsking] = useState(false);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  useEffect(() => {
    void typed<Draft>(name).then((kept) => setDraft(kept ?? { text: "", day: done ? today : "", part: null, weekly: null, goal: null, meaning: null, kept: [] }));
  }, []);
  if (!draft) return <p class="waiting-page" />;
  const agreed = goals.filter((goal) => goal.state === "agreed");
  const change = (more: Partial<Draft>): void => {
    setErrors([]);
    const next = { ...draft, ...more };
    setDraft(next);
    void keepTyped(name, next);
  };
  const save = async (): Promise<void> => {
    const refused = draft.text.length > 200 ? words.form.tooLong : draft.text.trim() ? positiveAct(draft.text, forms) : said.form.textMissing;
    const found: FieldProblem[] = [
      ...(refused ? [{ field: "what", message: refused }] : []),
      ...(draft.day ? [] : [{ field: "day", message: said.form.dayMissing }]),
      ...(draft.part ? [] : [{ field: "part", message: said.form.partMissing }]),
      ...(done && draft.meaning === null ? [{ field: "meaning", message: said.form.meaningMissing }] : []),
    ];
    if (found.length > 0) return setErrors(found);
    if (!asking && find(draft.text, draft.kept).length > 0) {
      setAsking(true);
      return announce(journal.guard.look);
    }
    setBusy(true);
    try {
      await saySomething(
        "activity",
        {
          move: "plan", day: draft.day, part: draft.part!, text: draft.text.trim(), repeats: !done && draft.weekly === "weekly", kept: draft.kept,
          ...(draft.goal ? { goal_id: draft.goal } : {}),
          ...(done ? { done: true, meaning: draft.meaning! } : {}),
        },
        phone.zone,
      );
      await keepTyped(name, null);
      route("/plan/week", true);
    } catch (error) {
      setFailed({ error });
      setBusy(false);
    }
  };
  const of = (field: string): string | null => errors.find((error) => error.field === field)?.message ?? null;
  return (
    <Page title={done ? said.form.titleDone : said.form.title} back="/plan/week" tools={["listen"]}
      dock={{ label: done ? said.form.saveDone : said.form.save, onPress: () => void save(), busy: busy && said.form.saving }}>
      <ErrorSummary errors={errors} />
      {failed && <NotKept error={failed.error} />}
      <GuardedText always name="what" label={said.form.text} help={said.form.textHelp} value={draft.text} kept={draft.kept} asking={asking} limit={200} rows={2}
        onInput={(text) => change({ text })} onKeep={(kept) => change({ kept })} error={of("what")} />
      <TextField name="day" label={said.form.day} type="date" value={draft.day} onInput={(day) => change({ day })} error={of("day")} width={14} {...(done ? { max: today } : { min: today })} />
      <ChoiceList name="part" legend={said.form.part} options={PARTS} value={draft.part} onChange={(part) => change({ part })} error={of("part")} />
      {!done && (
        <ChoiceList name="weekly" legend={said.form.repeat} options={[{ value: "once", text: said.form.once }, { value: "weekly", text: said.form.weekly }]}
          value={draft.weekly} onChange={(weekly) => change({ weekly })} />
      )}
      {done && <Scale0to10 name="meaning" legend={said.meaning} value={draft.meaning} onChange={(meaning) => change({ meaning })} error={of("meaning")} />}
      {agreed.length > 0 && (
        <ChoiceList name="goal" legend={said.form.goal} options={[...agreed.map((goal) => ({ value: goal.id, text: goal.text })), { value: "", text: said.form.noGoal }]}
          value={draft.goal} onChange={(goal) => change({ goal })} />
      )}
    </Page>
  );
}
