/** Whether a pause runs on this phone, and what is left of it. Known while locked: only the times lie in clear. */
import { useEffect, useState } from "preact/hooks";
import { drafts, lockState, onChange } from "../store/index.ts";

export interface Running {
  /** When its wait is over; null where none was begun. Milliseconds. */
  until: number | null;
  started_at: number;
}

export function useRunning(): Running | null {
  const [running, setRunning] = useState<Running | null>(null);
  useEffect(() => {
    let gone = false;
    const ask = (): void => {
      if (lockState() === "none") return setRunning(null);
      void drafts.unfinished("urge").then(
        ([newest]) => !gone && setRunning(newest ? { until: newest.delay_until, started_at: newest.started_at } : null),
        () => undefined,
      );
    };
    ask();
    const stop = onChange(ask);
    return () => {
      gone = true;
      stop();
    };
  }, []);
  return running;
}
