/**
 * GuardedText: a text area that asks, on a pause in typing, about what could lead to a person, and offers role words for it.
 * Where the clinician switched free text off it says so instead, unless the words are the message itself (`always`).
 * useGuard(): the finding function, once the table of patterns is here; the page calls it once more before it saves.
 */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { usePhone } from "../people/phone.ts";
import { findIdentifiers, replaceWith, type Pattern, type Span } from "../store/guard.ts";
import { GuardBanner } from "../ui/guard.tsx";
import { TextArea } from "../ui/textarea.tsx";
import { words } from "./text.ts";

/** A participant's own words are short (product F14). Characters. */
export const LIMIT = 300;

export type Find = (text: string, kept: readonly string[]) => Span[];

const nothing: Find = () => [];
let find: Find | null = null;

async function load(): Promise<Find> {
  const { patterns } = (await import("../store/guard-table.ts")) as { patterns: readonly Pattern[] };
  find = (text, kept) => findIdentifiers(text, patterns, kept);
  return find;
}

export function useGuard(): Find {
  const [ready, setReady] = useState<Find>(() => find ?? nothing);
  useEffect(() => {
    // Where the table does not come, the server's own guard is still there.
    if (!find)
      load().then(
        (made) => setReady(() => made),
        () => undefined,
      );
  }, []);
  return ready;
}

/** Whether this phone offers fields for own words. A phone that was told nothing does. */
export function useFreeText(): boolean {
  const { bundle, device } = usePhone();
  return (bundle?.settings.free_text ?? device?.free_text) !== false;
}

export type GuardedTextProps = {
  name: string;
  label: string;
  hideLabel?: boolean;
  help?: string;
  value: string;
  kept: readonly string[];
  onInput: (value: string) => void;
  onKeep: (kept: string[]) => void;
  /** Characters at most, where that is fewer than usual. */
  limit?: number;
  /** Called on each pause in typing, to keep what was written. */
  onPause?: (value: string) => unknown;
  /** Ask now, without waiting for a pause. */
  asking?: boolean;
  error?: string | null;
  /** The words are the message: a question, a request, a complaint, an answer. They are offered even where free text is off. */
  always?: boolean;
  /** Characters; a participant's own words are 300 at most. */
  rows?: number;
};

export function GuardedText(props: GuardedTextProps): JSX.Element {
  const offered = useFreeText();
  // What stands there already is not taken away from under the person.
  const [begun] = useState(props.value !== "");
  if (offered || begun || props.always) return <Field {...props} />;
  return (
    <div class="field" id={props.name} tabIndex={-1}>
      <p class={props.hideLabel ? "hear" : "field-label"}>{props.label}</p>
      <p class="field-help">{words.guard.off}</p>
    </div>
  );
}

function Field(props: GuardedTextProps): JSX.Element {
  const { name, label, hideLabel, help, value, kept, onInput, onKeep, onPause, asking = false, error = null, limit = LIMIT, rows = 4 } = props;
  const guard = useGuard();
  const [paused, setPaused] = useState(value);
  const spans = asking || paused === value ? guard(value, kept) : [];
  const [span] = spans;
  const put = (text: string): void => {
    setPaused(text);
    onInput(text);
    // The person was typing: let them go on.
    document.getElementById(name)?.focus();
  };
  return (
    <>
      <TextArea
        name={name}
        label={label}
        {...(hideLabel ? { hideLabel } : {})}
        {...(help ? { help } : {})}
        value={value}
        limit={limit}
        rows={rows}
        error={error}
        marks={spans.map(({ start, end }) => [start, end] as const)}
        onInput={onInput}
        onPause={(text) => {
          setPaused(text);
          return onPause?.(text);
        }}
      />
      {span && (
        <GuardBanner
          found={span.found}
          swaps={words.guard.swaps}
          onSwap={(word) => put(replaceWith(value, span, word))}
          onTakeOut={() => put(replaceWith(value, span, ""))}
          onKeep={() => {
            onKeep([...kept, span.found]);
            document.getElementById(name)?.focus();
          }}
        />
      )}
    </>
  );
}
