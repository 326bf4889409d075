/** Steps: what to do one after another, numbered for the eye; who listens hears a list. Props: of (the words of each step), bare? (it lies in a card already). */
import type { JSX } from "preact";

export function Steps({ of, bare }: { of: readonly string[]; bare?: boolean }): JSX.Element {
  return (
    <ol class={bare ? "numbered" : "card pad numbered"}>
      {of.map((step, i) => (
        <li key={step}>
          <span class="number" aria-hidden="true">
            {i + 1}
          </span>
          <span>{step}</span>
        </li>
      ))}
    </ol>
  );
}
