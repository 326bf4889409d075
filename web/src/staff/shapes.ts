/** What the server answers to staff. Instants are RFC 3339 UTC text, dates YYYY-MM-DD, ids UUID text. */
import type { PlanWork } from "../store/shapes.ts";
import type { MeetingMode, ParticipantStatus, Phase, Plan, PlanRule, PlanSection, StaffMe } from "../api/types.ts";

export type { MeetingMode, ParticipantStatus, Phase, Plan, PlanRule, PlanSection, StaffMe };

export type Band = "urgent" | "attention" | "info";
export type Basis = "voluntary" | "requirement" | "licence" | "spo" | "unknown";
export type Cadence = "daily_card" | "weekly" | "fortnightly" | "after_session";
export type LegalBasis = "licence" | "requirement" | "consent" | "spo";
/** How soon reviews are due: 1, 2, 3 mean 1, 2, 5 working days. Not a judgement of the person. */
export type Tier = 1 | 2 | 3;

export interface Reason {
  band: Band;
  code: string;
  text: string;
  at: string | null;
}

export interface NextSession {
  planned_at: string;
  mode: MeetingMode | null;
  /** "Thu 26, 14:00, phone" */
  text: string;
}

export interface CaseloadRow {
  participant_id: string;
  name: string;
  /** "Working, session 6 of 12" */
  line: string;
  status: ParticipantStatus;
  mode: "phone" | "paper";
  group: "today" | "week" | "nothing";
  reasons: Reason[];
  quiet: string | null;
  yours: { text: string; due_at: string | null; late: boolean } | null;
  next_session: NextSession | null;
}

export type CaseloadView = "mine" | "team" | "paused" | "ended";

export interface Caseload {
  as_of: string;
  order: string;
  counts: Record<CaseloadView, number>;
  rows: CaseloadRow[];
}

export interface Suitability {
  agreed: boolean;
  internet_device_allowed: boolean;
  inspection: boolean;
  no_deletion: boolean;
  no_auto_deletion_software: boolean;
  reading_support: boolean;
  digital_skill: "none" | "some" | "good";
  excluded_motivation: boolean;
  note?: string | null;
}

export interface Device {
  id: string;
  /** "Phone set up on 3 March": its owner calls it the same. */
  name: string;
  enrolled_at: string;
  last_seen_at: string | null;
  revoked_at: string | null;
  /** Somebody else has it: it may send nothing more. */
  stolen: boolean;
}

export interface Assignment {
  id: string;
  user_id: string;
  first_name: string;
  last_name: string;
  since: string;
}

export interface ProbationLink {
  id: string;
  state: "proposed" | "accepted" | "refused" | "ended";
  probation: { first_name: string; last_name: string; organisation: string | null };
  legal_basis: LegalBasis;
  covers_voluntary: boolean;
  proposed_at: string;
  accepted_at: string | null;
}

export interface Participant {
  id: string;
  first_name: string;
  last_name: string;
  status: ParticipantStatus;
  phase: Phase;
  tier: Tier;
  zone: string;
  mode: "phone" | "paper";
  basis: Basis;
  cadence: Cadence;
  planned_sessions: number;
  free_text: boolean;
  session_number: number;
  starts_on: string | null;
  case_reference_known: boolean;
  last_heard_at: string | null;
  suitability: (Suitability & { approved_by: string | null; approved_on: string | null }) | null;
  devices: Device[];
  assigned: Assignment[];
  link: ProbationLink | null;
  reasons: Reason[];
  open_reviews: number;
  next_session: NextSession | null;
  /** No reminder has got through since then, on any way that they chose. */
  not_reached_since: string | null;
  as_of: string;
}

export interface Answered {
  label: string;
  value: string;
}

