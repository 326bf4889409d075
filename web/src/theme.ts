/** Light, dark, or like the phone. The choice is about this phone only, so it stays in its local storage. */

export type Look = "phone" | "light" | "dark";

const KEY = "foothold-look";

export function lookNow(): Look {
  const kept = localStorage.getItem(KEY);
  return kept === "light" || kept === "dark" ? kept : "phone";
}

export function setLook(look: Look): void {
  if (look === "phone") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, look);
  showLook();
}

/** Puts the choice on the page. Call it before the first drawing. */
export function showLook(): void {
  const look = lookNow();
  if (look === "phone") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = look;
}
