/** One page of a form, drawn from its items. A scale that stands alone is drawn large; several on a page are drawn as strips. */
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { Answer } from "../store/bodies.ts";
import type { FormItem } from "../store/shapes.ts";
import { ChoiceList, FieldError } from "../ui/choice.tsx";
import { Scale0to10 } from "../ui/scale.tsx";
import { TextField } from "../ui/textarea.tsx";
import { GuardedText } from "./guarded.tsx";
import { wordsOf } from "../text/of.ts";

export type FormItemProps = {
  item: FormItem;
  /** The page's h1 asks this question already, with its help. */
  asks: boolean;
  value: Answer | undefined;
  onAnswer: (value: Answer | undefined) => void;
  onPause: () => unknown;
  kept: readonly string[];
  onKeep: (kept: string[]) => void;
  /** Ask about what the guard finds, without waiting for a pause. */
  asking: boolean;
  error: string | null;
  /** The language of the form. */
  of: string | undefined;
};

export function FormItemView(props: FormItemProps): JSX.Element {
  const { item, asks, value, onAnswer, onPause, kept, onKeep, asking, error, of } = props;
  const around = wordsOf("journal", of).card;
  const shared = {
    name: item.link_id,
    legend: item.text,
    hideLegend: asks,
    error,
    ...(item.help && !asks ? { help: item.help } : {}),
  };
  switch (item.type) {
    case "scale": {
      const number = typeof value === "number" ? value : null;
      return asks && (item.min ?? 0) === 0 && (item.max ?? 10) === 10 ? (
        <Scale0to10
          name={item.link_id}
          legend={item.text}
          hideLegend
          value={number}
          onChange={onAnswer}
          error={error}
          of={of ?? "en"}
        />
      ) : (
        <ScaleStrip item={item} value={number} onChange={onAnswer} error={error} />
      );
    }
    case "boolean":
      return (
        <ChoiceList
          {...shared}
          columns={2}
          options={[
            { value: "yes", text: around.yes },
            { value: "no", text: around.no },
          ]}
          value={value === undefined ? null : value === true ? "yes" : "no"}
          onChange={(chosen) => onAnswer(chosen === "yes")}
        />
      );
    case "choice":
      return (
        <ChoiceList
          {...shared}
          options={item.options ?? []}
          value={typeof value === "string" ? value : null}
          onChange={onAnswer}
        />
      );
    case "choices":
      return (
        <ChoiceList
          {...shared}
          many
          options={item.options ?? []}
          values={Array.isArray(value) ? value : []}
          onChange={(chosen) => onAnswer(chosen.length > 0 ? chosen : undefined)}
        />
      );
    case "number":
      return (
        <TextField
          name={item.link_id}
          label={item.text}
          hideLabel={asks}
          {...(item.help && !asks ? { help: item.help } : {})}
          value={value === undefined ? "" : String(value)}
          onInput={(typed) => onAnswer(typed.trim() === "" ? undefined : typed)}
          inputMode="numeric"
          width={4}
          error={error}
        />
      );
    case "text":
      return (
        <GuardedText
          name={item.link_id}
          label={item.text}
          hideLabel={asks}
          {...(item.help && !asks ? { help: item.help } : {})}
          value={typeof value === "string" ? value : ""}
          kept={kept}
          onKeep={onKeep}
          onInput={(typed) => onAnswer(typed === "" ? undefined : typed)}
          onPause={onPause}
          asking={asking}
          error={error}
        />
      );
  }
}

type ScaleStripProps = {
  item: FormItem;
  value: number | null;
  onChange: (value: number) => void;
  error: string | null;
};

/** The numbers of a scale side by side, as many in a row as fit, for a page with several of them. */
function ScaleStrip({ item, value, onChange, error }: ScaleStripProps): JSX.Element {
  const id = useId();
  const from = item.min ?? 0;
  const numbers = Array.from({ length: (item.max ?? 10) - from + 1 }, (_, i) => from + i);
  return (
    <fieldset class="strip" id={item.link_id} tabIndex={-1} aria-describedby={item.help ? `${id}-help` : undefined}>
      <legend class="field-label">{item.text}</legend>
      {item.help && (
        <p class="field-help" id={`${id}-help`}>
          {item.help}
        </p>
      )}
      {error && <FieldError text={error} />}
      <div class="strip-keys">
        {numbers.map((n) => (
          <label key={n} class={value === n ? "scale-key chosen" : "scale-key"}>
            <input
              type="radio"
              name={`${id}-${item.link_id}`}
              value={n}
              checked={value === n}
              onChange={() => onChange(n)}
            />
            <span>{n}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
