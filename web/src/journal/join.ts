/** One list out of two: what the phone knows by itself, and what the server gave back. */
import type { OutboxItem } from "../store/outbox.ts";
import type { OwnEntry } from "../store/shapes.ts";
import type { StatusPillProps } from "../ui/pill.tsx";

export type Mine = {
  id: string;
  kind: string;
  /** When it happened as far as is known, as an instant. */
  at: string;
  state: StatusPillProps["state"];
  item: OutboxItem | null;
  own: OwnEntry | null;
};

/** One entry from both sides. The server's word wins over the phone's memory of it. */
export function join(item: OutboxItem | null, own: OwnEntry | null): Mine {
  const id = own?.id ?? item?.id ?? "";
  const state = own?.read ? "read" : own ? "received" : (item?.state ?? "here");
  return { id, kind: own?.kind ?? item?.kind ?? "", at: own?.happened_at ?? item?.made_at ?? "", state, item, own };
}

/** All of them, newest first. An addition to a log is shown only while it is not received: after that it is part of the log. */
export function joinAll(items: readonly OutboxItem[], entries: readonly OwnEntry[]): Mine[] {
  const owns = new Map(entries.map((own) => [own.id, own]));
  const all = items
    .filter((item) => (item.kind !== "amend" && item.kind !== "withdraw") || item.state !== "received")
    .map((item) => join(item, owns.get(item.id) ?? null));
  const known = new Set(all.map((mine) => mine.id));
  for (const own of entries) if (!known.has(own.id)) all.push(join(null, own));
  return all.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
