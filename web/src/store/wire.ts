/** The few calls that the store makes itself. Each answers in plain facts, so that callers can tell "no" from "not now". */

/** How long to wait for an answer before calling it no signal, in milliseconds. */
const PATIENCE = 20_000;

export type Answered = {
  status: number;
  /** The JSON of the answer; null when there was none, or when it was not JSON (a hotel's sign-in page, say). */
  json: unknown;
  etag: string | null;
  /** Milliseconds that the server asked us to wait, if it did. */
  retryAfter: number | null;
};

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  retry_after?: number;
  [more: string]: unknown;
};

/** Retry-After as milliseconds from `now`: it may be whole seconds or an HTTP date. Null when absent or unreadable. */
export function waitAsked(header: string | null, now: number): number | null {
  if (!header) return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/** True when `json` is a problem of the type with this slug, such as `pin-wrong`. */
export function isProblem(json: unknown, slug: string): json is Problem {
  return typeof json === "object" && json !== null && "type" in json && String(json.type).endsWith(`/problems/${slug}`);
}

/** Call our own server. Null means that no answer came: no signal, server down, or too slow. */
export async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered | null> {
  const all: Record<string, string> = { Accept: "application/json", ...headers };
  if (method !== "GET") {
    all["X-Requested-With"] = "foothold";
    all["Content-Type"] = "application/json";
  }
  // AbortSignal.timeout is newer than the oldest phones we serve.
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const answer = await fetch(path, {
      method,
      headers: all,
      credentials: "same-origin",
      cache: "no-store",
      signal: patience.signal,
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    let json: unknown = null;
    if (text && (answer.headers.get("Content-Type") ?? "").includes("json")) {
      try {
        json = JSON.parse(text);
      } catch {
        json = null;
      }
    }
    return {
      status: answer.status,
      json,
      etag: answer.headers.get("ETag"),
      retryAfter: waitAsked(answer.headers.get("Retry-After"), Date.now()),
    };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}
