/** `GET /api/participants/{id}/check-ins`, as types. */
import type { Form } from "../store/shapes.ts";

export type Schedule = {
  id: string;
  cadence: "daily_card" | "weekly" | "fortnightly" | "after_session";
  form_id: string;
  /** 0 is Monday. */
  weekday: number | null;
  /** HH:MM by the participant's clock. */
  opens: string;
  closes: string;
  days: number;
  starts_on: string;
  made_by: string | null;
  made_on: string;
};

export type Occurrence = {
  id: string;
  form_id: string;
  due_on: string;
  opens_at: string;
  closes_at: string;
  state: "planned" | "open" | "submitted" | "missed" | "cancelled" | "excused";
  on_time: boolean | null;
  entry_id: string | null;
  arrived_hours_later: number | null;
  missed_at: string | null;
  reason_entry_id: string | null;
  cancelled_why: string | null;
  excused_by: string | null;
  excused_why: string | null;
};

export type OwnQuestion = {
  id: string;
  form_id: string;
  type: "boolean" | "scale" | "choice" | "text";
  text: string;
  options: string[];
  once: boolean;
  stopped: boolean;
};

export type Checkins = {
  as_of: string;
  zone: string;
  active: boolean;
  today: string;
  schedules: Schedule[];
  occurrences: Occurrence[];
  targets: { id: string; text: string; from: string; to: string | null; live: boolean }[];
  questions: OwnQuestion[];
  forms: Form[];
  /** Which of them are filled in with the clinician on the screen, and so are never keyed in. */
  print_only: string[];
  /** Versions before these, the newest first: a sheet of paper may have been printed from one. */
  older_forms: Form[];
};
