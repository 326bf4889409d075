/** One condition as it is written down: its place, its words with typed blanks, what the phone says of it, and what the court granted. */
import type { JSX } from "preact";
import { Button } from "../../ui/button.tsx";
import { Select, TextArea, TextField } from "../../ui/textarea.tsx";
import { filledWords, LIMITS, plainWords, type TermForm } from "./form.ts";
import type { Blank, Library, LibraryTerm } from "./shapes.ts";
import { editor as w, orders } from "./text.ts";

interface Props {
  /** From 0. */
  n: number;
  last: boolean;
  term: TermForm;
  library: Library;
  error: (field: string) => string | null;
  onChange: (part: Partial<TermForm>) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
}

const listed = (from: Record<string, string>): { value: string; text: string }[] => Object.entries(from).map(([value, text]) => ({ value, text }));

export function TermFields({ n, last, term, library, error, onChange, onMove, onRemove }: Props): JSX.Element {
  const at = `conditions.${n}`;
  const known = library.conditions.find((one) => one.id === term.library_id) ?? null;
  const blanks = known && !term.kept ? known : null;
  return (
    <fieldset class="block rule-form order-term">
      <legend id={`term-${term.id}`} tabIndex={-1}>
        {w.condition(n + 1)}
        {term.category && `, ${(orders.categories[term.category] ?? term.category).toLowerCase()}`}
      </legend>
      {blanks ? (
        <Blanks at={at} known={blanks} term={term} roles={library.roles} error={error} onChange={onChange} />
      ) : known ? (
        <>
          <p class="quiet-line">{w.exact}</p>
          <p class="granted">{term.exact}</p>
          {error(`${at}.exact`) && <p class="field-error">{error(`${at}.exact`)}</p>}
          <div class="order-acts">
            {Object.keys(known.blanks).length > 0 && (
              <Button kind="text" small onClick={() => onChange({ kept: false, blanks: {} })}>
                {w.again}
              </Button>
            )}
          </div>
        </>
      ) : (
        <>
          <div class="in-a-row grow">
            <Select name={`${at}.category`} label={w.category} value={term.category} placeholder={w.choose} options={listed(orders.categories)} onChange={(category) => onChange({ category })} error={error(`${at}.category`)} />
            <Select name={`${at}.kind`} label={w.kind_of} value={term.kind} placeholder={w.choose} options={listed(orders.kinds)} onChange={(kind) => onChange({ kind })} error={error(`${at}.kind`)} />
          </div>
          <TextArea name={`${at}.exact`} label={w.exact} help={w.exact_help} value={term.exact} onInput={(exact) => onChange({ exact })} limit={LIMITS.words} rows={3} error={error(`${at}.exact`)} />
        </>
      )}
      <details open={term.exception !== "" || error(`${at}.exception`) !== null}>
        <summary>{w.exception_add}</summary>
        <TextArea name={`${at}.exception`} label={w.exception} help={w.exception_help} value={term.exception} onInput={(exception) => onChange({ exception })} limit={LIMITS.words} rows={2} error={error(`${at}.exception`)} />
      </details>
      <Words at={at} term={term} plain={blanks ? plainWords(term.plain, blanks, term.blanks, library.roles) : term.plain} open={!known || ["plain", "not_allowed", "ask_about"].some((part) => listError(error, `${at}.${part}`) !== null)} error={error} onChange={onChange} />
      <div class="order-acts">
        {n > 0 && (
          <Button id={`up-${term.id}`} kind="text" small icon="up" label={w.up_label(n + 1)} onClick={() => onMove(n - 1)}>
            {w.up}
          </Button>
        )}
        {!last && (
          <Button id={`down-${term.id}`} kind="text" small icon="down" label={w.down_label(n + 1)} onClick={() => onMove(n + 1)}>
            {w.down}
          </Button>
        )}
        <Button kind="text" small label={w.remove_label(n + 1)} onClick={onRemove}>
          {w.remove}
        </Button>
      </div>
    </fieldset>
  );
}

