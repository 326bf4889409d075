/** For tests: a server that holds the private key, answers as it is told, and remembers what it was asked. */
import { IDBFactory } from "fake-indexeddb";
import "fake-indexeddb/auto";
import { disconnect } from "./db.ts";
import { keepDevice } from "./device.ts";
import { entryInfo, loadPrivate, makePair, open } from "./seal.ts";
import type { DeviceInfo } from "./shapes.ts";
import { reset } from "./sync.ts";
import { drop } from "./vault.ts";

export const PARTICIPANT = "0b0b0b0b-0000-4000-8000-000000000001";
export const DEVICE = "0d0d0d0d-0000-4000-8000-000000000001";
export const PIN = "304958";

export type Arrived = {
  id: string;
  kind: string;
  device_seq: number;
  made_at: string;
  zone: string;
  key_id: string;
  sealed: string;
  schema: number;
};
type Given = { status: number; json?: unknown; headers?: Record<string, string> };
type Route = (body: unknown, headers: Record<string, string>) => Given | Promise<Given>;

export class StandIn {
  pin = PIN;
  offline = false;
  stored = new Map<string, Arrived>();
  /** Ids of each request for entries, in the order they came. */
  requests: string[][] = [];
  bytes: number[] = [];
  /** The phone's clock at each sending, as it said. */
  sentAt: string[] = [];
  routes = new Map<string, Route>();
  epoch = "first";
  watermark: string | null = null;
  keepDays: number | null = 14;
  readonly pair: { publicKey: string; privateKey: string };

  constructor(pair: { publicKey: string; privateKey: string }) {
    this.pair = pair;
  }

  info(): DeviceInfo {
    return {
      participant_id: PARTICIPANT,
      device_id: DEVICE,
      next_seq: this.stored.size + 1,
      seal_keys: [{ id: "k1", public: this.pair.publicKey }],
      watermark: this.watermark,
      epoch: this.epoch,
      server_time: new Date(Date.now()).toISOString(),
      status: "active",
      zone: "Europe/London",
      keep_days: this.keepDays,
      duty_phone: "020 7946 0000",
      duty_hours: "Monday to Friday, 9 to 5",
      next_working_time: "2026-11-23T09:00:00Z",
      readers: { clinician: "Maya", lead: "Josh" },
      past_breach_policy: "If someone could get hurt, Maya may have to tell others.",
      open_alternatives: [],
    };
  }

  /** What a participant wrote, opened the way the server opens it. */
  async read(id: string): Promise<unknown> {
    const item = this.stored.get(id);
    if (!item) throw new Error(`never came: ${id}`);
    const info = entryInfo({ ...item, participant_id: PARTICIPANT, device_id: DEVICE });
    return open(await loadPrivate(this.pair.privateKey), info, item.sealed);
  }

  private takeEntries(items: Arrived[]): Given {
    const answers = items.map((item) => {
      const was = this.stored.get(item.id);
      if (was)
        return {
          id: item.id,
          status: was.sealed === item.sealed ? "same" : "conflict",
          reason: was.sealed === item.sealed ? null : "An entry with this id is here already.",
        };
      this.stored.set(item.id, item);
      return { id: item.id, status: "stored", receipt: `r-${item.id}`, local_date: "2026-11-22", late: false };
    });
    const server_time = new Date(Date.now()).toISOString();
    return { status: 200, json: { items: answers, watermark: this.watermark, epoch: this.epoch, server_time } };
  }

  readonly fetch = async (url: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    if (this.offline) throw new TypeError("Failed to fetch");
    const key = `${init?.method ?? "GET"} ${String(url)}`;
    const text = typeof init?.body === "string" ? init.body : "";
    const body: unknown = text ? JSON.parse(text) : undefined;
    let given: Given | undefined;
    if (key === "POST /api/me/entries") {
      this.requests.push((body as { items: Arrived[] }).items.map((item) => item.id));
      this.bytes.push(text.length);
      this.sentAt.push((body as { sent_at: string }).sent_at);
    }
    const route = this.routes.get(key);
    if (route) given = await route(body, (init?.headers ?? {}) as Record<string, string>);
    else if (key === "POST /api/me/entries") given = this.takeEntries((body as { items: Arrived[] }).items);
    else if (key === "GET /api/me/device") given = { status: 200, json: this.info() };
    else if (key === "POST /api/unlock") {
      const right = (body as { pin: string }).pin === this.pin;
      given = right
        ? { status: 204 }
        : { status: 401, json: { type: "/problems/pin-wrong", tries_left: 4, wait_seconds: 0 } };
    } else given = { status: 404, json: { type: "/problems/not-found", detail: "Not here." } };
    const headers = { "Content-Type": "application/json", ...given.headers };
    return new Response(given.json === undefined ? null : JSON.stringify(given.json), {
      status: given.status,
      headers,
    });
  };
}

/** A new phone, enrolled, with an empty storage and a server that answers. */
export async function freshPhone(): Promise<StandIn> {
  await disconnect();
  globalThis.indexedDB = new IDBFactory();
  drop();
  reset();
  const server = new StandIn(await makePair());
  globalThis.fetch = server.fetch as typeof fetch;
  await keepDevice(server.info());
  return server;
}

/** The app is killed and opened again: memory is gone, the storage is not. */
export async function killed(): Promise<void> {
  await disconnect();
  drop();
  reset();
}

/** Everything in the phone's storage, as text. */
export async function dump(): Promise<string> {
  const request = indexedDB.open("foothold");
  const db = await new Promise<IDBDatabase>((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  const all: string[] = [];
  for (const name of [...db.objectStoreNames]) {
    const rows = db.transaction(name).objectStore(name).getAll();
    await new Promise<void>((done) => {
      rows.onsuccess = () => done();
    });
    all.push(
      ...(rows.result as unknown[]).map((row) =>
        JSON.stringify(row, (_key, value: unknown) =>
          value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value,
        ),
      ),
    );
  }
  db.close();
  return all.join("\n");
}
