/** The few calls that the store makes itself. Each answers in plain facts, so that callers can tell "no" from "not now". */

import { call as request } from "../api/client.ts";

/** How long to wait for the rest of an answer before calling it no signal, in milliseconds. */
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
  /** Absent where it is English. */
  language?: string;
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
  try {
    const answer = await request(method, path, body, { headers });
    const text = await inTime(answer.text());
    return {
      status: answer.status,
      json: (answer.headers.get("Content-Type") ?? "").includes("json") ? parsed(text) : null,
      etag: answer.headers.get("ETag"),
      retryAfter: waitAsked(answer.headers.get("Retry-After"), Date.now()),
    };
  } catch {
    return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The head of an answer can come without its body ever following. */
function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const tooLong = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error("too slow")), PATIENCE);
  });
  return Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}
