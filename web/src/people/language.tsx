/** Which language this phone speaks. Works with no signal; the server is told when there is some, so that reminders come in it too. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { p } from "../text/pages.ts";
import { language, type Language } from "../text/tongue.ts";
import { ChoiceList } from "../ui/choice.tsx";
import { Page } from "../ui/page.tsx";
import { speak } from "./speak.ts";

/** Each in its own words, whatever is spoken now. */
export const LANGUAGES: Record<Language, string> = { en: "English", cy: "Cymraeg" };
const USE: Record<Language, string> = { en: "Use English", cy: "Defnyddio Cymraeg" };

export function LanguagePage(): JSX.Element {
  const [wanted, want] = useState<Language>(language);
  const [busy, setBusy] = useState(false);
  return (
    <Page
      title={p.language.title}
      back="/more"
      dock={wanted === language ? "tabs" : { label: USE[wanted], busy: busy && USE[wanted], onPress: () => (setBusy(true), void speak(wanted, "/")) }}
    >
      <ChoiceList
        name="language"
        legend={p.language.legend}
        options={[
          { value: "en", text: LANGUAGES.en },
          { value: "cy", text: LANGUAGES.cy },
        ]}
        value={wanted}
        onChange={want}
      />
      <p class="second">{p.language.help}</p>
      <p class="second">{p.language.reminders}</p>
    </Page>
  );
}
