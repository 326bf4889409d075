/**
 * What stands in a field and is not kept yet. A text area says how to keep it; whoever is about to hide, lock or load the page
 * anew asks for that first, so that a pause in typing is never what a word depends on.
 */

type Save = () => unknown;

const waiting = new Set<Save>();
const running = new Set<Promise<unknown>>();

/** Keep something now, and let `saveTyped` wait for it too. */
export function keepNow(save: Save): void {
  const work = Promise.resolve(save())
    .catch(() => undefined)
    .finally(() => running.delete(work));
  running.add(work);
}

/** `save` is called when the page is about to go. Returns how to take it back, once there is nothing left to keep. */
export function typedHere(save: Save): () => void {
  waiting.add(save);
  return () => waiting.delete(save);
}

/** Keep all of it now. What can be started without waiting has started when this returns; never throws. */
export async function saveTyped(): Promise<void> {
  for (const save of [...waiting]) {
    try {
      keepNow(save);
    } catch {
      // One that cannot begin must not stop the others.
    }
  }
  await Promise.allSettled([...running]);
}
