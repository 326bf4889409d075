/**
 * What this phone remembers of lessons: what was chosen in one that is being read, and which were read to the end. All of it is under the
 * PIN. A lesson that was finished is one entry in the queue; the server knows of it once it has signal.
 */
import { useEffect, useState } from "preact/hooks";
import { keepTyped, typed } from "../goals/mine.ts";
import { keepFile, keptFile, lockState, onLock, saveEntry } from "../store/index.ts";
import type { Lesson } from "./lessons.ts";

export type Chosen = Record<string, string>;

const FILE = "finished";
const nameOf = (lesson: Lesson): string => `lesson:${lesson.id}:${lesson.version}`;
let done: string[] | null = null;
onLock(() => {
  done = null;
});

/** What was chosen so far, by the id of the check; null until it was looked at. */
export function useChosen(lesson: Lesson): [Chosen | null, (next: Chosen) => void] {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  useEffect(() => void typed<Chosen>(nameOf(lesson)).then((kept) => setChosen(kept ?? {})), [lesson.id, lesson.version]);
  return [
    chosen,
    (next) => {
      setChosen(next);
      void keepTyped(nameOf(lesson), next);
    },
  ];
}

/** Say that it was read to the end. Resolves once it is on the disk; what was chosen is then begun anew. */
export async function finish(lesson: Lesson, chosen: Chosen): Promise<void> {
  const answers = lesson.checks.filter((check) => check.id in chosen).map((check) => ({ check_id: check.id, answer: chosen[check.id]! }));
  await saveEntry("lesson", { lesson_id: lesson.id, version: lesson.version, language: lesson.language ?? "en", answers });
  await keepTyped(nameOf(lesson), null);
  if (lockState() !== "open") return;
  done = [...new Set([...(await finishedIds()), lesson.id])];
  await keepFile(FILE, done);
}

async function finishedIds(): Promise<string[]> {
  done ??= (await keptFile<string[]>(FILE)) ?? [];
  return done;
}

/** The ids of lessons that were read to the end on this phone. */
export function useFinished(): readonly string[] {
  const [ids, setIds] = useState<readonly string[]>(done ?? []);
  useEffect(() => void finishedIds().then(setIds, () => undefined), []);
  // Finished just now, the list is newer than what was drawn.
  return done ?? ids;
}
