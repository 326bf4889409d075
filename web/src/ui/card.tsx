/**
 * Card: a surface with a hairline. Props: tone? "plain" | "soft" (first step in Right now), children.
 * List: one card whose children are rows. Row: icon?, title, second?, href? | onClick?, trail? (shown right instead of a chevron), bold?,
 * tel? (a number to ring: draws a tel: link). Rows that go somewhere get a chevron; rows that do not, none.
 * DataList: rows of [label, value, change?], for "Before you save".
 */
import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icon.tsx";

export function Card({ tone = "plain", children }: { tone?: "plain" | "soft"; children: ComponentChildren }): JSX.Element {
  return <div class={tone === "soft" ? "card pad soft" : "card pad"}>{children}</div>;
}

export function List({ label, children }: { label?: string; children: ComponentChildren }): JSX.Element {
  return (
    <ul class="card list" aria-label={label}>
      {children}
    </ul>
  );
}

export interface RowProps {
  icon?: IconName;
  title: ComponentChildren;
  second?: ComponentChildren;
  href?: string;
  onClick?: () => void;
  trail?: ComponentChildren;
  bold?: boolean;
  expanded?: boolean;
}

export function Row({ icon, title, second, href, onClick, trail, bold, expanded }: RowProps): JSX.Element {
  const goes = href !== undefined && !/^(tel|sms):/.test(href);
  const inner = (
    <>
      {icon && <Icon name={icon} />}
      <span class="row-words">
        <span class={bold ? "row-title bold" : "row-title"}>{title}</span>
        {second && <span class="row-second">{second}</span>}
      </span>
      {trail ?? (expanded !== undefined ? <Icon name={expanded ? "up" : "down"} /> : (goes || onClick) && <Icon name="forward" />)}
    </>
  );
  const classes = second ? "row" : "row one";
  return (
    <li>
      {href !== undefined ? (
        <a class={classes} href={href}>
          {inner}
        </a>
      ) : onClick ? (
        <button type="button" class={classes} onClick={onClick} aria-expanded={expanded}>
          {inner}
        </button>
      ) : (
        <div class={classes}>{inner}</div>
      )}
    </li>
  );
}

export interface Datum {
  label: string;
  value: ComponentChildren;
  onChange?: () => void;
}

export function DataList({ data, change }: { data: readonly Datum[]; change: string }): JSX.Element {
  return (
    <dl class="card data">
      {data.map((datum) => (
        <div class="datum" key={datum.label}>
          <dt>{datum.label}</dt>
          <dd>{datum.value}</dd>
          {datum.onChange && (
            <dd class="datum-change">
              <button type="button" class="link bare" onClick={datum.onChange}>
                {change}
                <span class="hear"> {datum.label}</span>
              </button>
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}
