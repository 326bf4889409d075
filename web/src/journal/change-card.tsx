/** Changing the answers of a card, or of a step by step, that was sent: a revision; the first answers stay. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { usePhone } from "../people/phone.ts";
import { saveEntry, type CheckinBody } from "../store/index.ts";
import { Banner, EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { words } from "./ask-text.ts";
import { joined, parted, withAnswered } from "./asks.ts";
import { answeredForm, type Answers } from "./form.ts";
import { FormPages } from "./form-pages.tsx";
import { useMine } from "./mine.ts";
import { words as journal } from "./text.ts";

/** Only the answers that differ from those that were sent. One that was taken out is an empty list or an empty text. */
export function changedAnswers(was: Answers, now: Answers): Answers {
  const found: Answers = {};
  for (const link of Object.keys({ ...was, ...now })) {
    if (JSON.stringify(was[link] ?? null) === JSON.stringify(now[link] ?? null)) continue;
    found[link] = now[link] ?? (Array.isArray(was[link]) ? [] : "");
  }
  return found;
}

export function ChangeCard({ id }: { id: string }): JSX.Element {
  const { route } = useLocation();
  const { bundle } = usePhone();
  const own = useMine()?.find((one) => one.id === id)?.own;
  if (!bundle) return <p class="waiting-page" />;
  const plain = own && answeredForm(bundle, own.body);
  if (!own || !plain) {
    return (
      <Page title={journal.entries.missing} back={`/entries/${id}`}>
        <EmptyState title={words.chain.closed} action={<Button kind="soft" onClick={() => route(`/entries/${id}`)}>{journal.entries.title}</Button>}>
          {words.chain.closedHelp}
        </EmptyState>
      </Page>
    );
  }
  const { targets: _targets, ...said } = own.body as Partial<CheckinBody>;
  // The targets are read, and not changed here.
  const form = withAnswered(plain, bundle, said, journal.card.asks);
  const was = joined(said);
  return (
    <FormPages
      form={form}
      label={words.back.changeCard}
      base={`/entries/${id}/change`}
      back={`/entries/${id}`}
      severalTitle={own.kind === "checkin" ? journal.card.more : words.chain.pages.more}
      initial={was}
      save={words.back.save}
      saving={words.ask.sending}
      failed={{ word: words.chain.failed, help: journal.entries.changeFailed }}
      above={<Banner tone="know" word={words.back.changing} />}
      keep={() => Promise.resolve()}
      finish={async (answers, kept) => {
        const changed = changedAnswers(was, answers);
        if (Object.keys(changed).length > 0) {
          const { answers: own, extra } = parted(changed);
          const body = { ...(Object.keys(own).length > 0 ? { answers: own } : {}), ...(extra ? { extra } : {}) };
          await saveEntry("amend", { of: id, body: { ...body, ...(kept.length > 0 ? { kept } : {}) } });
        }
        return `/entries/${id}`;
      }}
      begun={false}
    />
  );
}
