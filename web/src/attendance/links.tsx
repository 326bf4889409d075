/**
 * Links that a team has proposed. The practitioner types reference and date of birth from their own system; the page shows
 * nothing of the person, so that a mistyped reference is found here and accuses nobody.
 */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { post } from "../api/client.ts";
import { Banner, EmptyState, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { TextField } from "../ui/textarea.tsx";
import { useLoad, useSend } from "../staff/load.ts";
import { Block, Said, StaffPage } from "../staff/page.tsx";
import { useSession } from "../staff/session.ts";
import type { ProposedLink } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { clock, dateWithYear, typedDate } from "../staff/when.ts";

const w = words.attendance.links;

export function NewLinks(): JSX.Element {
  const { count } = useSession();
  const loads = useLoad<{ items: ProposedLink[] }>("/api/attendance/links");
  const [done, setDone] = useState<string | null>(null);
  const items = loads.data?.items ?? [];
  useEffect(() => {
    if (loads.data) count("links", items.length);
  }, [loads.data]);
  const finished = (said: string): void => {
    setDone(said);
    void loads.reload();
  };
  return (
    <StaffPage title={w.title} sub={loads.from ? `${w.sub} ${words.page.As_of(clock(loads.from))}` : w.sub} loads={loads}>
      {done && <Banner tone="know" icon="tick" word={done} />}
      {items.length === 0 ? <EmptyState title={w.none}>{w.none_about}</EmptyState> : items.map((link) => <Link key={link.id} link={link} onDone={finished} onLost={() => void loads.reload()} />)}
    </StaffPage>
  );
}

function Link({ link, onDone, onLost }: { link: ProposedLink; onDone: (said: string) => void; onLost: () => void }): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [reference, setReference] = useState("");
  const [born, setBorn] = useState("");
  const [refusing, setRefusing] = useState(false);
  const [missing, setMissing] = useState<FieldProblem[]>([]);
  const field = (name: string): string => `${name}-${link.id}`;
  const accept = async (event: Event): Promise<void> => {
    event.preventDefault();
    const date_of_birth = typedDate(born);
    const found: FieldProblem[] = [];
    if (!reference.trim()) found.push({ field: field("reference"), message: w.need_reference });
    if (!date_of_birth) found.push({ field: field("born"), message: w.need_born });
    setMissing(found);
    if (found.length) return;
    if (await send(() => post(`/api/attendance/links/${link.id}/accept`, { case_reference: reference.trim(), date_of_birth }))) onDone(w.accepted);
  };
  useEffect(() => {
    // After too many wrong tries the server refuses the link, and it is no longer here.
    if (refusal?.problem?.status === 404) onLost();
  }, [refusal]);
  const of = (name: string): string | null => missing.find((one) => one.field === field(name))?.message ?? null;
  const said = refusal?.slug === "does-not-match" ? w.no_match : refusal?.detail;
  return (
    <form class="link-form" onSubmit={(event) => void accept(event)} noValidate aria-label={w.from(link.team_name)}>
      <Block title={w.from(link.team_name)}>
        <p>
          {w.proposed(dateWithYear(link.proposed_on))} {w.basis(words.oversight.access.legal[link.legal_basis])}
        </p>
        <p class="quiet-line">{w.about}</p>
        <ErrorSummary errors={missing} />
        <div class="in-a-row">
          <TextField name={field("reference")} label={w.reference} value={reference} onInput={setReference} width={16} error={of("reference")} maxLength={40} />
          <TextField name={field("born")} label={w.born} help={w.born_help} inputMode="numeric" value={born} onInput={setBorn} width={16} error={of("born")} />
        </div>
        <Said text={said} bad />
        <div class="buttons">
          <Button type="submit" small busy={busy ? words.page.saving : null}>
            {w.accept}
          </Button>
          <Button kind="second" small onClick={() => setRefusing(true)}>
            {w.refuse}
          </Button>
        </div>
      </Block>
      {refusing && (
        <Sheet title={w.refuse_title} onClose={() => setRefusing(false)}>
          <p>{w.refuse_about}</p>
          <div class="sheet-buttons">
            <Button
              busy={busy ? words.page.saving : null}
              onClick={() => void send(() => post(`/api/attendance/links/${link.id}/refuse`)).then((gone) => gone && onDone(w.refused))}
            >
              {w.refuse_go}
            </Button>
            <Button kind="second" onClick={() => setRefusing(false)}>
              {words.page.cancel}
            </Button>
          </div>
        </Sheet>
      )}
    </form>
  );
}
