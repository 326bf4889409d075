/**
 * What a goal, a step or an act may say: something to do. The same forms as the server's, so that the phone can say it at once and
 * offline, whichever language it is written in.
 */
import { words } from "../goals/text.ts";
import { language } from "../text/tongue.ts";
import { actsInstead, type Table } from "./positive-act.ts";

/** Why the words are refused, with an act to start from; null when they say what to do. */
export function positiveAct(text: string, forms: Table): string | null {
  if (text.trim() === "") return words.positive.empty;
  const [act] = actsInstead(text, forms, language) ?? [];
  return act ? words.positive.instead(act) : null;
}
