/**
 * Which due dates were answered on this phone, before the server says so. Ids that mean nothing to anybody else; kept in clear,
 * so that a card is not asked for twice while there is no signal.
 */
const KEY = "foothold-answered";
const MOST = 60;

export function answeredHere(): Set<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : []);
  } catch {
    return new Set();
  }
}

export function noteAnswered(id: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([...answeredHere(), id].slice(-MOST)));
  } catch {
    // It is then asked for again until the server has it, and a second answer is added to the first.
  }
}
