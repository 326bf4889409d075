/**
 * StatusPill: where an entry is, in the words the person sees. Props: state "here" | "received" | "read" | "parked",
 * time? ("06:58", for received), by? (first name, for read), onClick? (parked: see why).
 * StatusStops: the big form after saving, three stops down a dashed line; only a true stop is filled.
 * Props: stops [{icon, title, second, done}].
 */
import type { JSX } from "preact";
import { t } from "../text/index.ts";
import { Icon, type IconName } from "./icon.tsx";

export interface StatusPillProps {
  state: "here" | "received" | "read" | "parked";
  time?: string;
  by?: string;
  onClick?: () => void;
}

const ICONS: Record<StatusPillProps["state"], IconName> = { here: "device", received: "received", read: "read", parked: "warn" };

export function StatusPill({ state, time, by, onClick }: StatusPillProps): JSX.Element {
  const words = {
    here: t.status.here,
    received: time ? t.status.receivedAt(time) : t.status.received,
    read: by ? t.status.readBy(by) : t.status.read,
    parked: t.status.parked,
  }[state];
  const inner = (
    <>
      <Icon name={ICONS[state]} />
      <span>{words}</span>
    </>
  );
  return onClick ? (
    <button type="button" class={`pill ${state}`} onClick={onClick}>
      {inner}
    </button>
  ) : (
    <span class={`pill ${state}`}>{inner}</span>
  );
}

export interface Stop {
  icon: IconName;
  title: string;
  second: string;
  done: boolean;
}

export function StatusStops({ stops }: { stops: readonly Stop[] }): JSX.Element {
  return (
    <ol class="card pad stops">
      {stops.map((stop) => (
        <li key={stop.title} class={stop.done ? "stop done" : "stop"}>
          <span class="stop-mark">
            <Icon name={stop.icon} />
          </span>
          <span class="row-words">
            <span class="row-title bold">{stop.title}</span>
            <span class="row-second">{stop.second}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
