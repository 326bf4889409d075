/**
 * Banner: at most one a page, in the flow. Props: tone "needs" (needs you) | "know" (good to know), icon?, word (first, bold), children? (then what to do).
 * EmptyState: what belongs here and how long it takes. Props: title, children, action? (one soft Button).
 * ErrorSummary: top of the page, takes focus when it appears, and with each new list, the same words or not: Save was pressed again.
 * Props: errors [{field (id of the control), message}], one list from one press to the next; title is made from the count.
 */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../text/index.ts";
import { Icon, type IconName } from "./icon.tsx";

export interface BannerProps {
  tone: "needs" | "know";
  icon?: IconName;
  word: string;
  children?: ComponentChildren;
}

export function Banner({ tone, icon = "info", word, children }: BannerProps): JSX.Element {
  return (
    <div class={`banner ${tone}`} role="status">
      <Icon name={icon} />
      <div class="banner-words">
        <strong>{word}</strong> {children}
      </div>
    </div>
  );
}

export interface EmptyStateProps {
  title: string;
  children?: ComponentChildren;
  action?: ComponentChildren;
}

export function EmptyState({ title, children, action }: EmptyStateProps): JSX.Element {
  return (
    <div class="card pad empty">
      <h2>{title}</h2>
      {children && <p class="second">{children}</p>}
      {action}
    </div>
  );
}

export interface FieldProblem {
  field: string;
  message: string;
}

export function ErrorSummary({ errors }: { errors: readonly FieldProblem[] }): JSX.Element | null {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [errors]);
  if (errors.length === 0) return null;
  return (
    <div class="errors" role="alert" tabIndex={-1} ref={box}>
      <h2>{t.errors.title(errors.length)}</h2>
      <ul>
        {errors.map((error) => (
          <li key={error.field + error.message}>
            <a
              href={`#${error.field}`}
              onClick={(event) => {
                event.preventDefault();
                const control = document.getElementById(error.field);
                control?.focus();
                control?.scrollIntoView({ block: "center" });
              }}
            >
              {error.message}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
