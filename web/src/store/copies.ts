/** The sealed copies of what was received, where a person clears them (sync rule 12). */
import { withDatabase } from "./db.ts";
import { eraseCopies } from "./outbox.ts";

/** How many lie here. */
export async function receivedCopies(): Promise<number> {
  return withDatabase(async (db) => {
    const tx = db.transaction(["outbox", "receipts"]);
    const [held, receipts] = await Promise.all([tx.objectStore("outbox").getAllKeys(), tx.objectStore("receipts").getAll()]);
    const here = new Set(held);
    return receipts.filter((one) => here.has(one.id) && (one.status === "stored" || one.status === "same")).length;
  });
}

/** A person asked for it: erase them all. Unsent and refused ones stay. Returns how many went. */
export async function clearReceived(): Promise<number> {
  return eraseCopies(() => true);
}
