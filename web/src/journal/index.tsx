/** The journal's pages: /log, /log/saved/:id, /not-safe, /card, /missed/:id, /entries, /entries/:id and its change. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { Card } from "./card.tsx";
import { ChangeCard } from "./change-card.tsx";
import { Entries, EntryPage } from "./entries.tsx";
import { Log } from "./log.tsx";
import { MakeRule } from "./make-rule.tsx";
import { Missed } from "./missed.tsx";
import { NotSafe } from "./not-safe.tsx";
import { ruleFrom } from "./rule-from.ts";
import { Saved } from "./saved.tsx";
import { justSaved } from "./session.ts";
import "./journal.css";

/** After a log: it can go on into the plan, while what was said is still at hand. */
function LogSaved({ id }: { id: string }): JSX.Element {
  const log = justSaved(id);
  return <Saved id={id}>{log && <MakeRule rule={ruleFrom(log)} from={`/log/saved/${id}`} />}</Saved>;
}

export default function JournalRoutes(): JSX.Element | null {
  const { path } = useLocation();
  const [, name, second, third] = path.split("/");
  if (name === "log" && second === "saved" && third) return <LogSaved key={third} id={third} />;
  if (name === "log") return <Log />;
  if (name === "not-safe") return <NotSafe />;
  if (name === "card") return <Card />;
  if (name === "entries" && second && third === "change") return <ChangeCard key={second} id={second} />;
  if (name === "missed" && second) return <Missed key={second} id={second} />;
  if (name === "entries" && second) return <EntryPage key={second} id={second} />;
  return <Entries />;
}
