/**
 * The participant's goals, week and needs as this phone knows them, and the way to say something new about them.
 * What was said is an entry in the queue; beside it the words are kept under the PIN, so that they show before the server has them.
 */
import { useEffect, useReducer } from "preact/hooks";
import { useOutbox } from "../journal/mine.ts";
import { usePhone, type Phone } from "../people/phone.ts";
import { withOffset } from "../store/day.ts";
import { keepFile, keptFile, lockState, onLock, saveEntry, type Bodies } from "../store/index.ts";
import { tellHere } from "../store/signal.ts";
import { laidOver, stillPending, type Laid, type Pending } from "./laid.ts";

const FILE = "purpose";
let held: Pending[] | null = null;
let loading = false;

onLock(() => {
  held = null;
});

async function load(): Promise<void> {
  if (held || loading || lockState() !== "open") return;
  loading = true;
  try {
    held = (await keptFile<Pending[]>(FILE)) ?? [];
  } finally {
    loading = false;
  }
  tellHere();
}

export interface Mine extends Laid {
  phone: Phone;
  /** False until what this phone keeps was looked at. */
  ready: boolean;
}

export function useMine(): Mine {
  const phone = usePhone();
  const items = useOutbox();
  const [, draw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    void load().then(() => draw(0));
  }, [phone.state]);
  const parked = new Set((items ?? []).filter((item) => item.state === "parked" && !item.refused).map((item) => item.id));
  const waiting = stillPending(held ?? [], phone.bundle, parked);
  useEffect(() => {
    // Looked at anew: what was kept may have come since this page was drawn, and must not be forgotten with it.
    if (!held || !items || !phone.bundle) return;
    const left = stillPending(held, phone.bundle, parked);
    if (left.length === held.length) return;
    held = left;
    void keepFile(FILE, held);
  }, [waiting.length, items, phone.bundle]);
  return { ...laidOver(phone.bundle, waiting), phone, ready: held !== null };
}

type Kinds = Pending["kind"];

/** Save a word about goals, the week or needs. Resolves with its id once it is on the disk. */
export async function saySomething<K extends Kinds>(kind: K, body: Omit<Bodies[K], "happened_at">, zone: string): Promise<string> {
  const whole = { ...body, happened_at: withOffset(Date.now(), zone) } as Bodies[K];
  const { id } = await saveEntry(kind, whole);
  held = [...(held ?? []), { id, kind, body: whole } as Pending];
  await keepFile(FILE, held);
  tellHere();
  return id;
}

/** What was typed and not sent yet, kept under the PIN: a call in between costs nothing. */
export async function keepTyped(name: string, value: unknown): Promise<void> {
  if (lockState() === "open") await keepFile(`typed:${name}`, value);
}

export async function typed<T>(name: string): Promise<T | null> {
  return lockState() === "open" ? await keptFile<T>(`typed:${name}`) : null;
}
