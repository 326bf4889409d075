/** What the server says about reminders; the same for the participant and for staff. */
export type Channel = "push" | "sms" | "email";

export interface ReminderLine {
  id: string;
  kind: string;
  state: "waiting" | "sent" | "failed" | "dropped";
  channel: Channel | null;
  /** When it went, or when it will. */
  at: string;
  why: string | null;
  tries: { channel: Channel; at: string; status: string; ok: boolean }[];
}

export interface Reminders {
  available: Channel[];
  channels: Channel[];
  email: string | null;
  mobile: string | null;
  quiet_from: number;
  quiet_to: number;
  push_key: string | null;
  push_here: boolean;
  recent: ReminderLine[];
}
