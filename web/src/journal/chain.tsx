/** Step by step: what led to what, opened by the clinician for one person, never at night or in a crisis. Ends in what fits where. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { usePhone } from "../people/phone.ts";
import { withOffset } from "../store/day.ts";
import { drafts, sendNow, type ChainBody, type Draft, type Form } from "../store/index.ts";
import { clock, longDay } from "../text/when.ts";
import { Banner, EmptyState, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { Page } from "../ui/page.tsx";
import { words } from "./ask-text.ts";
import { hourWords, useGate } from "./chain-row.tsx";
import { CHAIN_FORM, ruleOf, timesToLookAt } from "./chain.ts";
import type { Answers } from "./form.ts";
import { FormPages } from "./form-pages.tsx";
import { MakeRule } from "./make-rule.tsx";
import { lineOf, useMine } from "./mine.ts";
import { WhoReads } from "./who.tsx";

const said = words.chain;

/** The one that is being filled in, over its draft on the disk. */
let session: { draft: Draft<"chain"> | null; body: Omit<ChainBody, "answers" | "kept" | "unfinished"> } | null = null;

export function Chain(): JSX.Element {
  const { path, query } = useLocation();
  const [, , view, id] = path.split("/");
  if (view === "saved" && id) return <Fits />;
  return <Begun key={query["page"] ? "pages" : "start"} />;
}

function Begun(): JSX.Element {
  const { query } = useLocation();
  const { bundle, zone } = usePhone();
  const gated = useGate();
  const [found, setFound] = useState<Draft<"chain"> | null | undefined>(undefined);
  useEffect(() => {
    void drafts.unfinished("chain").then(([newest]) => setFound(newest ?? null));
  }, []);
  if (!bundle || !gated || found === undefined) return <p class="waiting-page" />;
  const { state, from } = gated;
  if (state !== "open") return <NotNow state={state} from={hourWords(from, zone)} />;
  const form = bundle.forms.find((one) => one.id === CHAIN_FORM);
  if (!form) return <NotNow state="closed" from="" />;
  if (query["page"] === undefined || !session) return <Start form={form} found={found} />;
  return <Filling form={form} draft={session.draft} />;
}

function NotNow({ state, from }: { state: "closed" | "night" | "crisis"; from: string }): JSX.Element {
  const title = { closed: said.closed, night: said.night, crisis: said.crisis }[state];
  const help = { closed: said.closedHelp, night: said.nightHelp, crisis: `${said.from(from)}. ${said.crisisHelp}` }[state];
  return (
    <Page title={said.title} back="/" tools={["listen"]}>
      <EmptyState
        title={title}
        action={
          state === "closed" ? undefined : (
            <Button kind="soft" href="/now">
              {said.rightNow}
            </Button>
          )
        }
      >
        {help}
      </EmptyState>
    </Page>
  );
}

const NONE = "none";

function Start({ form, found }: { form: Form; found: Draft<"chain"> | null }): JSX.Element {
  const { route } = useLocation();
  const { bundle, zone } = usePhone();
  const mine = useMine();
  const times = timesToLookAt(bundle?.entries ?? []);
  const [about, setAbout] = useState<string | null>(null);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const begin = (): void => {
    if (times.length > 0 && !about) return setErrors([{ field: "about", message: said.aboutMissing }]);
    const own = times.find((one) => one.id === about);
    session = {
      draft: null,
      body: {
        form_id: form.id,
        form_version: form.version,
        happened_at: own ? String(own.body["happened_at"] ?? own.happened_at) : withOffset(Date.now(), zone),
        ...(own ? { about: own.id } : {}),
      },
    };
    route("/chain?page=1");
  };
  const goOn = (): void => {
    if (!found) return;
    const { happened_at, about: of } = found.body;
    session = {
      draft: found,
      body: {
        form_id: form.id,
        form_version: form.version, // As it is asked from here on; what was answered so far stays under its link ids.
        happened_at: happened_at ?? withOffset(Date.now(), zone),
        ...(of ? { about: of } : {}),
      },
    };
    route(`/chain?page=${Math.max(1, found.step)}`);
  };
  return (
    <Page title={said.title} sub={said.intro} back="/" tools={["listen"]} dock={{ label: said.start, onPress: begin }}>
      <ErrorSummary errors={errors} />
      {found && (
        <Card>
          <p>{said.resume}</p>
          <Button kind="soft" onClick={goOn}>
            {said.next}
          </Button>
        </Card>
      )}
      <ul class="points">
        {said.introPoints.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      {times.length > 0 && (
        <ChoiceList
          name="about"
          legend={said.about}
          options={[
            ...times.map((own) => ({
              value: own.id,
              text: `${longDay(own.happened_at, zone)}, ${clock(own.happened_at, zone)}`,
              ...(mine?.find((one) => one.id === own.id) ? { help: lineOf(mine.find((one) => one.id === own.id)!) } : {}),
            })),
            { value: NONE, text: said.aboutNone },
          ]}
          value={about}
          onChange={(value) => {
            setErrors([]);
            setAbout(value);
          }}
          error={errors[0]?.message ?? null}
        />
      )}
      <WhoReads />
    </Page>
  );
}

/** What the page after saving offers as a rule. Memory only: it is in the entry as well. */
let lastAnswers: Answers = {};

function Filling({ form, draft }: { form: Form; draft: Draft<"chain"> | null }): JSX.Element {
  const [begun, setBegun] = useState(draft !== null);
  const bodyOf = (answers: Answers, kept: string[]): ChainBody => ({ ...session!.body, answers, kept, unfinished: true });
  const keep = async (answers: Answers, kept: string[], page: number): Promise<void> => {
    if (!session) return;
    const body = bodyOf(answers, kept);
    session.draft = session.draft ? await drafts.keep(session.draft, page, body) : await drafts.begin("chain", page, body);
    setBegun(true);
  };
  const finish = async (answers: Answers, kept: string[]): Promise<string> => {
    await keep(answers, kept, 99);
    const { id } = await drafts.finish(session!.draft!, bodyOf(answers, kept));
    lastAnswers = answers;
    session = null;
    void sendNow();
    return `/chain/saved/${id}`;
  };
  return (
    <FormPages
      form={form}
      label={said.label}
      base="/chain"
      back="/chain"
      severalTitle={said.pages.more}
      initial={draft?.body.answers ?? {}}
      save={said.save}
      saving={said.saving}
      failed={{ word: said.failed, help: said.failedHelp }}
      keep={keep}
      finish={finish}
      begun={begun}
    />
  );
}

/** What fits where, as a rule to put into the plan, and something to do away from the screen. */
function Fits(): JSX.Element {
  const { path } = useLocation();
  const id = path.split("/")[3] ?? "";
  const rule = ruleOf(lastAnswers);
  return (
    <Page title={said.saved} back="/" tools={["listen"]} dock={{ label: said.where, href: `/entries/${id}`, kind: "second" }}>
      {rule && (
        <>
          <h2 class="small">{said.fits}</h2>
          <Card tone="soft">
            <p>{said.fitsRule(said.whereWords[String(lastAnswers["break_at"])] ?? "", rule.then)}</p>
            <p class="second on-soft">{said.fitsHelp}</p>
          </Card>
          <MakeRule rule={rule} from={path} />
        </>
      )}
      <Banner tone="know" word={said.after} />
    </Page>
  );
}
