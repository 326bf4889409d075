/**
 * useKeeping(): try to put an answer on the disk, and say so where that failed: the phone is full, its storage is gone, or anything
 * else. `put(work)` resolves true once it is there; `banner` stands on the page after a failure. What was answered stays on the page.
 * NotKept: the same banner for a page that catches by itself; `error` is what was thrown.
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { oneLine, telTo, usePhone } from "../people/phone.ts";
import { whyNotKept } from "../store/index.ts";
import { t } from "../text/index.ts";
import { Banner } from "../ui/banner.tsx";
import { words } from "./text.ts";

const said = {
  full: [words.keeping.full, words.keeping.fullHelp],
  gone: [words.keeping.gone, words.keeping.goneHelp],
  other: [words.keeping.other, words.keeping.otherHelp],
} as const;

export function NotKept({ error, urgent = false }: { error: unknown; urgent?: boolean }): JSX.Element {
  const { dutyPhone } = usePhone();
  const why = whyNotKept(error);
  return (
    <Banner tone="needs" icon="warn" word={said[why][0]}>
      {said[why][1]} {urgent && words.keeping.person}
      {why !== "other" && dutyPhone && (
        <a class="link" href={telTo(dutyPhone)}>
          {t.pin.ringTeam(oneLine(dutyPhone))}
        </a>
      )}
    </Banner>
  );
}

export function useKeeping(): { put: (work: () => Promise<void>) => Promise<boolean>; banner: JSX.Element | null } {
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  const put = async (work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      setFailed(null);
      return true;
    } catch (error) {
      setFailed({ error });
      return false;
    }
  };
  return { put, banner: failed && <NotKept error={failed.error} /> };
}