/** The blanks of a condition from the library. Nothing in them can be a name or a place: a list, a number, a day or hours. */
function Blanks({ at, known, term, roles, error, onChange }: Pick<Props, "term" | "error" | "onChange"> & { at: string; known: LibraryTerm; roles: Record<string, string> }): JSX.Element {
  const set = (name: string, value: string): void => onChange({ blanks: { ...term.blanks, [name]: value } });
  return (
    <>
      <div class="in-a-row grow">
        {Object.entries(known.blanks).map(([name, blank]) => (
          <BlankField key={name} name={`${at}.blanks.${name}`} label={w.blanks[name] ?? name.replaceAll("_", " ")} blank={blank} value={term.blanks[name] ?? ""} roles={roles} error={error(`${at}.blanks.${name}`)} onInput={(value) => set(name, value)} />
        ))}
      </div>
      <p class="quiet-line">{w.reads}</p>
      <p class="granted" aria-live="polite">
        {filledWords(known, term.blanks, roles)}
      </p>
    </>
  );
}

interface BlankProps {
  name: string;
  label: string;
  blank: Blank;
  value: string;
  roles: Record<string, string>;
  error: string | null;
  onInput: (value: string) => void;
}

function BlankField({ name, label, blank, value, roles, error, onInput }: BlankProps): JSX.Element {
  switch (blank.type) {
    case "role": {
      const allowed = blank.of.length ? blank.of : Object.keys(roles);
      return <Select name={name} label={label} value={value} placeholder={w.choose} options={allowed.map((id) => ({ value: id, text: `[${roles[id] ?? id}]` }))} onChange={onInput} error={error} />;
    }
    case "number":
      return <TextField name={name} label={w.in_range(label, blank.min, blank.max)} inputMode="numeric" value={value} onInput={onInput} maxLength={20} error={error} width={12} />;
    case "distance":
      return <TextField name={name} label={w.in_unit(label, blank.unit, blank.min, blank.max)} inputMode="numeric" value={value} onInput={onInput} maxLength={20} error={error} width={12} />;
    case "hours": {
      const [from = "", to = ""] = value.split("-");
      return (
        <>
          <TextField name={name} label={w.from(label)} type="time" value={from} onInput={(next) => onInput(`${next}-${to}`)} error={error} width={10} />
          <TextField name={`${name}.to`} label={w.to(label)} type="time" value={to} onInput={(next) => onInput(`${from}-${next}`)} width={10} />
        </>
      );
    }
    case "weekday":
      return <Select name={name} label={label} value={value} placeholder={w.choose} options={w.days.map((day) => ({ value: day, text: day }))} onChange={onInput} error={error} />;
    case "date":
      return <TextField name={name} label={label} type="date" value={value} onInput={onInput} error={error} width={14} />;
  }
}

/** Plain words and examples: open where there are none from the library, or where one of them needs another look. */
function Words({ at, term, plain: shown, open, error, onChange }: Pick<Props, "term" | "error" | "onChange"> & { at: string; plain: string; open: boolean }): JSX.Element {
  return (
    <details open={open}>
      <summary>{w.examples}</summary>
      <TextArea name={`${at}.plain`} label={w.plain} help={w.plain_help} value={shown} onInput={(plain) => onChange({ plain })} limit={LIMITS.words} rows={2} error={error(`${at}.plain`)} />
      <div class="side-by-side">
        <TextArea name={`${at}.not_allowed`} label={w.not_allowed} help={w.lists_help} value={term.not_allowed} onInput={(not_allowed) => onChange({ not_allowed })} limit={LIMITS.line * LIMITS.lines} rows={4} error={listError(error, `${at}.not_allowed`)} />
        <TextArea name={`${at}.ask_about`} label={w.ask_about} help={w.lists_help} value={term.ask_about} onInput={(ask_about) => onChange({ ask_about })} limit={LIMITS.line * LIMITS.lines} rows={4} error={listError(error, `${at}.ask_about`)} />
      </div>
    </details>
  );
}

/** The server names one line of a list ("not_allowed.2"); the field is the whole list. */
function listError(error: Props["error"], field: string): string | null {
  const own = error(field);
  if (own) return own;
  for (let line = 0; line < LIMITS.lines; line++) {
    const said = error(`${field}.${line}`);
    if (said) return said;
  }
  return null;
}
