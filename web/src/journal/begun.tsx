/** Today's rows for what was begun and left: a card or another check-in, and a log. Each opens where it was left. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { drafts, onChange, type Draft } from "../store/index.ts";
import { Row } from "../ui/card.tsx";
import { DAILY } from "./asks.ts";
import { words } from "./text.ts";

export function BegunRows(): JSX.Element {
  const [cards, setCards] = useState<Draft<"checkin">[]>([]);
  const [logs, setLogs] = useState(0);
  useEffect(() => {
    let gone = false;
    const ask = async (): Promise<void> => {
      const [begun, written] = await Promise.all([drafts.unfinished("checkin"), drafts.unfinished("trigger")]);
      if (gone) return;
      setCards(begun.filter((one) => one.body.form_id));
      setLogs(written.length);
    };
    const look = (): void => void ask().catch(() => undefined);
    look();
    const stop = onChange(look);
    return () => {
      gone = true;
      stop();
    };
  }, []);
  return (
    <>
      {cards.map(({ id, body }) => (
        <Row
          key={id}
          icon="log"
          bold
          title={body.form_id === DAILY ? words.begun.card : words.begun.form}
          second={words.begun.kept}
          href={body.occurrence_id ? `/card?id=${body.occurrence_id}` : "/card"}
        />
      ))}
      {logs > 0 && <Row icon="log" bold title={words.begun.log} second={words.begun.kept} href="/log" />}
    </>
  );
}
