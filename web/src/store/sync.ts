/**
 * Sending what is in the queue, and finding out what came of it.
 *
 * One tab sends at a time where the browser has Web Locks; without them sending twice is harmless,
 * because the id was made here and the server answers `same`. Nothing is dropped here: an entry leaves the queue only by `forget`.
 */
import { follows, forget, going, note, refusedIds, type Verdict } from "./outbox.ts";
import { keepDevice, readDevice } from "./device.ts";
import { call, type Problem } from "./wire.ts";
import type { OutboxRow } from "./db.ts";

/** At most this many entries in one request (the server refuses more). */
export const MOST_ITEMS = 50;
/** At most this many bytes in one request; the server's own limit is 256 KiB. */
export const MOST_BYTES = 200 * 1024;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** How often to look while something waits, and while nothing does. */
const WAITING = MINUTE;
const RESTING = 15 * MINUTE;
/** The longest that a server may ask us to stay silent. */
const LONGEST_WAIT = 60 * MINUTE;

/** Answers to a whole request that say nothing about what was in it: keep all, stop, try later. */
const NOT_NOW = new Set([401, 403, 404, 407, 408, 425, 429]);

export type Flushed = "sent" | "nothing" | "offline" | "stopped" | "busy" | "asked-to-wait";

type Reply = {
  items: {
    id: string;
    status: "stored" | "same" | "conflict" | "quarantined" | "retry";
    receipt?: string | null;
    reason?: string | null;
    local_date?: string | null;
    late?: boolean | null;
  }[];
  watermark: string | null;
  epoch: string;
  server_time: string;
};

function isReply(json: unknown): json is Reply {
  return typeof json === "object" && json !== null && "items" in json && Array.isArray(json.items);
}

let silentUntil = 0;
let failures = 0;
let running: Promise<Flushed> | null = null;
let again = false;

/** Nobody asks for longer than the longest wait: where more is left than that, this phone's clock was set back meanwhile. */
function silent(): boolean {
  const left = silentUntil - Date.now();
  return left > 0 && left <= LONGEST_WAIT;
}

/** One entry as it goes over the wire. */
function wireForm(row: OutboxRow): object {
  const { id, kind, schema, device_seq, made_at, zone, key_id, sealed } = row;
  return { id, kind, schema, device_seq, made_at, zone, key_id, sealed };
}

const NONE: ReadonlySet<string> = new Set();

/** Cut the queue into requests by count and by bytes. One entry larger than the limit goes alone, and so do those in `alone`. */
export function batches(rows: OutboxRow[], alone: ReadonlySet<string> = NONE): OutboxRow[][] {
  const all: OutboxRow[][] = [];
  let batch: OutboxRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    // Envelope and base64url are ASCII, so characters are bytes; the comma is the one more.
    const size = JSON.stringify(wireForm(row)).length + 1;
    const apart = alone.has(row.id) || (batch[0] !== undefined && alone.has(batch[0].id));
    if (batch.length > 0 && (apart || batch.length >= MOST_ITEMS || bytes + size > MOST_BYTES)) {
      all.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(row);
    bytes += size;
  }
  if (batch.length > 0) all.push(batch);
  return all;
}

/** Send one batch; `refused` collects those that stood alone and were refused. Offline or stopped: all is kept. */
async function sendBatch(rows: OutboxRow[], refused: OutboxRow[] = []): Promise<"answered" | "offline" | "stopped"> {
  // The phone's clock at sending, so that the server can tell how far off it is.
  const sent_at = new Date(Date.now()).toISOString();
  const answer = await call("POST", "/api/me/entries", { items: rows.map(wireForm), sent_at });
  if (!answer) return "offline";
  if (answer.retryAfter !== null && answer.status !== 200) {
    silentUntil = Date.now() + Math.min(answer.retryAfter, LONGEST_WAIT);
  }
  if (answer.status === 200 && isReply(answer.json)) {
    await take(rows, answer.json);
    return "answered";
  }
  if (answer.status < 400 || answer.status >= 500 || NOT_NOW.has(answer.status)) return "stopped";
  // The request as a whole was refused, and one entry in it may be why: halve until it stands alone.
  const [only] = rows;
  if (rows.length === 1 && only) {
    const problem = answer.json as Problem | null;
    const reason = typeof problem?.detail === "string" ? problem.detail : `The answer was ${answer.status}.`;
    const parked: Verdict = {
      id: only.id,
      status: "refused",
      receipt: null,
      reason,
      local_date: null,
      late: false,
      server_at: null,
    };
    await note([parked]);
    refused.push(only);
    return "answered";
  }
  const half = Math.ceil(rows.length / 2);
  const first = await sendBatch(rows.slice(0, half), refused);
  const rest = rows.slice(half).filter((row) => !follows(row, refused));
  return first === "answered" && rest.length > 0 ? sendBatch(rest, refused) : first;
}

