/**
 * The changes to the plan that are being made, in this tab's memory, over their draft on the disk. Forgotten when the phone is
 * locked; the PIN brings them back from the draft.
 */
import { drafts, flush, onLock, saveEntry, sendNow, type Bundle, type Draft, type Plan, type PlanDraftBody } from "../store/index.ts";
import { tellHere } from "../store/signal.ts";
import { applied, documentOf, isEmpty, type Changes, type Document } from "./merge.ts";

export interface PlanSession {
  draft: Draft<"plan_draft"> | null;
  base_version: number | null;
  changes: Changes;
  kept: string[];
}

let session: PlanSession | null = null;
onLock(() => {
  session = null;
});

/** What a change is laid over: what was proposed and waits, else what is agreed. */
export function standingPlan(bundle: Bundle | null): Plan | null {
  return bundle?.plan_work?.proposed ?? bundle?.plan ?? null;
}

/** Go on with the draft on the disk, or start one over the plan as it stands. */
export async function open(bundle: Bundle | null): Promise<PlanSession> {
  if (session) return session;
  const [draft] = await drafts.unfinished("plan_draft");
  const body = draft?.body;
  session ??= {
    draft: draft ?? null,
    base_version: body?.base_version ?? standingPlan(bundle)?.version ?? null,
    changes: { lines: body?.lines ?? [], rules: body?.rules ?? [], gone: body?.gone ?? [], order: body?.order ?? {} },
    kept: body?.kept ?? [],
  };
  return session;
}

export function base(bundle: Bundle | null): Document {
  return documentOf(standingPlan(bundle));
}

export function mine(bundle: Bundle | null, now: PlanSession): Document {
  return applied(base(bundle), now.changes);
}

function body(now: PlanSession, text: string): PlanDraftBody {
  return { base_version: now.base_version, ...now.changes, ...(text ? { text } : {}), kept: now.kept, unfinished: true };
}

/** Keep the changes, on the disk. */
export async function keep(now: PlanSession, changes: Changes, kept: string[] = now.kept): Promise<void> {
  now.changes = changes;
  now.kept = kept.slice(-20);
  if (now.draft) now.draft = await drafts.keep(now.draft, 1, body(now, ""));
  else if (!isEmpty(changes)) now.draft = await drafts.begin("plan_draft", 1, body(now, ""));
  tellHere();
}

/** Send them off. Resolves once they are in the queue, on the disk. */
export async function finish(now: PlanSession, text: string): Promise<void> {
  const whole = { ...body(now, text), unfinished: false };
  if (now.draft) await drafts.finish(now.draft, whole);
  else await saveEntry("plan_draft", whole);
  session = null;
  void flush().then(() => sendNow());
}

/** Drop the changes, here and on the disk. */
export async function leave(now: PlanSession): Promise<void> {
  if (now.draft) await drafts.drop(now.draft);
  session = null;
  tellHere();
}
