/**
 * Control C7 for a participant's phone: covered as soon as the page is hidden; keys, and answers held in memory, dropped after
 * two minutes hidden (or at once, as the participant chose) or fifteen minutes without a touch. The cover is a class on <html>,
 * set at once and without drawing anything, because the system takes its task switcher picture right after the event.
 */
import { lockChoice } from "./lock-choice.ts";
import { mustLock, type Moment } from "./lock-rule.ts";
import { forgetTyped, lock, lockState } from "./store/index.ts";
import { saveTyped } from "./store/typed.ts";

const CHECK_EVERY = 15_000;

/** Starts watching. `isStaff` tells whether the page belongs to staff, who have their own idle rule and no cover. */
export function watchForLock(isStaff: () => boolean): void {
  const now = (): Moment => ({ wall: Date.now(), steady: performance.now() });
  let lastTouch = now();
  let hiddenSince: Moment | null = null;
  /** Done since the last touch: what is not open is not locked twice. */
  let left = false;
  const html = document.documentElement;

  const check = (): void => {
    if (!mustLock(now(), lastTouch, hiddenSince, lockChoice() === "at-once")) return;
    // A phone that was never opened holds answers in memory too.
    if (lockState() === "open") lock();
    else if (!left) forgetTyped();
    left = true;
  };
  const hide = (): void => {
    if (isStaff()) return;
    html.classList.add("covered");
    if (hiddenSince) return;
    hiddenSince = now();
    void saveTyped();
    check();
  };
  const show = (): void => {
    check();
    hiddenSince = null;
    left = false;
    html.classList.remove("covered");
  };
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? hide() : show()));
  addEventListener("pagehide", hide);
  addEventListener("pageshow", () => document.visibilityState === "visible" && show());
  const touch = (): void => {
    check();
    lastTouch = now();
    left = false;
  };
  for (const event of ["pointerdown", "keydown", "scroll"] as const) addEventListener(event, touch, { passive: true, capture: true });
  addEventListener("foothold-lock", () => lock());
  setInterval(check, CHECK_EVERY);
}
