/**
 * What a goal, a step or an act may say: something to do. The same rule as the server's (api/coping/rules.py), so that the phone
 * can say it at once and offline; what is refused there must be refused here. A test holds the two to one table of cases.
 */
import { words } from "../goals/text.ts";

const NEGATION =
  /\b(?:not|never|cannot|nothing|nobody|nowhere|neither|nor)\b|\b(?:do|does|did|wo|ca|could|would|should|must|need|is|are|was|were|ai|sha|have|has|had)n\s?['’‘`´]?\s?t\b|\bno\s+(?:more|longer|contact|calls?|messag\w*|texts?|texting|looking|checking|going|phoning|driving|writing|one)\b|^\W*no\b/i;
const STOPPING =
  /\b(?:avoid\w*|refrain\w*|resist\w*|abstain\w*|quit|quits|quitting|cease|ceasing)\b|\b(?:stop|stops|stopping)\s+(?:myself|me|my|the|all|any|contact|it|\w+ing)\b|\b(?:give|gives|giving)\s+up\b|\b(?:hold|holds|holding)\s+(?:myself\s+)?back\b|\b(?:keep|keeps|keeping)\s+(?:myself\s+)?(?:from|off)\b|\b(?:stay|stays|staying)\s+(?:off|out\s+of|clear\s+of)\b|\bless\s+often\b|\bcut\s+(?:down|out)\b/i;

/** What a goal, a step or an activity is about, by the acts of the dictionary to start from. */
const INSTEAD: readonly [RegExp, keyof typeof words.positive.acts][] = [
  [/\b(?:phone|text|texts|texting|messag\w*|call|calls|calling|ring|ringing|reply|replying|answer\w*|email\w*|contact\w*)\b/i, "phone"],
  [/\b(?:look\w*|check\w*|scroll\w*|online|profile\w*|page|search\w*|post\w*|follow\w*)\b/i, "online"],
  [/\b(?:go|going|drive|driving|walk past|pass by|visit\w*|wait\w* outside|turn up)\b/i, "going"],
  [/\b(?:drink\w*|beer|alcohol|drugs?|smok\w*|use|using)\b/i, "drink"],
  [/\b(?:think\w*|dwell\w*|brood\w*|argu\w*|shout\w*|angry|lose)\b/i, "thinking"],
];

/** True when the words say what somebody will do. */
export function isPositive(text: string): boolean {
  return text.trim() !== "" && !NEGATION.test(text) && !STOPPING.test(text);
}

/** Why the words are refused, with an act to start from; null when they say what to do. */
export function positiveAct(text: string): string | null {
  if (text.trim() === "") return words.positive.empty;
  if (isPositive(text)) return null;
  return words.positive.instead(words.positive.acts[INSTEAD.find(([about]) => about.test(text))?.[1] ?? "anything"]);
}
