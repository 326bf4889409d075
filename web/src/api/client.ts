/**
 * The one way to the server. get/post/put/del return the parsed JSON (undefined for 204) or throw Problem (the server said no)
 * or Offline (no answer came). Every call is same-origin, carries X-Requested-With and is never cached.
 */

export interface FieldMessage {
  /** Dotted path as in the body that was sent, for example "rules.0.then". */
  field: string;
  message: string;
}

/** What the server answered instead of doing it. `slug` is the last part of the problem's type, "/problems/<slug>". */
export class Problem extends Error {
  readonly status: number;
  readonly slug: string;
  /** A sentence fit to show a person. */
  readonly detail: string;
  readonly errors: readonly FieldMessage[];
  /** Seconds to wait, from the Retry-After header or the body. */
  readonly retryAfter: number | null;
  /** The whole body, for what a single problem carries beside the usual fields. */
  readonly body: Record<string, unknown>;

  constructor(status: number, body: Record<string, unknown>, retryAfter: number | null) {
    const detail = typeof body["detail"] === "string" ? body["detail"] : "";
    super(detail || `HTTP ${status}`);
    this.name = "Problem";
    this.status = status;
    this.slug = typeof body["type"] === "string" ? (body["type"].split("/").pop() ?? "") : "";
    this.detail = detail;
    this.errors = Array.isArray(body["errors"]) ? (body["errors"] as FieldMessage[]) : [];
    this.retryAfter = retryAfter;
    this.body = body;
  }
}

/** No answer: no signal, or the server could not be reached in time. */
export class Offline extends Error {
  constructor() {
    super("No answer");
    this.name = "Offline";
  }
}

export interface CallOptions {
  headers?: Record<string, string>;
  /** Milliseconds before it counts as offline; 20 s when left out. */
  timeout?: number;
  keepalive?: boolean;
}

const TIMEOUT_MS = 20_000;

/** The answer itself, for a caller that needs the status or headers (ETag). Throws Offline, never Problem. */
export async function call(method: string, path: string, body?: unknown, options: CallOptions = {}): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), options.timeout ?? TIMEOUT_MS);
  const unsafe = method !== "GET" && method !== "HEAD";
  try {
    return await fetch(path, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      redirect: "error",
      keepalive: options.keepalive ?? false,
      signal: stop.signal,
      headers: {
        Accept: "application/json",
        ...(unsafe ? { "X-Requested-With": "foothold", "Content-Type": "application/json" } : {}),
        ...options.headers,
      },
      body: unsafe ? JSON.stringify(body ?? {}) : null,
    });
  } catch {
    throw new Offline();
  } finally {
    clearTimeout(timer);
  }
}

/** Throws the Problem that an answer of 400 or more carries; an answer that is not problem+json becomes one with its status alone. */
export async function problemOf(response: Response): Promise<Problem> {
  let body: Record<string, unknown> = {};
  try {
    const parsed: unknown = await response.json();
    if (parsed && typeof parsed === "object") body = parsed as Record<string, unknown>;
  } catch {
    // A proxy's page, not ours: the status says enough.
  }
  const header = Number(response.headers.get("Retry-After"));
  const inBody = body["retry_after"];
  const wait = response.headers.has("Retry-After") && Number.isFinite(header) ? header : typeof inBody === "number" ? inBody : null;
  return new Problem(response.status, body, wait);
}

async function send<T>(method: string, path: string, body?: unknown, options?: CallOptions): Promise<T> {
  const response = await call(method, path, body, options);
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    throw new Offline();
  }
}

export const get = <T>(path: string, options?: CallOptions): Promise<T> => send<T>("GET", path, undefined, options);
export const post = <T>(path: string, body?: unknown, options?: CallOptions): Promise<T> => send<T>("POST", path, body, options);
export const put = <T>(path: string, body?: unknown, options?: CallOptions): Promise<T> => send<T>("PUT", path, body, options);
export const del = <T = void>(path: string, options?: CallOptions): Promise<T> => send<T>("DELETE", path, undefined, options);
