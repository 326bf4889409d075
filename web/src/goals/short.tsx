/** ShortText: a guarded text area with a limit of its own: 200 for a goal, a step or an activity, 300 for a reason. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useGuard } from "../journal/guarded.tsx";
import { words as journal } from "../journal/text.ts";
import { replaceWith } from "../store/guard.ts";
import { GuardBanner } from "../ui/guard.tsx";
import { TextArea } from "../ui/textarea.tsx";

export interface ShortTextProps {
  name: string;
  label: string;
  hideLabel?: boolean;
  help?: string;
  value: string;
  kept: readonly string[];
  onInput: (value: string) => void;
  onKeep: (kept: string[]) => void;
  onPause?: (value: string) => void;
  /** Ask about what the guard finds now, without waiting for a pause. */
  asking?: boolean;
  error?: string | null;
  limit: number;
  rows?: number;
}

export function ShortText(props: ShortTextProps): JSX.Element {
  const { name, label, hideLabel, help, value, kept, onInput, onKeep, onPause, asking, error = null, limit, rows = 2 } = props;
  const find = useGuard();
  const [paused, setPaused] = useState(value);
  const spans = asking || paused === value ? find(value, kept) : [];
  const [span] = spans;
  const put = (text: string): void => {
    setPaused(text);
    onInput(text);
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
          onPause?.(text);
        }}
      />
      {span && (
        <GuardBanner
          found={span.found}
          swaps={journal.guard.swaps}
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
