/**
 * The service worker from the page's side: registering it, knowing when a newer release waits, and changing to it when asked.
 * Nothing here reloads by itself.
 */

import { saveTyped } from "./store/typed.ts";

interface TrustedTypesLike {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
}

let waiting: ServiceWorker | null = null;
const listeners = new Set<() => void>();

/** The one script address that this app ever makes from text; the page's policy names it "foothold". */
function workerUrl(): string {
  const types = (globalThis as { trustedTypes?: TrustedTypesLike }).trustedTypes;
  if (!types) return "/sw.js";
  return types
    .createPolicy("foothold", {
      createScriptURL(url) {
        if (url !== "/sw.js") throw new TypeError("not the service worker");
        return url;
      },
    })
    .createScriptURL("/sw.js");
}

export async function registerWorker(): Promise<void> {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  try {
    const registration = await navigator.serviceWorker.register(workerUrl(), { updateViaCache: "none" });
    const note = (): void => {
      // On the very first visit there is nothing older to be replaced.
      if (!registration.waiting || !navigator.serviceWorker.controller) return;
      waiting = registration.waiting;
      for (const listener of listeners) listener();
    };
    note();
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", note));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && navigator.onLine) registration.update().catch(() => undefined);
    });
  } catch {
    // Without it the app still works while there is signal.
  }
}

export function updateWaits(): boolean {
  return waiting !== null;
}

export function onUpdate(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let changing = false;

/** Milliseconds to wait for a newer release to take over. */
const LATE_MS = 4000;

/** Change to the newer release: it takes over, then the page loads again. In a second tab it may have taken over already. */
export function takeUpdate(): void {
  if (!waiting || changing) return;
  changing = true;
  const load = (): void => {
    clearTimeout(late);
    void saveTyped().then(() => location.reload());
  };
  // Now and then a browser takes the older one for busy and for good. A page that loads anew frees it.
  const late = setTimeout(load, LATE_MS);
  if (waiting.state === "activating" || waiting.state === "activated") return load();
  navigator.serviceWorker.oncontrollerchange = load;
  waiting.postMessage("take-over");
}
