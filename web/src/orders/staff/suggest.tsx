/** A question that others ask too, put to the authors of the content in one's own words; nothing of anybody is copied into it. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post } from "../../api/client.ts";
import { messageFor, useSend } from "../../staff/load.ts";
import { Said } from "../../staff/page.tsx";
import { words } from "../../staff/text.ts";
import { Button } from "../../ui/button.tsx";
import { announce } from "../../ui/live.tsx";
import { TextArea } from "../../ui/textarea.tsx";
import type { Question } from "./shapes.ts";
import { questions as w } from "./text.ts";

export function Suggest({ one }: { one: Question }): JSX.Element {
  const [open, setOpen] = useState(false);
  const [sent, setSent] = useState(false);
  const [question, setQuestion] = useState("");
  const [answer, setAnswer] = useState("");
  const [missing, setMissing] = useState(false);
  const { send, busy, refusal } = useSend();
  const go = async (event: Event): Promise<void> => {
    event.preventDefault();
    const empty = !question.trim() || !answer.trim();
    setMissing(empty);
    if (empty || !(await send(() => post("/api/content-suggestions", { question: question.trim(), answer: answer.trim() })))) return;
    announce(w.suggested);
    setSent(true);
  };
  const of = (name: string, value: string): string | null => (missing && !value.trim() ? w.suggest_missing : messageFor(refusal, name));
  return (
    <div class="also-asked">
      <p>{w.also(one.also_asked)}</p>
      {sent ? (
        <Said text={w.suggested} />
      ) : open ? (
        <form class="order-editor" noValidate aria-label={w.suggest} onSubmit={(event) => void go(event)}>
          <p class="quiet-line">{w.suggest_about}</p>
          <TextArea name={`suggest-question-${one.id}`} label={w.suggest_question} value={question} onInput={setQuestion} limit={300} rows={2} error={of("question", question)} />
          <TextArea name={`suggest-answer-${one.id}`} label={w.suggest_answer} value={answer} onInput={setAnswer} limit={600} rows={3} error={of("answer", answer)} />
          <Said text={refusal?.errors.length ? null : refusal?.detail} bad />
          <div class="buttons">
            <Button type="submit" small busy={busy ? words.page.sending : null}>
              {w.suggest_send}
            </Button>
            <Button kind="second" small onClick={() => setOpen(false)}>
              {words.page.cancel}
            </Button>
          </div>
        </form>
      ) : (
        <Button kind="text" small label={`${w.suggest}: ${one.text}`} onClick={() => setOpen(true)}>
          {w.suggest}
        </Button>
      )}
    </div>
  );
}
