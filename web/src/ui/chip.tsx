/**
 * ReasonChip (staff): one fact in words, with its band's mark: filled triangle = urgent, diamond = attention, square = information.
 * Props: band "urgent" | "attention" | "info", text. Chips: a row of them, most urgent first (give them in order).
 */
import type { JSX } from "preact";
import { words } from "../staff/text.ts";
import "./staff.css";

export interface ReasonChipProps {
  band: "urgent" | "attention" | "info";
  text: string;
}

export function ReasonChip({ band, text }: ReasonChipProps): JSX.Element {
  return (
    <span class={`reason ${band}`}>
      <BandMark band={band} />
      {text}
    </span>
  );
}

/** The band's mark alone, for a timeline or a heading. */
export function BandMark({ band }: { band: ReasonChipProps["band"] }): JSX.Element {
  return (
    <svg class={`band ${band}`} viewBox="0 0 12 12" role="img" aria-label={words.bands[band]}>
      {band === "urgent" && <path d="M6 1.5L11 10.5H1z" />}
      {band === "attention" && <path d="M6 1L11 6L6 11L1 6z" />}
      {band === "info" && <rect x="2.2" y="2.2" width="7.6" height="7.6" />}
    </svg>
  );
}

export function Chips({ reasons }: { reasons: readonly ReasonChipProps[] }): JSX.Element {
  return (
    <ul class="reasons">
      {reasons.map((reason) => (
        <li key={reason.text}>
          <ReasonChip band={reason.band} text={reason.text} />
        </li>
      ))}
    </ul>
  );
}
