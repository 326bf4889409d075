/** What the pages of the pause share: finishing it, stopping it, and saying so where something did not reach the disk. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useState } from "preact/hooks";
import type { UrgeBody } from "../store/bodies.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import type { PageProps } from "../ui/page.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { finish, type PauseSession } from "./pause-session.ts";
import { pause as said } from "./pause-text.ts";

/** Put it into the queue and show that it is saved. `failed` stands on the page where that did not work. */
export function useFinish(): { save: (more: Partial<UrgeBody>) => Promise<void>; busy: boolean; failed: JSX.Element | null } {
  const { route } = useLocation();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const save = async (more: Partial<UrgeBody>): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setFailed(false);
    try {
      const saved = await finish(more);
      route(saved ? `/now/pause/saved/${saved.id}` : "/now/pause/saved", true);
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };
  return { save, busy, failed: failed ? <NotSaved /> : null };
}

export function NotSaved(): JSX.Element {
  return (
    <Banner tone="needs" icon="warn" word={said.failed}>
      {said.failedHelp}
    </Banner>
  );
}

/** Says that what was answered before is not lost, only closed. */
export function EarlierKept({ session }: { session: PauseSession }): JSX.Element | null {
  if (session.draft?.mode !== "added") return null;
  return (
    <Banner tone="know" icon="lock" word={said.kept}>
      {said.keptHelp}
    </Banner>
  );
}

/** "Stop" at the top of a page, and the question that it asks. */
export function useStop(): { stop: NonNullable<PageProps["stop"]>; sheet: JSX.Element | null; failed: JSX.Element | null } {
  const { route } = useLocation();
  const [asking, setAsking] = useState(false);
  const { save, busy, failed } = useFinish();
  return {
    stop: { label: said.wait.stop, onStop: () => setAsking(true) },
    failed,
    sheet: asking ? (
      <Sheet title={said.stop.title} onClose={() => setAsking(false)}>
        <p>{said.stop.help}</p>
        <div class="sheet-buttons">
          <Button busy={busy && said.saving} onClick={() => void save({ end: "stopped" })}>
            {said.stop.stop}
          </Button>
          <Button kind="second" onClick={() => route("/now")}>
            {said.stop.leave}
          </Button>
        </div>
      </Sheet>
    ) : null,
  };
}
