/**
 * useKeeping(): try to put an answer on the disk, and say so where that failed, as on a phone that is full.
 * `put(work)` resolves true once it is there; `banner` stands on the page after a failure. What was answered stays on the page.
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Banner } from "../ui/banner.tsx";
import { words } from "./text.ts";

export function useKeeping(): { put: (work: () => Promise<void>) => Promise<boolean>; banner: JSX.Element | null } {
  const [failed, setFailed] = useState(false);
  const put = async (work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      setFailed(false);
      return true;
    } catch {
      setFailed(true);
      return false;
    }
  };
  return {
    put,
    banner: failed ? (
      <Banner tone="needs" icon="warn" word={words.keeping.failed}>
        {words.keeping.failedHelp}
      </Banner>
    ) : null,
  };
}
