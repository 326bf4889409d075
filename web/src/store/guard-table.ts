/** The shared table of patterns, as built into the app. Apart from `guard.ts`, so that tests can read the file themselves. */
import { patterns as table } from "../../../content/guard.json";
import type { Pattern } from "./guard.ts";

export const patterns: readonly Pattern[] = table;
