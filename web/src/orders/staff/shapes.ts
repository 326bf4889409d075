/** What the server answers about orders and questions, for staff. */
import type { Order as PhoneOrder, OrderCondition, ShortAnswer } from "../../store/shapes.ts";

export type { ShortAnswer } from "../../store/shapes.ts";
export type OrderState = "draft" | "active" | "varied" | "ended" | "discharged";
export type ProposalState = "proposed" | "taken" | "declined";
export type DeclineReason = "there_already" | "not_in_document" | "not_clear" | "holds_a_name" | "other_order";

export interface Term extends OrderCondition {
  id: string;
  library_id: string | null;
}

/** What the phone gets of it, and what staff see beside. */
export interface Order extends Omit<PhoneOrder, "conditions"> {
  state: OrderState;
  /** It may take in words that probation proposed. */
  of_probation: boolean;
  court: string | null;
  served_on: string | null;
  source: string;
  source_seen_on: string;
  read_at: string | null;
  written_by: string;
  drafted_by_id: string;
  drafted_at: string;
  /** Sent with a change, a check and the like: which state of the draft was read. */
  revision: number;
  sent_back: { by: string; at: string; reason: string } | null;
  checked_at: string | null;
  ended_on: string | null;
  end_source: string | null;
  end_reason: string | null;
  conditions: Term[];
}

export interface Proposal {
  id: string;
  proposed_at: string;
  by: string;
  text: string;
  state: ProposalState;
  decline_reason: DeclineReason | null;
  settled_at: string | null;
}

export interface TeachBack {
  order_id: string;
  scenario_id: string;
  version: number | null;
  other_words: boolean;
  answer: string;
  missed: boolean;
  answered_at: string;
  situation: string | null;
  fits: string | null;
}

export interface OrdersPage {
  jurisdiction: string;
  orders: Order[];
  proposals: Proposal[];
  teach_back: TeachBack[];
  as_of: string;
}

export type Blank =
  | { type: "role"; of: string[] }
  | { type: "number"; min: number; max: number }
  | { type: "distance"; unit: string; min: number; max: number }
  | { type: "hours" | "date" | "weekday" };

export interface LibraryTerm {
  id: string;
  category: string;
  kind: string;
  template: string;
  blanks: Record<string, Blank>;
  plain: string;
  not_allowed: string[];
  ask_about: string[];
  /** Places whose orders may hold it. */
  places: string[];
}

export interface Library {
  kinds: { id: string; jurisdiction: string; name: string; plain: string; notification: boolean; starts_from: string; check: boolean }[];
  conditions: LibraryTerm[];
  roles: Record<string, string>;
}

export interface Question {
  id: string;
  text: string;
  withdrawn: boolean;
  state: "asked" | "unchecked" | "answered";
  owner: string | null;
  asked_at: string;
  due_at: string;
  overdue: boolean;
  condition_key: string | null;
  about_answer: string | null;
  answer: ShortAnswer | null;
  reply: string | null;
  answered_by: string | null;
  answered_by_id: string | null;
  answered_at: string | null;
  revision: number;
  /** Why a second person did not agree. */
  check_note: string | null;
  checked_by: string | null;
  /** How many other people of the team asked from the same answer. */
  also_asked: number;
}

/** What a practitioner sees of its own words. */
export interface OwnProposal {
  id: string;
  proposed_at: string;
  text: string;
  state: ProposalState;
  decline_reason: DeclineReason | null;
  settled_at: string | null;
}
