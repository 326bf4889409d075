/** Choosing the phone's language, and the server's knowing of it. */
import { get, put } from "../api/client.ts";
import { bundle, refreshBundle } from "../store/index.ts";
import { saveTyped } from "../store/typed.ts";
import { chosen, KEY, language, type Language } from "../text/tongue.ts";

/** Holds what was chosen here until the server knows it. */
const UNTOLD = "foothold-language-untold";

/** The languages that the server offers, as it said last, with commas between. */
const OFFERED = "foothold-languages";

/** Whether there is a second language to choose, with or without signal. */
export function isOffered(): boolean {
  return language === "cy" || (localStorage.getItem(OFFERED) ?? "").includes("cy");
}

/** Keeps what the index of the content says of languages. Lessons come also where a browser keeps nothing of this. */
export function noteOffered(languages: readonly string[] | undefined): void {
  try {
    localStorage.setItem(OFFERED, (languages ?? []).join(","));
  } catch {
    // It is asked for again.
  }
}

export async function askOffered(): Promise<void> {
  noteOffered((await get<{ languages?: string[] }>("/content/index.json")).languages);
}

/** Longest wait for the server before the app opens anew, in milliseconds: it can be told later. */
const PATIENCE = 2000;

/** Speak this language from now on. What stands in a field is kept, then the app opens anew at that address. */
export async function speak(wanted: Language, at: string): Promise<void> {
  localStorage.setItem(KEY, wanted);
  localStorage.setItem(UNTOLD, wanted);
  await Promise.race([agreeWithServer(), new Promise((done) => setTimeout(done, PATIENCE))]);
  await saveTyped();
  history.replaceState(null, "", at);
  location.reload();
}

/**
 * Tell the server what was chosen here, and take over what was chosen there. It counts as told once the kept bundle says it too, so
 * that an older bundle never undoes a choice. Needs the PIN; does nothing with no signal.
 */
export async function agreeWithServer(): Promise<void> {
  try {
    const wanted = localStorage.getItem(UNTOLD);
    if (wanted) {
      await put("/api/me/language", { language: wanted });
      await refreshBundle();
      if (bundle()?.learning?.language === wanted) localStorage.removeItem(UNTOLD);
    }
    const said = bundle()?.learning?.language;
    // From the next load on: never under the hands of somebody who is writing.
    if (said && !localStorage.getItem(UNTOLD) && said !== (chosen() ?? "en")) localStorage.setItem(KEY, said);
  } catch {
    // Told at the next opening.
  }
}
