/**
 * Which due dates, missed ones and measures were answered on this phone, before the server says so. Ids that mean nothing to anybody
 * else; kept in clear and as durably as what was answered, so that nothing is asked for twice while there is no signal.
 */
import { write, type DeviceRow } from "./db.ts";

const MOST = 60;

let known: ReadonlySet<string> = new Set();

export function answeredHere(): ReadonlySet<string> {
  return known;
}

/** Take over what the disk holds. */
export function recall(row: DeviceRow | null): void {
  known = new Set([...known, ...(row?.answered ?? [])]);
}

/** Resolves when it is on the disk. Never throws: it is then asked for again, and a second answer is added to the first. */
export async function noteAnswered(id: string): Promise<void> {
  known = new Set([...known, id]);
  await write(["device"], async (tx) => {
    const row = await tx.objectStore("device").get("this");
    if (row) await tx.objectStore("device").put({ ...row, answered: [...(row.answered ?? []), id].slice(-MOST) });
  }).catch(() => undefined);
}
