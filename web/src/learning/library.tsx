/** /content: every piece and how it stands, by kind, and what colleagues suggest for it. /content?piece=en/its-id: one of them as the phone shows it, to check, sign or retire. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post } from "../api/client.ts";
import { useLoad, useSend, type Loaded } from "../staff/load.ts";
import { Block, Said, StaffPage, Views } from "../staff/page.tsx";
import { useSession } from "../staff/session.ts";
import { dateWithYear } from "../staff/when.ts";
import { Banner, EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { announce } from "../ui/live.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { Table } from "../ui/table.tsx";
import { Select, TextField } from "../ui/textarea.tsx";
import { words as staff } from "../staff/text.ts";
import { library as w } from "./library-text.ts";
import type { Piece, PieceLine, Suggestion } from "./library-shapes.ts";
import { OnPhone } from "./on-phone.tsx";
import "./learning.css";
import "./library.css";

const VIEWS = ["waiting", "live", "all"] as const;

export default function Library({ view, piece }: { view: string | undefined; piece: string | undefined }): JSX.Element {
  return piece ? <PiecePage key={piece} path={`/api/content/${piece}`} /> : <ListPage view={view} />;
}

function ListPage({ view: asked }: { view: string | undefined }): JSX.Element {
  const loads = useLoad<{ demo: boolean; pieces: PieceLine[] }>("/api/content");
  const suggested = useLoad<Suggestion[]>("/api/content-suggestions");
  const [kind, setKind] = useState("");
  const view = VIEWS.find((one) => one === asked) ?? "waiting";
  const inView = (loads.data?.pieces ?? []).filter(
    (row) => view === "all" || (view === "live" ? row.state === "signed" : ["new", "checked", "stale"].includes(row.state)),
  );
  const kinds = [...new Set(inView.map((row) => row.kind))].sort();
  const rows = inView.filter((row) => !kinds.includes(kind) || row.kind === kind);
  return (
    <StaffPage title={w.title} sub={w.about} loads={loads}>
      {loads.data?.demo && <Banner tone="know" word={w.demo} />}
      <Views label={w.views} now={view} views={VIEWS.map((key) => ({ key, text: w[key], href: `/content?view=${key}` }))} />
      {suggested.data && suggested.data.length > 0 && <Suggestions rows={suggested.data} />}
      {kinds.length > 1 && (
        <div class="in-a-row">
          <Select
            name="kind"
            label={w.kind}
            value={kinds.includes(kind) ? kind : ""}
            onChange={setKind}
            placeholder={w.every_kind(inView.length)}
            options={kinds.map((one) => ({ value: one, text: `${w.kinds[one] ?? one}, ${inView.filter((row) => row.kind === one).length}` }))}
          />
        </div>
      )}
      {rows.length === 0 ? (
        <EmptyState title={w.none}>{w.none_about[view]}</EmptyState>
      ) : (
        <Table
          caption={w.title}
          rows={rows}
          rowKey={(row) => `${row.language}/${row.id}`}
          columns={[
            {
              key: "piece",
              head: w.piece,
              cell: (row) => (
                <>
                  <a class="strong" href={`/content?piece=${row.language}/${row.id}`}>
                    {row.title}
                  </a>
                  <span class="second library-line">
                    {[w.kinds[row.kind] ?? row.kind, placeWords(row.jurisdiction), w.version(row.version), row.language !== "en" && (w.languages[row.language] ?? row.language)].filter(Boolean).join(". ")}
                  </span>
                </>
              ),
            },
            { key: "state", head: w.state, cell: (row) => <StateWords row={row} /> },
            { key: "review", head: w.review, cell: (row) => dateWithYear(row.review_by) },
          ]}
        />
      )}
      {suggested.data?.length === 0 && <Suggestions rows={[]} />}
    </StaffPage>
  );
}

/** What one's team put to the authors: a question that several people ask, in a colleague's words. */
function Suggestions({ rows }: { rows: Suggestion[] }): JSX.Element {
  return (
    <Block title={w.suggestions}>
      <p class="second">{w.suggestions_about}</p>
      {rows.length === 0 && <p class="quiet-line">{w.suggestions_none}</p>}
      {rows.length > 0 && (
        <ul class="library-list">
          {rows.map((one) => (
            <li key={one.id}>
              <strong>{one.question}</strong>
              <span class="library-line">{one.answer}</span>
              <span class="second library-line">{dateWithYear(one.made_at)}</span>
            </li>
          ))}
        </ul>
      )}
    </Block>
  );
}

function StateWords({ row }: { row: PieceLine }): JSX.Element {
  return (
    <>
      <strong>{w.states[row.state]}</strong>
      {row.missing.length > 0 && row.state !== "retired" && <span class="second library-line">{w.missing(row.missing.join(", "))}</span>}
    </>
  );
}

/** "England and Wales" from "england-wales". */
const placeWords = (id: string): string =>
  id === "uk" ? "UK" : id === "any" ? w.anywhere : id === "england-wales" ? "England and Wales" : id.split("-").map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join(" ");

