/**
 * The phone's own storage: one IndexedDB database, its tables typed, its writes durable.
 *
 * Nothing that a person typed is ever put here in the clear. `outbox` and `drafts` hold sealed
 * bodies, `cache` holds what was encrypted under the reading key, `vault` holds wrapped keys.
 */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from "idb";
import type { DeviceInfo } from "./shapes.ts";
import type { Envelope } from "./seal.ts";
import { isNamed, NoStorage } from "./trouble.ts";

/** What the phone needs to write: the server's answer, and the next sequence number by our own count. */
export type DeviceRow = {
  key: "this";
  info: DeviceInfo;
  next_seq: number;
  refused: boolean;
  /** Milliseconds that the server's clock was ahead of ours when it last spoke. Absent on a phone set up before this was noted. */
  server_ahead?: number;
  /** Ids of what was answered on this phone. */
  answered?: string[];
};

/** One sealed entry, exactly as it will be sent. Never changed after it was put. */
/** `amends`: the entry that it adds to, where it is an addition. It stays on this phone. */
export type OutboxRow = Envelope & { zone: string; sealed: string; saved_at: number; amends?: string | null };

/** The server's answer about one entry. An entry with no answer here still has to be sent. */
export type ReceiptRow = {
  id: string;
  kind: string;
  made_at: string;
  saved_at: number;
  status: "stored" | "same" | "conflict" | "quarantined" | "refused";
  receipt: string | null;
  reason: string | null;
  local_date: string | null;
  late: boolean;
  /** The server's clock when it answered, and ours; milliseconds. `answered_at` 0: a person asked for it to go again. */
  server_at: number | null;
  answered_at: number;
  /** How often the whole request that held it alone was refused. */
  refusals?: number;
};

/** A draft between steps: the same answers sealed to the server, and to the phone's own key. */
export type DraftRow = Envelope & {
  zone: string;
  sealed: string;
  phone_sealed: string | null;
  step: number;
  /** For the answers added while locked: the draft that they belong to. */
  amends: string | null;
  started_at: number;
  touched_at: number;
  /** When the wait that the person chose is over; milliseconds. Rows of an older version have none. */
  delay_until?: number | null;
};

export type Wrapped = { salt: string; iv: string; bytes: string; rounds: number };

/** Keys wrapped by the PIN. `next` is filled only while a change of PIN waits for the server. */
export type VaultRow = {
  key: "pin";
  wrapped: Wrapped;
  next: Wrapped | null;
  phone_public: string;
  slips: number;
  /** Our clock at the end of the wait after the last slip, and how long that wait was; milliseconds. */
  wait_until: number;
  wait_for?: number;
  /** The server's clock at the end of it, as well as could be told; null when not known. */
  server_until?: number | null;
};

/** What the names of kept files of lessons begin with. */
export const FILES = "file:";

/** Something encrypted under the reading key. `tag` is the server's ETag, or a file name. */
export type CacheRow = { key: string; tag: string | null; iv: Uint8Array; bytes: Uint8Array };

export interface Tables extends DBSchema {
  device: { key: string; value: DeviceRow };
  outbox: { key: string; value: OutboxRow; indexes: { device_seq: number } };
  receipts: { key: string; value: ReceiptRow };
  drafts: { key: string; value: DraftRow };
  vault: { key: string; value: VaultRow };
  cache: { key: string; value: CacheRow };
}

type Name = StoreNames<Tables>;
export type Database = IDBPDatabase<Tables>;
export type WriteTx<S extends Name> = IDBPTransaction<Tables, S[], "readwrite">;

export const DATABASE = "foothold";

/** So long the browser may take to open the storage before we say that there is none. Milliseconds. */
const PATIENCE = 10_000;

let opening: Promise<Database> | null = null;

/** An opening that is never answered: some browsers do that in a private window, or when another tab holds an older version. */
function inTime(wanted: Promise<Database>): Promise<Database> {
  let timer: ReturnType<typeof setTimeout>;
  const tooLong = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new NoStorage("the storage did not open")), PATIENCE);
  });
  return Promise.race([wanted, tooLong]).finally(() => clearTimeout(timer));
}

function connect(): Promise<Database> {
  opening ??= inTime(open()).catch((error: unknown) => {
    opening = null;
    throw error;
  });
  return opening;
}

function open(): Promise<Database> {
  if (typeof indexedDB === "undefined" || !indexedDB) return Promise.reject(new NoStorage("there is no storage"));
  return openDB<Tables>(DATABASE, 1, {
    upgrade(db) {
      db.createObjectStore("device", { keyPath: "key" });
      db.createObjectStore("outbox", { keyPath: "id" }).createIndex("device_seq", "device_seq");
      db.createObjectStore("receipts", { keyPath: "id" });
      db.createObjectStore("drafts", { keyPath: "id" });
      db.createObjectStore("vault", { keyPath: "key" });
      db.createObjectStore("cache", { keyPath: "key" });
    },
    // A newer version of the app in another tab wants to upgrade: let go, and open again on the next use.
    blocking: (_now, _then, event) => {
      (event.target as IDBDatabase).close();
      opening = null;
    },
    terminated: () => {
      opening = null;
    },
  });
}

/** Close the connection; the next use opens it again. */
export async function disconnect(): Promise<void> {
  const was = opening;
  opening = null;
  if (was) (await was).close();
}

/**
 * Run `work` on the database. A connection that the browser dropped is opened again, and the work done once more: what was
 * begun on the dropped one was taken back whole.
 */
export async function withDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const used = connect();
  try {
    return await work(await used);
  } catch (error) {
    const dropped = isNamed(error, "InvalidStateError") || (isNamed(error, "AbortError") && opening !== used);
    if (!dropped) throw error;
    if (opening === used) opening = null;
    return work(await connect());
  }
}

/**
 * One strictly durable transaction: it has reached the disk when the promise resolves.
 *
 * `work` may await nothing but this transaction's own requests (no crypto, no fetch), because the
 * transaction would close itself meanwhile. When `work` throws, nothing of it is kept. On a phone that is full the files of
 * lessons make room, since they can be fetched again, and the work is done once more.
 */
export async function write<S extends Name, T>(stores: S[], work: (tx: WriteTx<S>) => Promise<T>): Promise<T> {
  try {
    return await writeOnce(stores, work);
  } catch (error) {
    if (!isNamed(error, "QuotaExceededError") || !(await makeRoom())) throw error;
    return writeOnce(stores, work);
  }
}

/** Drop what takes most room and can be fetched again: never what was written, and not the plan. True when there was something. */
async function makeRoom(): Promise<boolean> {
  try {
    return await writeOnce(["cache"], async (tx) => {
      const files = (await tx.objectStore("cache").getAllKeys()).filter((key) => key.startsWith(FILES));
      for (const key of files) await tx.objectStore("cache").delete(key);
      return files.length > 0;
    });
  } catch {
    return false;
  }
}

async function writeOnce<S extends Name, T>(stores: S[], work: (tx: WriteTx<S>) => Promise<T>): Promise<T> {
  return withDatabase(async (db) => {
    const tx = db.transaction(stores, "readwrite", { durability: "strict" });
    try {
      const result = await work(tx);
      await tx.done;
      return result;
    } catch (error) {
      // The abort itself rejects `done`; what matters is the first error.
      tx.done.catch(() => undefined);
      try {
        tx.abort();
      } catch {
        // It had ended already.
      }
      throw error;
    }
  });
}
