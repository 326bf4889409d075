/** What a phone sent that could not be an entry. Nothing sent is thrown away: a person looks at it and says so; it stays as it came. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { post } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { announce } from "../ui/live.tsx";
import { Sheet } from "../ui/sheet.tsx";
import { useLoad, useSend } from "../staff/load.ts";
import { Block, NotLoaded, Said } from "../staff/page.tsx";
import type { KeptAside, Resolution } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";
import { moment } from "../staff/when.ts";

const w = words.oversight.aside;

/** Drawn only where something waits to be looked at; a failed load is drawn too, since it could hide one. */
export function KeptAsideOf({ participant }: { participant: string }): JSX.Element | null {
  const path = `/api/participants/${participant}/quarantine`;
  const loads = useLoad<{ items: KeptAside[] }>(path);
  const [asked, setAsked] = useState<KeptAside | null>(null);
  if (loads.failed && !loads.data) return <NotLoaded loads={loads} />;
  const items = (loads.data?.items ?? []).filter((item) => item.resolved_at === null);
  if (items.length === 0) return null;
  return (
    <Block title={w.title}>
      <p class="quiet-line">{w.about}</p>
      <ul class="attention">
        {items.map((item) => (
          <li key={item.id}>
            <div class="attention-words">
              <p>{item.words}</p>
              <p class="quiet-line">{w.reached(moment(item.received_at))}</p>
              {item.opened !== null && (
                <details>
                  <summary>{w.holds}</summary>
                  <p class="as-sent">{item.opened}</p>
                </details>
              )}
            </div>
            <Button kind="second" small onClick={() => setAsked(item)} label={`${w.looked}, ${moment(item.received_at)}`}>
              {w.looked}
            </Button>
          </li>
        ))}
      </ul>
      {asked && (
        <ResolveSheet
          path={`${path}/${asked.id}/resolve`}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null);
            announce(words.page.saved);
            void loads.reload();
          }}
        />
      )}
    </Block>
  );
}

function ResolveSheet({ path, onClose, onDone }: { path: string; onClose: () => void; onDone: () => void }): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [resolution, setResolution] = useState<Resolution | null>(null);
  const [missing, setMissing] = useState(false);
  const go = async (): Promise<void> => {
    setMissing(!resolution);
    if (resolution && (await send(() => post(path, { resolution })))) onDone();
  };
  return (
    <Sheet title={w.ask} onClose={onClose}>
      <ChoiceList
        name="resolution"
        legend={w.ask}
        hideLegend
        value={resolution}
        onChange={setResolution}
        options={(Object.keys(w.resolutions) as Resolution[]).map((value) => ({ value, text: w.resolutions[value] }))}
        error={missing ? w.need : null}
      />
      <Said text={refusal?.detail} bad />
      <div class="sheet-buttons">
        <Button busy={busy ? words.page.saving : null} onClick={() => void go()}>
          {w.go}
        </Button>
        <Button kind="second" onClick={onClose}>
          {words.page.cancel}
        </Button>
      </div>
    </Sheet>
  );
}
