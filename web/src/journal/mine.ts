/**
 * The participant's own entries as the screens show them: what this phone knows by itself (the queue and its receipts)
 * together with what the server gave back in the bundle.
 */
import { useEffect, useState } from "preact/hooks";
import { sayEnd } from "../coping/pause-said.ts";
import { usePhone } from "../people/phone.ts";
import type { UrgeBody } from "../store/bodies.ts";
import { onChange, outbox, type OutboxItem } from "../store/index.ts";
import { scaleWord } from "../ui/scale.tsx";
import { joinAll, type Mine } from "./join.ts";
import { sayKind } from "./log-steps.ts";
import { words } from "./text.ts";

export type { Mine } from "./join.ts";

export function useMine(): Mine[] | null {
  const { bundle } = usePhone();
  const items = useOutbox();
  return items && joinAll(items, bundle?.entries ?? []);
}

export function useOutbox(): OutboxItem[] | null {
  const [items, setItems] = useState<OutboxItem[] | null>(null);
  useEffect(() => {
    let gone = false;
    const ask = (): void => void outbox().then((all) => !gone && setItems(all));
    ask();
    const stop = onChange(ask);
    return () => {
      gone = true;
      stop();
    };
  }, []);
  return items;
}

/** What an entry is called; a form by its own name, once it is known which. */
export function nameOf({ own, kind }: Mine): string {
  const form = kind === "checkin" ? words.entries.forms[String(own?.body.form_id)] : undefined;
  return form ?? words.entries.kinds[kind] ?? words.entries.kinds.trigger!;
}

/** A line for a list: "I nearly did it, 8, strong", or yes or no to a plan. Without the body only the kind is known. */
export function lineOf(mine: Mine): string {
  const { own, kind } = mine;
  const name = nameOf(mine);
  if (own && kind === "urge") return [name, sayEnd(own.body as Partial<UrgeBody>)].filter(Boolean).join(": ");
  const answer = own && kind === "plan_answer" ? words.entries.planAnswers[String(own.body.answer)] : undefined;
  if (answer) return `${name}: ${answer}`;
  if (!own || kind !== "trigger") return name;
  const said = sayKind(own.body.kind as string | undefined) ?? name;
  const intensity = own.body.intensity;
  return typeof intensity === "number" && own.body.kind !== "good_moment"
    ? `${said}, ${intensity}, ${scaleWord(intensity).toLowerCase()}`
    : said;
}
