/** What only set-up and the pages under More ask of this phone. */
import { useEffect, useState } from "preact/hooks";
import { onChange, unsentCount } from "../store/index.ts";

/** How much only this phone has: entries that were not received, and drafts. */
export function useUnsent(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    let gone = false;
    const ask = (): void => {
      void unsentCount().then((n) => {
        if (!gone) setCount(n);
      });
    };
    ask();
    const stop = onChange(ask);
    return () => {
      gone = true;
      stop();
    };
  }, []);
  return count;
}

export function isIphoneInBrowser(): boolean {
  const apple = /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
  return apple && !isInstalled();
}

export function isInstalled(): boolean {
  return matchMedia("(display-mode: standalone)").matches || (navigator as { standalone?: boolean }).standalone === true;
}
