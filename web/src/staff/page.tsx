/**
 * StaffPage: one staff page on the sheet. Where it belongs, h1, what it is as of, what to do; then the content.
 * Focus goes to the h1 when the page opens. Loading, failed and missing are drawn here, once, for every page:
 * a failed load says so above what was there before, and never looks like "none".
 */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { Banner, EmptyState } from "../ui/banner.tsx";
import type { Loaded, Loading } from "./load.ts";
import { words } from "./text.ts";
import { clock } from "./when.ts";

export interface StaffPageProps {
  title: string;
  /** A link above the h1: the page this one belongs to. */
  up?: { href: string; text: string };
  sub?: ComponentChildren;
  /** Drawn right of the head: at most one main button. */
  actions?: ComponentChildren;
  /** What the page loads; without it the children are drawn as they are. */
  loads?: Loading;
  /** Print gives the head and the content alone. */
  children?: ComponentChildren;
}

export function StaffPage({ title, up, sub, actions, loads, children }: StaffPageProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  const missing = loads?.missing ?? false;
  const failed = loads?.failed ?? false;
  const ready = !loads || loads.data !== null;
  useEffect(() => {
    scrollTo(0, 0);
  }, []);
  useEffect(() => {
    // Focus goes to the head when the page opens and when its name is known, never while somebody is typing.
    const active = document.activeElement;
    if (!active || active === document.body || !active.closest("main")) heading.current?.focus({ preventScroll: true });
  }, [title]);
  return (
    <>
      <header class="staff-head">
        <div class="staff-head-words">
          {up && (
            <p class="staff-up">
              <a href={up.href}>{up.text}</a>
            </p>
          )}
          <h1 ref={heading} tabIndex={-1}>
            {missing ? words.page.missing : failed && title === words.page.loading ? words.page.not_known : title}
          </h1>
          {!missing && sub && <p class="staff-sub">{sub}</p>}
        </div>
        {!missing && ready && actions && <div class="staff-actions">{actions}</div>}
      </header>
      {missing && (
        <EmptyState title={words.page.missing_about} action={<Button kind="soft" href="/staff">{words.page.home}</Button>} />
      )}
      {!missing && failed && loads && <NotLoaded loads={loads} />}
      {!missing && !ready && !failed && (
        <p class="staff-loading" role="status">
          {words.page.loading}
        </p>
      )}
      {!missing && ready && children}
    </>
  );
}

/** Says that a load failed, from when the facts below it are, and offers another try. */
export function NotLoaded({ loads }: { loads: Loading }): JSX.Element {
  return (
    <Banner tone="needs" icon="warn" word={loads.from ? words.page.stale(clock(loads.from)) : `${words.page.failed}.`}>
      {loads.from ? null : <p>{words.page.failed_about}</p>}
      <Button kind="second" small busy={loads.busy ? words.page.loading : null} onClick={() => void loads.reload()}>
        {words.page.again}
      </Button>
    </Banner>
  );
}

/** A part of a page with its own facts: its own loading, its own failure, its own "none". */
export function Part<T>({ loads, children }: { loads: Loaded<T>; children: (data: T) => ComponentChildren }): JSX.Element {
  return (
    <>
      {loads.failed && <NotLoaded loads={loads} />}
      {loads.missing && <p class="quiet-line">{words.page.missing_about}</p>}
      {loads.data === null && !loads.failed && !loads.missing && (
        <p class="staff-loading" role="status">
          {words.page.loading}
        </p>
      )}
      {loads.data !== null && children(loads.data)}
    </>
  );
}

/** A card with a small heading and, at its right, one quiet action. */
export function Block({ title, action, children, id }: { title: string; action?: ComponentChildren; children: ComponentChildren; id?: string }): JSX.Element {
  return (
    <section class="block" aria-label={title} id={id}>
      <div class="block-head">
        <h2>{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}

/** Label and value, one fact a line. `wide`: the labels are whole questions, the values a word. */
export function Facts({ facts, wide }: { facts: readonly (readonly [string, ComponentChildren])[]; wide?: boolean }): JSX.Element {
  return (
    <dl class={wide ? "facts wide" : "facts"}>
      {facts.map(([label, value], n) => (
        <div key={`${n}/${label}`}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export interface View {
  key: string;
  text: string;
  href: string;
}

/** Views of one list, as links: the address keeps which one is open. `line` draws them over a line, as on a person's page. */
export function Views({ label, views, now, line }: { label: string; views: readonly View[]; now: string; line?: boolean }): JSX.Element {
  return (
    <nav class={line ? "views line" : "views"} aria-label={label}>
      {views.map((view) => (
        <a key={view.key} href={view.href} aria-current={view.key === now ? "page" : undefined}>
          {view.text}
        </a>
      ))}
    </nav>
  );
}

/** A sentence about what just happened or was refused, read aloud when it appears. */
export function Said({ text, bad }: { text: string | null | undefined; bad?: boolean }): JSX.Element | null {
  return text ? (
    <p class={bad ? "said bad" : "said"} role={bad ? "alert" : "status"}>
      {text}
    </p>
  ) : null;
}
