/** The shared table of forms, as built into the app. Apart from `positive-act.ts`, so that tests can read the file themselves. */
import table from "../../../content/positive-act.json";
import type { Table } from "./positive-act.ts";

export const forms: Table = table;
