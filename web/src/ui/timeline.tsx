/**
 * TimelineItem (staff): filled square = the participant sent it, outline = recorded by staff or system, triangle = urgent.
 * Props: by "participant" | "staff" | "system", urgent, title, time (shown right), state? (words in a pill) with unread?, lines [one or two], href?, late? (words).
 * Timeline: the list around them. Props: label, children.
 */
import type { ComponentChildren, JSX } from "preact";
import { words } from "../staff/text.ts";
import "./staff.css";

export interface TimelineItemProps {
  by: "participant" | "staff" | "system";
  urgent: boolean;
  title: string;
  time: string;
  state?: string | null;
  unread?: boolean;
  late?: string | null;
  lines: readonly string[];
  href?: string;
  action?: ComponentChildren;
}

export function TimelineItem(props: TimelineItemProps): JSX.Element {
  const { by, urgent, title, time, state, unread, late, lines, href, action } = props;
  const mark = urgent ? "urgent" : by === "participant" ? "sent" : "recorded";
  return (
    <li class="moment">
      <svg class={`moment-mark ${mark}`} viewBox="0 0 12 12" role="img" aria-label={words.timeline[mark]}>
        {mark === "urgent" ? <path d="M6 1.5L11 10.5H1z" /> : <rect x="2" y="2" width="8" height="8" />}
      </svg>
      <div class="moment-body">
        <p class="moment-head">
          {href ? (
            <a class="moment-title" href={href}>
              {title}
            </a>
          ) : (
            <strong class="moment-title">{title}</strong>
          )}
          {state && <span class={unread ? "small-pill unread" : "small-pill"}>{state}</span>}
          {late && <span class="small-pill late">{late}</span>}
          <span class="moment-time">{time}</span>
        </p>
        {lines.map((line) => (
          <p key={line} class="moment-line">
            {line}
          </p>
        ))}
        {action}
      </div>
    </li>
  );
}

export function Timeline({ label, children }: { label: string; children: ComponentChildren }): JSX.Element {
  return (
    <ol class="timeline" aria-label={label}>
      {children}
    </ol>
  );
}
