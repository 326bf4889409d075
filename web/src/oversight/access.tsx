/** Who has access to one participant: the clinicians assigned now, and the link with probation. A lead changes both; a clinician reads. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { del, post } from "../api/client.ts";
import { ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { Table } from "../ui/table.tsx";
import { Select } from "../ui/textarea.tsx";
import { messageFor, useLoad, useSend } from "../staff/load.ts";
import { Block, Facts, NotLoaded, Said } from "../staff/page.tsx";
import { useSession } from "../staff/session.ts";
import type { Assignment, LegalBasis, Participant, Team } from "../staff/shapes.ts";
import { Tick } from "../staff/tick.tsx";
import { words } from "../staff/text.ts";
import { dateWithYear } from "../staff/when.ts";

const w = words.oversight.access;

interface Props {
  person: Participant;
  onChanged: () => Promise<void>;
}

export function AccessTab({ person, onChanged }: Props): JSX.Element {
  const { me } = useSession();
  const leads = me.role === "lead";
  const team = useLoad<Team>(leads ? "/api/team" : null);
  return (
    <div class="two-columns even">
      <div>
        {team.failed && <NotLoaded loads={team} />}
        <Assigned person={person} onChanged={onChanged} team={team.data} />
        {!leads && <p class="quiet-line">{w.lead_only}</p>}
      </div>
      <div>
        <LinkBlock person={person} onChanged={onChanged} team={team.data} />
        <Block title={w.seen}>
          <p>{w.seen_about}</p>
        </Block>
      </div>
    </div>
  );
}

function Assigned({ person, onChanged, team }: Props & { team: Team | null }): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [choice, setChoice] = useState("");
  const [missing, setMissing] = useState(false);
  const [ending, setEnding] = useState<Assignment | null>(null);
  const path = `/api/participants/${person.id}/assignments`;
  const free = (team?.clinicians ?? []).filter((one) => !person.assigned.some((has) => has.user_id === one.id));
  const assign = async (event: Event): Promise<void> => {
    event.preventDefault();
    setMissing(!choice);
    if (!choice) return;
    if (!(await send(() => post(path, { user_id: choice })))) return;
    setChoice("");
    await onChanged();
  };
  const end = async (assignment: Assignment): Promise<void> => {
    if (!(await send(() => del(`${path}/${assignment.id}`)))) return;
    setEnding(null);
    await onChanged();
  };
  return (
    <Block title={w.assigned}>
      {person.assigned.length === 0 ? (
        <p class="quiet-line">{w.none}</p>
      ) : (
        <Table
          caption={w.assigned}
          rows={person.assigned}
          rowKey={(row) => row.id}
          columns={[
            { key: "who", head: w.who, cell: (row) => <strong>{`${row.first_name} ${row.last_name}`}</strong> },
            { key: "since", head: w.since, cell: (row) => dateWithYear(row.since) },
            ...(team
              ? [{ key: "act", head: w.act, cell: (row: Assignment) => <Button kind="second" small onClick={() => setEnding(row)} label={`${w.end}, ${row.first_name}`}>{w.end}</Button> }]
              : []),
          ]}
        />
      )}
      {!ending && <Said text={refusal?.detail} bad />}
      {team && (
        <form class="in-a-row" onSubmit={(event) => void assign(event)} noValidate>
          <Select name="assign" label={w.assign} placeholder={w.choose} value={choice} options={free.map((one) => ({ value: one.id, text: `${one.first_name} ${one.last_name}` }))} onChange={setChoice} error={missing ? w.need_clinician : null} />
          <Button type="submit" kind="second" small busy={busy ? words.page.saving : null}>
            {w.assign_go}
          </Button>
        </form>
      )}
      {ending && (
        <Sheet title={w.end_title(ending.first_name)} onClose={() => setEnding(null)}>
          <p>{w.end_about}</p>
          <Said text={refusal?.detail} bad />
          <div class="sheet-buttons">
            <Button busy={busy ? words.page.saving : null} onClick={() => void end(ending)}>
              {w.end_go}
            </Button>
            <Button kind="second" onClick={() => setEnding(null)}>
              {words.page.cancel}
            </Button>
          </div>
        </Sheet>
      )}
    </Block>
  );
}

function LinkBlock({ person, onChanged, team }: Props & { team: Team | null }): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [ending, setEnding] = useState(false);
  const link = person.link;
  const live = link !== null && (link.state === "proposed" || link.state === "accepted");
  const end = async (): Promise<void> => {
    if (!(await send(() => del(`/api/participants/${person.id}/probation-link`)))) return;
    setEnding(false);
    await onChanged();
  };
  const name = link ? `${link.probation.first_name} ${link.probation.last_name}${link.probation.organisation ? `, ${link.probation.organisation}` : ""}` : "";
  return (
    <Block title={w.link}>
      {!link && <p>{w.no_link}</p>}
      {link?.state === "ended" && <p>{w.ended}</p>}
      {link?.state === "refused" && <p>{w.refused}</p>}
      {live && (
        <>
          <p>{link.state === "proposed" ? w.proposed(name, dateWithYear(link.proposed_at)) : w.accepted(name, dateWithYear(link.accepted_at ?? link.proposed_at))}</p>
          {link.state === "proposed" && <p class="quiet-line">{w.why_accept}</p>}
          <Facts facts={[[w.legal_basis, w.legal[link.legal_basis]], [w.covers, link.covers_voluntary ? words.page.yes : words.page.no]]} />
        </>
      )}
      {!person.case_reference_known && <p class="quiet-line">{w.no_reference}</p>}
      {team && live && (
        <div class="buttons">
          <Button kind="second" small onClick={() => setEnding(true)}>
            {w.end_link}
          </Button>
        </div>
      )}
      {team && !live && <Propose person={person} onChanged={onChanged} team={team} />}
      {ending && (
        <Sheet title={w.end_link_title} onClose={() => setEnding(false)}>
          <p>{w.end_link_about}</p>
          <Said text={refusal?.detail} bad />
          <div class="sheet-buttons">
            <Button busy={busy ? words.page.saving : null} onClick={() => void end()}>
              {w.end_link_go}
            </Button>
            <Button kind="second" onClick={() => setEnding(false)}>
              {words.page.cancel}
            </Button>
          </div>
        </Sheet>
      )}
    </Block>
  );
}

function Propose({ person, onChanged, team }: Props & { team: Team }): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [who, setWho] = useState("");
  const [legal, setLegal] = useState("");
  const [covers, setCovers] = useState(false);
  const [missing, setMissing] = useState<FieldProblem[]>([]);
  const propose = async (event: Event): Promise<void> => {
    event.preventDefault();
    const found: FieldProblem[] = [];
    if (!who) found.push({ field: "probation_user_id", message: w.need_practitioner });
    if (!legal) found.push({ field: "legal_basis", message: w.need_legal });
    setMissing(found);
    if (found.length) return;
    const body = { probation_user_id: who, legal_basis: legal, covers_voluntary: covers };
    if (await send(() => post(`/api/participants/${person.id}/probation-link`, body))) await onChanged();
  };
  const of = (field: string): string | null => missing.find((one) => one.field === field)?.message ?? messageFor(refusal, field);
  return (
    <form class="stacked" onSubmit={(event) => void propose(event)} noValidate aria-label={w.propose}>
      <ErrorSummary errors={missing} />
      <h3>{w.propose}</h3>
      <Select
        name="probation_user_id"
        label={w.practitioner}
        placeholder=""
        value={who}
        options={team.probation.map((one) => ({ value: one.id, text: `${one.first_name} ${one.last_name}${one.organisation ? `, ${one.organisation}` : ""}` }))}
        onChange={setWho}
        error={of("probation_user_id")}
      />
      <Select name="legal_basis" label={w.legal_basis} placeholder="" value={legal} options={(Object.keys(w.legal) as LegalBasis[]).map((value) => ({ value, text: w.legal[value] }))} onChange={setLegal} error={of("legal_basis")} />
      <Tick name="covers_voluntary" checked={covers} onChange={setCovers}>
        {w.covers}
      </Tick>
      <Said text={refusal?.detail} bad />
      <div class="buttons">
        <Button type="submit" small busy={busy ? words.page.sending : null}>
          {w.propose_go}
        </Button>
      </div>
    </form>
  );
}
