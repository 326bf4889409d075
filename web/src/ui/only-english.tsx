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
