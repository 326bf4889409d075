/// <reference lib="webworker" />
/**
 * The service worker. In reading order: what is kept, what is answered from where, how a newer release takes over.
 * It never touches /api, and it never makes a page reload. Lessons are not kept here: their words would lie readable on a locked
 * phone, so the store keeps them under the PIN.
 */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { noticeIn } from "./notice.ts";

declare const self: ServiceWorkerGlobalScope;
/** The files of this release that a participant's phone needs, written in by vite.config.ts. */
declare const __SHELL__: { url: string; revision: string | null }[];

const CONTENT = "foothold-content";
const OPEN = "/content/open.json";
/** Milliseconds for a fetch behind. While one hangs this worker is busy, and a newer release cannot take over. */
const PATIENCE = 15_000;

// Kept: the shell, and the page of people to call.
cleanupOutdatedCaches();
precacheAndRoute(__SHELL__);

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CONTENT).then((cache) =>
      // A server that has no content yet must not stop the app from being installed.
      cache.add(new Request(OPEN, { cache: "no-cache" })).catch(() => undefined),
    ),
  );
});

// Every address of the app is the same page.
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("/index.html"), {
    denylist: [/^\/(api|content|metrics|healthz|readyz)(\/|$)/],
  }),
);

// The people to call: at once from the phone, then refreshed behind.
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname === OPEN,
  async ({ request, event }) => {
    const cache = await caches.open(CONTENT);
    const kept = await cache.match(OPEN);
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE);
    const fresh = fetch(new Request(request.url, { cache: "no-cache", signal: patience.signal }))
      .then(async (answer) => {
        if (answer.ok) await cache.put(OPEN, answer.clone());
        return answer;
      })
      .finally(() => clearTimeout(timer));
    if (!kept) return fresh;
    (event as ExtendableEvent).waitUntil(fresh.catch(() => undefined));
    return kept;
  },
);

// A newer release waits until the person takes it.
self.addEventListener("message", (event) => {
  if (event.data === "take-over") void self.skipWaiting();
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// A push says that there is something, and nothing else; what it is about is read after the PIN.
self.addEventListener("push", (event) => {
  let language: unknown;
  try {
    language = (event.data?.json() as { language?: unknown } | undefined)?.language;
  } catch {
    // A push that cannot be read still says that there is something.
  }
  const { title, body, tag } = noticeIn(language);
  event.waitUntil(self.registration.showNotification(title, { body, tag, icon: "/icon-192.png", badge: "/icon-192.png" }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(
    self.clients.matchAll({ type: "window", includeUncontrolled: true }).then(async (open) => {
      const [page] = open;
      await (page ? page.focus() : self.clients.openWindow("/"));
    }),
  );
});
