/** English words around the lessons. The lessons themselves are content. */
import { inUse } from "../text/tongue.ts";

export const english = {
  title: "Learn",
  sub: "Short pages. You can stop at any time and come back.",
  minutes: (n: number) => (n === 1 ? "1 minute" : `${n} minutes`),
  notSigned: "Not yet signed off by a lawyer or clinician.",
  none: "No lessons here yet",
  noneHelp: "They come when there is signal.",
  askFirst: "If you have a question about your order, ask your clinician.",
  missing: "This lesson is not on this phone",
  missingHelp: "It may have been changed. Go back to the list.",
  toList: "All lessons",
  beingRead: "Being checked again",
  /** Said on every page of a lesson in place of its title, which others could read over a shoulder. */
  label: "Lesson",
  next: "Next",
  see: "Check my answer",
  choose: "Choose one first",
  check: (n: number, of: number) => `Check ${n} of ${of}`,
  question: "Would this count?",
  fits: "This one",
  yours: "Your answer",
  source: "Where this comes from",
  hide: "Hide",
  takeaway: "One thing to keep",
  toPlan: "Add to my plan",
  takeawayHelp: "Show it to your clinician. It can go into your plan.",
  tryRest: "Try what you left out",
  sees: "Your clinician sees that you read this page, and what you chose.",
  finished: "You read this one",
  saving: "Saving",
  sources: "Where all this comes from",
  done: "Done",
  means: (word: string, gloss: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}. ${gloss}`,
  hear: "Hear it",
};

export type LearningWords = typeof english;

export const words: LearningWords = inUse("learning", english);
