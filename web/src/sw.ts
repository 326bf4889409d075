/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: ServiceWorkerGlobalScope;
/** The files of this release, written in by vite.config.ts. */
declare const __SHELL__: { url: string; revision: string | null }[];

cleanupOutdatedCaches();
precacheAndRoute(__SHELL__);
registerRoute(new NavigationRoute(createHandlerBoundToURL("/index.html"), { denylist: [/^\/(api|content|metrics|healthz|readyz)(\/|$)/] }));
self.addEventListener("message", () => undefined);
