/**
 * Finding an answer to "Can I ...?" by what was typed, however it was spelt. Pure, small and offline: an index over each answer's
 * question, other ways of asking it and short answer.
 *
 * Words are folded (lower case, no marks, common text-speak, one word for words that mean the same) and lightly stemmed. A word
 * that is not known is compared by its pairs and triples of letters, by its consonants as they sound and for a slip of one letter, so
 * that "mesages", "txt" and "dorter" are found. An answer is as good as the way of asking that is nearest.
 */
export interface Askable {
  id: string;
  question: string;
  phrasings: readonly string[];
  short: string;
  why?: readonly string[];
  do?: readonly string[];
}

/** What was found, best first. `sure` is false where nothing is near enough to call it an answer. */
export interface Found {
  ids: string[];
  sure: boolean;
}

export type Find = (typed: string) => Found;

/** A score from 0 to 1 below which an answer is not shown, and below which the page says that it is not sure. */
const LEAST = 0.3;
const SURE = 0.55;
const SHOWN = 6;

/** Words that say nothing about what is asked. */
const EMPTY = new Set(
  "a about all alright am an and any are as at be been being but by can could did do does else even for from get give go gone gonna got had has have how if in into is it its just kind like may me mine mite much must my need no not now of off ok on one or our out please shall should so some still that the then there thing this tho to too up us very wanna want was we well were what when where which who why will with would yes yet you your".split(" "),
);

/** Words that mean the same here; the first stands for all. */
const SAME = [
  "them they their theirs her hers she his him he he's shes hes ex em bf gf missus wife husband misses wifey babymum",
  "text message msg messages dm whatsapp snap sms inbox txt write rite email voicemail messenger telegram signal imessage",
  "ring call phone fone facetime bell rang rung dial",
  "child kid son daughter lad boy girl baby bairn little kiddie teenager toddler youngster wean nipper littlun",
  "friend mate m8 pal bruv bro chum mucker butty marra pals buddy",
  "solicitor lawyer brief barrister advocate legal",
  "police cop fed bobby copper bobbies plod rozzer",
  "home house flat place gaff crib address yard bedsit caravan digs pad",
  "area zone exclusion",
  "shop supermarket store tesco asda aldi lidl sainsburys morrisons coop corner boots chemist pharmacy spar iceland argos primark wilko greggs",
  "bus train tram tube",
  "stay sleep kip overnight crash sofa",
  "wrong mistaken unfair joke lies lie lying liar false innocent",
  "arrest nick nicked jail prison lifted charged",
  "pub bar boozer",
  "gym boxing fitness class club swimming leisure",
  "drug weed coke cocaine pill drink alcohol booze beer lager cider vodka pissed sober heroin crack spice ket cannabis speed gear smack addict",
  "debt skint heating benefit universal credit arrears bailiff pip loan evicted eviction hostel",
  "sad low depressed head nerves anxiety anxious panic suicidal stressed",
  "allow allowed aloud permit permission",
  "stuff belonging clothes tool thing coat jacket shoe telly ps5 xbox laptop passport key bike furniture bed charger trainer wallet",
  "photo picture pic foto video image",
  "facebook fb insta instagram tiktok snapchat profile page social media twitter youtube threads linkedin reddit",
  "look check view watch see",
  "job work employer",
  "sorry apologise apologize apology regret forgive apologies",
  "present gift pressie teddy flower chocolate perfume necklace jewellery bouquet rose",
  "christmas xmas crimbo",
  "birthday bday",
  "doctor gp nurse surgery psychiatrist medic tablet medication meds prescription antidepressant",
  "dog cat pet",
  "money cash quid wage pound fiver tenner",
  "holiday abroad overseas spain turkey greece poland country uk fly flight plane benidorm tenerife france italy portugal ibiza majorca cyprus dubai america ireland germany thailand airport ferry cruise",
  "night nite",
  "end finish over expire",
  "mum mother mam",
  "dad father",
  "boyfriend girlfriend fella partner geezer feller chap",
  "accident mistake accidentally",
  "death died dead dying dyin passed killed dies",
  "funeral wedding christening",
  "ill hospital poorly sick hospice ambulance icu operation",
  "session appointment appt counselling therapy",
  "football footy match gig concert band festival rugby darts cinema theatre stadium",
  "party barbecue bbq do 18th 21st 30th 40th 50th bash rave shindig",
  "breach broke break broken breached violated",
  "change vary lift discharge remove alter amend relax cancel scrap",
  "last final goodbye",
  "unknown withheld private anonymous hidden caller",
  "reply answer respond back",
  "block unfollow mute unfriend",
  "church mosque temple synagogue chapel",
  "school nursery teacher headteacher playgroup",
  "dating tinder bumble hinge grindr",
];

