/** English words of the pause and of choosing what shows without the PIN. Open to whoever holds the phone: they never say what the app is for. */
import { inUse } from "../text/tongue.ts";

const pauseEnglish = {
  label: "Pause",
  next: "Next",
  kept: "Your earlier answers are kept.",
  keptHelp: "They stay closed while the phone is locked. The clock goes on.",
  strength: {
    title: "How strong is it?",
    sub: "Go with your first thought. There's no wrong answer.",
    missing: "Choose a number",
  },
  want: {
    title: "What would it give you?",
    row: "What it would give",
    sub: "Not what is right. Just what it feels like now.",
    options: [
      { value: "comfort", text: "Comfort" },
      { value: "being_heard", text: "Being heard" },
      { value: "control", text: "Control" },
      { value: "relief", text: "Relief" },
      { value: "anger_out", text: "Letting anger out" },
      { value: "other", text: "Something else" },
    ],
    skip: "Skip this",
  },
  minutes: {
    title: "How long can you wait?",
    sub: "Put the phone out of reach if you can. You can wait again after.",
    option: (n: number) => `${n} minutes`,
  },
  wait: {
    row: "The wait",
    rowOf: (n: number) => `Wait ${n}`,
    left: (n: number) => (n === 1 ? "1 minute left" : `${n} minutes left`),
    seconds: (n: number) => `${n} seconds left`,
    until: (time: string) => `Until ${time}.`,
    said: (n: number) => `You said ${n} out of 10.`,
    up: "The time is up",
    upHelp: "See how strong it is now.",
    exercise: "Do this now",
    breathe: "Slow breathing",
    sounds: "Notice sounds",
    pick: "While you wait, pick something",
    picked: "While you wait, you picked",
    note: "You don't have to make it go away. The clock goes on if you close this.",
    how: "How is it now?",
    stop: "Stop",
  },
  end: {
    row: "How it ended",
    stopped: "Stopped",
    title: "What now?",
    sub: (n: number) => `You said ${n} out of 10.`,
    passed: "It passed",
    passedHelp: "Or it is weak enough",
    strong: "It's still strong",
    strongHelp: "People to call, or wait again",
    acted: "I did it",
    actedHelp: "You see who reads it before it is saved",
    stop: "Stop here",
    stopHelp: "What you said is saved",
    back: "Go on waiting",
  },
  helped: {
    title: "Did it help?",
    sub: "What you did while you waited.",
    options: [
      { value: "yes", text: "Yes" },
      { value: "a_bit", text: "A bit" },
      { value: "no", text: "No" },
    ],
    skip: "Skip this",
  },
  still: {
    title: "Still strong",
    sub: "That happens. You don't have to do what it says. Talk to a person, or wait again.",
    ask: "People I can ask",
    again: "Wait again",
    save: "Stop and save",
    saveHelp: "It is saved as still strong",
  },
  told: { title: "Before you save", save: "Save", strong: "How strong", what: "What", did: "I did it" },
  stop: {
    title: "Stop the pause?",
    help: "What you said is saved. Or leave it running and come back.",
    stop: "Stop and save",
    leave: "Leave it running",
  },
  saving: "Saving",
  failed: "This did not save.",
  failedHelp: "Your answers are still on this page. Press again.",
  log: {
    title: "Add more to it?",
    offer: "Make a log of it",
    offerHelp: "Filled in with what you said",
  },
  unsaved: {
    title: "The pause is over",
    help: "Nothing was saved, as this phone is not set up.",
    done: "Done",
  },
  fallback: ["Wash up", "Make a hot drink", "Put the radio on"],
};

const chooseEnglish = {
  title: "Show without my PIN",
  sub: "Up to 5 things to do. Anyone who holds the phone can read them.",
  from: "From my plan",
  own: "In your own words",
  ownLabel: "Something to do",
  add: "Add",
  chosen: (n: number) => (n === 0 ? "Nothing chosen yet" : `${n} of 5 chosen`),
  most: "5 is the most. Take one off first.",
  long: "Make it shorter. 80 characters is the most.",
  guard: "Look at the marked words first.",
  save: "Show these",
  saving: "Saving",
  saved: "Saved. They show under Right now.",
  offline: "This needs signal. What you chose is still on this page.",
  locked: "Open the phone again with your PIN, then press Show these.",
  refused: "Say it another way.",
  empty: "Your plan has no short steps yet. Write your own below.",
};

export const english = { pause: pauseEnglish, choose: chooseEnglish };

export type PauseWords = typeof english;

export const { pause, choose }: PauseWords = inUse("pause", english);
