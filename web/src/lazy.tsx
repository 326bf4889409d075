/**
 * Parts of the app that are fetched when they are first opened. lazyPart(load) is a component that draws the part's default export.
 * A part that is missing because a newer release replaced it reloads the page, once; what stands in a field is kept first, and each
 * step of a draft is on the disk already.
 */
import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { saveTyped } from "./store/typed.ts";
import { t } from "./text/index.ts";
import { Button } from "./ui/button.tsx";
import { Page } from "./ui/page.tsx";

const RELOADED = "foothold-reloaded";
/** A second miss within this time is not cured by a reload. Milliseconds. */
const ONCE_IN = 60_000;

function reloadOnce(): boolean {
  const before = Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (!navigator.onLine || Date.now() - before < ONCE_IN) return false;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  void saveTyped().then(() => location.reload());
  return true;
}

export function lazyPart<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
  let part: ComponentType<P> | null = null;
  return function Part(props: P): JSX.Element {
    const [state, setState] = useState<"waiting" | "ready" | "missing">(part ? "ready" : "waiting");
    const [slow, setSlow] = useState(false);
    useEffect(() => {
      if (state !== "waiting") return;
      const timer = window.setTimeout(() => setSlow(true), 300);
      load().then(
        (module) => {
          part = module.default;
          setState("ready");
        },
        () => {
          if (!reloadOnce()) setState("missing");
        },
      );
      return () => window.clearTimeout(timer);
    }, [state]);
    if (part) {
      const Ready = part;
      return <Ready {...props} />;
    }
    if (state === "missing") {
      return (
        <Page title={t.page.broke} sub={t.page.brokeHelp}>
          <Button kind="soft" onClick={() => location.reload()}>
            {t.page.tryAgain}
          </Button>
        </Page>
      );
    }
    return <p class="waiting-page">{slow ? t.page.loading : ""}</p>;
  };
}
