/**
 * Control C7 for a participant's phone: covered as soon as the page is hidden, keys dropped after two minutes hidden or
 * fifteen minutes without a touch. The cover is a class on <html>, set at once and without drawing anything,
 * because the system takes its task switcher picture right after the event.
 */
import { mustLock } from "./lock-rule.ts";
import { lock, lockState } from "./store/index.ts";

const CHECK_EVERY = 15_000;

/** Starts watching. `isStaff` tells whether the page belongs to staff, who have their own idle rule and no cover. */
export function watchForLock(isStaff: () => boolean): void {
  let lastTouch = Date.now();
  let hiddenSince: number | null = null;
  const html = document.documentElement;

  const check = (): void => {
    // Clocks stop while a phone sleeps, so elapsed time is compared, never counted.
    if (lockState() === "open" && mustLock(Date.now(), lastTouch, hiddenSince)) lock();
  };
  const hide = (): void => {
    hiddenSince ??= Date.now();
    if (!isStaff()) html.classList.add("covered");
  };
  const show = (): void => {
    check();
    hiddenSince = null;
    html.classList.remove("covered");
  };
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? hide() : show()));
  addEventListener("pagehide", hide);
  addEventListener("pageshow", () => document.visibilityState === "visible" && show());
  const touch = (): void => {
    check();
    lastTouch = Date.now();
  };
  for (const event of ["pointerdown", "keydown", "scroll"] as const) addEventListener(event, touch, { passive: true, capture: true });
  addEventListener("foothold-lock", () => lock());
  setInterval(check, CHECK_EVERY);
}
