/** What the screens need to know of this phone, drawn again on every change of the store. */
import { useEffect, useReducer, useState } from "preact/hooks";
import { bundle, deviceInfo, isRefused, lockState, onChange, unsentCount, type Bundle, type DeviceInfo, type LockState } from "../store/index.ts";
import { t } from "../text/index.ts";

export interface Phone {
  state: LockState;
  device: DeviceInfo | null;
  bundle: Bundle | null;
  /** The server said that this phone may not read any more. */
  refused: boolean;
  zone: string;
  dutyPhone: string | null;
}

export function usePhone(): Phone {
  const [, draw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => onChange(() => draw(0)), []);
  const device = deviceInfo();
  const shown = bundle();
  return {
    state: lockState(),
    device,
    bundle: shown,
    refused: isRefused(),
    zone: shown?.participant.zone ?? device?.zone ?? "Europe/London",
    dutyPhone: shown?.settings.duty_phone || device?.duty_phone || null,
  };
}

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

/** The minute that it is, so that a page at night or near a deadline changes by itself. */
export function useNow(everyMs = 30_000): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(new Date()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** Why a PIN was not taken, as the line under the dots. */
export function refusalWords({ triesLeft, waitSeconds, needsCode }: { triesLeft: number; waitSeconds: number; needsCode: boolean }): string {
  if (needsCode) return t.pin.needsCode;
  return waitSeconds > 0 ? t.pin.wait(Math.ceil(waitSeconds / 60)) : t.pin.missed(triesLeft);
}

/** A number as it is shown: never broken over two lines, so that it can be read out. */
export function oneLine(number: string): string {
  return number.replaceAll(" ", "\u00a0");
}

/** A number to ring, as a tel: address. */
export function telTo(number: string): string {
  return `tel:${number.replace(/[^\d+]/g, "")}`;
}

export function isIphoneInBrowser(): boolean {
  const apple = /iPhone|iPad|iPod/.test(navigator.userAgent) || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
  return apple && !isInstalled();
}

export function isInstalled(): boolean {
  return matchMedia("(display-mode: standalone)").matches || (navigator as { standalone?: boolean }).standalone === true;
}
