/** OnlyEnglish: a part of a page that is content in another language than the phone's, under a note that says so; marked as what it is. */
import type { ComponentChildren, JSX } from "preact";
import { language, welsh } from "../text/tongue.ts";

export function OnlyEnglish({ of, note, children }: { of: string | undefined; note?: string; children: ComponentChildren }): JSX.Element {
  const spoken = of ?? "en";
  if (spoken === language) return <>{children}</>;
  return (
    <>
      <p class="second">{note ?? welsh?.notes.part}</p>
      <div lang={spoken}>{children}</div>
    </>
  );
}

/** AppsOwn: words of the app on a page whose content is in another language, marked as what they are. Nothing else on any other page. */
export function AppsOwn({ of, children }: { of: string | undefined; children: ComponentChildren }): JSX.Element {
  return (of ?? "en") === language ? <>{children}</> : <div lang={language}>{children}</div>;
}
