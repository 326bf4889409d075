/** The log as data: its pages, what each one asks, and how an answer reads. No drawing here. */
import { addDays, calendarDate, clockTime } from "../store/day.ts";
import type { TriggerBody, TriggerKind } from "../store/bodies.ts";
import { longDay } from "../text/when.ts";
import { words as asks } from "./ask-text.ts";
import { words } from "./text.ts";

/** Answers at hand while a log is being made. */
export type Answers = Partial<TriggerBody>;

/** Pages that every log has, and pages that a person may add. */
export type MainPage = "kind" | "strength" | "review";
export type ExtraPage = Exclude<keyof typeof words.extra, "when">;
export type LogPage = MainPage | ExtraPage | "when";

/** Extra pages in the order they are offered. */
export const EXTRAS: readonly ExtraPage[] = [
  "did",
  "helped",
  "triggers",
  "emotions",
  "need",
  "channel",
  "skills",
  "rules",
  "sleep_hours",
  "substances",
  "text",
  "talk_about",
];

/** Which extra pages take several answers, and which one. The others (sleep, own words) are typed. */
export const MANY: ReadonlySet<string> = new Set(["triggers", "emotions", "did", "skills"]);
export const ONE: ReadonlySet<string> = new Set(["channel", "need", "helped", "substances", "talk_about"]);

/** The pages of a log of this kind. A good moment is not measured. `kind` is unknown when earlier answers are sealed. */
export function mainPages(kind: TriggerKind | undefined): MainPage[] {
  return kind === "good_moment" ? ["kind", "review"] : ["kind", "strength", "review"];
}

/** The page to go on from: the first one not answered yet. Earlier answers that are sealed count by `step`. */
export function resumeAt(answers: Answers, step: number): MainPage {
  if (step >= 2 || answers.kind === "good_moment" || typeof answers.intensity === "number") return "review";
  return "strength";
}

export function isPage(name: string | undefined): name is LogPage {
  return (
    name !== undefined &&
    (name === "when" ||
      name === "kind" ||
      name === "strength" ||
      name === "review" ||
      EXTRAS.includes(name as ExtraPage))
  );
}

/** "Tonight, 00:40": the day as a person would say it. Instants in milliseconds; evening is from 18:00, night until 04:00. */
export function sayWhen(at: number, now: number, zone: string): string {
  const time = clockTime(at, zone);
  const date = calendarDate(at, zone);
  const today = calendarDate(now, zone);
  const hour = Number(time.slice(0, 2));
  const hourNow = Number(clockTime(now, zone).slice(0, 2));
  const nightNow = hourNow >= 18 || hourNow < 4;
  // What happened after midnight is "tonight" until morning, and "last night" after.
  const evening = hour >= 18 ? date : hour < 4 ? addDays(date, -1) : null;
  const thisEvening = hourNow < 4 ? addDays(today, -1) : today;
  if (evening && nightNow && evening === thisEvening) return words.when.tonight(time);
  if (evening && evening === addDays(thisEvening, -1)) return words.when.lastNight(time);
  if (date === today) return words.when.today(time);
  if (date === addDays(today, -1)) return words.when.yesterday(time);
  return words.when.on(longDay(date), time);
}

type Option = { value: string; text: string };

function optionsOf(page: ExtraPage, skills: readonly Option[]): readonly Option[] {
  if (page === "skills") return skills;
  const asked = words.extra[page];
  return "options" in asked ? asked.options : [];
}

/** Words of one answer, or null when there is none. Codes that this version does not know are left out. */
export function sayAnswer(page: ExtraPage, answers: Answers, skills: readonly Option[] = []): string | null {
  const value = answers[page];
  if (value === undefined || value === null) return null;
  if (page === "rules") return answers.rules!.length > 0 ? asks.rules.count(answers.rules!.length) : null;
  if (page === "talk_about") return value === true ? optionsOf(page, skills)[0]!.text : null;
  if (page === "sleep_hours") return words.extra.sleep_hours.hours(value as number);
  if (page === "text") return value === "" ? null : (value as string);
  const chosen = Array.isArray(value) ? (value as string[]) : [value as string];
  const texts = chosen
    .map((one) => optionsOf(page, skills).find((option) => option.value === one)?.text)
    .filter(Boolean);
  return texts.length > 0 ? texts.join(", ") : null;
}

export function sayKind(kind: string | undefined): string | null {
  return words.log.kind.options.find((option) => option.value === kind)?.text ?? null;
}
