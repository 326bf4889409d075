/// <reference lib="webworker" />
/**
 * The service worker. In reading order: what is kept, what is answered from where, how a newer release takes over.
 * It never touches /api, and it never makes a page reload.
 */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: ServiceWorkerGlobalScope;
/** The files of this release that a participant's phone needs, written in by vite.config.ts. */
declare const __SHELL__: { url: string; revision: string | null }[];

const CONTENT = "foothold-content";
const OPEN = "/content/open.json";
const INDEX = "/content/index.json";
const LESSONS = /^\/content\/learn-[0-9a-z]+\.json$/i;

// Kept: the shell, and the page of people to call.
cleanupOutdatedCaches();
precacheAndRoute(__SHELL__);

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CONTENT).then((cache) =>
      // A server that has no content yet must not stop the app from being installed.
      Promise.allSettled([OPEN, INDEX].map((path) => cache.add(new Request(path, { cache: "no-cache" })))),
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
  ({ url, sameOrigin }) => sameOrigin && (url.pathname === OPEN || url.pathname === INDEX),
  async ({ request, event }) => {
    const cache = await caches.open(CONTENT);
    const kept = await cache.match(request, { ignoreSearch: true });
    const fresh = fetch(new Request(request.url, { cache: "no-cache" })).then(async (answer) => {
      if (answer.ok) await cache.put(new URL(request.url).pathname, answer.clone());
      return answer;
    });
    if (!kept) return fresh;
    (event as ExtendableEvent).waitUntil(fresh.catch(() => undefined));
    return kept;
  },
);

// Lessons never change under their name, so the phone's copy is as good as the server's; older ones go.
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && LESSONS.test(url.pathname),
  async ({ request, url }) => {
    const cache = await caches.open(CONTENT);
    const kept = await cache.match(url.pathname);
    if (kept) return kept;
    const answer = await fetch(request);
    if (!answer.ok) return answer;
    for (const old of await cache.keys()) if (LESSONS.test(new URL(old.url).pathname)) await cache.delete(old);
    await cache.put(url.pathname, answer.clone());
    return answer;
  },
);

// A newer release waits until the person takes it.
self.addEventListener("message", (event) => {
  if (event.data === "take-over") void self.skipWaiting();
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
