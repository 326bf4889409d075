/** The first opening of a phone that holds no vault: the server checks the PIN once, and the vault is made with it. */
import { Offline, post, Problem } from "../api/client.ts";
import { makeVault, refreshBundle, type Refusal } from "../store/index.ts";
import { t } from "../text/index.ts";

/** Why it was not taken, in words or as the vault has it; null when it was. */
export async function openFresh(pin: string): Promise<Omit<Refusal, "ok"> | string | null> {
  try {
    await post("/api/unlock", { pin });
  } catch (error) {
    if (error instanceof Offline) return t.pin.needsSignal;
    if (!(error instanceof Problem)) throw error;
    const { body, slug } = error;
    return {
      triesLeft: Number(body["tries_left"] ?? 0),
      waitSeconds: Number(body["wait_seconds"] ?? error.retryAfter ?? 0),
      needsCode: slug === "pin-needs-code",
    };
  }
  await makeVault(pin);
  void refreshBundle();
  return null;
}
