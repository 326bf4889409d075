/** A bundle that leaves out the entries that this phone holds, laid over the one it holds (api/journal/held.py). */
import type { Bundle } from "./shapes.ts";

/** What the server sent, with what is held of the parts, entries and forms that it left out. A whole bundle is given as it came. */
export function laidOver(news: Bundle, held?: Bundle): Bundle {
  const since = news.entries_since;
  if (!since || !held) return news;
  // Only beside `entries_since` does the server leave out whole parts.
  if (news.as_held) news = { ...held, ...news };
  // No more than a whole bundle has, and in its order. A server that leaves entries out gave the forms with both.
  const entries = both(news.entries, held.entries)
    .filter((entry) => entry.happened_at >= since)
    .sort((one, other) => (one.happened_at + one.id < other.happened_at + other.id ? 1 : -1))
    .slice(0, 100);
  return { ...news, entries, answered_forms: both(news.answered_forms!, held.answered_forms!) };
}

function both<T extends { id: string; version?: unknown }>(news: T[], held: T[]): T[] {
  return [...news, ...held.filter((one) => !news.some((other) => other.id === one.id && other.version === one.version))];
}
