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
  language: string;
  title: string;
  body: string;
}

export interface Enrolment {
  /** The participant's, as their clinician set it. */
  language: string;
  first_name: string;
  team_name: string;
  duty_phone: string;
  points: EnrolPoint[];
  past_breach_policy: string;
  paper: boolean;
}

export type { AboutMe, Bundle, DeviceInfo, Form, FormItem, OwnEntry, Plan, Rule as PlanRule } from "../store/shapes.ts";

export type MeetingMode = "phone" | "video" | "room" | "other";

export type PlanSection = "signs" | "surroundings" | "alone" | "people" | "ask" | "professionals" | "reasons" | "night";

export interface CrisisLine {
  id: string;
  name: string;
  contact: string;
  tel: string | null;
  sms: string | null;
  hours: string;
  about: string;
  /** Where it is for one place alone. */
  jurisdiction?: string;
}

export interface Skill {
  id: string;
  title: string;
  short: string;
  steps: string[];
  /** To be read before anything else; it is the first of the steps, too, for whoever draws only those. */
  caution?: string;
}

/** /content/open.json: shown before unlock, in words that give nothing away. */
export interface OpenContent {
  version: string | number;
  /** Of the exercises; the lines of people to call are in the language that was asked for, or in English. */
  language?: string;
  signed: boolean;
  crisis: CrisisLine[];
  skills: Skill[];
  breathing: Record<string, unknown>;
  /** Short things to do with your hands, for anyone who chose none of their own. */
  alternatives?: string[];
  /** The same in Welsh, where it is offered. */
  cy?: OpenContent;
}

export interface WhoSaw {
  items: { on: string; role: string; what: string; why: string }[];
  /** `text` is word for word what went; `meaning` the same in this phone's language, null where that is English. */
  sent: { on: string; to: string; text: string; meaning: string | null }[];
}

export interface PhoneDevice {
  id: string;
  /** "Phone set up on 3 March", in the person's language: staff call it the same in English. */
  name: string;
  enrolled_on: string;
  last_seen_on: string | null;
  this: boolean;
  revoked: boolean;
}
