/**
 * StepLedges: the ledges over a step's h1, the present one thicker, and "Log, step 2 of 5" in words. Page draws it from its `step` prop.
 * Props: label ("Log"), now (1-based), of.
 * StepHeader: Back, Listen, Stop here and the ledges without the rest of Page, for a place that draws its own h1. Props: label, now, of, onBack?, onStop?, stopLabel?.
 */
import type { JSX } from "preact";
import { t } from "../text/index.ts";
import { Icon } from "./icon.tsx";
import { ListenButton } from "./listen-button.tsx";

export interface StepProps {
  label: string;
  now: number;
  of: number;
  /** Where the page around it is in another language. */
  lang?: string | undefined;
}

export function StepLedges({ label, now, of, lang }: StepProps): JSX.Element {
  return (
    <>
      <div class="ledges" aria-hidden="true">
        {Array.from({ length: of }, (_, i) => (
          <i key={i} class={i + 1 === now ? "now" : i + 1 < now ? "past" : ""} />
        ))}
      </div>
      <p class="eyebrow" lang={lang}>
        {t.page.step(label, now, of)}
      </p>
    </>
  );
}

export function StepHeader(props: StepProps & { onBack?: () => void; onStop?: () => void; stopLabel?: string }): JSX.Element {
  return (
    <>
      <div class="flow-head">
        {props.onBack && (
          <button type="button" class="quiet back" onClick={props.onBack}>
            <Icon name="back" />
            {t.page.back}
          </button>
        )}
        <div class="tools">
          <ListenButton />
          {props.onStop && (
            <button type="button" class="quiet" onClick={props.onStop}>
              {props.stopLabel ?? t.page.stopHere}
            </button>
          )}
        </div>
      </div>
      <StepLedges label={props.label} now={props.now} of={props.of} />
    </>
  );
}
