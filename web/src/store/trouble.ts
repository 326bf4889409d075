/** Why something could not be kept on this phone, so that the screen can say what helps. */

/** full: no room left. gone: the storage was closed, deleted or never opened. other: anything else. */
export type Trouble = "full" | "gone" | "other";

const GONE = new Set(["InvalidStateError", "UnknownError", "SecurityError", "NotFoundError", "AbortError", "VersionError", "NoStorage"]);

export function isNamed(error: unknown, name: string): boolean {
  return typeof error === "object" && error !== null && "name" in error && error.name === name;
}

export function whyNotKept(error: unknown): Trouble {
  if (isNamed(error, "QuotaExceededError")) return "full";
  return [...GONE].some((name) => isNamed(error, name)) ? "gone" : "other";
}

/** The browser neither opens its storage nor says why not. */
export class NoStorage extends Error {
  override name = "NoStorage";
}
