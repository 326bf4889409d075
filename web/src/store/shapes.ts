/** What the server tells a phone, as types. Instants are RFC 3339 strings, dates `YYYY-MM-DD`, ids UUIDs. */
import type { Answer, Side } from "./bodies.ts";

export type SealKey = { id: string; public: string };

/** `GET /api/me/device`: what a locked phone needs to write, and whom to name. */
export type DeviceInfo = {
  participant_id: string;
  device_id: string;
  next_seq: number;
  /** Newest first; `public` is a raw uncompressed P-256 point in base64url. */
  seal_keys: SealKey[];
  /** Entries received before this instant are in a backup. */
  watermark: string | null;
  /** Changes when the server was restored from a backup. */
  epoch: string;
  server_time: string;
  status: "invited" | "active" | "paused" | "ended";
  /** Taken off: what waits may still be sent, nothing may be read. */
  revoked?: boolean;
  zone: string;
  /** Days to keep a sealed entry after its receipt; null: until a person clears it. */
  keep_days: number | null;
  duty_phone: string;
  duty_hours: string;
  next_working_time: string;
  readers: { clinician: string | null; lead: string | null };
  past_breach_policy: string;
  open_alternatives: string[];
  /** Whose lines to ring show before the PIN. Missing on a phone that was last told by an earlier server. */
  jurisdiction?: string;
  /** False: fields for own words are not offered. A phone that was told nothing offers them. */
  free_text?: boolean;
};

/** One of the participant's own entries, as the server gives it back. */
export type OwnEntry = {
  id: string;
  kind: string;
  made_at: string;
  received_at: string;
  happened_at: string;
  local_date: string;
  late: boolean;
  body: Record<string, unknown>;
  amended: boolean;
  withdrawn: boolean;
  /** Later changes, oldest first: what stood there before each. A server of an earlier release does not say. */
  revisions?: { at: string; was: Record<string, unknown> }[];
  read: { first_name: string; role: string; on: string } | null;
  reply: { text: string; on: string } | null;
  state: "unread" | "in_review" | "closed" | "none";
  /** Keyed in from paper by this member of staff. */
  entered_by?: string;
};

export type Rule = {
  id: string;
  when: string;
  hours: { from: string; to: string } | null;
  urge_at_least: number | null;
  then: string;
  for_minutes: number | null;
  confidence: number | null;
  trigger?: string | null;
  condition_id?: string | null;
};

export type Plan = {
  id: string;
  version: number;
  state: string;
  agreed_on: string | null;
  with_first_name: string;
  signs: string[];
  surroundings: string[];
  alone: string[];
  people: string[];
  ask: string[];
  professionals: string[];
  reasons: string[];
  night: string[];
  rules: Rule[];
  /** The lines' ids, beside their texts. */
  ids?: Record<string, string[]>;
  side?: "participant" | "staff";
  made_on?: string;
  /** Who agreed, and when. */
  signed?: { side: "participant" | "staff"; first_name: string; on: string }[];
};

/** One difference between two versions. `rule` names the rule that a changed field belongs to, as it stood before. */
export type PlanChange = {
  what: "added" | "taken_out" | "changed" | "moved";
  part: string;
  id: string;
  field: string;
  before: unknown;
  after: unknown;
  rule?: { when?: string | null; then?: string | null } | null;
};

export type PlanClash = { id: string; part: string; item_id: string | null; field: string; theirs: unknown; mine: unknown };

export type PlanSuggestion = {
  id: string;
  kind: "comment" | "suggestion";
  part: string;
  item_id: string | null;
  state: "open" | "accepted" | "changed" | "declined";
  first_name: string;
  on: string;
  answered_on: string | null;
  words: string | null;
  item: { text?: string; when?: string; then?: string } | null;
  /** What the participant said back, in own words. */
  answer?: string | null;
};

export type PastPlan = {
  version: number;
  state: "proposed" | "agreed" | "not_agreed" | "superseded" | "draft";
  made_on: string;
  side: "participant" | "staff";
  first_name: string;
  answered_on: string | null;
  reason: string | null;
  base_version?: number | null;
  changes: PlanChange[] | null;
};

