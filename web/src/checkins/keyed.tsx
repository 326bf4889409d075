/** What keying in from paper has in common, a form and a log alike: the sheet with its questions, and what can be done after it. */
import type { ComponentChildren, JSX } from "preact";
import { isAsked, type Answers } from "../journal/form.ts";
import { byButtonAlone } from "../staff/focus.ts";
import { Said } from "../staff/page.tsx";
import { words } from "../staff/text.ts";
import type { Answer } from "../store/bodies.ts";
import type { Form, FormItem } from "../store/shapes.ts";
import { ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { Select, TextArea, TextField } from "../ui/textarea.tsx";
import { checkins as w } from "./text.ts";
import "./checkins.css";

const k = w.key;

interface KeyedProps {
  form: Form;
  answers: Answers;
  onAnswers: (answers: Answers) => void;
  errors: FieldProblem[];
  /** Why it was refused, where no field says it. */
  said: string | undefined;
  busy: boolean;
  onSave: () => void;
  /** What stands before the questions: the day, and what else the paper says of itself. */
  children: ComponentChildren;
}

export function Keyed({ form, answers, onAnswers, errors, said, busy, onSave, children }: KeyedProps): JSX.Element {
  return (
    <form
      class="key-in"
      noValidate
      onKeyDown={byButtonAlone}
      onSubmit={(event) => {
        event.preventDefault();
        onSave();
      }}
    >
      <ErrorSummary errors={errors} />
      {children}
      {form.items
        .filter((item) => isAsked(item, form, answers))
        .map((item) => (
          <Field
            key={item.link_id}
            item={item}
            value={answers[item.link_id]}
            error={errors.find((one) => one.field === item.link_id)?.message ?? null}
            onAnswer={(value) => {
              const { [item.link_id]: _was, ...others } = answers;
              onAnswers(value === undefined ? others : { ...others, [item.link_id]: value });
            }}
          />
        ))}
      <Said text={errors.length ? null : said} bad />
      <Button small type="submit" busy={busy ? k.saving : null}>
        {k.save}
      </Button>
    </form>
  );
}

/** After one was saved: another, or back. */
export function Another({ id, onAgain }: { id: string; onAgain: () => void }): JSX.Element {
  return (
    <div class="buttons">
      <Button small onClick={onAgain}>
        {k.another}
      </Button>
      <Button kind="second" small href={`/participants/${id}/checkins`}>
        {w.back}
      </Button>
    </div>
  );
}

interface FieldProps {
  item: FormItem;
  value: Answer | undefined;
  error?: string | null;
  onAnswer: (value: Answer | undefined) => void;
}

function Field({ item, value, error = null, onAnswer }: FieldProps): JSX.Element {
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
