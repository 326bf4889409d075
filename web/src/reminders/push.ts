/** Notices on this phone: asking the browser, and telling the server where it takes them. */
import { del, post } from "../api/client.ts";

export type PushOutcome = "on" | "blocked" | "cannot";

export function canPush(): boolean {
  return "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
}

/** Ask, subscribe, and tell the server. Throws what the call to the server throws. */
export async function startPush(publicKey: string): Promise<PushOutcome> {
  if (!canPush()) return "cannot";
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return "blocked";
  const worker = await navigator.serviceWorker.ready;
  let subscription: PushSubscription;
  try {
    const kept = await worker.pushManager.getSubscription();
    // One that was made for another key of the server's would be refused by the push service.
    if (kept && !sameKey(kept.options.applicationServerKey, publicKey)) await kept.unsubscribe();
    subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  } catch {
    return "cannot";
  }
  const { keys } = subscription.toJSON();
  await post("/api/me/push", { endpoint: subscription.endpoint, p256dh: keys?.["p256dh"] ?? "", auth: keys?.["auth"] ?? "" });
  return "on";
}

/** Take no more on this phone. */
export async function stopPush(): Promise<void> {
  await del("/api/me/push");
  if (!canPush()) return;
  const worker = await navigator.serviceWorker.getRegistration();
  const kept = await worker?.pushManager.getSubscription();
  await kept?.unsubscribe();
}

function sameKey(kept: ArrayBuffer | null, wanted: string): boolean {
  if (!kept) return false;
  const text = btoa(String.fromCharCode(...new Uint8Array(kept)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "") === wanted;
}
