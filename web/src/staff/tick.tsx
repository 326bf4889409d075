/** One box to tick, with its words. Props: name (id of the control), checked, onChange, error?, children (the words). */
import type { ComponentChildren, JSX } from "preact";
import { FieldError } from "../ui/choice.tsx";
import { Icon } from "../ui/icon.tsx";

interface TickProps {
  name: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  error?: string | null;
  children: ComponentChildren;
}

export function Tick({ name, checked, onChange, error, children }: TickProps): JSX.Element {
  return (
    <div class="tick-line">
      {error && <FieldError id={`${name}-error`} text={error} />}
      <label>
        <input
          id={name}
          type="checkbox"
          checked={checked}
          aria-describedby={error ? `${name}-error` : undefined}
          aria-invalid={error ? true : undefined}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span class={checked ? "tick square ticked" : "tick square"} aria-hidden="true">
          {checked && <Icon name="tick" />}
        </span>
        <span>{children}</span>
      </label>
    </div>
  );
}
