/**
 * HomeScreen: how to put Foothold on an iPhone's Home Screen, drawn and said. It comes before the code, because what is installed
 * does not share the browser's storage: a phone set up in the browser would be set up in the wrong place.
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { p } from "../text/pages.ts";
import { Button } from "../ui/button.tsx";
import { Mark } from "../ui/icon.tsx";
import { Page } from "../ui/page.tsx";

type Picture = (typeof p.enrol.homeSteps)[number]["picture"];

/** Drawings on a 120 by 72 field: lines in the ink of the page, what is to be pressed in the colour of what acts. */
const DRAWN: Record<Picture, JSX.Element> = {
  share: (
    <>
      <rect x="8" y="10" width="104" height="52" rx="8" />
      <path d="M8 42h104" />
      <path class="press" d="M53 49.5h-3.5v10h21v-10H67M60 56V45.5M56 49l4-4 4 4" />
      <path d="M22 52h8M90 52h8" />
    </>
  ),
  menu: (
    <>
      <rect x="18" y="8" width="84" height="56" rx="8" />
      <path d="M28 20h40M28 32h48M18 26h84M18 38h84M18 51h84M28 57.5h36" />
      <path class="press" d="M28 44.5h42M84 40.5h8.5v8H84zM88.2 42.3v4.4M86 44.5h4.4" />
    </>
  ),
  add: (
    <>
      <rect x="18" y="8" width="84" height="56" rx="8" />
      <path d="M26 19h14M18 28h84" />
      <path class="press" d="M78 19h16" />
      <rect x="28" y="36" width="20" height="20" rx="5" />
      <path d="M56 42h32M56 50h22" />
    </>
  ),
  screen: (
    <>
      <rect x="36" y="4" width="48" height="66" rx="8" />
      <rect x="43" y="12" width="9" height="9" rx="2.5" />
      <rect x="56" y="12" width="9" height="9" rx="2.5" />
      <rect x="69" y="12" width="9" height="9" rx="2.5" />
      <rect class="press" x="43" y="27" width="9" height="9" rx="2.5" />
      <path class="press" d="M45 32.5h2.6v-3h2.6" />
      <path d="M54 64h12" />
    </>
  ),
  code: (
    <>
      <rect x="36" y="4" width="48" height="66" rx="8" />
      <path d="M44 16h22" />
      <rect class="press" x="43" y="24" width="34" height="14" rx="3" />
      <path class="press" d="M48 31h4M55 31h4M62 31h4" />
      <rect x="43" y="50" width="34" height="9" rx="3" />
    </>
  ),
};

function Drawing({ of }: { of: Picture }): JSX.Element {
  return (
    <svg class="guide" viewBox="0 0 120 72" aria-hidden="true" focusable="false">
      {DRAWN[of]}
    </svg>
  );
}

export function HomeScreen({ onGoOn }: { onGoOn: () => void }): JSX.Element {
  const [view, setView] = useState<"steps" | "added" | "cannot">("steps");
  if (view === "added") {
    return <Page title={p.enrol.homeDoneTitle} sub={p.enrol.homeDoneHelp} before={<Mark />} tools={["listen"]} back={() => setView("steps")} dock="none" />;
  }
  if (view === "cannot") {
    return (
      <Page
        title={p.enrol.homeCannotTitle}
        sub={p.enrol.homeCannotHelp}
        tools={["listen"]}
        back={() => setView("steps")}
        dock={{ label: p.enrol.homeOn, kind: "second", onPress: onGoOn }}
      />
    );
  }
  return (
    <Page title={p.enrol.homeTitle} sub={p.enrol.homeWhy} tools={["listen"]} back="/" dock={{ label: p.enrol.homeDone, onPress: () => setView("added") }}>
      <ol class="card pad numbered guided">
        {p.enrol.homeSteps.map((step, i) => (
          <li key={step.picture}>
            <span class="number" aria-hidden="true">
              {i + 1}
            </span>
            <span>
              {step.text}
              <Drawing of={step.picture} />
            </span>
          </li>
        ))}
      </ol>
      <p class="second">{p.enrol.homeCode}</p>
      <Button kind="text" onClick={() => setView("cannot")}>
        {p.enrol.homeCannot}
      </Button>
    </Page>
  );
}
