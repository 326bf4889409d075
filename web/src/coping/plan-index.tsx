/** The plan's pages: /plan, /plan/change, /plan/line/:section/:id, /plan/rule/:id, /plan/send, /plan/proposal, /plan/clash, /plan/idea/:id, /plan/history. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { NotHere } from "../people/not-here.tsx";
import { usePhone } from "../people/phone.ts";
import { SECTIONS, type Section } from "./merge.ts";
import { ClashPage, HistoryPage, IdeaPage, ProposalPage } from "./plan-answers.tsx";
import { ChangePage, LinePage, SendPage } from "./plan-edit.tsx";
import { RulePage } from "./plan-rule.tsx";
import PlanPage from "./plan.tsx";
import "./plan.css";

export default function PlanRoutes(): JSX.Element {
  const { path } = useLocation();
  const { bundle } = usePhone();
  const [, , page, first, second] = path.split("/");
  if (!bundle) return <NotHere back="/" />;
  if (page === "change") return <ChangePage />;
  if (page === "send") return <SendPage />;
  if (page === "proposal") return <ProposalPage />;
  if (page === "clash") return <ClashPage />;
  if (page === "history") return <HistoryPage />;
  if (page === "rule" && first) return <RulePage key={first} id={first} />;
  if (page === "idea" && first) return <IdeaPage key={first} id={first} />;
  if (page === "line" && SECTIONS.includes(first as Section) && second) return <LinePage key={`${first}${second}`} section={first as Section} id={second} />;
  return <PlanPage />;
}
