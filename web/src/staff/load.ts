/**
 * Reading from and sending to the server, with the three things every staff page owes its reader: how old the facts are,
 * that a failed load never looks like "none", and that a signed-out answer leads to the sign-in page.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { get, Problem, type FieldMessage } from "../api/client.ts";
import { useSession } from "./session.ts";
import { words } from "./text.ts";

/** What a page needs to say how its facts stand, whatever they are. */
export interface Loading {
  data: unknown;
  /** When `data` came. */
  from: Date | null;
  /** The last try failed; `data` is what came before it, if anything did. */
  failed: boolean;
  /** The server says that there is nothing here for this reader (404 or 403). */
  missing: boolean;
  busy: boolean;
  reload: () => Promise<void>;
}

export interface Loaded<T> extends Loading {
  data: T | null;
  /** Puts in what a change answered, so that the page needs no second question. */
  put: (data: T) => void;
}

/** On coming back to the window, facts older than this are asked for again. */
const FRESH_MS = 10_000;

/** Loads `path` and keeps it fresh on focus. A null path loads nothing. */
export function useLoad<T>(path: string | null): Loaded<T> {
  const { leave } = useSession();
  const [state, setState] = useState<{ path: string | null; data: T | null; from: Date | null; failed: boolean; missing: boolean; busy: boolean }>({
    path, data: null, from: null, failed: false, missing: false, busy: path !== null,
  });
  // A slow answer to an old question must not overwrite a newer one.
  const asked = useRef(0);
  const reload = useCallback(async () => {
    if (path === null) return;
    const mine = ++asked.current;
    setState((was) => ({ ...was, busy: true }));
    try {
      const data = await get<T>(path);
      if (mine === asked.current) setState({ path, data, from: new Date(), failed: false, missing: false, busy: false });
    } catch (error) {
      if (mine !== asked.current) return;
      if (error instanceof Problem && error.status === 401) return leave("ended");
      const missing = error instanceof Problem && (error.status === 404 || error.status === 403);
      setState((was) => ({ ...was, path, ...(was.path === path ? {} : { data: null, from: null }), failed: !missing, missing, busy: false }));
    }
  }, [path]);
  useEffect(() => {
    setState((was) => (was.path === path ? was : { path, data: null, from: null, failed: false, missing: false, busy: path !== null }));
    void reload();
    return () => {
      asked.current++;
    };
  }, [path]);
  const from = useRef<Date | null>(null);
  from.current = state.from;
  useEffect(() => {
    const refresh = () => {
      if (document.visibilityState !== "visible") return;
      if (from.current && Date.now() - from.current.getTime() < FRESH_MS) return;
      void reload();
    };
    addEventListener("focus", refresh);
    document.addEventListener("visibilitychange", refresh);
    return () => {
      removeEventListener("focus", refresh);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [reload]);
  const put = useCallback((data: T) => {
    asked.current++;
    setState({ path, data, from: new Date(), failed: false, missing: false, busy: false });
  }, [path]);
  const current = state.path === path ? state : { ...state, data: null, from: null };
  return { ...current, reload, put };
}

/** What the server refused: a sentence for the page, and messages for fields by the dotted path they were sent under. */
export interface Refusal {
  slug: string;
  detail: string;
  errors: readonly FieldMessage[];
  problem: Problem | null;
}

export interface Sender {
  busy: boolean;
  /** Runs one change. Answers its result, or null where it was refused; the refusal is then in `refusal`. */
  send: <R>(change: () => Promise<R>) => Promise<{ done: R } | null>;
  refusal: Refusal | null;
  clear: () => void;
}

/** For changes: one at a time, refusals in words, signed out when the server says so. */
export function useSend(): Sender {
  const { leave } = useSession();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const running = useRef(false);
  const send = useCallback(async <R,>(change: () => Promise<R>): Promise<{ done: R } | null> => {
    if (running.current) return null;
    running.current = true;
    setBusy(true);
    setRefusal(null);
    try {
      return { done: await change() };
    } catch (error) {
      if (error instanceof Problem && error.status === 401) leave("ended");
      setRefusal(refusalOf(error));
      return null;
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  return { busy, send, refusal, clear: () => setRefusal(null) };
}

export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Problem)) return { slug: "offline", detail: words.page.not_sent, errors: [], problem: null };
  return { slug: error.slug, detail: error.detail || words.page.not_sent, errors: error.errors, problem: error };
}

/** The fields that a refusal names, one list for one refusal. `as` says what a field of the body is called on the page. */
export function useRefused(refusal: Refusal | null, as: (field: string) => string = (field) => field): FieldMessage[] {
  return useMemo(() => (refusal?.errors ?? []).map(({ field, message }) => ({ field: as(field), message })), [refusal]);
}

/** The message for one field of the body that was sent, or null. */
export const messageFor = (refusal: Refusal | null, field: string): string | null =>
  refusal?.errors.find((error) => error.field === field)?.message ?? null;