/** Text-speak that no likeness of letters would find. */
const SPEAK: Record<string, string> = {
  u: "you", r: "are", ur: "your", n: "and", cn: "can", c: "see", "2": "two", "4": "for", b4: "before", bk: "back",
  wot: "what", wat: "what", coz: "because", cos: "because", sum1: "someone", some1: "someone", luv: "love", luvs: "love",
  frst: "first", "1st": "first", wen: "when", duz: "does", wiv: "with", giv: "give", bday: "birthday",
  xmas: "christmas", fone: "phone", numba: "number", rite: "write", reed: "read", shud: "should", cud: "could",
  wud: "would", gud: "good", sez: "says", grp: "group", pls: "please", plz: "please", dont: "not", cant: "cannot",
  rong: "wrong", kno: "know", tonite: "tonight", alowd: "allowed", aloud: "allowed", sumthin: "something", sumfin: "something",
  evry: "every", hav: "have", gettin: "getting", tho: "though", jus: "just", tel: "tell", sed: "said",
  famly: "family", gona: "going", tmrw: "tomorrow", po: "probation", alrite: "alright",
};

/** A word without its commonest endings: "texting", "texted" and "texts" are one. */
export function stem(word: string): string {
  if (word.length > 5 && word.endsWith("ing")) return undouble(word.slice(0, -3));
  if (word.length > 4 && word.endsWith("in") && !word.endsWith("ain")) return undouble(word.slice(0, -2));
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && word.endsWith("ed")) return undouble(word.slice(0, -2));
  if (word.length > 3 && word.endsWith("s") && !word.endsWith("ss")) return word.slice(0, -1).replace(/(sh|ch|x)e$/, "$1");
  if (word.length > 4 && word.endsWith("e")) return word.slice(0, -1);
  return word;
}

function undouble(word: string): string {
  return /([bdgklmnprt])\1$/.test(word) ? word.slice(0, -1) : word.replace(/e$/, "");
}

const base = (word: string): string => {
  const once = stem(word);
  return once.length > 4 && once.endsWith("e") ? once.slice(0, -1) : once;
};

const meaning = new Map<string, string>();
for (const line of SAME) {
  const [first, ...rest] = line.split(" ");
  for (const word of [first!, ...rest]) {
    meaning.set(word, first!);
    if (!meaning.has(base(word))) meaning.set(base(word), first!);
  }
}

/** The words of a sentence that carry its meaning. Two that are one word where it is `known`, such as "loop hole", become that one. */
export function wordsOf(sentence: string, known: (word: string) => boolean = () => false): string[] {
  const plain = sentence.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f'’]/g, "");
  const found: string[] = [];
  const typed = plain.split(/[^a-z0-9]+/).filter(Boolean);
  for (let at = 0; at < typed.length; at += 1) {
    const joined = typed[at]! + (typed[at + 1] ?? "");
    const raw = joined.length > 5 && joined !== typed[at] && (meaning.has(joined) || known(base(joined))) ? joined : typed[at]!;
    if (raw === joined) at += 1;
    const word = SPEAK[raw] ?? raw;
    const same = meaning.get(word) ?? meaning.get(base(word));
    if (same) found.push(same);
    else if (!EMPTY.has(word) && word.length > 1) found.push(base(word));
  }
  return [...new Set(found)];
}

function grams(word: string): Set<string> {
  const padded = ` ${word} `;
  const found = new Set<string>();
  for (let n = 2; n <= 3; n += 1) for (let i = 0; i + n <= padded.length; i += 1) found.add(padded.slice(i, i + n));
  return found;
}

/**
 * The consonants of a word as they sound in Britain, where an r before no vowel is not heard: "txt" and "text", "frend" and "friend",
 * "dorter" and "daughter", "tok" and "talk" are alike. A vowel is kept at the beginning alone.
 */
function bones(word: string): string {
  return word
    .replace(/^[aeiou]+/, "a")
    .replace(/^(?:kn|gn)/, "n")
    .replace(/^wr/, "r")
    .replace(/ph/g, "f")
    .replace(/gh/g, "")
    .replace(/t(?=ch|g)/g, "")
    .replace(/l(?=[kfm](?:s|$))/g, "")
    .replace(/mb$/, "m")
    .replace(/[ct]i(?=on|an|ous|al)/g, "sh")
    .replace(/s?c(?=[eiy])/g, "s")
    .replace(/[ckq]+/g, "k")
    .replace(/z/g, "s")
    .replace(/r(?![aeiouy])/g, (r, at: number) => (at === 0 ? r : ""))
    .replace(/(?!^)[aeiouyhw]/g, "")
    .replace(/(.)\1+/g, "$1");
}

/** Whether one letter more, less, other or changed with its neighbour makes one word of the other. */
function oneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let from = 0;
  while (from < a.length && from < b.length && a[from] === b[from]) from += 1;
  let back = 0;
  while (back < a.length - from && back < b.length - from && a[a.length - 1 - back] === b[b.length - 1 - back]) back += 1;
  const left = a.slice(from, a.length - back);
  const right = b.slice(from, b.length - back);
  return (left.length <= 1 && right.length <= 1) || (left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0]);
}

