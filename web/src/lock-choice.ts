/** When the phone locks after it was left: two minutes later, or at once. The choice is about this phone only, so it stays in its local storage. */

export type LockChoice = "soon" | "at-once";

const KEY = "foothold-lock";

export function lockChoice(): LockChoice {
  try {
    return localStorage.getItem(KEY) === "at-once" ? "at-once" : "soon";
  } catch {
    return "soon";
  }
}

export function setLockChoice(choice: LockChoice): void {
  if (choice === "soon") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, choice);
}
