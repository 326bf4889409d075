/** One participant's page: who and since when, why, what to do; and its parts, each with its own address. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { ParticipantAppointments } from "../attendance/appointments.tsx";
import { SentToProbation } from "../attendance/sent.tsx";
import { CheckinsTab } from "../checkins/tab.tsx";
import { lazyPart } from "../lazy.tsx";
import { useLoad } from "../staff/load.ts";
import { StaffPage, Views } from "../staff/page.tsx";
import type { Participant } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { clock, moment } from "../staff/when.ts";
import { AccessTab } from "./access.tsx";
import { GoalsTab } from "./goals.tsx";
import { Overview } from "./overview.tsx";
import { PhoneTab } from "./phone.tsx";
import { PlanTab } from "./plan.tsx";

const Orders = lazyPart<{ person: Participant; query: Record<string, string> }>(() => import("../orders/staff/tab.tsx"));
const Questions = lazyPart<{ person: Participant; chosen: string | undefined }>(() => import("../orders/staff/questions.tsx"));

const w = words.oversight.participant;
const TABS = ["overview", "checkins", "plan", "goals", "orders", "questions", "appointments", "phone", "sent", "access"] as const;
type Tab = (typeof TABS)[number];

export function ParticipantPage({ id, tab: asked, query }: { id: string; tab: string | undefined; query: Record<string, string> }): JSX.Element {
  const tab: Tab = TABS.find((one) => one === asked) ?? "overview";
  const loads = useLoad<Participant>(`/api/participants/${id}`);
  const person = loads.data;
  useEffect(() => document.getElementById(`tab-${tab}`)?.scrollIntoView({ block: "nearest", inline: "nearest" }), [tab]);
  const at = (part: Tab): string => (part === "overview" ? `/participants/${id}` : `/participants/${id}/${part}`);
  return (
    <StaffPage
      title={person ? `${person.first_name} ${person.last_name}` : words.page.loading}
      up={{ href: "/caseload", text: w.back }}
      sub={person && headline(person, clock(loads.failed && loads.from ? loads.from : person.as_of))}
      loads={loads}
      actions={person && <Actions person={person} tab={tab} />}
    >
      {person && (
        <>
          <Views label={w.tabs.label} line now={tab} views={TABS.map((key) => ({ key, text: w.tabs[key], href: at(key) }))} />
          {person.status === "paused" && <p class="standing">{w.paused}</p>}
          {person.status === "ended" && <p class="standing">{w.ended}</p>}
          {tab === "overview" && <Overview person={person} />}
          {tab === "checkins" && <CheckinsTab person={person} />}
          {tab === "plan" && <PlanTab person={person} editing={query["edit"] === "1"} />}
          {tab === "goals" && <GoalsTab person={person} />}
          {tab === "orders" && <Orders person={person} query={query} />}
          {tab === "questions" && <Questions person={person} chosen={query["at"]} />}
          {tab === "appointments" && <ParticipantAppointments person={person} making={query["new"] === "1"} onChanged={loads.reload} />}
          {tab === "phone" && <PhoneTab person={person} onChanged={loads.reload} />}
          {tab === "sent" && <SentToProbation person={person} />}
          {tab === "access" && <AccessTab person={person} onChanged={loads.reload} />}
        </>
      )}
    </StaffPage>
  );
}

function headline(person: Participant, at: string): string {
  const phase = words.oversight.phases[person.phase] ?? person.phase;
  const heard = person.mode === "paper" ? w.on_paper : person.last_heard_at ? w.heard(moment(person.last_heard_at)) : w.not_heard;
  return [
    person.status === "ended" ? w.held(person.session_number - 1, person.planned_sessions) : w.session(phase, person.session_number, person.planned_sessions),
    w.basis(words.oversight.bases[person.basis] ?? person.basis),
    heard,
    words.page.As_of(at),
  ].join(" ");
}

function Actions({ person, tab }: { person: Participant; tab: Tab }): JSX.Element {
  const invite = person.status === "invited" && person.mode === "phone" && tab !== "phone";
  return (
    <>
      {(tab === "overview" || tab === "plan") && (
        <Button kind="second" small icon="print" onClick={() => print()}>
          {w.print}
        </Button>
      )}
      {invite && (
        <Button kind={person.open_reviews ? "second" : "main"} small href={`/participants/${person.id}/phone`}>
          {w.invite}
        </Button>
      )}
      {person.open_reviews > 0 && (
        <Button small href={`/reviews?person=${person.id}`}>
          {w.review(person.open_reviews)}
        </Button>
      )}
    </>
  );
}
