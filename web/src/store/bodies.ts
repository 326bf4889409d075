/** What a phone sends: the body of each kind of entry, as types (api/journal/kinds.py). Instants are RFC 3339 strings, dates `YYYY-MM-DD`, ids UUIDs. */
import type { Rule } from "./shapes.ts";

export type TriggerKind = "urge" | "near_miss" | "acted" | "trigger_only" | "good_moment";

export type TriggerBody = {
  happened_at: string;
  kind: TriggerKind;
  /** 0-10. */
  intensity: number | null;
  channel?: string;
  triggers?: string[];
  emotions?: string[];
  need?: string;
  /** 0-24. */
  sleep_hours?: number;
  substances?: string;
  did?: string[];
  skills?: string[];
  helped?: string;
  /** Rules of the plan that were used. */
  rules?: { id: string; helped?: string }[];
  /** At most 300 characters. */
  text?: string;
  talk_about: boolean;
  /** Parts of `text` that the guard asked about and the participant kept as false alarms. */
  kept: string[];
  unfinished: boolean;
};

/** One stretch of waiting. Numbered from "1"; a number is never used again, so that what is added while locked overwrites nothing. */
export type UrgeRound = {
  minutes?: 5 | 10 | 15 | 20;
  until?: string;
  did?: string[];
  exercise?: string;
  /** 0-10. */
  after?: number;
};

export type UrgeBody = {
  happened_at: string;
  /** 0-10, when it began. */
  intensity?: number;
  want?: string;
  rounds?: Record<string, UrgeRound>;
  end?: "passed" | "still_strong" | "acted" | "stopped";
  rules?: { id: string; helped?: string }[];
  helped?: string;
  text?: string;
  talk_about?: boolean;
  kept?: string[];
  unfinished: boolean;
};

export type Answer = number | boolean | string | string[];

export type CheckinBody = {
  form_id: string;
  form_version: number | string;
  local_date: string;
  answers: Record<string, Answer>;
  /** The personal targets of the card. */
  targets?: { id: string; urge?: number | null; acted?: boolean | null }[];
  /** Answers to the clinician's own questions, by their ids. */
  extra?: Record<string, Answer>;
  /** The due date that it answers. */
  occurrence_id?: string | null;
  kept?: string[];
  unfinished: boolean;
};

export type MissedReasonBody = {
  occurrence_id: string;
  reason:
    | "forgot" | "no_signal" | "no_phone" | "unwell" | "busy" | "hard_day" | "did_not_want" | "too_many_questions" | "other"
    | "rather_not_say";
  text?: string;
  kept?: string[];
};

export type NotSafeBody = {
  happened_at: string;
  about: "me" | "someone_else" | "both" | "rather_not_say";
  call_me: boolean;
  text?: string;
  kept?: string[];
};

export type ThatIsWrongBody = {
  alert_id: string;
  happened_at: string;
  reason: "i_came" | "i_told_you" | "wrong_time" | "you_were_not_there" | "other";
  text?: string;
  kept?: string[];
};

/** Only the changed fields of entry `of`; `of_schema` is the schema they are written in, where it is not 1. */
export type RequestKind = "stop_request" | "dispute" | "complaint" | "copy_request";

/** What all requests have; each has one choice of its own beside. */
type Asking = { happened_at: string; text?: string; kept?: string[] };
export type StopRequestBody = Asking & { wish: string; call_me: boolean };
export type DisputeBody = Asking & { alert_id?: string; reason: string };
export type ComplaintBody = Asking & { about: string };
export type CopyRequestBody = Asking & { what: string };
export type CannotComeBody = Asking & { appointment_id?: string; reason?: string; move: boolean };
export type RunningLateBody = { happened_at: string; appointment_id?: string; minutes: number };
export type AbsenceReason =
  | "work"
  | "health"
  | "family"
  | "travel"
  | "money"
  | "other_appointment"
  | "forgot"
  | "did_not_want_to"
  | "other";
