/**
 * ChooseAndSave: a select for what counts at once, with a button of its own. With keys alone every arrow passes a choice, and a choice
 * that was passed is not chosen. Props: name, label, value (what stands now), options, busy, onSave(value).
 */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { Select } from "../ui/textarea.tsx";
import { words } from "./text.ts";

interface ChooseAndSaveProps {
  name: string;
  label: string;
  value: string;
  options: readonly { value: string; text: string }[];
  busy: boolean;
  onSave: (value: string) => Promise<void>;
}

export function ChooseAndSave({ name, label, value, options, busy, onSave }: ChooseAndSaveProps): JSX.Element {
  const [chosen, setChosen] = useState(value);
  useEffect(() => setChosen(value), [value]);
  const save = async (): Promise<void> => {
    await onSave(chosen);
    document.getElementById(name)?.focus();
  };
  return (
    <div class="choose-save">
      <Select name={name} label={label} value={chosen} options={options} onChange={setChosen} />
      {chosen !== value && (
        <Button small label={`${words.page.save}: ${label}`} busy={busy ? words.page.saving : null} onClick={() => void save()}>
          {words.page.save}
        </Button>
      )}
    </div>
  );
}
