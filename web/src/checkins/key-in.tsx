/** Keying in a form that was filled in on paper: every question on one page, nothing chosen beforehand. */
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { post } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { Select, TextArea, TextField } from "../ui/textarea.tsx";
import { parted } from "../journal/asks.ts";
import { asked, isAsked, type Answers } from "../journal/form.ts";
import { useLoad, useSend } from "../staff/load.ts";
import { Said, StaffPage } from "../staff/page.tsx";
import { words } from "../staff/text.ts";
import type { Answer, FormItem } from "../store/shapes.ts";
import { asAsked, versionsOf } from "./asked.ts";
import type { Checkins } from "./shapes.ts";
import { checkins as w } from "./text.ts";
import "./checkins.css";

const k = w.key;

export function KeyIn({ id, form: wanted }: { id: string; form: string }): JSX.Element {
  const loads = useLoad<Checkins>(`/api/participants/${id}/check-ins`);
  const { send, busy, refusal } = useSend();
  const [day, setDay] = useState("");
  const [answers, setAnswers] = useState<Answers>({});
  const [said, setSaid] = useState<string[] | null>(null);
  // Made once for what is keyed in, so that a second press is the same entry.
  const [entry, setEntry] = useState(() => crypto.randomUUID());
  const page = loads.data;
  const [version, setVersion] = useState<string | undefined>(undefined);
  const form = useMemo(() => page && asAsked(page, wanted, day || page.today, version), [page, wanted, day, version]);
  const versions = page ? versionsOf(page, wanted) : [];
  const errors: FieldProblem[] = (refusal?.errors ?? []).map((one) => ({ field: one.field === "local_date" ? "day" : one.field, message: one.message }));
  const save = async (): Promise<void> => {
    if (!form) return;
    const numbers: Answers = {};
    for (const item of form.items) {
      const value = answers[item.link_id];
      if (value !== undefined) numbers[item.link_id] = item.type === "number" ? Number(String(value).replace(",", ".")) : value;
    }
    const body = { form_id: form.id, form_version: form.version, local_date: day, ...parted(asked(form, numbers)), unfinished: false };
    const done = await send(() =>
      post<{ answer: string | null; marks: Record<string, string> }>(`/api/participants/${id}/entries/paper`, { id: entry, body }),
    );
    if (!done) return;
    const marks = Object.keys(done.done.marks).length;
    setSaid([done.done.answer === "added" ? k.added : k.saved, ...(marks ? [k.marks(marks)] : [])]);
  };
  const again = (): void => {
    setSaid(null);
    setAnswers({});
    setDay("");
    setVersion(undefined);
    setEntry(crypto.randomUUID());
  };
  return (
    <StaffPage title={k.title(w.forms[wanted] ?? form?.title ?? "")} up={{ href: `/participants/${id}/checkins`, text: w.back }} sub={k.sub} loads={loads}>
      {said ? (
        <>
          {said.map((line) => (
            <Said key={line} text={line} />
          ))}
          <div class="buttons">
            <Button small onClick={again}>
              {k.another}
            </Button>
            <Button kind="second" small href={`/participants/${id}/checkins`}>
              {w.back}
            </Button>
          </div>
        </>
      ) : (
        form && (
          <form
            class="key-in"
            onSubmit={(event) => {
              event.preventDefault();
              void save();
            }}
          >
            <ErrorSummary errors={errors} />
            <TextField name="day" label={k.day} type="date" value={day} onInput={setDay} max={page!.today} width={14} error={errors.find((one) => one.field === "day")?.message ?? null} />
            {versions.length > 1 && (
              <Select
                name="version"
                label={k.version}
                value={String(form.version)}
                options={versions.map(({ version: one }, place) => ({ value: String(one), text: place === 0 ? k.version_now(String(one)) : String(one) }))}
                onChange={(chosen) => {
                  setVersion(chosen);
                  setAnswers({}); // Other questions: nothing of one version is sent as an answer to another.
                }}
              />
            )}
            {form.items
              .filter((item) => isAsked(item, form, answers))
              .map((item) => (
                <Field
                  key={item.link_id}
                  item={item}
                  value={answers[item.link_id]}
                  onAnswer={(value) => {
                    const { [item.link_id]: _was, ...others } = answers;
                    setAnswers(value === undefined ? others : { ...others, [item.link_id]: value });
                  }}
                />
              ))}
            <Said text={errors.length ? null : refusal?.detail} bad />
            <Button small type="submit" busy={busy ? k.saving : null}>
              {k.save}
            </Button>
          </form>
        )
      )}
    </StaffPage>
  );
}

interface FieldProps {
  item: FormItem;
  value: Answer | undefined;
  error?: string | null;
  onAnswer: (value: Answer | undefined) => void;
}

export function Field({ item, value, error = null, onAnswer }: FieldProps): JSX.Element {
  const shared = { name: item.link_id, label: item.text, error };
  switch (item.type) {
    case "scale": {
      const from = item.min ?? 0;
      const numbers = Array.from({ length: (item.max ?? 10) - from + 1 }, (_, n) => String(from + n));
      return (
        <Select
          {...shared}
          value={value === undefined ? "" : String(value)}
          placeholder={k.leave}
          options={numbers.map((n) => ({ value: n, text: n }))}
          onChange={(chosen) => onAnswer(chosen === "" ? undefined : Number(chosen))}
        />
      );
    }
    case "boolean":
      return (
        <Select
          {...shared}
          value={value === undefined ? "" : value === true ? "yes" : "no"}
          placeholder={k.leave}
          options={[
            { value: "yes", text: words.page.yes },
            { value: "no", text: words.page.no },
          ]}
          onChange={(chosen) => onAnswer(chosen === "" ? undefined : chosen === "yes")}
        />
      );
    case "choice":
      return <Select {...shared} value={typeof value === "string" ? value : ""} placeholder={k.leave} options={item.options ?? []} onChange={(chosen) => onAnswer(chosen || undefined)} />;
    case "choices":
      return (
        <ChoiceList
          name={item.link_id}
          legend={item.text}
          error={error}
          many
          columns={2}
          options={item.options ?? []}
          values={Array.isArray(value) ? value : []}
          onChange={(chosen) => onAnswer(chosen.length ? chosen : undefined)}
        />
      );
    case "number":
      return (
        <TextField {...shared} type="number" inputMode="numeric" value={value === undefined ? "" : String(value)} onInput={(typed) => onAnswer(typed === "" ? undefined : typed)} min={String(item.min ?? 0)} max={String(item.max ?? 100)} width={6} />
      );
    case "text":
      return <TextArea {...shared} value={typeof value === "string" ? value : ""} onInput={(typed) => onAnswer(typed || undefined)} limit={item.max ?? 300} rows={2} />;
  }
}