export interface Happening {
  id: string;
  source: "entry" | "appointment" | "alert" | "plan" | "review";
  kind: string;
  title: string;
  at: string;
  received_at: string | null;
  late: boolean;
  urgent: boolean;
  by: "participant" | "staff" | "system";
  lines: string[];
  /** Of a form that was filled in: all of it. */
  answers: Answered[];
  state: { code: "unread" | "in_review" | "closed" | null; text: string } | null;
  review_id: string | null;
}

export interface TimelinePage {
  items: Happening[];
  next: string | null;
}

export interface CardDay {
  on: string;
  /** False: no card was sent for this day. Every value is null then, but for `acted`, which a log may know. */
  card: boolean;
  /** 0-10 */
  urge: number | null;
  acted: "acted" | "near_miss" | "no" | null;
  /** Hours. */
  sleep: number | null;
  substances: string | null;
  /** How many were used. */
  skills: number | null;
  targets: { id: string; urge: number | null; acted: boolean | null }[];
  /** What became of the card that was due; null where none was. */
  state: "open" | "on_time" | "late" | "missed" | "cancelled" | "excused" | null;
  hours_later: number | null;
}

export interface Patterns {
  urges_by_hour: { days: number; total: number; hours: number[]; sentence: string };
  cards: { days: CardDay[]; targets: { id: string; text: string; from: string; to: string | null }[] };
}

/** `GET /api/participants/{id}/coping-plan/work`. */
export interface CopingPlan extends Omit<PlanWork, "kept"> {
  current: Plan | null;
  draft: (Plan & { base_version: number | null }) | null;
  /** Why the participant would change it, in their words. */
  whys: { text: string; on: string }[];
}

export interface ReviewItem {
  id: string;
  participant_id: string;
  name: string;
  kind: string;
  title: string;
  at: string;
  received_at: string;
  due_at: string;
  overdue: boolean;
  state: "unread" | "in_review" | "closed";
  held_by: { id: string; first_name: string } | null;
  held_until: string | null;
}

export type ReviewOutcome = "noted" | "replied" | "talk_next_session" | "called" | "plan_change" | "escalated";

export interface Review extends ReviewItem {
  fields: Answered[];
  /** Of a week: every answer of each card, in the order of `fields`. */
  cards: Answered[][];
  words: string | null;
  entry_id: string | null;
  /** The question that is answered under Questions, and not in the review. */
  question_id: string | null;
  notices: string[];
  changed: { at: string; text: string; lines: string[] }[];
  /** What set it off, as a code of the log. */
  trigger: string | null;
  next_session: NextSession | null;
  reply_limit: number;
  duty_phone: string | null;
  position: { n: number; of: number } | null;
  next_id: string | null;
  outcome: ReviewOutcome | null;
  reply: string | null;
  reason: string | null;
  closed_at: string | null;
  /** The participant's proposal for the plan that waits, where this reads one. */
  plan_version: number | null;
}

export interface AttentionItem {
  id: string;
  participant_id: string;
  name: string;
  rule: string;
  band: Band;
  text: string;
  facts: string[];
  count: number;
  raised_at: string;
  due_at: string | null;
  overdue: boolean;
  state: "new" | "seen" | "actioned" | "dismissed";
}

export type Resolution = "read" | "spoke" | "nothing_in_it";

/** Something a phone sent that could not be an entry. `opened` is what it holds, where it opens. */
export interface KeptAside {
  id: string;
  kind: string;
  words: string;
  received_at: string;
  resolved_at: string | null;
  opened: string | null;
}

export interface Outcome {
  version: number;
  came: "yes" | "late" | "no";
  minutes_late: number | null;
  happened: boolean;
  why_not: WhyNot | null;
  told_before: ToldBefore | null;
  words: string;
  code: string | null;
  recorded_by: string;
  recorded_at: string;
}

export type WhyNot = "room" | "phone" | "staff" | "participant_unwell" | "participant_left" | "other";
export type ToldBefore = "none" | "asked_to_move" | "could_not_come";

