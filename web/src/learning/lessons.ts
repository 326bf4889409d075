/** The file of lessons: its shape, and how a phone comes to have it with and without signal. */
import { get } from "../api/client.ts";
import type { CrisisLine } from "../api/types.ts";
import type { RuleStart } from "../coping/handover.ts";
import { agreeWithServer, noteOffered } from "../people/speak.ts";
import { bundle, keepFile, keptFile } from "../store/index.ts";
import { language } from "../text/tongue.ts";

export type Inline = { t: "text"; v: string } | { t: "strong"; v: string } | { t: "term"; v: string; gloss: string };
export type Block =
  { t: "p"; c: Inline[] } | { t: "h"; c: Inline[] } | { t: "ul"; items: Inline[][] } | { t: "note"; c: Inline[] };

export type Check = {
  id: string;
  situation: string;
  options: { value: string; text: string }[];
  answer: string;
  reason: string;
  source: string;
};

export type Lesson = {
  id: string;
  version: number;
  /** Missing in a file kept from an older server: English. */
  language?: string;
  title: string;
  minutes: number;
  jurisdiction: string;
  source_note: string;
  screens: { id: string; title: string; blocks: Block[] }[];
  checks: Check[];
  takeaway: string;
  sources: { id: string; text: string; mark: string }[];
};

/** A skill after the PIN: the 30 seconds, and the whole of it. `cautions` are read before either. */
export type WholeSkill = {
  id: string;
  language?: string;
  title: string;
  short: string;
  steps: string[];
  why: string | null;
  full: string[];
  cautions: string[];
};

export type LearnFile = {
  version: string | number;
  signed: boolean;
  label: string | null;
  lessons: Lesson[];
  /** Missing in a file kept from an older server. */
  skills?: WholeSkill[];
  /** Lines to ring that say what they are for, so they are shown after the PIN only. */
  helplines?: CrisisLine[];
  /** Pages that were signed and wait to be read again, with what to say in their place. */
  withheld?: Withheld[];
};

export interface Withheld {
  kind: string;
  id: string;
  /** Missing in a file that was kept before there was one. */
  title?: string;
  say: string;
}

type Kept = { name: string; file: LearnFile };
const KEY = "learn";

/** What was kept on this phone, or null. Needs the PIN. */
export async function kept(): Promise<LearnFile | null> {
  return (await keptFile<Kept>(KEY))?.file ?? null;
}

type Index = { open: string; learn: string; by_place?: Record<string, string>; languages?: string[] };

/**
 * The newest file of this person's language and law: asked for by name, fetched only when the name is new, and kept under the
 * reading key. Throws with no signal.
 */
export async function newest(): Promise<LearnFile> {
  await agreeWithServer();
  const index = await get<Index>("/content/index.json");
  noteOffered(index.languages);
  const place = bundle()?.learning;
  const learn = (place && (index.by_place?.[`${language}/${place.jurisdiction}`] ?? index.by_place?.[`en/${place.jurisdiction}`])) ?? index.learn;
  const have = await keptFile<Kept>(KEY);
  if (have?.name === learn) return have.file;
  const file = await get<LearnFile>(`/content/${learn}`);
  await keepFile(KEY, { name: learn, file } satisfies Kept);
  return file;
}

/** The pages of a lesson in order: its screens, its checks, and the one thing to keep. */
export type LessonPage =
  | { kind: "screen"; screen: Lesson["screens"][number] }
  | { kind: "check"; check: Check; number: number; of: number }
  | { kind: "takeaway" };

export function pagesOf(lesson: Lesson): LessonPage[] {
  return [
    ...lesson.screens.map((screen) => ({ kind: "screen" as const, screen })),
    ...lesson.checks.map((check, i) => ({ kind: "check" as const, check, number: i + 1, of: lesson.checks.length })),
    { kind: "takeaway" as const },
  ];
}

/** Whether its choices say yes or no, so that "would this count?" is what it asks. */
export function asksYesOrNo(check: Check): boolean {
  return check.options.every(({ text }) => /^(?:Yes|No|Not)\b/.test(text));
}

/** "If a hard date is coming, then I will plan that evening." as the start of a plan rule; null where it is no such sentence. */
export function ruleIn(takeaway: string): RuleStart | null {
  const [, when, then] = /^If (.+?), then (I .+?)\.?$/.exec(takeaway.trim()) ?? [];
  return when && then ? { when, then } : null;
}

/** The source that a check names, in words; null when the file does not have it. */
export function sourceOf(lesson: Lesson, id: string): string | null {
  return lesson.sources.find((source) => source.id === id)?.text ?? null;
}

/**
 * Lessons that are open to this participant, in the order of the file, then those that a clinician opened. Nothing is hidden
 * when the bundle names none.
 */
export function openLessons(file: LearnFile, open: readonly string[] | undefined, opened: readonly unknown[] = []): Lesson[] {
  const all = open ? file.lessons.filter((lesson) => open.includes(lesson.id)) : file.lessons;
  return [...all, ...(opened as Lesson[]).filter((one) => !all.some((lesson) => lesson.id === one.id))];
}

/** Lessons that were signed and wait to be read again: they stand in the list with what to say in their place. */
export function withheldLessons(file: LearnFile): Withheld[] {
  return (file.withheld ?? []).filter((one) => one.kind === "lesson");
}