/** Note each answer; `retry` and ids without an answer stay unsent. */
async function take(rows: OutboxRow[], reply: Reply): Promise<void> {
  const asked = new Set(rows.map((row) => row.id));
  const server = Date.parse(reply.server_time);
  const verdicts: Verdict[] = [];
  for (const item of reply.items) {
    if (!asked.has(item.id) || item.status === "retry") continue;
    verdicts.push({
      id: item.id,
      status: item.status,
      receipt: item.receipt ?? null,
      reason: item.reason ?? null,
      local_date: item.local_date ?? null,
      late: item.late ?? false,
      server_at: Number.isNaN(server) ? null : server,
    });
  }
  const device = await readDevice();
  // A new epoch first: it drops the receipts of before, and must not drop these.
  if (device) {
    const { watermark, epoch, server_time } = reply;
    await keepDevice({ ...device.info, watermark, epoch, server_time });
  }
  await note(verdicts);
}

async function sendAll(): Promise<Flushed> {
  const tried = new Set<string>();
  let sent = false;
  for (;;) {
    if (silent()) return sent ? "sent" : "asked-to-wait";
    const device = await readDevice();
    if (!device) return "nothing";
    const waiting = (await going(device.info.participant_id, Date.now())).filter((row) => !tried.has(row.id));
    const [batch] = batches(waiting, await refusedIds());
    if (!batch) {
      failures = 0;
      return sent ? "sent" : "nothing";
    }
    for (const row of batch) tried.add(row.id);
    const outcome = await sendBatch(batch);
    if (outcome !== "answered") {
      failures += 1;
      return outcome;
    }
    sent = true;
  }
}

async function locked(): Promise<Flushed> {
  if (typeof navigator === "undefined" || !navigator.locks) return sendAll();
  return navigator.locks.request("foothold-send", { ifAvailable: true }, async (lock) => (lock ? sendAll() : "busy"));
}

/** Send what waits, now. Calls that come while one runs are folded into one more run after it. */
export function flush(): Promise<Flushed> {
  if (running) {
    again = true;
    return running;
  }
  running = (async () => {
    try {
      let outcome = await locked();
      while (again) {
        again = false;
        outcome = await locked();
      }
      await forget();
      return outcome;
    } finally {
      running = null;
      again = false;
    }
  })();
  return running;
}

/** When to look again, in milliseconds: longer after each failure, and never in step with other phones. */
export function pause(waiting: boolean, failed: number, random: number): number {
  const base = waiting ? Math.min(WAITING * 2 ** Math.min(failed, 4), RESTING) : RESTING;
  return base * (0.5 + random);
}

let timer: ReturnType<typeof setTimeout> | null = null;

/**
 * Keep sending: now, when the signal comes back, when the app is looked at, and on a timer.
 * `refresh` asks who we are, `before` runs ahead of every round (drafts that lay idle go first), `after` at its end. Returns how to stop.
 */
export function keepSending(work: {
  refresh: () => Promise<unknown>;
  before: () => Promise<void>;
  after: () => Promise<void>;
}): () => void {
  const { refresh, before, after } = work;
  let stopped = false;
  const round = async (): Promise<void> => {
    if (timer) clearTimeout(timer);
    try {
      await before();
      await flush();
      await after();
    } finally {
      const device = await readDevice().catch(() => null);
      const left = device ? (await going(device.info.participant_id, Date.now() + WAITING)).length > 0 : false;
      if (!stopped) timer = setTimeout(() => void tick(), pause(left, failures, Math.random()));
    }
  };
  const tick = async (): Promise<void> => {
    if (navigator.onLine !== false && (await readDevice())) await refresh();
    await round();
  };
  const seen = (): void => {
    if (document.visibilityState === "visible") void round();
  };
  const online = (): void => {
    failures = 0;
    void tick();
  };
  window.addEventListener("online", online);
  document.addEventListener("visibilitychange", seen);
  void tick();
  return () => {
    stopped = true;
    if (timer) clearTimeout(timer);
    window.removeEventListener("online", online);
    document.removeEventListener("visibilitychange", seen);
  };
}

/** For tests: forget what was learned about the server's mood. */
export function reset(): void {
  silentUntil = 0;
  failures = 0;
}
