/** What can be read offline after the PIN: stored encrypted under the reading key, held open in memory only. */
import { withDatabase, write } from "./db.ts";
import { decrypt, encrypt } from "./vault.ts";

/** Keep `value` under `name`. Throws when locked. */
export async function put(name: string, tag: string | null, value: unknown): Promise<void> {
  const sealed = await encrypt(value, name);
  await write(["cache"], async (tx) => {
    await tx.objectStore("cache").put({ key: name, tag, ...sealed });
  });
}

/** What was kept under `name`, or null when there is nothing or the phone is locked. */
export async function get<T>(name: string): Promise<{ tag: string | null; value: T } | null> {
  const row = await withDatabase((db) => db.get("cache", name));
  if (!row) return null;
  const value = (await decrypt(row, name)) as T | null;
  return value === null ? null : { tag: row.tag, value };
}

/** Forget everything that can be fetched again. Queue and drafts are not here. */
export async function clear(): Promise<void> {
  await write(["cache"], async (tx) => {
    await tx.objectStore("cache").clear();
  });
}
