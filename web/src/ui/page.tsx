/**
 * Page: a participant's page: head (back, tools, step ledges, h1), content, and the dock with its step.
 * Props: title (h1), sub?, eyebrow? (words above the h1), back? (address, function, or true for history back), tools? ("lock", "listen", "close" in any mix), stop? ({label, onStop}
 * draws "Stop here"), step? ({label "Log", now, of}), dock? ("tabs" | "none" | a main button {label, onPress | href, icon?, kind?, busy?}), hideTitle? (the h1 is only heard),
 * before? (above the h1), of? (the language of its content: where that is another than the phone's, a note says so and all of it is
 * marked), className?, children.
 * Focus goes to the h1 when the page opens, and again when title or step changes (focusKey? stands for a title that changes by itself).
 */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../text/index.ts";
import { language, welsh } from "../text/tongue.ts";
import { Dock, type DockBase } from "./dock.tsx";
import { Icon } from "./icon.tsx";
import { ListenButton } from "./listen-button.tsx";
import { StepLedges } from "./step.tsx";

export type Tool = "lock" | "listen" | "close";

export interface PageProps {
  title: string;
  sub?: ComponentChildren;
  eyebrow?: string;
  back?: string | true | (() => void);
  tools?: readonly Tool[];
  onLock?: () => void;
  onClose?: () => void;
  stop?: { label?: string; onStop: () => void };
  step?: { label: string; now: number; of: number };
  dock?: DockBase;
  hideTitle?: boolean;
  /** Stands for the title where that changes by itself, as a clock does: focus then stays where it is. */
  focusKey?: string;
  /** Drawn above the h1, the mark for example. */
  before?: ComponentChildren;
  /** The language of what stands on the page, where it comes from content. */
  of?: string;
  /** One more class on the page, for a page with its own arrangement. */
  className?: string;
  children?: ComponentChildren;
}

export function Page(props: PageProps): JSX.Element {
  const { title, sub, eyebrow, back, tools = [], onLock, onClose, stop, step, dock = "tabs", hideTitle, focusKey, before, of, className, children } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [focusKey ?? title, step?.now]);
  const flow = back !== undefined || step !== undefined;
  const buttons = (
    <div class="tools">
      {tools.includes("listen") && <ListenButton />}
      {tools.includes("lock") && (
        <button type="button" class="quiet" onClick={onLock ?? (() => dispatchEvent(new Event("foothold-lock")))}>
          <Icon name="lock" />
          {t.page.lock}
        </button>
      )}
      {tools.includes("close") && (
        <button type="button" class="quiet" onClick={onClose ?? (() => history.back())}>
          <Icon name="close" />
          {t.page.close}
        </button>
      )}
      {stop && (
        <button type="button" class="quiet" onClick={stop.onStop}>
          {stop.label ?? t.page.stopHere}
        </button>
      )}
    </div>
  );
  const other = of === language ? undefined : of;
  const mine = other && language;
  const h1 = (
    <h1 ref={heading} tabIndex={-1} class={hideTitle ? "hear" : ""}>
      {title}
    </h1>
  );
  return (
    <div class={["page", dock === "none" && "bare", className].filter(Boolean).join(" ")}>
      <main id="main" lang={other}>
        {flow && (
          <div class="flow-head" lang={mine}>
            {back !== undefined && <BackButton to={back} />}
            {buttons}
          </div>
        )}
        {step && <StepLedges {...step} lang={mine} />}
        {before}
        {other && (
          <p class="second" lang={mine}>
            {welsh?.notes.only}
          </p>
        )}
        {eyebrow && <p class="eyebrow">{eyebrow}</p>}
        {flow ? (
          h1
        ) : (
          <div class="page-head">
            {h1}
            {buttons}
          </div>
        )}
        {sub && <p class="second sub">{sub}</p>}
        {children}
      </main>
      <Dock base={dock} />
    </div>
  );
}

function BackButton({ to }: { to: string | true | (() => void) }): JSX.Element {
  const inner = (
    <>
      <Icon name="back" />
      {t.page.back}
    </>
  );
  if (typeof to === "string") {
    return (
      <a class="quiet back" href={to}>
        {inner}
      </a>
    );
  }
  return (
    <button type="button" class="quiet back" onClick={to === true ? () => history.back() : to}>
      {inner}
    </button>
  );
}
