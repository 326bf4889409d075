/**
 * The caseload: who needs what, and why. The server orders the rows and groups them; every row prints the reasons that put it there.
 * Finding a person narrows what is shown and never reorders it.
 */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Chips } from "../ui/chip.tsx";
import { useLoad } from "../staff/load.ts";
import { StaffPage, Views } from "../staff/page.tsx";
import { useSession } from "../staff/session.ts";
import type { Caseload, CaseloadRow, CaseloadView, Reason } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { clock, longDay } from "../staff/when.ts";

const w = words.oversight.caseload;

const VIEWS: CaseloadView[] = ["mine", "team", "paused", "ended"];
const GROUPS = ["today", "week", "nothing"] as const;

export function CaseloadPage({ view: asked }: { view: string | undefined }): JSX.Element {
  const { me, count } = useSession();
  // A lead's own work is the team's; a clinician's is their own people.
  const own = me.role === "lead" ? "team" : "mine";
  const view = VIEWS.find((one) => one === asked) ?? own;
  const loads = useLoad<Caseload>(`/api/caseload?view=${view}`);
  const [finding, setFinding] = useState("");
  const [explained, setExplained] = useState(false);
  const caseload = loads.data;
  useEffect(() => {
    if (caseload && view === own) count("caseload", caseload.rows.filter((row) => row.group === "today").length);
  }, [caseload]);
  const wanted = finding.trim().toLocaleLowerCase();
  const rows = (caseload?.rows ?? []).filter((row) => row.name.toLocaleLowerCase().includes(wanted));
  const empty = { mine: [w.empty_mine, w.empty_mine_about], team: [w.empty_team, w.empty_team_about], paused: [w.empty_paused, w.empty_paused_about], ended: [w.empty_ended, w.empty_ended_about] }[view];
  return (
    <StaffPage
      title={w.title}
      sub={caseload && loads.from ? w.sub(caseload.rows.length, longDay(loads.from), clock(loads.failed ? loads.from : caseload.as_of)) : w.sub_waiting}
      loads={loads}
      actions={
        <>
          <input class="find" type="search" aria-label={w.find} placeholder={w.find} value={finding} onInput={(event) => setFinding(event.currentTarget.value)} />
          <Button small icon="add" href="/participants/new">
            {w.create}
          </Button>
        </>
      }
    >
      {caseload && (
        <>
          <div class="list-head">
            <Views label={w.views} now={view} views={VIEWS.map((key) => ({ key, text: w[key](caseload.counts[key]), href: `/caseload?view=${key}` }))} />
            <p class="list-order">
              {w.order(caseload.order)}{" "}
              <button type="button" class="link bare" aria-expanded={explained} aria-controls="how-made" onClick={() => setExplained(!explained)}>
                {w.how}
              </button>
            </p>
          </div>
          <ul class="how-made" id="how-made" hidden={!explained}>
            {w.how_lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          {caseload.rows.length === 0 ? (
            <EmptyState title={empty[0]!}>{empty[1]}</EmptyState>
          ) : rows.length === 0 ? (
            <EmptyState title={w.empty_found} action={<Button kind="soft" small onClick={() => setFinding("")}>{w.clear}</Button>}>
              {w.empty_found_about}
            </EmptyState>
          ) : (
            <Rows rows={rows} />
          )}
        </>
      )}
    </StaffPage>
  );
}

function Rows({ rows }: { rows: CaseloadRow[] }): JSX.Element {
  return (
    <table class="caseload" role="table">
      <caption class="hear">{w.title}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {[w.person, w.why, w.yours, w.next].map((head) => (
            <th key={head} scope="col" role="columnheader">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      {GROUPS.map((group) => {
        const inside = rows.filter((row) => row.group === group);
        if (inside.length === 0) return null;
        return (
          <tbody key={group} role="rowgroup">
            <tr class="group" role="row">
              <th colSpan={4} scope="rowgroup" role="rowheader">
                {w.groups[group]} <span>{inside.length}</span>
              </th>
            </tr>
            {inside.map((row) => (
              <Row key={row.participant_id} row={row} />
            ))}
          </tbody>
        );
      })}
    </table>
  );
}

/** The same words twice say nothing more. */
export const once = (reasons: Reason[]): Reason[] => reasons.filter((one, i) => reasons.findIndex((other) => other.text === one.text) === i);

function Row({ row }: { row: CaseloadRow }): JSX.Element {
  return (
    <tr role="row">
      <td class="who" role="cell">
        <a href={`/participants/${row.participant_id}`}>{row.name}</a>
        <span>{row.line}</span>
      </td>
      <td class="why" role="cell">
        {row.reasons.length > 0 ? <Chips reasons={once(row.reasons)} /> : <span class="quiet-words">{row.quiet ?? ""}</span>}
      </td>
      <td class="yours" role="cell">
        {row.yours && <span class={row.yours.late ? "late" : ""}>{row.yours.text}</span>}
      </td>
      <td class="next" role="cell">
        {row.next_session ? row.next_session.text : row.status === "active" || row.status === "invited" ? <span class="not-booked">{w.not_booked}</span> : ""}
      </td>
    </tr>
  );
}
