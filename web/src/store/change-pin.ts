/** Changing the PIN. Apart from the vault, because a phone needs it seldom and the vault at once. */
import { countTry, NO_WAIT, openHere, readVault, refusal, settle, wrap, type Refusal } from "./vault.ts";
import { call, isProblem, type Problem } from "./wire.ts";

/** `differs`: the server has another PIN than this phone. `wrong`: not the PIN of this phone, or too early to say. */
export type PinChange =
  | { ok: true }
  | { ok: false; reason: "wrong"; refused: Refusal }
  | { ok: false; reason: "differs" | "no-signal" | "refused"; problem: Problem | null };

/**
 * Change the PIN; needs signal, because the server keeps a check of its own. The vault is wrapped a
 * second time first, so that the phone opens with whichever PIN the server took, even if it is killed in between.
 * A wrong old PIN counts like one at the lock (control C8): an open phone that was left lying is no place to guess at.
 */
export async function changePin(old: string, fresh: string): Promise<PinChange> {
  const counted = await countTry();
  if (typeof counted !== "number") return { ok: false, reason: "wrong", refused: counted };
  const row = await readVault();
  const here = row ? await openHere(old, row) : null;
  if (!here) return { ok: false, reason: "wrong", refused: refusal(counted) };
  const next = await wrap(fresh, here.secrets);
  await settle({ slips: 0, ...NO_WAIT, next });
  const answer = await call("POST", "/api/me/pin", { old, new: fresh });
  if (!answer || answer.status >= 500) return { ok: false, reason: "no-signal", problem: null };
  if (answer.status === 204) {
    await settle({ wrapped: next, next: null });
    return { ok: true };
  }
  await settle({ next: null });
  const problem = answer.json as Problem | null;
  return { ok: false, reason: isProblem(problem, "pin-wrong") ? "differs" : "refused", problem };
}