/** What goes back and forth about the plan. */
export type PlanWork = {
  proposed: Plan | null;
  clashes: PlanClash[];
  suggestions: PlanSuggestion[];
  history: PastPlan[];
  uses: Record<string, { used: number; helped: number }>;
  kept: { entry_id: string; kind: string; code: string }[];
};

export type FormItem = {
  link_id: string;
  type: "scale" | "choice" | "choices" | "boolean" | "text" | "number";
  text: string;
  help?: string;
  options?: { value: string; text: string }[];
  min?: number;
  max?: number;
  required?: boolean;
  enable_when?: EnableWhen;
  /** On which page, by the id of the form's group. */
  group?: string;
};

/** One comparison with another question's answer. */
export type Condition = {
  link_id: string;
  equals?: Answer;
  not_equals?: Answer;
  more_than?: number;
  less_than?: number;
  exists?: boolean;
};
export type EnableWhen = Condition | { all: Condition[] } | { any: Condition[] };

export type Form = { id: string; version: number | string; language?: string; title: string; note?: string; items: FormItem[]; groups?: { id: string; title: string; help?: string }[] };

export type AboutMe = {
  alert_id: string;
  series_id: string;
  version: number;
  appointment_at: string;
  text: string;
  /** Where the phone speaks no English: the words that probation reads, as they are, and what they mean. An earlier release does not say. */
  exact?: { sent: string; meaning: string } | null;
  told_at: string;
  say_so_before: string | null;
  state: "waiting" | "held" | "stopped" | "sent";
  corrects: number | null;
  /** What stands there now is an absence. A server of an earlier release does not say. */
  absence?: boolean;
  wrong_said: boolean;
};

export type GoalStep = {
  id: string;
  actor: string;
  text: string;
  due_on: string | null;
  done_on: string | null;
  done_by: Side | null;
};

export type Goal = {
  id: string;
  area: string;
  text: string;
  why: string | null;
  target_on: string | null;
  state: "draft" | "proposed" | "agreed" | "not_agreed" | "done" | "left";
  proposed_by: Side;
  wanted: boolean | null;
  made_on: string;
  answered_on: string | null;
  closed_on: string | null;
  left_by_participant: boolean;
  outcome: "achieved" | "partly" | "not_reached" | null;
  reason: string | null;
  version: number;
  steps: GoalStep[];
};

export type Activity = {
  id: string;
  text: string;
  starts_on: string;
  part: string;
  repeats: boolean;
  ends_on: string | null;
  goal_id: string | null;
  made_by: Side;
};

/** What was said of one day. A day that is not listed is a gap, never a no. */
export type ActivityDay = { activity_id: string; day: string; done: boolean; meaning: number | null };

export type Need = {
  id: string;
  kind: string;
  state: "open" | "signposted" | "in_hand" | "closed";
  opened_by: Side;
  opened_on: string;
  text: string | null;
  idle_since: string | null;
  steps: { move: string; on: string; by: Side; first_name: string | null; note: string | null }[];
};

export type MeasureDue = { id: string; form_id: string; form_version: number; moment: string; due_on: string | null };

/** `GET /api/me/progress`. */
export type Progress = {
  weeks: { monday: string; expected: number | null; done: number }[];
  sessions: { held: number; planned: number };
  urges: { day: string; urge: number | null }[];
  practised: { code: string; text: string; times: number }[];
  rules: { id: string; text: string; used: number; helped: number }[];
  goals: { id: string; text: string; steps: number; done: number }[];
  activities: { id: string; text: string; times: number; meanings: number[] }[];
  as_of: string;
};

export type DueDate = {
  id?: string;
  kind: "checkin";
  form_id: string;
  form_version: number | string;
  local_date: string;
  opens_at?: string;
  closes_at: string;
  done: boolean;
};

export type ShortAnswer = "no" | "ask_first" | "only_by_order" | "nobody";