/** `tell_probation`: the person chose that probation gets the reason; never the text. */
export type AbsenceReasonBody = Asking & { alert_id: string; reason: AbsenceReason; tell_probation?: boolean };
export type WithdrawBody = { of: string; why?: string };
export type ChainBody = {
  form_id: string;
  form_version: number | string;
  happened_at: string;
  /** The log that it looks at. */
  about?: string;
  answers: Record<string, Answer>;
  kept: string[];
  unfinished: boolean;
};

export type AmendBody = { of: string; of_schema?: number; body: Record<string, unknown> };

export type Side = "participant" | "clinician";
export type StepBody = { id: string; actor: string; text: string; due_on?: string };

export type GoalBody = {
  happened_at: string;
  area: string;
  /** At most 200 characters. */
  text: string;
  why?: string;
  target_on?: string;
  steps: StepBody[];
  needs_person: boolean;
  kept?: string[];
};

export type GoalStepBody = {
  happened_at: string;
  goal_id: string;
  move: "step_done" | "step_undone" | "step_new" | "want" | "not_for_me" | "leave";
  step_id?: string;
  step?: StepBody;
  text?: string;
  kept?: string[];
};

export type ActivityBody = {
  happened_at: string;
  move: "plan" | "did" | "stop";
  day: string;
  activity_id?: string;
  part?: string;
  repeats?: boolean;
  goal_id?: string;
  text?: string;
  done?: boolean;
  /** 0-10. */
  meaning?: number;
  kept?: string[];
};

export type NeedBody = {
  happened_at: string;
  move: "ask" | "still" | "sorted";
  kind?: string;
  need_id?: string;
  text?: string;
  kept?: string[];
};

/** The changed fields of one rule; `clear` names those that were emptied. */
export type RuleChange = { id: string; clear?: string[] } & Partial<Omit<Rule, "id">>;

/** What the participant would change in the plan: only what changed since `base_version`. */
export type PlanDraftBody = {
  base_version: number | null;
  lines: { section: string; id: string; text: string }[];
  rules: RuleChange[];
  gone: string[];
  order: Record<string, string[]>;
  /** At most 300 characters, to the clinician. */
  text?: string;
  kept: string[];
  unfinished: boolean;
};

/** The answer to a proposal (`version`), to one suggestion, or to one clash. */
export type PlanAnswerBody = {
  version?: number;
  suggestion_id?: string;
  clash_id?: string;
  answer: "agree" | "not_agree" | "accept" | "change" | "decline" | "theirs" | "mine" | "words";
  words?: string;
  text?: string;
  kept?: string[];
};

/** A question that a named person answers by a date. Needs no PIN. */
export type QuestionBody = {
  /** At most 300 characters. */
  text: string;
  condition_key?: string;
  about_answer?: string;
  kept?: string[];
};

export type TeachBackBody = { order_id: string; answers: { scenario_id: string; version?: number; answer: "yes" | "could" | "no" }[] };

/** A lesson that was read to its end, by id and version, and what was chosen on the way. */
export type LessonBody = { lesson_id: string; version: number; language: string; answers: { check_id: string; answer: string }[] };

/** The kinds of entry this app writes, and the body each carries. */
export type Bodies = {
  lesson: LessonBody;
  question: QuestionBody;
  order_read: { order_id: string };
  teach_back: TeachBackBody;
  trigger: TriggerBody;
  checkin: CheckinBody;
  missed_reason: MissedReasonBody;
  urge: UrgeBody;
  not_safe: NotSafeBody;
  that_is_wrong: ThatIsWrongBody;
  stop_request: StopRequestBody;
  dispute: DisputeBody;
  complaint: ComplaintBody;
  copy_request: CopyRequestBody;
  cannot_come: CannotComeBody;
  running_late: RunningLateBody;
  absence_reason: AbsenceReasonBody;
  withdraw: WithdrawBody;
  chain: ChainBody;
  amend: AmendBody;
  goal: GoalBody;
  goal_step: GoalStepBody;
  activity: ActivityBody;
  need: NeedBody;
  plan_draft: PlanDraftBody;
  plan_answer: PlanAnswerBody;
};
export type EntryKind = keyof Bodies;
