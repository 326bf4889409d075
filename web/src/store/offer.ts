/** What a person asks for to be offered once more. Apart from the queue, which a phone needs at once. */
import { write } from "./db.ts";
import { readDevice } from "./device.ts";
import { sendIdle } from "./drafts.ts";
import { sendNow } from "./index.ts";
import { mayBeTaken } from "./outbox.ts";
import { flush, type Flushed } from "./sync.ts";

/** A person asked for an entry that was not taken to be offered again now; without an id, all of them. */
export async function offerAgain(id?: string): Promise<void> {
  await write(["receipts"], async (tx) => {
    for (const receipt of await tx.objectStore("receipts").getAll()) {
      if (!mayBeTaken(receipt) || (id !== undefined && receipt.id !== id)) continue;
      await tx.objectStore("receipts").put({ ...receipt, answered_at: 0 });
    }
  });
}

/** Offer one entry again that was not taken. */
export async function sendAgain(id: string): Promise<Flushed> {
  await offerAgain(id);
  return sendNow();
}

/**
 * Send everything, drafts as well, before a new code sets this phone up again: what is sealed is bound to the
 * phone as it was, and arrives only under its old credential. Never throws; what cannot go stays here.
 */
export async function handOver(): Promise<void> {
  if (!(await readDevice())) return;
  try {
    await sendIdle(Number.POSITIVE_INFINITY);
    await offerAgain();
    await flush();
  } catch {
    // Setting up again matters more than this; the entries are kept.
  }
}
