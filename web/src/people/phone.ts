/** What the screens need to know of this phone, drawn again on every change of the store. */
import { useEffect, useReducer, useState } from "preact/hooks";
import { bundle, deviceInfo, isRefused, lockState, onChange, type Bundle, type DeviceInfo, type LockState, type Refusal } from "../store/index.ts";
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

/** The minute that it is, so that a page at night or near a deadline changes by itself. */
export function useNow(everyMs = 30_000): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(new Date()), everyMs);
    return () => window.clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** Why a PIN was not taken, as the line under the dots. In a wait no PIN is looked at, so nothing is said of it. */
export function refusalWords({ triesLeft, waitSeconds, needsCode }: Omit<Refusal, "ok">): string {
  if (needsCode) return t.pin.needsCode;
  if (waitSeconds <= 0) return t.pin.missed(triesLeft);
  // The first whole minute at which the wait is over.
  const over = new Date(Date.now() + waitSeconds * 1000 + 59_999);
  return t.pin.wait(over.toLocaleTimeString("en-GB", { timeStyle: "short", timeZone: deviceInfo()?.zone }));
}

/** A number as it is shown: never broken over two lines, so that it can be read out. */
export function oneLine(number: string): string {
  return number.replaceAll(" ", "\u00a0");
}

/** A number to ring, as a tel: address. */
export function telTo(number: string): string {
  return `tel:${number.replace(/[^\d+]/g, "")}`;
}