export interface StaffAlert {
  id: string;
  /** The id of the appointment that the series is about. */
  series_id: string;
  version: number;
  state: "waiting" | "held" | "stopped" | "released" | "superseded";
  releases_at: string | null;
  say_so_before: string | null;
  wrong_said: { at: string; reason: string } | null;
  /** False: a record for the inbox alone, which is not chased. */
  pushes: boolean;
  text: string;
  channels: { channel: string; state: "waiting" | "sent" | "dead"; at: string | null }[];
  acknowledged_at: string | null;
  chase_due_at: string | null;
}

export interface Appointment {
  id: string;
  participant_id: string;
  name: string;
  number: number;
  phase: Phase;
  planned_at: string;
  length_minutes: number;
  mode: MeetingMode;
  place: string | null;
  basis: Basis;
  enforceable: boolean;
  state: "planned" | "held" | "not_held" | "superseded" | "cancelled";
  outcome: Outcome | null;
  history: Outcome[];
  needs_outcome: boolean;
  said: { what: "cannot_come" | "running_late"; text: string; at: string } | null;
  alert: StaffAlert | null;
}

export interface OutcomeAnswers {
  came: "yes" | "late" | "no";
  minutes_late: number | null;
  happened: boolean;
  why_not: WhyNot | null;
  told_before: ToldBefore | null;
}

export interface OutcomePreview {
  goes: boolean;
  why: string | null;
  pushes: boolean;
  needs_identifiers: boolean;
  fields: { label: string; value: string }[];
  releases_at: string | null;
  steps: { when: string; text: string }[];
}

export interface Invitation {
  id: string;
  typed_code: string;
  typed_expires_at: string;
  qr_svg: string;
  qr_url: string;
  qr_expires_at: string;
}

export interface Team {
  id: string;
  name: string;
  duty_phone: string;
  duty_hours: string;
  grace_minutes: number;
  past_breach_policy: string | null;
  clinicians: { id: string; first_name: string; last_name: string; role: string }[];
  probation: { id: string; first_name: string; last_name: string; organisation: string | null }[];
}

export interface AttendanceRecord {
  id: string;
  series_id: string;
  version: number;
  /** How many versions its series has. */
  versions: number;
  kind: "alert" | "record";
  case_reference: string;
  appointment_at: string;
  basis: string;
  fact: string;
  code: string | null;
  reason_code: string | null;
  recorded_at: string;
  supersedes: string | number | null;
  superseded_by: string | number | null;
  correction: boolean;
  state: "to_read" | "read";
  read_at: string | null;
  duty_phone: string | null;
}

export interface LinkedPerson {
  participant_id: string;
  case_reference: string;
  since: string;
  to_read: number;
}

export interface FutureAppointment {
  id: string;
  planned_at: string;
  basis: string;
  enforceable: boolean;
}

export interface ProposedLink {
  id: string;
  proposed_on: string;
  team_name: string;
  legal_basis: LegalBasis;
}

export interface AuditRow {
  chain: string;
  seq: number;
  at: string;
  role: string | null;
  actor: string | null;
  action: string;
  resource: string | null;
  participant_id: string | null;
  outcome: string;
  reason: string | null;
}

export interface Verification {
  ok: boolean;
  chains: number;
  rows: number;
  first_bad: { chain: string; seq: number; why: string } | null;
  checkpoint_at: string | null;
}

export interface DeadLetter {
  id: string;
  channel: string;
  created_at: string;
  dead_at: string;
  attempts: number;
  last_status: string | number | null;
}

export interface Health {
  jobs: { name: string; last_at: string | null; ok: boolean; counts: Record<string, number> | null }[];
  oldest_undelivered_seconds: number | null;
  dead: number;
  schema: string;
}

export interface StaffSession {
  id: string;
  started_at: string;
  last_seen_at: string;
  this: boolean;
}

/** One item that a clinician can open for one person. */
export interface Opened {
  item: string;
  sort: string;
  title: string;
  about: string;
  open: boolean;
  since: string | null;
  by: string | null;
}
