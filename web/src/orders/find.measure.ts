/**
 * How often the search finds the right answer in the first three: `node find.measure.ts ANSWERS.json [--misses]`, where the file holds
 * the `answers` of a file for the phone. Prints one line a set, and ends with 1 where any is below 90 in 100. `--misses` shows those of the sets that may be looked at.
 */
import { readFileSync } from "node:fs";
import { heldOut, seen, type Case } from "./find.cases.ts";
import { last, night } from "./find.night.ts";
import { finder, type Askable } from "./find.ts";
import { tired } from "./find.tired.ts";

const [, , path, ...flags] = process.argv;
const find = finder(JSON.parse(readFileSync(path!, "utf8")) as Askable[]);
/** What is held: nine in ten, and of the sets that nobody looks at what they had when they were first held. */
const LEAST: Record<string, number> = { last: 0.88, tired: 139 / 150 };
let enough = true;
for (const [name, cases] of [
  ["seen", seen],
  ["held out", heldOut],
  ["night", night],
  ["last", last],
  ["tired", tired],
] as [string, readonly Case[]][]) {
  const missed = cases.filter(([asked, ...ids]) => !find(asked).ids.slice(0, 3).some((id) => ids.includes(id)));
  const first = cases.filter(([asked, ...ids]) => ids.includes(find(asked).ids[0] ?? "")).length;
  const hit = cases.length - missed.length;
  console.log(`${name}: ${hit} of ${cases.length} in the first three, ${first} first`);
  if (flags.includes("--misses") && (name === "seen" || name === "night")) for (const [asked, ...ids] of missed) console.log("  ", asked, ids, find(asked).ids.slice(0, 3));
  enough &&= hit / cases.length >= (LEAST[name] ?? 0.9);
}
process.exitCode = enough ? 0 : 1;
