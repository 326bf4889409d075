/** Which pages each role has, by address. The server decides what may be read; this only saves a walk to a closed door. */
import type { JSX } from "preact";
import { AttendanceInbox } from "../attendance/inbox.tsx";
import { Calendar } from "../attendance/calendar.tsx";
import { LinkedPeople, LinkedPersonPage } from "../attendance/by-person.tsx";
import { NewLinks } from "../attendance/links.tsx";
import { OutcomePage } from "../attendance/outcome.tsx";
import { KeyIn } from "../checkins/key-in.tsx";
import { KeyInLog } from "../checkins/key-in-log.tsx";
import { LOG } from "../checkins/log-form.ts";
import { PrintForm } from "../checkins/print-form.tsx";
import { PrintLog } from "../checkins/print-log.tsx";
import { AttentionPage } from "../oversight/attention.tsx";
import { CaseloadPage } from "../oversight/caseload.tsx";
import { CreateParticipant } from "../oversight/create.tsx";
import { ParticipantPage } from "../oversight/participant.tsx";
import { ReviewPage } from "../oversight/review.tsx";
import { ReviewsPage } from "../oversight/reviews.tsx";
import { lazyPart } from "../lazy.tsx";
import { HealthPage } from "./health.tsx";
import { SessionsPage } from "./sessions.tsx";
import type { StaffMe } from "./shapes.ts";
import { TeamPage } from "./team.tsx";
import { TrailPage } from "./trail.tsx";
import { UndeliveredPage } from "./undelivered.tsx";

export interface StaffRoute {
  at: string;
  draw: (params: Record<string, string>, query: Record<string, string>) => JSX.Element;
}

const sessions: StaffRoute = { at: "/account", draw: () => <SessionsPage /> };
const undelivered: StaffRoute = { at: "/channels", draw: () => <UndeliveredPage /> };

const Library = lazyPart<{ view: string | undefined; piece: string | undefined }>(() => import("../learning/library.tsx"));

const PaperOrders = lazyPart<{ id: string }>(() => import("../orders/staff/paper.tsx"));

const treats: StaffRoute[] = [
  { at: "/caseload", draw: (_, query) => <CaseloadPage view={query["view"]} /> },
  { at: "/participants/new", draw: () => <CreateParticipant /> },
  { at: "/participants/:id/print/orders", draw: ({ id }) => <PaperOrders key={id} id={id!} /> },
  { at: `/participants/:id/print/form/${LOG}`, draw: ({ id }) => <PrintLog key={id} id={id!} /> },
  { at: `/participants/:id/paper/${LOG}`, draw: ({ id }) => <KeyInLog key={id} id={id!} /> },
  { at: "/participants/:id/print/form/:form", draw: ({ id, form }) => <PrintForm key={`${id}/${form}`} id={id!} form={form!} /> },
  { at: "/participants/:id/paper/:form", draw: ({ id, form }) => <KeyIn key={`${id}/${form}`} id={id!} form={form!} /> },
  { at: "/participants/:id/:tab?", draw: ({ id, tab }, query) => <ParticipantPage key={id} id={id!} tab={tab} query={query} /> },
  { at: "/reviews", draw: (_, query) => <ReviewsPage view={query["view"]} person={query["person"]} /> },
  { at: "/reviews/:id", draw: ({ id }) => <ReviewPage key={id} id={id!} /> },
  { at: "/attention", draw: () => <AttentionPage /> },
  { at: "/calendar", draw: (_, query) => <Calendar week={query["week"]} /> },
  { at: "/appointments/:id", draw: ({ id }) => <OutcomePage key={id} id={id!} /> },
  // The files of content lie under /content/, so a piece is named in the query.
  { at: "/content", draw: (_, query) => <Library view={query["view"]} piece={query["piece"]} /> },
  sessions,
];

const ROUTES: Record<StaffMe["role"], StaffRoute[]> = {
  clinician: treats,
  lead: [...treats, { at: "/team", draw: () => <TeamPage /> }, undelivered],
  probation: [
    { at: "/attendance", draw: (_, query) => <AttendanceInbox view={query["view"]} open={query["open"]} /> },
    { at: "/attendance/people", draw: () => <LinkedPeople /> },
    { at: "/attendance/people/:id", draw: ({ id }) => <LinkedPersonPage key={id} id={id!} /> },
    { at: "/attendance/links", draw: () => <NewLinks /> },
    sessions,
  ],
  admin: [{ at: "/health", draw: () => <HealthPage /> }, undelivered, sessions],
  auditor: [{ at: "/trail", draw: () => <TrailPage /> }, sessions],
};

export const routesFor = (role: StaffMe["role"]): StaffRoute[] => ROUTES[role];
