/**
 * Icon: our own line icons on a 24 grid, sized in em so that they grow with text.
 * Props: name (IconName), label? (read aloud; leave it out when words stand beside the icon, as they should).
 */
import type { JSX } from "preact";

const paths = {
  step: "M3.5 15.4c0-.8.6-1.4 1.4-1.4h6.3V7.9c0-.8.6-1.4 1.4-1.4h6.5c.8 0 1.4.6 1.4 1.4v9.2c0 .8-.6 1.4-1.4 1.4H4.9c-.8 0-1.4-.6-1.4-1.4z",
  today: "M7 3v4M17 3v4M4 9.5h16M6 5h12a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2z",
  calendar: "M7 3v4M17 3v4M4 9.5h16M6 5h12a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM8 13.5h.01M12 13.5h.01M16 13.5h.01M8 16.8h.01M12 16.8h.01",
  plan: "M3.5 6.5l1.6 1.6L8 5.2M3.5 15.5l1.6 1.6L8 14.2M12 7h8.5M12 16.5h8.5M12 11.8h5",
  log: "M4.5 19.5l1-4.2L16 4.8a2 2 0 0 1 2.8 0l.4.4a2 2 0 0 1 0 2.8L8.7 18.5zM14 6.8l3.2 3.2",
  learn: "M12 6.5C10 5 7 4.5 3.5 4.8v13.4c3.5-.3 6.5.2 8.5 1.7 2-1.5 5-2 8.5-1.7V4.8C17 4.5 14 5 12 6.5zM12 6.5v13.4",
  order: "M6.5 3.5h7l4.5 4.5v11a1.5 1.5 0 0 1-1.5 1.5h-10A1.5 1.5 0 0 1 5 19V5a1.5 1.5 0 0 1 1.5-1.5zM13 3.8V8.5h4.7M8.5 12.5h6M8.5 16h6",
  lock: "M7.5 10.5V7.8a4.5 4.5 0 0 1 9 0v2.7M6.5 10.5h11a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 19v-7a1.5 1.5 0 0 1 1.5-1.5zM12 14.5v2.5",
  phone: "M5.2 3.8h3l1.8 4.4-2.3 1.5a12 12 0 0 0 5.6 5.6l1.5-2.3 4.4 1.8v3a2 2 0 0 1-2.2 2A16.5 16.5 0 0 1 3.2 6a2 2 0 0 1 2-2.2z",
  message: "M5 4.5h14a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5h-7.5L7 20.5v-4H5A1.5 1.5 0 0 1 3.5 15V6A1.5 1.5 0 0 1 5 4.5zM8 9h8M8 12.5h5",
  listen: "M3.5 9.5v5H7l4.5 3.8V5.7L7 9.5zM15 9.2a4 4 0 0 1 0 5.6M17.8 6.5a8 8 0 0 1 0 11",
  search: "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.3 15.3L20 20",
  clock: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 7.5V12l2.8 2",
  pause: "M8.5 5.5v13M15.5 5.5v13",
  waves: "M3 9.5c2-2.5 4-2.5 6 0s4 2.5 6 0 4-2.5 6 0M3 15.5c2-2.5 4-2.5 6 0s4 2.5 6 0 4-2.5 6 0",
  sound: "M3.5 10.5v3M7 8v8M10.3 5v14M13.7 9v6M17 6.5v11M20.5 10.5v3",
  device: "M8.5 3h7A1.5 1.5 0 0 1 17 4.5v15a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 7 19.5v-15A1.5 1.5 0 0 1 8.5 3zM11 17.8h2",
  received: "M12 3.5v10M8 9.8l4 4 4-4M4 14v4.5A1.5 1.5 0 0 0 5.5 20h13a1.5 1.5 0 0 0 1.5-1.5V14",
  read: "M2.5 12.8l4 4L15 8M11.5 15.8l1.3 1.2L21.5 8",
  tick: "M4.5 12.5l5 5L19.5 7",
  close: "M5.5 5.5l13 13M18.5 5.5l-13 13",
  add: "M12 4.5v15M4.5 12h15",
  info: "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 11v5.5M12 7.8h.01",
  warn: "M12 4.5L2.8 19.5h18.4zM12 10v4.5M12 17h.01",
  ask: "M5 4.5h14a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5h-7.5L7 20.5v-4H5A1.5 1.5 0 0 1 3.5 15V6A1.5 1.5 0 0 1 5 4.5zM10 8.8c.3-1 1-1.5 2-1.5s2 .7 2 1.7c0 1.4-2 1.5-2 2.8M12 14h.01",
  people: "M9 4.5a3.3 3.3 0 1 1 0 6.6 3.3 3.3 0 0 1 0-6.6zM2.8 19.5v-1a4.5 4.5 0 0 1 4.5-4.5h3.4a4.5 4.5 0 0 1 4.5 4.5v1M15.5 4.7a3.3 3.3 0 0 1 0 6.2M18 14.3a4.5 4.5 0 0 1 3.2 4.2v1",
  inbox: "M5.5 5h13l2.5 8v5a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 18v-5zM3 13h5l1.5 2.5h5L16 13h5",
  print: "M7 9V3.5h10V9M7 16.5H5A1.5 1.5 0 0 1 3.5 15v-4.5A1.5 1.5 0 0 1 5 9h14a1.5 1.5 0 0 1 1.5 1.5V15a1.5 1.5 0 0 1-1.5 1.5h-2M7 14h10v6.5H7z",
  table: "M5 4.5h14A1.5 1.5 0 0 1 20.5 6v12a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 18V6A1.5 1.5 0 0 1 5 4.5zM3.5 9.5h17M3.5 14.5h17M9.5 9.5v10",
  settings: "M3.5 7.5h9M18.5 7.5h2M15.5 5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5zM3.5 16.5h2M11.5 16.5h9M8.5 14a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z",
  back: "M14.5 5.5L8 12l6.5 6.5",
  forward: "M9.5 5.5L16 12l-6.5 6.5",
  down: "M5.5 9.5L12 16l6.5-6.5",
  up: "M5.5 14.5L12 8l6.5 6.5",
  menu: "M4 6.5h16M4 12h16M4 17.5h16",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, label }: { name: IconName; label?: string }): JSX.Element {
  return (
    <svg
      class={name === "step" ? "icon filled" : "icon"}
      viewBox="0 0 24 24"
      focusable="false"
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : "true"}
    >
      <path d={paths[name]} />
    </svg>
  );
}

/** The mark on its rounded square. Decoration: the name Foothold stands beside it or in the h1. */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8.5" fill="#1C4F48" />
      <path
        fill="#F1D47C"
        d="M6 18.5a1.6 1.6 0 0 1 1.6-1.6h7.2V9.6A1.6 1.6 0 0 1 16.4 8h8a1.6 1.6 0 0 1 1.6 1.6v12.8a1.6 1.6 0 0 1-1.6 1.6H7.6A1.6 1.6 0 0 1 6 22.4z"
      />
    </svg>
  );
}
