/** A pause that was sent, as its own person reads it back. */
import type { UrgeBody } from "../store/bodies.ts";
import { scaleWord } from "../ui/scale.tsx";
import { pause as words } from "./pause-text.ts";
import { waitsOf } from "./waits.ts";

const strong = (n: number): string => `${n}, ${scaleWord(n).toLowerCase()}`;

/** How it ended, or null while nobody said. */
export function sayEnd(body: Partial<UrgeBody>): string | null {
  const said = { passed: words.end.passed, still_strong: words.still.title, acted: words.end.acted, stopped: words.end.stopped };
  return body.end ? said[body.end] : null;
}

export function sayPause(body: Partial<UrgeBody>): { label: string; value: string }[] {
  const data: { label: string; value: string }[] = [];
  const add = (label: string, value: string | null | undefined): void => void (value && data.push({ label, value }));
  if (typeof body.intensity === "number") add(words.told.strong, strong(body.intensity));
  add(words.want.row, words.want.options.find((option) => option.value === body.want)?.text);
  const waits = waitsOf(body);
  waits.forEach((round, n) => {
    const parts = [
      round.minutes ? words.minutes.option(round.minutes) : null,
      ...(round.did ?? []),
      typeof round.after === "number" ? strong(round.after) : null,
    ];
    add(waits.length === 1 ? words.wait.row : words.wait.rowOf(n + 1), parts.filter(Boolean).join(". "));
  });
  add(words.end.row, sayEnd(body));
  add(words.helped.title, words.helped.options.find((option) => option.value === body.helped)?.text);
  return data;
}
