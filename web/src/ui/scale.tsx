/**
 * Scale0to10: an urge or a strength as a whole number, in five named rows. No slider, no colours, no faces.
 * Props: name, legend (the question), hideLegend?, value (0-10 | null), onChange(value), error?.
 * scaleWord(n) gives the row's name ("strong") for use in other places.
 */
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { t } from "../text/index.ts";
import { wordsOf } from "../text/of.ts";
import { language } from "../text/tongue.ts";
import { FieldError } from "./choice.tsx";

const ROWS = [[0], [1, 2, 3], [4, 5, 6], [7, 8, 9], [10]] as const;

export function scaleWord(value: number): string {
  return t.scale.rows[rowOf(value)] ?? "";
}

function rowOf(value: number): number {
  return ROWS.findIndex((numbers) => (numbers as readonly number[]).includes(value));
}

export interface ScaleProps {
  name: string;
  legend: string;
  hideLegend?: boolean;
  value: number | null;
  onChange: (value: number) => void;
  error?: string | null;
  /** The language of the question, where it is content. */
  of?: string;
}

export function Scale0to10({ name, legend, hideLegend, value, onChange, error, of = language }: ScaleProps): JSX.Element {
  const said = wordsOf("shell", of).scale;
  const id = useId();
  return (
    <fieldset class="scale" id={name} tabIndex={-1} aria-describedby={error ? `${id}-error` : undefined}>
      <legend class={hideLegend ? "hear" : "field-label"}>{legend}</legend>
      {error && <FieldError id={`${id}-error`} text={error} />}
      {ROWS.map((numbers, row) => (
        <div class="scale-row" key={row}>
          <span class="scale-word" aria-hidden="true">
            {said.rows[row]}
          </span>
          <div class={numbers.length === 1 ? "scale-keys one" : "scale-keys"}>
            {numbers.map((n) => (
              <label key={n} class={value === n ? "scale-key chosen" : "scale-key"}>
                <input
                  type="radio"
                  name={`${id}-${name}`}
                  autocomplete="off"
                  value={n}
                  checked={value === n}
                  aria-label={said.spoken(n, (said.rows[row] ?? "").toLowerCase())}
                  onChange={() => onChange(n)}
                />
                <span aria-hidden="true">{n}</span>
              </label>
            ))}
          </div>
        </div>
      ))}
      <p class="scale-said" aria-hidden="true">
        {value === null ? "\u00a0" : said.said(value, said.rows[rowOf(value)] ?? "")}
      </p>
    </fieldset>
  );
}
