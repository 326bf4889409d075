/** What the server answers about goals, the week, needs, measures and progress. */
import type { Activity, ActivityDay, Goal, Need, Progress } from "../store/shapes.ts";

export type StaffGoal = Goal;
export type StaffNeed = Need;
export type StaffProgress = Progress;

export interface GoalsPage {
  /** The participant's day now, YYYY-MM-DD. */
  today: string;
  goals: StaffGoal[];
  week: { activities: Activity[]; days: ActivityDay[] };
  needs: StaffNeed[];
  as_of: string;
}

export interface Measure {
  id: string;
  form_id: string;
  title: string;
  moment: string;
  state: "asked" | "answered" | "withdrawn";
  asked_on: string;
  due_on: string | null;
  answered_on: string | null;
  answers: { link_id: string; text: string; value: unknown; of: number | null }[];
}

export interface MeasuresPage {
  measures: Measure[];
  forms: { id: string; title: string; note: string | null }[];
  as_of: string;
}
