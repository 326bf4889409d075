/** What the server answers about pieces of content. Dates YYYY-MM-DD, instants RFC 3339 UTC text. */
import type { Lesson } from "./lessons.ts";

export type PieceState = "new" | "checked" | "signed" | "stale" | "retired" | "not_needed";

export interface PieceLine {
  id: string;
  language: string;
  version: number;
  kind: string;
  title: string;
  jurisdiction: string;
  phase: string;
  gated: boolean;
  review_by: string;
  days_left: number;
  state: PieceState;
  missing: string[];
  live: boolean;
}

export interface Skill {
  id: string;
  title: string;
  short: string;
  steps: string[];
  full: string[];
  why: string | null;
  cautions: string[];
}

export interface CanI {
  id: string;
  question: string;
  kind: "no" | "ask_first" | "only_by_order" | "nobody";
  short: string;
  why: string[];
  do: string[];
  ask: string[];
}

export interface Scenario {
  id: string;
  situation: string;
  answer: "yes" | "could" | "no";
  reason: string;
}

export interface Piece extends PieceLine {
  author: string;
  checker: string | null;
  digest: string;
  shown_as: { lesson?: Lesson; skill?: Skill; answers?: CanI[]; scenarios?: Scenario[]; said?: Record<string, string> };
  pages: { name: string; words: string }[];
  sources: { id: string; title: string; where: string; mark: "V" | "K" | "J"; primary: boolean }[];
  look_at: string[];
  steps: { step: string; at: string; by: string; name: string | null; mine: boolean }[];
  changes: { version: number; signed: boolean; pages: { name: string; runs: { t: "same" | "gone" | "new"; v: string }[] }[] } | null;
}

/** A question that several people ask, put to the authors. */
export interface Suggestion {
  id: string;
  made_at: string;
  question: string;
  answer: string;
}
