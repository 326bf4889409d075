/** The lead's page of the team: the words and times it works by, and who is in it. Changing them needs two people, and is done elsewhere. */
import type { JSX } from "preact";
import { Banner } from "../ui/banner.tsx";
import { Table } from "../ui/table.tsx";
import { useLoad } from "./load.ts";
import { Block, Facts, StaffPage } from "./page.tsx";
import type { Team } from "./shapes.ts";
import { words } from "./text.ts";
import { clock } from "./when.ts";

const w = words.team;

export function TeamPage(): JSX.Element {
  const loads = useLoad<Team>("/api/team");
  const team = loads.data;
  return (
    <StaffPage title={team?.name ?? w.title} sub={loads.from ? `${w.about} ${words.page.As_of(clock(loads.from))}` : w.about} loads={loads}>
      {team && (
        <div class="two-columns even">
          <div>
            {!team.past_breach_policy && <Banner tone="needs" word={w.no_breach} />}
            <Block title={w.title}>
              <Facts
                facts={[
                  [w.phone, team.duty_phone],
                  [w.hours, team.duty_hours],
                  [w.grace, w.grace_value(team.grace_minutes)],
                  [w.breach, team.past_breach_policy ?? w.no_breach],
                ]}
              />
            </Block>
          </div>
          <div>
            <Block title={w.people}>
              {team.clinicians.length === 0 ? (
                <p class="quiet-line">{w.none}</p>
              ) : (
                <Table
                  caption={w.people}
                  rows={team.clinicians}
                  rowKey={(row) => row.id}
                  columns={[
                    { key: "name", head: w.name, cell: (row) => `${row.first_name} ${row.last_name}` },
                    { key: "role", head: w.role, cell: (row) => words.roles[row.role] ?? row.role },
                  ]}
                />
              )}
            </Block>
            <Block title={w.probation}>
              {team.probation.length === 0 ? (
                <p class="quiet-line">{w.none}</p>
              ) : (
                <Table
                  caption={w.probation}
                  rows={team.probation}
                  rowKey={(row) => row.id}
                  columns={[
                    { key: "name", head: w.name, cell: (row) => `${row.first_name} ${row.last_name}` },
                    { key: "organisation", head: w.organisation, cell: (row) => row.organisation ?? "" },
                  ]}
                />
              )}
            </Block>
          </div>
        </div>
      )}
    </StaffPage>
  );
}
