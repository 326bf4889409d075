/** The enrolled phone: what it may write with, kept in clear because writing needs no PIN. */
import { withDatabase, write, type DeviceRow } from "./db.ts";
import type { DeviceInfo } from "./shapes.ts";
import { call } from "./wire.ts";
import { tell } from "./signal.ts";
import { notePlace } from "../text/place.ts";

export async function readDevice(): Promise<DeviceRow | null> {
  return (await withDatabase((db) => db.get("device", "this"))) ?? null;
}

/** What became of asking: `refused` means that this phone may no longer read (revoked, ended, or not enrolled). */
export type Refreshed = "fresh" | "offline" | "refused";

/**
 * Ask the server who we are. A changed epoch means that the server went back to a backup, so every
 * entry still held here is offered again: its receipt is dropped, the sealed entry stays.
 */
export async function refreshDevice(): Promise<Refreshed> {
  const answer = await call("GET", "/api/me/device");
  // Only our own server's word counts: a hotel's sign-in page may answer anything.
  if (answer?.status === 401 && answer.json !== null) {
    await write(["device"], async (tx) => {
      const row = await tx.objectStore("device").get("this");
      if (row && !row.refused) await tx.objectStore("device").put({ ...row, refused: true });
    });
    tell();
    return "refused";
  }
  if (answer?.status !== 200 || answer.json === null) return "offline";
  const info = answer.json as DeviceInfo;
  await keepDevice(info);
  return info.revoked ? "refused" : "fresh";
}

/** Keep what the server said. Our own count of sequence numbers never goes back. */
export async function keepDevice(info: DeviceInfo): Promise<void> {
  notePlace(info.jurisdiction);
  await write(["device", "outbox", "receipts"], async (tx) => {
    const devices = tx.objectStore("device");
    const was = await devices.get("this");
    const same = was?.info.device_id === info.device_id;
    await devices.put({
      key: "this",
      info,
      next_seq: same ? Math.max(was.next_seq, info.next_seq) : info.next_seq,
      refused: info.revoked === true,
      server_ahead: Date.parse(info.server_time) - Date.now(),
      ...(same && was.answered ? { answered: was.answered } : {}),
    });
    if (same && was.info.epoch !== info.epoch) {
      for (const id of await tx.objectStore("outbox").getAllKeys()) await tx.objectStore("receipts").delete(id);
    }
  });
  tell();
}
