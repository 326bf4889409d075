/**
 * Dock: the low ledge (tabs, or the page's one main button) and the high one, "Right now", flush right, in the same place on every participant page.
 * It folds to one row when it is narrower than 17em or the window is lower than 520 px; from 720 px it is a rail on the left.
 * Props: base "tabs" | "none" | {label, onPress? | href?, icon?, kind? "main" | "second", busy?, submit? (id of the form it sends)}.
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { t } from "../text/index.ts";
import { Button } from "./button.tsx";
import { List, Row } from "./card.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { Sheet } from "./sheet.tsx";

export interface DockButton {
  label: string;
  onPress?: () => void;
  href?: string;
  icon?: IconName;
  kind?: "main" | "second";
  busy?: string | null | false;
}

export type DockBase = "tabs" | "none" | DockButton;

const TABS: readonly { href: string; icon: IconName; word: keyof typeof t.tabs }[] = [
  { href: "/", icon: "today", word: "today" },
  { href: "/plan", icon: "plan", word: "plan" },
  { href: "/log", icon: "log", word: "log" },
  { href: "/learn", icon: "learn", word: "learn" },
  { href: "/order", icon: "order", word: "order" },
];

export function Dock({ base }: { base: DockBase }): JSX.Element | null {
  const { path } = useLocation();
  const [menu, setMenu] = useState(false);
  if (base === "none") return null;
  const here = (href: string): boolean => (href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`));
  return (
    <div class={base === "tabs" ? "dock" : "dock with-button"}>
      <nav class="dock-row" aria-label={t.dock.label}>
        <div class="dock-base">
          <a class="rail-mark" href="/" aria-hidden="true" tabIndex={-1}>
            Foothold
          </a>
          {base === "tabs" ? (
            <>
              <ul class="tabs">
                {TABS.map((tab) => (
                  <li key={tab.href}>
                    <a class="tab" href={tab.href} aria-current={here(tab.href) ? "page" : undefined}>
                      <Icon name={tab.icon} />
                      <span>{t.tabs[tab.word]}</span>
                    </a>
                  </li>
                ))}
              </ul>
              <button type="button" class="menu-button" onClick={() => setMenu(true)} aria-haspopup="dialog">
                <Icon name="menu" />
                {t.dock.menu}
              </button>
            </>
          ) : (
            <Button kind={base.kind ?? "main"} icon={base.icon} href={base.href} busy={base.busy} onClick={base.onPress} wide>
              {base.label}
            </Button>
          )}
        </div>
        <a class="step" href="/now">
          <Icon name="step" />
          <span>{t.dock.step}</span>
        </a>
      </nav>
      {menu && (
        <Sheet title={t.dock.where} onClose={() => setMenu(false)}>
          <List>
            {TABS.map((tab) => (
              <Row key={tab.href} icon={tab.icon} title={t.tabs[tab.word]} href={tab.href} />
            ))}
          </List>
        </Sheet>
      )}
    </div>
  );
}
