/** In which language one participant's pages are, and whose law they are about. */
import type { JSX } from "preact";
import { put } from "../api/client.ts";
import { ChooseAndSave } from "../staff/choose-save.tsx";
import { useLoad, useSend } from "../staff/load.ts";
import { Block, Part, Said } from "../staff/page.tsx";
import { announce } from "../ui/live.tsx";
import { staffLearning as w } from "./library-text.ts";

interface Learning {
  language: string;
  jurisdiction: string;
  languages: string[];
  jurisdictions: { id: string; name: string }[];
}

export function LearningBlock({ participant }: { participant: string }): JSX.Element {
  const path = `/api/participants/${participant}/learning`;
  const loads = useLoad<Learning>(path);
  const { send, busy, refusal } = useSend();
  const change = async (body: object): Promise<void> => {
    const sent = await send(() => put<Learning>(path, body));
    if (!sent) return;
    announce(w.saved);
    loads.put(sent.done);
  };
  return (
    <Block title={w.title}>
      <Said text={refusal?.detail} bad />
      <Part loads={loads}>
        {(found) => (
          <>
            <ChooseAndSave
              name="jurisdiction"
              label={w.law}
              value={found.jurisdiction}
              options={found.jurisdictions.map((one) => ({ value: one.id, text: one.name }))}
              busy={busy}
              onSave={(jurisdiction) => change({ language: found.language, jurisdiction })}
            />
            {found.languages.length > 1 && (
              <ChooseAndSave
                name="language"
                label={w.language}
                value={found.language}
                options={found.languages.map((one) => ({ value: one, text: w.languages[one] ?? one }))}
                busy={busy}
                onSave={(language) => change({ language, jurisdiction: found.jurisdiction })}
              />
            )}
          </>
        )}
      </Part>
    </Block>
  );
}
