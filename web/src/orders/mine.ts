/**
 * The participant's orders and questions as this phone knows them, the file with answers and situations, and what the screens must
 * remember of what was said here before the server has it. All of it is under the PIN; a phone that is locked keeps nothing but entries.
 */
import { useEffect, useState } from "preact/hooks";
import { keepTyped, typed } from "../goals/mine.ts";
import { useOutbox } from "../journal/mine.ts";
import { kept, newest } from "../learning/lessons.ts";
import { usePhone, type Phone } from "../people/phone.ts";
import { keepFile, keptFile, lockState, onLock, saveEntry, type OutboxItem, type QuestionBody, type TeachBackBody } from "../store/index.ts";
import { tellHere } from "../store/signal.ts";
import { finder, type Find } from "./find.ts";
import type { Order, OrderFile } from "./shapes.ts";

export { keepTyped, typed };

let file: OrderFile | null = null;
let search: Find | null = null;

/** What is being typed in a field, in memory only: it is never part of an address. */
export const typing = { search: "", question: "" };

/** What was said here of an order or asked, by the id of its entry. */
interface Said {
  /** Entry of "I have read this", by order. */
  read: Record<string, string>;
  /** Entry of the answers to the situations, by order, and how many of them missed. */
  teach: Record<string, { id: string; missed: number }>;
  asked: { id: string; text: string }[];
}

const FILE = "orders";
const NOTHING: Said = { read: {}, teach: {}, asked: [] };
const QUESTIONS = 30;
let said: Said | null = null;

onLock(() => {
  file = null;
  search = null;
  said = null;
  typing.search = "";
  typing.question = "";
});

/** The file with answers and situations: at once what is kept, then what is new. */
export function useOrderFile(): { file: OrderFile | null; looked: boolean } {
  const [shown, setShown] = useState(file);
  const [looked, setLooked] = useState(file !== null);
  useEffect(() => {
    let gone = false;
    const show = (found: OrderFile | null): void => {
      if (!found || lockState() !== "open") return;
      if (found !== file) search = null;
      file = found;
      if (!gone) setShown(found);
    };
    void (async () => {
      show((await kept()) as OrderFile | null);
      await newest().then((found) => show(found as OrderFile), () => undefined);
      if (!gone) setLooked(true);
    })();
    return () => {
      gone = true;
    };
  }, []);
  return { file: shown, looked };
}

/** The searching function over the file's answers, built once. */
export function searchIn(of: OrderFile): Find {
  search ??= finder(of.answers ?? []);
  return search;
}

async function load(): Promise<Said> {
  said ??= { ...NOTHING, ...(await keptFile<Partial<Said>>(FILE)) };
  return said;
}

async function remember(change: (before: Said) => Said): Promise<void> {
  if (lockState() !== "open") return;
  said = change(await load());
  await keepFile(FILE, said);
  tellHere();
}

export interface MyOrders {
  phone: Phone;
  orders: Order[];
  said: Said;
  items: readonly OutboxItem[];
  /** The queue was looked at. */
  ready: boolean;
  /** What was said here before was looked at. */
  known: boolean;
}

export function useMyOrders(): MyOrders {
  const phone = usePhone();
  const items = useOutbox();
  const [now, setNow] = useState<Said | null>(said);
  useEffect(() => {
    if (phone.state === "open") void load().then(setNow);
  }, [phone.state, items]);
  return { phone, orders: phone.bundle?.orders ?? [], said: now ?? NOTHING, items: items ?? [], ready: items !== null, known: now !== null };
}

/** Where an entry of this phone stands, or null where this phone does not know it. */
export function standing(items: readonly OutboxItem[], id: string | undefined): OutboxItem["state"] | null {
  return items.find((item) => item.id === id)?.state ?? null;
}

/** "I have read this", of one version. */
export async function sayRead(order: Order): Promise<void> {
  const { id } = await saveEntry("order_read", { order_id: order.id });
  await remember((before) => ({ ...before, read: { ...before.read, [order.id]: id } }));
}

export async function sendTeachBack(body: TeachBackBody, missed: number): Promise<void> {
  const { id } = await saveEntry("teach_back", body);
  await remember((before) => ({ ...before, teach: { ...before.teach, [body.order_id]: { id, missed } } }));
}

/** Ask. Works locked: then its words come back only when the server has them. */
export async function askQuestion(body: QuestionBody): Promise<string> {
  const { id } = await saveEntry("question", body);
  await remember((before) => ({ ...before, asked: [{ id, text: body.text }, ...before.asked].slice(0, QUESTIONS) }));
  return id;
}
