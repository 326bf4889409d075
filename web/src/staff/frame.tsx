/** What stands around every staff page: the rail (on top below 960 px) and the sheet. */
import type { ComponentChildren, JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useRef } from "preact/hooks";
import { Icon, Mark, type IconName } from "../ui/icon.tsx";
import { keepFocus } from "./focus.ts";
import { useSession } from "./session.ts";
import type { StaffMe } from "./shapes.ts";
import { words } from "./text.ts";

interface RailItem {
  key: string;
  href: string;
  icon: IconName;
  text: string;
  /** Other addresses that belong to this page. */
  also?: string[];
}

const SESSIONS: RailItem = { key: "sessions", href: "/account", icon: "lock", text: words.rail.sessions };
const TREATS: RailItem[] = [
  { key: "caseload", href: "/caseload", icon: "people", text: words.rail.caseload, also: ["/participants"] },
  { key: "reviews", href: "/reviews", icon: "inbox", text: words.rail.reviews },
  { key: "attention", href: "/attention", icon: "warn", text: words.rail.attention },
  { key: "calendar", href: "/calendar", icon: "calendar", text: words.rail.calendar, also: ["/appointments"] },
  { key: "content", href: "/content", icon: "learn", text: words.rail.content },
];

const RAILS: Record<StaffMe["role"], RailItem[]> = {
  clinician: [...TREATS, SESSIONS],
  lead: [
    ...TREATS,
    { key: "team", href: "/team", icon: "settings", text: words.rail.team },
    { key: "dead", href: "/channels", icon: "message", text: words.rail.dead },
    SESSIONS,
  ],
  probation: [
    { key: "attendance", href: "/attendance", icon: "inbox", text: words.rail.attendance },
    { key: "people", href: "/attendance/people", icon: "people", text: words.rail.people },
    { key: "links", href: "/attendance/links", icon: "add", text: words.rail.links },
    SESSIONS,
  ],
  admin: [
    { key: "health", href: "/health", icon: "table", text: words.rail.health },
    { key: "dead", href: "/channels", icon: "message", text: words.rail.dead },
    SESSIONS,
  ],
  auditor: [{ key: "trail", href: "/trail", icon: "table", text: words.rail.trail }, SESSIONS],
};

/** The rail's page that an address belongs to: the longest one that it lies within. */
function placeOf(rail: RailItem[], path: string): RailItem | null {
  let found: RailItem | null = null;
  let length = 0;
  for (const item of rail) {
    for (const href of [item.href, ...(item.also ?? [])]) {
      if ((path === href || path.startsWith(`${href}/`)) && href.length > length) [found, length] = [item, href.length];
    }
  }
  return found;
}

/** The page each role sees first. */
export const homeOf = (role: StaffMe["role"]): string => RAILS[role][0]!.href;

export function Frame({ children }: { children: ComponentChildren }): JSX.Element {
  const { me, counts } = useSession();
  const { path } = useLocation();
  const place = placeOf(RAILS[me.role], path);
  const main = useRef<HTMLElement>(null);
  useEffect(() => keepFocus(main.current!), []);
  return (
    <div class="staff">
      <header class="rail">
        <a class="rail-name" href={homeOf(me.role)}>
          <Mark />
          <span>{words.name}</span>
        </a>
        <nav aria-label={words.rail.label}>
          <ul>
            {RAILS[me.role].map((item) => {
              const here = item === place;
              const n = counts[item.key] ?? 0;
              return (
                <li key={item.key}>
                  <a href={item.href} aria-current={here ? "page" : undefined}>
                    <span class="rail-icon">
                      <Icon name={item.icon} />
                    </span>
                    <span class="rail-text">{item.text}</span>
                    {n > 0 && (
                      <span class="rail-count">
                        <span aria-hidden="true">{n}</span>
                        <span class="hear">{words.rail.waiting(n)}</span>
                      </span>
                    )}
                  </a>
                </li>
              );
            })}
          </ul>
        </nav>
        <p class="rail-who">
          <strong>{me.user.first_name}</strong>
          <span>{words.quiet(words.roles[me.role]!, me.idle_minutes)}</span>
        </p>
      </header>
      <div class="staff-sheet">
        <main id="main" class="staff-main" tabIndex={-1} ref={main}>
          {children}
        </main>
      </div>
    </div>
  );
}
