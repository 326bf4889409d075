/**
 * TextArea: label above, counter below right, its length announced at 30 left. Call your draft's save in onInput: it fires on each key.
 * Props: name, label, help?, value, onInput(value), limit (characters, 300 for participants, 600 or 4,000 for staff), rows?, error?,
 * marks? (spans [start, end) that the guard found: washed and underlined behind the text), hideLabel?, onPause? (700 ms after the last key, and when
 * the page is hidden or goes before that; return the promise of what it keeps).
 * TextField: the same for one line. Props: name, label, value, onInput, type?, inputMode?, autocomplete?, help?, error?, width? (characters).
 */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { keepNow, typedHere } from "../store/typed.ts";
import { t } from "../text/index.ts";
import { FieldError } from "./choice.tsx";
import { announce } from "./live.tsx";

const SPOKEN_AT = 30;
const PAUSE_MS = 700;

export interface TextAreaProps {
  name: string;
  label: string;
  hideLabel?: boolean;
  help?: string;
  value: string;
  onInput: (value: string) => void;
  onPause?: (value: string) => unknown;
  limit: number;
  rows?: number;
  error?: string | null;
  marks?: readonly (readonly [number, number])[];
}

export function TextArea(props: TextAreaProps): JSX.Element {
  const { name, label, hideLabel, help, value, onInput, onPause, limit, rows = 3, error, marks = [] } = props;
  const id = useId();
  const wash = useRef<HTMLDivElement>(null);
  const spoken = useRef(false);
  const pending = useRef<(() => unknown) | null>(null);
  const left = limit - value.length;
  useEffect(() => {
    if (left <= SPOKEN_AT && !spoken.current) announce(t.field.left(Math.max(left, 0)));
    spoken.current = left <= SPOKEN_AT;
  }, [left <= SPOKEN_AT]);
  // Before anything else can happen to the page: it may be hidden right after a key.
  useLayoutEffect(() => {
    if (!onPause) return;
    const done = (): unknown => {
      window.clearTimeout(timer);
      forget();
      pending.current = null;
      return onPause(value);
    };
    const timer = window.setTimeout(() => keepNow(done), PAUSE_MS);
    const forget = typedHere(done);
    pending.current = done;
    return () => {
      window.clearTimeout(timer);
      forget();
    };
  }, [value]);
  // Another page was opened before the pause was over.
  useEffect(
    () => () => {
      if (pending.current) keepNow(pending.current);
    },
    [],
  );
  return (
    <div class={error ? "field wrong" : "field"}>
      <label for={name} class={hideLabel ? "hear" : "field-label"}>
        {label}
      </label>
      {error && <FieldError id={`${id}-error`} text={error} />}
      <div class="area">
        <div class="area-wash" aria-hidden="true" ref={wash}>
          {washed(value, marks)}
        </div>
        <textarea
          id={name}
          name={name}
          rows={rows}
          // Without this the browser writes the words into its own session file, in the clear.
          autocomplete="off"
          value={value}
          aria-describedby={`${error ? `${id}-error ` : ""}${id}-help`}
          aria-invalid={error ? true : undefined}
          onInput={(event) => onInput(event.currentTarget.value)}
          onScroll={(event) => {
            if (wash.current) wash.current.scrollTop = event.currentTarget.scrollTop;
          }}
        />
      </div>
      <p class="field-foot" id={`${id}-help`}>
        <span>{help}</span>
        <span class={left < 0 ? "count over" : "count"}>{t.field.count(value.length, limit)}</span>
      </p>
    </div>
  );
}

function washed(value: string, marks: TextAreaProps["marks"]): ComponentChildren {
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const [start, end] of marks ?? []) {
    if (start < at || end > value.length) continue;
    parts.push(value.slice(at, start), <mark key={start}>{value.slice(start, end)}</mark>);
    at = end;
  }
  parts.push(value.slice(at), "\n");
  return parts;
}

export interface TextFieldProps {
  name: string;
  label: string;
  hideLabel?: boolean;
  help?: string;
  value: string;
  onInput: (value: string) => void;
  type?: "text" | "email" | "password" | "date" | "datetime-local" | "time" | "number" | "search";
  inputMode?: "text" | "numeric" | "email";
  autocomplete?: string;
  error?: string | null;
  width?: number;
  min?: string;
  max?: string;
  maxLength?: number;
}

export function TextField(props: TextFieldProps): JSX.Element {
  const { name, label, hideLabel, help, value, onInput, type = "text", inputMode, autocomplete = "off", error, width } = props;
  const id = useId();
  return (
    <div class={error ? "field wrong" : "field"}>
      <label for={name} class={hideLabel ? "hear" : "field-label"}>
        {label}
      </label>
      {help && (
        <p class="field-help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {error && <FieldError id={`${id}-error`} text={error} />}
      <input
        class="line-input"
        id={name}
        name={name}
        type={type as "text"}
        inputMode={inputMode}
        autocomplete={autocomplete as "off"}
        autocapitalize="off"
        spellcheck={false}
        value={value}
        min={props.min}
        max={props.max}
        maxLength={props.maxLength}
        style={width ? { maxWidth: `${width + 3}ch` } : undefined}
        aria-describedby={[error && `${id}-error`, help && `${id}-help`].filter(Boolean).join(" ") || undefined}
        aria-invalid={error ? true : undefined}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </div>
  );
}

export interface SelectProps {
  name: string;
  label: string;
  help?: string;
  value: string;
  options: readonly { value: string; text: string }[];
  onChange: (value: string) => void;
  error?: string | null;
  /** Shown first and chosen by nobody, for example "Choose one". */
  placeholder?: string;
}

/** Select: for staff forms with more options than a choice list can show. Participants get ChoiceList. */
export function Select({ name, label, help, value, options, onChange, error, placeholder }: SelectProps): JSX.Element {
  const id = useId();
  return (
    <div class={error ? "field wrong" : "field"}>
      <label for={name} class="field-label">
        {label}
      </label>
      {help && (
        <p class="field-help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {error && <FieldError id={`${id}-error`} text={error} />}
      <select
        class="line-input"
        id={name}
        value={value}
        aria-describedby={[error && `${id}-error`, help && `${id}-help`].filter(Boolean).join(" ") || undefined}
        aria-invalid={error ? true : undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {placeholder !== undefined && <option value="">{placeholder}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  );
}
