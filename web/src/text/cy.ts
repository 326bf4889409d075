/**
 * Everything the app says in Welsh, as one file that is fetched before the first drawing where Welsh was chosen. Each part is the twin of
 * an English dictionary and has its type, so that a missing word does not compile; tongues.test.ts holds the rest.
 *
 * A draft: no Welsh speaker has signed it yet, and the app says so in a demonstration.
 * Welsh files import each other and types, nothing else, so that an English phone never runs any of it.
 */
import type { PauseWords } from "../coping/pause-text.ts";
import type { PlanWords } from "../coping/text.ts";
import type { GoalWords } from "../goals/text.ts";
import type { AskingWords } from "../journal/ask-text.ts";
import type { JournalWords } from "../journal/text.ts";
import type { LearningWords } from "../learning/text.ts";
import type { OrderWords } from "../orders/text.ts";
import type { ReminderWords } from "../reminders/text.ts";
import { asking } from "./cy.asking.ts";
import { goals } from "./cy.goals.ts";
import { journal } from "./cy.journal.ts";
import { orders } from "./cy.orders.ts";
import { pages } from "./cy.pages.ts";
import { pause } from "./cy.pause.ts";
import { says } from "./cy.place.ts";
import { plan } from "./cy.plan.ts";
import { learning, reminders } from "./cy.small.ts";
import { shell } from "./cy.shell.ts";
import type { Words } from "./index.ts";
import type { PageWords } from "./pages.ts";
import { dates } from "./say.cy.ts";

const WHYS: Record<string, string> = {
  work: "gwaith", health: "iechyd", family: "teulu", travel: "cyrraedd yno", money: "arian", other_appointment: "apwyntiad arall",
  forgot: "anghofio", did_not_want_to: "ddim eisiau", other: "rhywbeth arall",
};

/** Said only where the phone speaks Welsh. */
const notes = {
  /** Above a page that is there in English only. */
  only: "Nid yw'r dudalen hon ar gael yn Gymraeg eto. Dyma hi yn Saesneg.",
  /** Above a list or a part of a page that is there in English only. */
  part: "Nid yw'r rhan hon ar gael yn Gymraeg eto. Dyma hi yn Saesneg.",
  /** Beside the field that searches English answers. */
  search: "Mae'r atebion yn Saesneg. Chwiliwch yn Saesneg, neu edrychwch fesul pwnc.",
  /** Above the words of one's own order, which are as somebody wrote them. */
  order: "Mae geiriau eich gorchymyn yma yn Saesneg, fel y cawsant eu hysgrifennu.",
  /** Under words that went in English. */
  meaning: (words: string) => `Yn Gymraeg: ${words}`,
  /** What probation reads of a reason, in Welsh: as the server says it (api/attendance/words.py). */
  reason: (code: string) => `Rheswm, anfonwyd gan y person: ${WHYS[code] ?? code}.`,
  noVoice: "Nid oes llais Cymraeg ar y ffôn hwn, felly ni all ddarllen hyn yn uchel.",
};

export interface Welsh {
  shell: Words;
  pages: PageWords;
  journal: JournalWords;
  asking: AskingWords;
  plan: PlanWords;
  pause: PauseWords;
  goals: GoalWords;
  learning: LearningWords;
  orders: OrderWords;
  reminders: ReminderWords;
  notes: typeof notes;
  /** A date as British English writes it, in Welsh. */
  dates: (english: string) => string;
  /** Puts the Welsh words of one part into its dictionary. */
  takePlace: (part: Part, dictionary: object) => void;
  /** What people of a place say, by its id. */
  says: Record<string, (sentence: string) => string>;
  /** The English words that Welsh took the place of. */
  english: Map<Part, object>;
}

/** What a dictionary is known by. */
export type Part = "shell" | "pages" | "journal" | "asking" | "plan" | "pause" | "goals" | "learning" | "orders" | "reminders";

const english = new Map<Part, object>();

/** Puts the others in the place of the words. Returns what stood there. */
function put(words: object, others: object): object {
  const into = words as Record<string, unknown>;
  const was: object = Array.isArray(words) ? [] : {};
  for (const [name, other] of Object.entries(others)) {
    const old = into[name];
    const deeper = other && typeof other === "object";
    Object.assign(was, { [name]: deeper ? put(old as object, other) : old });
    if (!deeper) into[name] = other;
  }
  return was;
}

export const cy: Welsh = { shell, pages, journal, asking, plan, pause, goals, learning, orders, reminders, notes, dates, english, takePlace, says };

function takePlace(part: Part, dictionary: object): void {
  english.set(part, put(dictionary, cy[part]));
}
