/** Probation's part: words of its own licence or order, and what became of them. Nothing of what a clinic wrote is ever here. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post } from "../../api/client.ts";
import { draftOf, forgetDraft, keepDraft } from "../../oversight/drafts.ts";
import { messageFor, useLoad, useSend } from "../../staff/load.ts";
import { Block, Part, Said } from "../../staff/page.tsx";
import { useSession } from "../../staff/session.ts";
import { words } from "../../staff/text.ts";
import { moment } from "../../staff/when.ts";
import { Button } from "../../ui/button.tsx";
import { announce } from "../../ui/live.tsx";
import { TextArea } from "../../ui/textarea.tsx";
import type { OwnProposal } from "./shapes.ts";
import { propose as w } from "./text.ts";
import "./staff.css";

const LONGEST = 2000;

export default function ProposeText({ id }: { id: string }): JSX.Element {
  const path = `/api/attendance/participants/${id}/order-text`;
  const loads = useLoad<OwnProposal[]>(path);
  const { me } = useSession();
  const under = `propose:${id}`;
  const [text, setText] = useState(() => draftOf(under, me.user.id));
  const [missing, setMissing] = useState<string | null>(null);
  const { send, busy, refusal } = useSend();
  const typed = (value: string): void => {
    setText(value);
    keepDraft(under, me.user.id, value);
  };
  const go = async (event: Event): Promise<void> => {
    event.preventDefault();
    const said = text.trim();
    const wrong = !said ? w.missing : said.length > LONGEST ? w.too_long(said.length - LONGEST) : null;
    setMissing(wrong);
    if (wrong) return document.getElementById("order-text")?.focus();
    if (!(await send(() => post(path, { text: said })))) return;
    forgetDraft(under);
    setText("");
    announce(w.sent);
    await loads.reload();
  };
  return (
    <Block title={w.title}>
      <p class="quiet-line">{w.about}</p>
      <form class="order-editor" noValidate aria-label={w.title} onSubmit={(event) => void go(event)}>
        <TextArea name="order-text" label={w.text} help={w.help} value={text} onInput={typed} limit={LONGEST} rows={4} error={missing ?? messageFor(refusal, "text")} />
        <Said text={refusal?.errors.length ? null : refusal?.detail} bad />
        <div class="buttons">
          <Button type="submit" small kind="second" busy={busy ? words.page.sending : null}>
            {w.send}
          </Button>
        </div>
      </form>
      <h3>{w.list}</h3>
      <Part loads={loads}>
        {(all) =>
          all.length === 0 ? (
            <p class="quiet-line">{w.none}</p>
          ) : (
            <ul class="order-terms">
              {all.map((one) => (
                <li key={one.id}>
                  <p>
                    <span class={one.state === "proposed" ? "small-pill unread" : one.state === "taken" ? "small-pill" : "small-pill over"}>{w.states[one.state]}</span>{" "}
                    <span class="quiet-line">{w.at(moment(one.proposed_at))}</span>
                  </p>
                  {one.decline_reason && <p class="strong">{w.reasons[one.decline_reason]}.</p>}
                  <p class="proposed-words">{one.text}</p>
                </li>
              ))}
            </ul>
          )
        }
      </Part>
    </Block>
  );
}