function PiecePage({ path }: { path: string }): JSX.Element {
  const loads = useLoad<Piece>(path);
  const piece = loads.data;
  return (
    <StaffPage title={piece?.title ?? w.title} up={{ href: "/content", text: w.title }} sub={piece ? `${w.kinds[piece.kind] ?? piece.kind}. ${w.version(piece.version)}. ${w.states[piece.state]}.` : ""} loads={loads}>
      {piece && (
        <div class="two-columns even">
          <div>
            <Block title={w.shown}>
              <p class="second">{w.shown_about}</p>
              <OnPhone piece={piece} />
            </Block>
          </div>
          <div>
            <Act piece={piece} loads={loads} path={path} />
            <Block title={w.steps}>
              {piece.steps.length === 0 ? (
                <p class="quiet-line">{w.steps_none}</p>
              ) : (
                <ul class="library-list">
                  {piece.steps.map((step) => (
                    <li key={step.step}>
                      <strong>{step.name ? `${w.step[step.step]}, ${step.name}` : w.step[step.step]}</strong>
                      <span class="second library-line">{w.entered(step.by, dateWithYear(step.at))}</span>
                    </li>
                  ))}
                </ul>
              )}
            </Block>
            <Block title={piece.changes ? w.changed_since(piece.changes.version) : w.changed}>
              {piece.changes?.signed && <p class="second">{w.was_signed(piece.changes.version)}</p>}
              {piece.changes ? <Changed piece={piece} /> : <p class="quiet-line">{w.changed_none}</p>}
            </Block>
            <Block title={w.look}>
              {piece.look_at.length === 0 ? (
                <p class="quiet-line">{w.look_none}</p>
              ) : (
                <ul class="library-list">
                  {piece.look_at.map((one) => (
                    <li key={one}>{one}</li>
                  ))}
                </ul>
              )}
            </Block>
            <Block title={w.sources}>
              <ul class="library-list">
                {piece.sources.map((one) => (
                  <li key={one.id}>
                    {one.title}
                    <span class="second library-line">{sourceWords(one)}</span>
                  </li>
                ))}
              </ul>
            </Block>
          </div>
        </div>
      )}
    </StaffPage>
  );
}

/** "legislation.gov.uk/..., not the primary text". */
const sourceWords = (one: Piece["sources"][number]): string =>
  [one.where, one.mark === "V" && !one.primary ? w.lead : w.marks[one.mark]].filter(Boolean).join(", ");

function Changed({ piece }: { piece: Piece }): JSX.Element {
  return (
    <>
      {piece.changes?.pages.map((page) => (
        <p key={page.name} class="library-diff">
          {page.runs.map((run, i) =>
            run.t === "gone" ? (
              <del key={i}>
                <span class="hear">{w.gone} </span>
                {run.v}
              </del>
            ) : run.t === "new" ? (
              <ins key={i}>
                <span class="hear">{w.came} </span>
                {run.v}
              </ins>
            ) : (
              <span key={i}>{run.v}</span>
            ),
          )}
        </p>
      ))}
    </>
  );
}

/** What this reader can do with the piece now, or why not. */
function Act({ piece, loads, path }: { piece: Piece; loads: Loaded<Piece>; path: string }): JSX.Element | null {
  const { me } = useSession();
  const { send, busy, refusal } = useSend();
  const [role, setRole] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [wrong, setWrong] = useState<{ role?: string; name?: string }>({});
  const [sure, setSure] = useState(false);
  const lead = me.role === "lead";
  const mine = piece.steps.some((step) => step.step === "checked" && step.mine);
  const checked = piece.steps.some((step) => step.step === "checked");
  const read = { version: piece.version, digest: piece.digest };
  const wait = busy ? staff.page.sending : null;
  const take = async (step: "check" | "sign" | "retire", body: object, said: string): Promise<void> => {
    const sent = await send(() => post<Piece>(`${path}/${step}`, { ...read, ...body }));
    setSure(false);
    if (!sent) return;
    announce(said);
    setName("");
    setRole(null);
    loads.put(sent.done);
  };
  const enter = (): void => {
    const missing = { ...(role ? {} : { role: w.choose }), ...(name.trim().length < 3 ? { name: w.type_name } : {}) };
    setWrong(missing);
    if (!missing.role && !missing.name) void take("sign", { role, name }, w.signed);
  };
  if (piece.state === "retired" || piece.state === "not_needed") return null;
  return (
    <Block title={checked ? w.sign : w.states[piece.state]!}>
      <Said text={refusal?.detail} bad />
      {!checked && (
        <>
          <p class="second">{w.to_check_about}</p>
          <Button busy={wait} onClick={() => void take("check", {}, w.checked)}>
            {w.to_check}
          </Button>
        </>
      )}
      {checked && piece.missing.length > 0 && !lead && <p>{w.lead_signs}</p>}
      {checked && piece.missing.length > 0 && lead && mine && <p>{w.other_must}</p>}
      {checked && piece.missing.length > 0 && lead && !mine && piece.state === "stale" && <p>{w.stale_first}</p>}
      {checked && piece.missing.length > 0 && lead && !mine && piece.state !== "stale" && (
        <>
          <p class="second">{w.sign_about}</p>
          <ChoiceList
            name="role"
            legend={w.who}
            options={piece.missing.map((one) => ({ value: one, text: w.roles[one] ?? one }))}
            value={role}
            onChange={setRole}
            error={wrong.role ?? null}
          />
          <TextField name="name" label={w.name} value={name} onInput={setName} autocomplete="off" error={wrong.name ?? null} />
          <Button busy={wait} onClick={enter}>
            {w.sign_it}
          </Button>
        </>
      )}
      {checked && piece.missing.length === 0 && <p>{w.states[piece.state]}</p>}
      {lead && (
        <p>
          <Button kind="second" small onClick={() => setSure(true)}>
            {w.retire}
          </Button>
        </p>
      )}
      {sure && (
        <Sheet title={w.retire_sure} onClose={() => setSure(false)}>
          <p>{w.retire_about}</p>
          <div class="sheet-buttons">
            <Button busy={wait} onClick={() => void take("retire", {}, w.retired)}>
              {w.retire_yes}
            </Button>
            <Button kind="second" onClick={() => setSure(false)}>
              {w.keep}
            </Button>
          </div>
        </Sheet>
      )}
    </Block>
  );
}
