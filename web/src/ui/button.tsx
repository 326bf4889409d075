/**
 * Button: the thing to press. Props: kind "main" (one a page) | "second" | "soft" | "text", icon?, busy? (what it is
 * doing, for example "Saving"; it keeps its width and ignores presses), href? (draws a link), type?, wide?, small? (36 high for
 * staff lists), onClick, children. Never disabled: press it, and the page says what is missing.
 */
import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icon.tsx";

export interface ButtonProps {
  kind?: "main" | "second" | "soft" | "text";
  icon?: IconName;
  busy?: string | null | false;
  href?: string;
  type?: "button" | "submit";
  wide?: boolean;
  small?: boolean;
  onClick?: (event: Event) => void;
  id?: string;
  label?: string;
  pressed?: boolean;
  expanded?: boolean;
  children: ComponentChildren;
}

export function Button(props: ButtonProps): JSX.Element {
  const { kind = "main", icon, busy, href, type = "button", wide, small, onClick, id, label, pressed, expanded, children } = props;
  const classes = ["button", kind, wide && "wide", small && "small", busy && "busy"].filter(Boolean).join(" ");
  const words = (
    <span class="button-words">
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </span>
  );
  if (href !== undefined) {
    return (
      <a class={classes} href={href} onClick={onClick} id={id} aria-label={label}>
        {words}
      </a>
    );
  }
  return (
    <button
      class={classes}
      type={type}
      id={id}
      aria-label={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-busy={busy ? true : undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {words}
      {busy && (
        <span class="button-busy" role="status">
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {busy}
        </span>
      )}
    </button>
  );
}
