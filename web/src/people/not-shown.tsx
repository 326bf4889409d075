/**
 * NotShown: a page that the server did not fill, and what to press: the PIN where it is asked for again, else another try.
 * Props: error (what was thrown), offline (the page's own words for no signal), onAgain (asks the server once more).
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Problem } from "../api/client.ts";
import { lock } from "../store/index.ts";
import { t } from "../text/index.ts";
import { p } from "../text/pages.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";

interface NotShownProps {
  error: unknown;
  offline: string;
  onAgain: () => Promise<unknown>;
}

export function NotShown({ error, offline, onAgain }: NotShownProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  const again = async (): Promise<void> => {
    setBusy(true);
    await onAgain();
    setBusy(false);
    // Once it is there, this button is not: whoever pressed it by key or by ear is at the top of the page.
    requestAnimationFrame(() => document.activeElement === document.body && document.querySelector("h1")?.focus());
  };
  const pin = error instanceof Problem && error.status === 401;
  return (
    <>
      <Banner tone="needs" word={pin ? p.notShown.pin : error instanceof Problem ? p.notShown.fault : offline} />
      <Button wide kind="second" busy={busy && p.notShown.looking} onClick={() => (pin ? lock() : void again())}>
        {pin ? p.notShown.enter : t.page.tryAgain}
      </Button>
    </>
  );
}
