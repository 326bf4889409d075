/** English words of reminders, for the participant and for staff. */
import { inUse } from "../text/tongue.ts";

export const english = {
  title: "Reminders",
  sub: "They only say: You have a message. Never who, and never why.",
  how: "How should we reach you?",
  howHelp: "We try them in this order. Choose none for no reminders.",
  channels: { push: "A notice on my phone", sms: "A text message", email: "An e-mail" },
  pushHelp: "From this app",
  pushElsewhere: "Not on this phone. It may be on another one of yours.",
  notNow: "Chosen. Your team cannot send it this way now.",
  pushHere: "This phone takes notices",
  mobile: "Mobile number for texts",
  mobileHelp: "UK, like 07700 900123",
  email: "E-mail address",
  quiet: "Quiet time",
  quietHelp: "Nothing comes in these hours, day after day. You can make quiet time longer.",
  quietFrom: "From",
  quietTo: "Until",
  oclock: (hour: number) => `${String(hour).padStart(2, "0")}:00`,
  save: "Save",
  saving: "Saving",
  saved: "Saved.",
  trial: "Send me one now",
  trialSent: "We are sending it now. What came of it stands below. It can take a minute.",
  none: "This team does not send reminders. Your days and times are on Today.",
  offline: "This needs signal. Try again when you have some.",
  blocked: "Your phone does not let Foothold show notices. You can change that in your phone's settings, or choose another way.",
  cannotPush: "This browser can't show notices. Choose another way.",
  homeFirst: "On an iPhone, notices only work when Foothold is on your Home Screen.",
  record: "The last reminders",
  recordNone: "None yet",
  recordHelp: "You and your clinician can see this list.",
  kinds: {
    checkin: "A check-in was due",
    session_days: "Session in 2 days",
    session_hours: "Session in 3 hours",
    message: "Somebody wrote back",
    recorded: "Something was recorded",
    trial: "You tried it out",
  } as Record<string, string>,
  states: { waiting: "Not sent yet", sent: "Sent", failed: "Did not get through", dropped: "Not sent, it was no longer needed" },
  by: { push: "by notice", sms: "by text", email: "by e-mail" },
  whys: { too_late: "Not sent, it would have come too late", moved: "Not sent, the session was moved", no_channel: "Not sent, no way was chosen" } as Record<string, string>,
};

export type ReminderWords = typeof english;

export const words: ReminderWords = inUse("reminders", english);

/** Staff screens are English. */
export const staffWords = {
  title: "Reminders",
  about: "Chosen by the participant. Every notice says “You have a message” and nothing else.",
  over: "The programme has ended. Nothing is sent any more.",
  nothing: "No reminders chosen.",
  not_set_up: "This installation sends no reminders. An admin can set up pushes, texts or e-mail.",
  chosen: "Tried in this order",
  quiet: "Quiet time",
  mobile: "Mobile",
  email: "E-mail",
  change: "Change at their wish",
  record: "Delivery record",
  none: "Nothing has been sent yet.",
  when: "When",
  what: "About",
  state: "What came of it",
  tries: (n: number) => (n === 1 ? "1 try" : `${n} tries`),
};
