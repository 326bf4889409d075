/** The pages of purpose under My plan: /plan/goals…, /plan/week…, /plan/help…, /plan/progress and /plan/measure/:id. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { NotHere } from "../people/not-here.tsx";
import { usePhone } from "../people/phone.ts";
import { GoalPage, GoalsPage } from "./goals.tsx";
import { AskForHelp, HelpPage, NeedPage } from "./help.tsx";
import { MakeGoal } from "./make.tsx";
import { MeasurePage } from "./measure.tsx";
import { ProgressPage } from "./progress.tsx";
import { ActivityForm, DayPage, WeekPage } from "./week.tsx";
import "./goals.css";

const NEW: ReadonlySet<string> = new Set(["add", "did", "ask", "new"]);

export default function PurposeRoutes(): JSX.Element {
  const { path } = useLocation();
  const { bundle } = usePhone();
  const [, , part, id, day] = path.split("/");
  // Something new can be written without what was there; lists and what they lead to cannot be shown.
  if (!bundle && !NEW.has(id ?? "")) return <NotHere back="/plan" />;
  if (part === "week" && id === "add") return <ActivityForm key="add" done={false} />;
  if (part === "week" && id === "did") return <ActivityForm key="did" done />;
  if (part === "week" && id && day) return <DayPage key={`${id}/${day}`} id={id} day={day} />;
  if (part === "week") return <WeekPage />;
  if (part === "help" && id === "ask") return <AskForHelp />;
  if (part === "help" && id) return <NeedPage key={id} id={id} />;
  if (part === "help") return <HelpPage />;
  if (part === "progress") return <ProgressPage />;
  if (part === "measure" && id) return <MeasurePage key={id} id={id} />;
  if (id === "new") return <MakeGoal />;
  if (id) return <GoalPage key={id} id={id} />;
  return <GoalsPage />;
}
