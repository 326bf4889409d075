/**
 * Where focus goes when what had it is gone. A press often takes its own button away: a form opens in its place, what stood beside it is
 * taken off the list, what was written is saved. Left alone, focus then falls to the top of the page, and whoever works with keys or
 * with a screen reader has to look for the place again. Here once, for every staff page:
 * - a press that opens a form leads into its first field;
 * - a form that goes leads back to what opened it, or to what stands there now with the same words;
 * - a control that goes with nothing in its place leads to the heading of the part that it stood in;
 * - a form with a fault, and no list of faults above it, leads to the first field with one.
 * Where focus was moved by hand meanwhile, or by a page that knows better, it stays.
 */

const FIELDS = "input:not([type=hidden]), select, textarea";
const PARTS = "section, article, form, fieldset, dialog[open], main";
/** A form that comes later than this after a press was not opened by it. */
const ANSWER_MS = 3000;

interface Place {
  element: Element;
  /** What it lay in, innermost first. */
  within: Element[];
  words: string;
}

/** Watches one page's `root` until the answered function is called. */
export function keepFocus(root: HTMLElement): () => void {
  let last: Place | null = null;
  let pressed: { place: Place; at: number } | null = null;
  let added = new Set<Element>();
  let faults = new Set<Element>();
  let waiting = 0;
  let stood: Element | null = null;
  const openedBy = new WeakMap<Element, Place>();

  const placeOf = (element: Element): Place => {
    const within: Element[] = [];
    for (let up = element.parentElement; up && root.contains(up); up = up.parentElement) within.push(up);
    return { element, within, words: wordsOf(element) };
  };

  const settle = (): void => {
    waiting = 0;
    const [came, wrong] = [[...added].filter((one) => one.isConnected), faults];
    [added, faults] = [new Set(), new Set()];
    const active = document.activeElement;
    const lost = (!active || active === document.body) && last !== null && !last.element.isConnected;
    const answered = pressed !== null && performance.now() - pressed.at < ANSWER_MS ? pressed.place : null;
    // As below: whoever moved on by a key since the fault showed is left there.
    if (!lost && active && active === stood && wrong.size > 0 && !active.matches("[aria-invalid]")) {
      const form = active.closest("form, dialog, section, article");
      const first = [...(form?.querySelectorAll<HTMLElement>("[aria-invalid]") ?? [])].find((one) => wrong.has(one) && isShown(one));
      if (first && !form?.querySelector(".errors")) return go(first);
    }
    const opener = lost ? last!.within.map((one) => (one.isConnected ? undefined : openedBy.get(one))).find(Boolean) : undefined;
    if (opener) return go(again(opener) ?? headingOf(opener));
    const field = answered && firstField(came);
    if (field) {
      for (const one of came) openedBy.set(one, answered);
      pressed = null;
      // Whoever was quicker with a key is there already.
      if (lost || active === answered.element) return go(field);
    }
    if (lost) go(headingOf(last!));
  };

  const watch = new MutationObserver((records) => {
    for (const record of records) {
      if (record.type === "attributes") {
        if ((record.target as Element).hasAttribute("aria-invalid")) {
          faults.add(record.target as Element);
          stood = document.activeElement;
        }
      }
      for (const node of record.addedNodes) if (node instanceof Element) added.add(node);
    }
    // After what the pages do themselves when they have been drawn.
    waiting ||= window.setTimeout(settle, 50);
  });
  const onFocus = (event: FocusEvent): void => {
    last = placeOf(event.target as Element);
  };
  const onClick = (event: MouseEvent): void => {
    const element = (event.target as Element).closest<HTMLElement>("button, a[href]");
    const leaves = element instanceof HTMLAnchorElement && element.pathname !== location.pathname;
    pressed = element && !leaves ? { place: placeOf(element), at: performance.now() } : null;
  };
  watch.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-invalid"] });
  root.addEventListener("focusin", onFocus);
  root.addEventListener("click", onClick, { capture: true });
  return () => {
    clearTimeout(waiting);
    watch.disconnect();
    root.removeEventListener("focusin", onFocus);
    root.removeEventListener("click", onClick, { capture: true });
  };
}

/** For the keys of a form whose saving cannot be taken back: only its button saves it, and not Enter in one of its lines. */
export function byButtonAlone(event: KeyboardEvent): void {
  if (event.key === "Enter" && event.target instanceof HTMLInputElement) event.preventDefault();
}

const wordsOf = (element: Element): string => element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "";

const isShown = (element: Element): boolean => element.getClientRects().length > 0;

function firstField(came: readonly Element[]): HTMLElement | null {
  const found = came.flatMap((one) => [...(one.matches(FIELDS) ? [one as HTMLElement] : []), ...one.querySelectorAll<HTMLElement>(FIELDS)]).filter(isShown);
  found.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  return found[0] ?? null;
}

/** The control itself, or the one that has its words now. */
function again(place: Place): HTMLElement | null {
  if (place.element.isConnected && isShown(place.element)) return place.element as HTMLElement;
  const near = place.within.find((one) => one.isConnected);
  return [...(near?.querySelectorAll<HTMLElement>("button, a[href]") ?? [])].find((one) => wordsOf(one) === place.words && isShown(one)) ?? null;
}

/** The heading of the nearest part that is still there. */
function headingOf(place: Place): HTMLElement | null {
  for (const one of place.within) {
    const heading = one.isConnected && one.matches(PARTS) ? [...one.querySelectorAll<HTMLElement>("h1, h2, h3, legend")].find(isShown) : undefined;
    if (heading) {
      heading.tabIndex = -1;
      return heading;
    }
  }
  return null;
}

function go(to: HTMLElement | null): void {
  to?.focus();
  const low = to ? to.getBoundingClientRect().bottom > innerHeight * 0.8 : false;
  // At the lower edge the rest of its form would be out of sight.
  to?.scrollIntoView({ block: low ? "center" : "nearest" });
}