/** One numbered term of an order. Names and places are replaced by [role words]. */
export type OrderCondition = {
  key: string;
  place: number;
  category: string;
  kind: "prohibition" | "requirement";
  /** The court's words. */
  exact: string;
  plain: string;
  not_allowed: string[];
  ask_about: string[];
  /** What the court allowed all the same, in its own words. */
  exception: string | null;
  /** Ids of scenarios. */
  teach_back: string[];
  change: "new" | "changed" | "same";
};

/** One version of an order that binds now, the stricter order first. */
export type Order = {
  id: string;
  series_id: string;
  version: number;
  kind: { id: string; name: string; plain: string | null; notification: boolean; starts_from: string | null };
  made_on: string;
  starts_on: string;
  ends_on: string | null;
  until_further_order: boolean;
  read: boolean;
  /** The days to tell the police, where the order asks for it and day 1 is known. */
  notify: { day_1: string; last_day: string } | null;
  /** Plain words of what the version before held and this one does not. */
  fell_away: string[];
  written_by: string | null;
  checked_by: string | null;
  conditions: OrderCondition[];
};

export type AskedQuestion = {
  id: string;
  text: string;
  /** First name of who answers. */
  owner: string | null;
  asked_at: string;
  due_at: string;
  condition_key: string | null;
  about_answer: string | null;
  answered: boolean;
  answer?: ShortAnswer;
  reply?: string;
  answered_by?: string;
  answered_at?: string;
};

/** A question that a clinician asks beside those of a form. */
export type FormQuestion = { id: string; form_id: string; type: "boolean" | "scale" | "choice" | "text"; text: string; options?: { value: string; text: string }[] };

/** `GET /api/me/bundle`: all that the phone can show offline after the PIN. */
export type Bundle = {
  /** Forms that own entries answer and that are not asked now: older versions, and what was asked once. Absent in an old bundle. */
  answered_forms?: Form[];
  version: string;
  made_at: string;
  /** There when entries that this phone holds were left out: those that happened then or later still belong to it (held.ts). */
  entries_since?: string;
  /** There when every part that the answer does not name is as it is held. */
  as_held?: boolean;
  participant: { first_name: string; zone: string; status: string; phase: string };
  clinician: { first_name: string } | null;
  lead: { first_name: string } | null;
  plan: Plan | null;
  plan_work?: PlanWork;
  appointments: {
    id: string;
    planned_at: string;
    length_minutes: number;
    mode: string;
    place: string | null;
    with_first_name: string;
    state: string;
  }[];
  due: DueDate[];
  /** What opens in the next 14 days. */
  coming?: DueDate[];
  /** What was missed in the last week. */
  missed?: { id: string; form_id: string; local_date: string; closed_at: string; reason_said: boolean }[];
  /** What this person watches for on the daily card; `to` is the last day. */
  targets?: { id: string; text: string; from: string; to: string | null }[];
  /** The clinician's own questions. */
  form_questions?: FormQuestion[];
  /** Of both, what is not asked any more, and own entries may answer. */
  answered_targets?: Bundle["targets"];
  answered_questions?: FormQuestion[];
  forms: Form[];
  entries: OwnEntry[];
  replies: {
    entry_id: string;
    first_name: string;
    role: string;
    on: string;
    text: string | null;
    outcome: string;
    about: string;
  }[];
  about_me: AboutMe[];
  /** Absent in a bundle that an older release kept. */
  goals?: Goal[];
  week?: { activities: Activity[]; days: ActivityDay[] };
  needs?: Need[];
  measures?: MeasureDue[];
  orders?: Order[];
  questions?: AskedQuestion[];
  /** Items that the clinician has opened. A server of an earlier release does not say. */
  opened?: string[];
  lessons: string[];
  /** Whose law and which language; missing in a bundle kept from an older server. */
  learning?: { language: string; jurisdiction: string };
  /** Lessons that a clinician opened for this person: whole, because they lie in no other file. */
  opened_lessons?: unknown[];
  settings: { duty_phone: string; duty_hours: string; reading_support: boolean; free_text?: boolean };
};
