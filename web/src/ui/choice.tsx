/**
 * ChoiceList: rows to choose from; the whole row is the label. Round marks for one, square for many.
 * Props: name, legend (the question), hideLegend? (when the h1 already asks it), options [{value, text, help?}], columns? (2 = two
 * abreast where they fit), error?; and either value + onChange(value) for one, or many + values + onChange(values).
 * Never pre-chosen: start from null or [].
 */
import type { JSX } from "preact";
import { Icon } from "./icon.tsx";
import { useId } from "preact/hooks";

export interface Choice<V extends string = string> {
  value: V;
  text: string;
  help?: string;
}

interface Shared<V extends string> {
  name: string;
  legend: string;
  hideLegend?: boolean;
  help?: string;
  options: readonly Choice<V>[];
  columns?: 1 | 2;
  error?: string | null;
}

type One<V extends string> = Shared<V> & { many?: false; value: V | null; onChange: (value: V) => void };
type Many<V extends string> = Shared<V> & { many: true; values: readonly V[]; onChange: (values: V[]) => void };

export function ChoiceList<V extends string>(props: One<V> | Many<V>): JSX.Element {
  const { name, legend, hideLegend, help, options, columns = 1, error } = props;
  const id = useId();
  const isChosen = (value: V): boolean => (props.many ? props.values.includes(value) : props.value === value);
  const choose = (value: V): void => {
    if (!props.many) return props.onChange(value);
    props.onChange(isChosen(value) ? props.values.filter((v) => v !== value) : [...props.values, value]);
  };
  return (
    <fieldset class="choices" id={name} aria-describedby={error ? `${id}-error` : undefined} tabIndex={-1}>
      <legend class={hideLegend ? "hear" : "field-label"}>{legend}</legend>
      {help && <p class="field-help">{help}</p>}
      {error && <FieldError id={`${id}-error`} text={error} />}
      <div class={columns === 2 ? "choice-rows two" : "choice-rows"}>
        {options.map((option) => (
          <label key={option.value} class={isChosen(option.value) ? "choice chosen" : "choice"}>
            <input
              type={props.many ? "checkbox" : "radio"}
              name={`${id}-${name}`}
              autocomplete="off"
              value={option.value}
              checked={isChosen(option.value)}
              onChange={() => choose(option.value)}
            />
            <span class={props.many ? "tick square" : "tick"} aria-hidden="true">
              {isChosen(option.value) && <Icon name="tick" />}
            </span>
            <span class="choice-text">
              {option.text}
              {option.help && <span class="choice-help">{option.help}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** The message above a field that needs fixing. */
export function FieldError({ id, text }: { id?: string; text: string }): JSX.Element {
  return (
    <p class="field-error" id={id}>
      <Icon name="warn" />
      <span>{text}</span>
    </p>
  );
}
