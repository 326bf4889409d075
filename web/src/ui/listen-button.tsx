/** ListenButton: reads the page aloud. Says so where there is no voice for the language of the page. Draws nothing on a phone with no voice at all. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../text/index.ts";
import { welsh } from "../text/tongue.ts";
import { Icon } from "./icon.tsx";
import { canListen } from "./listen.ts";

let reader: typeof import("./read-aloud.ts") | undefined;

export function ListenButton(): JSX.Element | null {
  const [silent, setSilent] = useState(false);
  useEffect(() => void import("./read-aloud.ts").then((found) => (reader = found), () => undefined), []);
  if (!canListen()) return null;
  return (
    <>
      <button type="button" class="quiet" onClick={() => setSilent(reader?.listen(document.getElementById("main")) === false)}>
        <Icon name="listen" />
        {t.page.listen}
      </button>
      {silent && (
        <span class="second no-voice" role="status">
          {welsh?.notes.noVoice}
        </span>
      )}
    </>
  );
}
