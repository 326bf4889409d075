/** Shapes of the HTTP interface that more than one part of the app reads. Instants are RFC 3339 UTC text, dates YYYY-MM-DD, ids UUID text. */

export type Role = "participant" | "clinician" | "lead" | "probation" | "admin" | "auditor";
export type ParticipantStatus = "invited" | "active" | "paused" | "ended";
export type Phase = "settling" | "working" | "rehearsing" | "stepping_down";

export interface StaffMe {
  role: Exclude<Role, "participant">;
  demo: boolean;
  user: { id: string; first_name: string; last_name: string; email: string; team_name: string | null; organisation: string | null };
  idle_minutes: number;
}

export interface ParticipantMe {
  role: "participant";
  demo: boolean;
  participant_id: string;
  device_id: string;
  status: ParticipantStatus;
  /** True while the reading session that the PIN opened still lives. */
  reader: boolean;
  needs_pin?: boolean;
}

export type Me = StaffMe | ParticipantMe;

export interface DemoPerson {
  as: Role;
  email: string | null;
  name: string;
  about: string;
}

export interface Demo {
  demo: boolean;
  people: DemoPerson[];
  /** The PIN of the demonstration participant, when the server gives it. */
  pin?: string;
}

export interface EnrolPoint {
  id: string;
  version: number;
  title: string;
  body: string;
}

export interface Enrolment {
  first_name: string;
  team_name: string;
  duty_phone: string;
  points: EnrolPoint[];
  past_breach_policy: string;
  paper: boolean;
}

export interface DeviceInfo {
  participant_id: string;
  device_id: string;
  next_seq: number;
  seal_keys: { id: string; public: string }[];
  watermark: string | number | null;
  epoch: string | number;
  server_time: string;
  status: ParticipantStatus;
  zone: string;
  /** Days a sent item stays on the phone; null: until a person clears it. */
  keep_days: number | null;
  duty_phone: string;
  duty_hours: string;
  next_working_time: string;
  readers: { clinician: string | null; lead: string | null };
  past_breach_policy: string;
  open_alternatives: string[];
}

export interface PlanRule {
  id: string;
  when: string;
  hours: { from: string; to: string } | null;
  /** 0-10 */
  urge_at_least: number | null;
  then: string;
  for_minutes: number | null;
  /** 0-10 */
  confidence: number | null;
}

export type PlanSection = "signs" | "surroundings" | "alone" | "people" | "ask" | "professionals" | "reasons" | "night";

export type Plan = Record<PlanSection, string[]> & {
  id: string;
  version: number;
  state: string;
  agreed_on: string | null;
  with_first_name: string;
  rules: PlanRule[];
};

export type MeetingMode = "phone" | "video" | "room" | "other";

export interface PhoneAppointment {
  id: string;
  planned_at: string;
  length_minutes: number;
  mode: MeetingMode;
  place: string | null;
  with_first_name: string;
  state: "planned" | "held" | "not_held" | "superseded" | "cancelled";
}

export interface DueItem {
  kind: "checkin";
  form_id: string;
  form_version: number;
  local_date: string;
  closes_at: string;
  done: boolean;
}

export interface FormItem {
  link_id: string;
  type: "scale" | "choice" | "choices" | "boolean" | "text" | "number";
  text: string;
  help?: string;
  options?: { value: string; text: string }[];
  min?: number;
  max?: number;
  required?: boolean;
  enable_when?: { link_id: string; equals: unknown };
}

export interface Form {
  id: string;
  version: number;
  title: string;
  items: FormItem[];
}

export type EntryKind = "trigger" | "checkin" | "not_safe" | "that_is_wrong" | "amend";

export interface OwnEntry {
  id: string;
  kind: EntryKind;
  made_at: string;
  received_at: string;
  happened_at: string;
  local_date: string;
  late: boolean;
  body: Record<string, unknown>;
  amended: boolean;
  withdrawn: boolean;
  read: { first_name: string; role: string; on: string } | null;
  reply: { text: string; on: string } | null;
  state: "unread" | "in_review" | "closed" | "none";
}

export interface Reply {
  entry_id: string;
  first_name: string;
  role: string;
  on: string;
  text: string | null;
  outcome: string;
  about: string;
}

export interface AboutMe {
  alert_id: string;
  series_id: string;
  version: number;
  appointment_at: string;
  text: string;
  told_at: string;
  say_so_before: string | null;
  state: "waiting" | "held" | "stopped" | "sent";
  corrects: string | null;
  wrong_said: boolean;
}

export interface Bundle {
  version: string | number;
  made_at: string;
  participant: { first_name: string; zone: string; status: ParticipantStatus; phase: Phase };
  clinician: { first_name: string } | null;
  lead: { first_name: string } | null;
  plan: Plan | null;
  appointments: PhoneAppointment[];
  due: DueItem[];
  forms: Form[];
  entries: OwnEntry[];
  replies: Reply[];
  about_me: AboutMe[];
  lessons: string[];
  settings: { duty_phone: string; duty_hours: string; reading_support: boolean };
}

export interface CrisisLine {
  id: string;
  name: string;
  contact: string;
  tel: string | null;
  sms: string | null;
  hours: string;
  about: string;
}

export interface Skill {
  id: string;
  title: string;
  short: string;
  steps: string[];
}

/** /content/open.json: shown before unlock, in words that give nothing away. */
export interface OpenContent {
  version: string | number;
  signed: boolean;
  crisis: CrisisLine[];
  skills: Skill[];
  breathing: Record<string, unknown>;
}

export interface WhoSaw {
  items: { on: string; role: string; what: string; why: string }[];
  sent: { on: string; to: string; text: string }[];
}

export interface PhoneDevice {
  id: string;
  enrolled_on: string;
  last_seen_on: string | null;
  this: boolean;
  revoked: boolean;
}