/** How alike two words are, from 0 to 1. */
export function likeness(a: string, b: string, gramsA = grams(a), gramsB = grams(b)): number {
  if (a === b) return 1;
  if (a.length < 3 || b.length < 3 || Math.abs(a.length - b.length) > 4) return 0;
  let shared = 0;
  for (const gram of gramsA) if (gramsB.has(gram)) shared += 1;
  const alike = (2 * shared) / (gramsA.size + gramsB.size);
  const spine = bones(a);
  // Two sounds are few: "zorb" is not "sober", so that some letters have to be the same as well.
  if (spine === bones(b) && spine.length > 2) return Math.max(alike, 0.8);
  if (spine === bones(b) && spine.length === 2 && alike >= 0.2) return Math.max(alike, 0.54);
  return a.length > 3 && b.length > 3 && oneSlip(a, b) ? Math.max(alike, 0.7) : alike;
}

const ALIKE = 0.5;
const VERY_ALIKE = 0.7;

/** The searching function over these answers. Building it once takes some milliseconds. */
export function finder(answers: readonly Askable[]): Find {
  const ways = answers.flatMap(({ id, question, phrasings, short, why, do: does }) => [
    ...[question, ...phrasings].map((text) => ({ id, words: wordsOf(text), weight: 1 })),
    { id, words: wordsOf(short), weight: 0.7 },
    ...[...(why ?? []), ...(does ?? [])].map((text) => ({ id, words: wordsOf(text), weight: 0.4 })),
  ]);
  const holds = new Map<string, Set<string>>();
  for (const { id, words } of ways) for (const word of words) holds.set(word, (holds.get(word) ?? new Set()).add(id));
  const weightOf = new Map([...holds].map(([word, ids]) => [word, Math.log(1 + answers.length / ids.size)]));
  // A word that another stands for can be misspelt as well.
  const standIns = [...meaning].filter(([word, same]) => word !== same && weightOf.has(same));
  const known = [...[...holds.keys()].map((word) => [word, word] as const), ...standIns].map(([spelt, word]) => ({ spelt, word, grams: grams(spelt) }));
  const unknown = Math.log(1 + answers.length);

  /** Known words that a typed word may stand for, with how alike they are. */
  const standIn = new Map<string, Map<string, number>>();
  const standsFor = (typed: string): Map<string, number> => {
    // Typing goes on letter by letter, and most words stay as they were.
    const before = standIn.get(typed);
    if (before) return before;
    const exact = weightOf.has(typed);
    const own = grams(typed);
    // A known word may still be another one misspelt: "blok" is what is left of "bloke", and meant "block".
    const near = (exact ? known.filter(({ spelt }) => spelt[0] === typed[0]) : known)
      .map(({ spelt, word, grams: its }) => [word, likeness(typed, spelt, own, its)] as const)
      .map(([word, how]) => [word, exact && word !== typed ? how * 0.9 : how] as const)
      .filter(([word, how]) => how >= (exact && word !== typed ? VERY_ALIKE : ALIKE))
      .sort((a, b) => b[1] - a[1])
      .slice(0, 4);
    const best = new Map<string, number>(exact ? [[typed, 1]] : []);
    for (const [word, how] of near) if (!best.has(word)) best.set(word, how);
    if (standIn.size > 500) standIn.clear();
    standIn.set(typed, best);
    return best;
  };

  return (typed) => {
    const asked = wordsOf(typed, (word) => holds.has(word)).map((word) => {
      const near = standsFor(word);
      const [best] = near;
      // A word that is like none known counts a little against every answer alike.
      return { near, weight: best ? (weightOf.get(best[0]) ?? unknown) : unknown * 0.45 };
    });
    const whole = asked.reduce((sum, one) => sum + one.weight, 0);
    if (whole === 0) return { ids: [], sure: false };
    const best = new Map<string, number>();
    const bag = new Map<string, number[]>();
    for (const { id, words, weight } of ways) {
      const met = asked.map(({ near }) => Math.max(0, ...words.map((word) => near.get(word) ?? 0)));
      const covered = asked.reduce((sum, one, i) => sum + one.weight * met[i]!, 0) / whole;
      const own = words.reduce((sum, word) => sum + weightOf.get(word)!, 0) || 1;
      const used = words.reduce((sum, word) => sum + weightOf.get(word)! * Math.max(0, ...asked.map(({ near }) => near.get(word) ?? 0)), 0) / own;
      const score = weight * (0.8 * covered + 0.2 * used);
      best.set(id, Math.max(best.get(id) ?? 0, score));
      const before = bag.get(id) ?? met.map(() => 0);
      bag.set(id, before.map((value, i) => Math.max(value, met[i]!)));
    }
    const scored = [...best].map(([id, line]) => {
      const all = asked.reduce((sum, one, i) => sum + one.weight * bag.get(id)![i]!, 0) / whole;
      return [id, 0.85 * line + 0.15 * all] as const;
    });
    const shown = scored.filter(([, score]) => score >= LEAST).sort((a, b) => b[1] - a[1]).slice(0, SHOWN);
    return { ids: shown.map(([id]) => id), sure: (shown[0]?.[1] ?? 0) >= SURE };
  };
}
