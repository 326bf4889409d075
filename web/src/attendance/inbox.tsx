/**
 * Probation's inbox: attendance records of linked people, newest first, and one of them in full. A replaced version is struck through
 * and says so. Nothing is counted: what a number of absences means is probation's to decide, from its own record.
 */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { useLoad } from "../staff/load.ts";
import { StaffPage, Views } from "../staff/page.tsx";
import { useSession } from "../staff/session.ts";
import type { AttendanceRecord } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { clock, longDay } from "../staff/when.ts";
import { RecordDetail } from "./record-detail.tsx";
import { Records } from "./records.tsx";

const w = words.attendance.inbox;
const VIEWS = ["all", "to_read", "corrections"] as const;

interface Inbox {
  as_of: string;
  items: AttendanceRecord[];
}

export function AttendanceInbox({ view: asked, open }: { view: string | undefined; open: string | undefined }): JSX.Element {
  const view = VIEWS.find((one) => one === asked) ?? "all";
  const { count } = useSession();
  const { route } = useLocation();
  const loads = useLoad<Inbox>("/api/attendance/alerts");
  const [finding, setFinding] = useState("");
  const all = loads.data?.items ?? [];
  // A replaced version is not for reading any more: its correction is.
  const toRead = (item: AttendanceRecord): boolean => item.state === "to_read" && item.superseded_by === null;
  const unread = all.filter(toRead).length;
  useEffect(() => {
    if (loads.data) count("attendance", unread);
  }, [loads.data]);
  const inView = all.filter((item) => view === "all" || (view === "to_read" ? toRead(item) : item.correction));
  const wanted = finding.replace(/\s/g, "").toLowerCase();
  const items = inView.filter((item) => item.case_reference.replace(/\s/g, "").toLowerCase().includes(wanted));
  const chosen = all.find((item) => item.id === open) ?? null;
  const to = (id: string | null): string => `/attendance?view=${view}${id ? `&open=${id}` : ""}`;
  const none = { all: [w.none, w.none_about], to_read: [w.none_to_read, w.none_to_read_about], corrections: [w.none_corrections, w.none_corrections_about] }[view];
  return (
    <StaffPage
      title={w.title}
      sub={loads.data && loads.from ? w.sub(longDay(loads.from), clock(loads.failed ? loads.from : loads.data.as_of)) : null}
      loads={loads}
      actions={<input class="find" type="search" aria-label={w.find} placeholder={w.find} value={finding} onInput={(event) => setFinding(event.currentTarget.value)} />}
    >
      <Views label={w.views} now={view} views={VIEWS.map((key) => ({ key, text: key === "to_read" ? w.to_read(unread) : w[key], href: `/attendance?view=${key}` }))} />
      <div class={chosen ? "with-detail open" : "with-detail"}>
        <div class="list-side">
          {inView.length === 0 ? (
            <EmptyState title={none[0]!}>{none[1]}</EmptyState>
          ) : items.length === 0 ? (
            <EmptyState title={w.none_found} action={<Button kind="soft" small onClick={() => setFinding("")}>{words.oversight.caseload.clear}</Button>}>
              {w.none_found_about}
            </EmptyState>
          ) : (
            <Records caption={w.table} items={items} open={chosen?.id ?? null} onOpen={(item) => route(to(item.id))} />
          )}
          <p class="quiet-line">{w.foot}</p>
        </div>
        <div class="detail-side">
          {chosen ? (
            <RecordDetail
              key={chosen.id}
              record={chosen}
              series={all.filter((item) => item.series_id === chosen.series_id)}
              onRead={() => void loads.reload()}
              onClose={() => route(to(null))}
            />
          ) : (
            items.length > 0 && <p class="quiet-line">{w.choose}</p>
          )}
        </div>
      </div>
    </StaffPage>
  );
}
