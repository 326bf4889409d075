/** A measure that the clinician asked for: one question a page, kept as it is answered, sent as a check-in with its form's id. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { NotKept } from "../journal/keeping.tsx";
import { asked, isAsked, problemWith, type Answers } from "../journal/form.ts";
import { FormItemView } from "../journal/form-view.tsx";
import { words as journal } from "../journal/text.ts";
import { WhoReads } from "../journal/who.tsx";
import { usePhone } from "../people/phone.ts";
import { answeredHere, noteAnswered } from "../store/answered.ts";
import { drafts, sendNow, type CheckinBody, type Draft } from "../store/index.ts";
import { participantDay } from "../text/when.ts";
import { EmptyState, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { words } from "./text.ts";

const said = words.measure;
export function MeasurePage({ id }: { id: string }): JSX.Element {
  const { route, query } = useLocation();
  const { bundle, zone } = usePhone();
  const due = bundle?.measures?.find((one) => one.id === id && !answeredHere().has(`measure.${id}`));
  const form = bundle?.forms.find((one) => one.id === due?.form_id);
  const [found, setFound] = useState<Draft<"checkin"> | null | undefined>(undefined);
  const [answers, setAnswers] = useState<Answers>({});
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  useEffect(() => {
    void drafts.unfinished("checkin").then((all) => {
      const mine = all.find((draft) => draft.body.form_id === due?.form_id) ?? null;
      setFound(mine);
      if (mine?.body.answers) setAnswers(mine.body.answers);
    });
  }, [due?.form_id]);
  if (!due || !form) {
    return (
      <Page title={said.gone} back="/plan">
        <EmptyState title={said.goneHelp} action={<Button kind="soft" href="/plan">{said.back}</Button>} />
      </Page>
    );
  }
  if (found === undefined) return <p class="waiting-page" />;
  const items = form.items.filter((item) => isAsked(item, form, answers));
  const last = items.length + 1;
  const page = Math.min(Math.max(Number(query.page ?? 1) || 1, 1), last);
  const item = items[page - 1];
  const body = (): CheckinBody => ({
    form_id: form.id,
    form_version: form.version,
    local_date: participantDay(new Date(), zone),
    answers: asked(form, answers),
    kept: [],
    unfinished: true,
  });
  const go = (to: number): void => route(`/plan/measure/${id}?page=${to}`);
  const next = async (): Promise<void> => {
    if (!item) return;
    const problem = problemWith(item, answers[item.link_id]);
    if (problem) return setErrors([{ field: item.link_id, message: problem === "missing" ? journal.card.missing : journal.guard.tooLong }]);
    try {
      setFound(found ? await drafts.keep(found, page, body()) : await drafts.begin("checkin", page, body()));
      setFailed(null);
      go(page + 1);
    } catch (error) {
      setFailed({ error });
    }
  };
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const draft = found ?? (await drafts.begin("checkin", page, body()));
      await drafts.finish(draft, { ...body(), unfinished: false });
      await noteAnswered(`measure.${id}`);
      void sendNow();
      announce(said.saved);
      route("/plan", true);
    } catch (error) {
      setFailed({ error });
      setBusy(false);
    }
  };
  return (
    <Page
      title={item ? item.text : words.make.review.title}
      sub={item?.help}
      back={page === 1 ? "/plan" : () => go(page - 1)}
      tools={["listen"]}
      of={form.language ?? "en"}
      step={{ label: form.title, now: page, of: last }}
      dock={item ? { label: said.next, onPress: () => void next() } : { label: said.save, onPress: () => void save(), busy: busy && said.saving }}
    >
      <ErrorSummary errors={errors} />
      {failed && <NotKept error={failed.error} />}
      {page === 1 && form.note && <p>{form.note}</p>}
      {item ? (
        <FormItemView of={form.language}
          key={item.link_id}
          item={item}
          asks
          value={answers[item.link_id]}
          onAnswer={(value) => {
            setErrors([]);
            const { [item.link_id]: _, ...others } = answers;
            setAnswers(value === undefined ? others : { ...others, [item.link_id]: value });
          }}
          onPause={() => undefined}
          kept={[]}
          onKeep={() => undefined}
          asking={false}
          error={errors[0]?.message ?? null}
        />
      ) : (
        <>
          <p>{said.who}</p>
          <WhoReads />
        </>
      )}
    </Page>
  );
}
