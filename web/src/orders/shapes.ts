/** What orders need of the file for the phone, beside its lessons. */
import type { LearnFile } from "../learning/lessons.ts";
import type { OrderCondition, Order, ShortAnswer } from "../store/shapes.ts";

export type { AskedQuestion, OrderCondition, Order, ShortAnswer } from "../store/shapes.ts";

/** One answer to "Can I ...?". `of` names the set it belongs to. */
export interface CanIAnswer {
  id: string;
  of: string;
  /** Missing in a file kept from an older server: English. */
  language?: string;
  question: string;
  phrasings: string[];
  kind: ShortAnswer;
  short: string;
  why: string[];
  do: string[];
  ask: string[];
  /** Categories of conditions that it touches. */
  conditions: string[];
  sources: string[];
}

export type Verdict = "yes" | "could" | "no";

/** Would this count? */
export interface Scenario {
  id: string;
  /** Of its bank, so that an answer names the words it is to. Missing in a file kept from an older server. */
  version?: number;
  language?: string;
  situation: string;
  answer: Verdict;
  reason: string;
  source: string;
  /** What it is about. Missing in a file kept from an older server. */
  topics?: string[];
}

/** A set that is being checked again, and what to say in its place. */
export interface Withheld {
  kind: string;
  id: string;
  say: string;
}

export type OrderFile = LearnFile & {
  answers?: CanIAnswer[];
  scenarios?: Scenario[];
  said?: Record<string, string>;
  withheld?: Withheld[];
};

export interface Touched {
  order: Order;
  condition: OrderCondition;
}
