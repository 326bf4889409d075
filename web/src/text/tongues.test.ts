/** The two languages say the same things: every English word has its Welsh one, with the same arguments, and Welsh keeps the rules of words.test.ts. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { english as pause } from "../coping/pause-text.ts";
import { english as plan } from "../coping/text.ts";
import { english as goals } from "../goals/text.ts";
import { english as asking } from "../journal/ask-text.ts";
import { english as journal } from "../journal/text.ts";
import { english as learning } from "../learning/text.ts";
import { english as orders } from "../orders/text.ts";
import { english as reminders } from "../reminders/text.ts";
import { cy } from "./cy.ts";
import { pages } from "./en.pages.ts";
import { en } from "./en.ts";
import { formOf, plural } from "./plural.cy.ts";
import { dates, low, on } from "./say.cy.ts";

const english = { shell: en, pages, journal, asking, plan, pause, goals, learning, orders, reminders };

type Row = { at: string; english: unknown; welsh: unknown };

/** Both trees side by side, leaf by leaf. */
function rows(a: unknown, b: unknown, at: string): Row[] {
  if (a && typeof a === "object") {
    const other = (b ?? {}) as Record<string, unknown>;
    const names = new Set([...Object.keys(a), ...Object.keys(other)]);
    return [...names].flatMap((name) => rows((a as Record<string, unknown>)[name], other[name], `${at}.${name}`));
  }
  return [{ at, english: a, welsh: b }];
}

const all = Object.entries(english).flatMap(([part, words]) => rows(words, cy[part as keyof typeof english], part));

type Saying = (...args: unknown[]) => string;
const MARKS = ["Zx1", "Zx2", "Zx3"];

/** What a function says of numbers, where it takes numbers. */
function counted(saying: Saying): string[] {
  try {
    return [0, 1, 2, 3, 6, 11].map((n) => saying(n, n, n));
  } catch {
    return [];
  }
}

/** What a function says of made-up arguments, or the string itself. */
function sentences(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "function") return [...counted(value as Saying), (value as Saying)("Maya", "Sam", "Dydd Iau")];
  return [];
}

test("every English word has its Welsh one, of the same kind", () => {
  assert.ok(all.length > 900, `${all.length} found`);
  assert.deepEqual(all.filter((row) => typeof row.english !== typeof row.welsh).map((row) => row.at), []);
});

/** Ids, numbers to ring and names of pictures. */
const CODES = /\.(value|id)$|\.homeSteps\.\d\.picture$|\.lines\.\d\.(tel|sms|place)$/;

test("values that are not words are the same", () => {
  assert.deepEqual(all.filter((row) => CODES.test(row.at) && row.english !== row.welsh).map((row) => row.at), []);
});

test("a Welsh function takes what the English one takes and says each part of it", () => {
  const sayings = all.filter((row) => typeof row.english === "function");
  assert.ok(sayings.length > 100);
  assert.deepEqual(sayings.filter((row) => (row.english as Saying).length !== (row.welsh as Saying).length).map((row) => row.at), []);
  const lost = sayings.flatMap((row) => {
    const [said, told] = [(row.english as Saying)(...MARKS), (row.welsh as Saying)(...MARKS)];
    return MARKS.filter((mark) => said.includes(mark) && !told.toLowerCase().includes(mark.toLowerCase())).map((mark) => `${row.at} ${mark}`);
  });
  assert.deepEqual(lost, []);
});

/** Names, figures, and words that are the same in both languages. */
const SAME = new Set(["999", "Foothold", "Alcohol", ""]);
/** Functions that only put their arguments in order. */
const ONLY_ORDER = /^(?:[^A-Za-z]|Zx\d)*$/;

test("no Welsh word is the English one", () => {
  const same = all.filter((row) => {
    if (CODES.test(row.at)) return false;
    if (typeof row.english === "string") return row.english === row.welsh && !SAME.has(row.english);
    if (typeof row.english !== "function") return false;
    const said = (row.english as Saying)(...MARKS);
    return !ONLY_ORDER.test(said) && said === (row.welsh as Saying)(...MARKS);
  });
  assert.deepEqual(same.map((row) => [row.at, row.english]), []);
  assert.deepEqual([...SAME].filter((words) => !all.some((row) => row.english === words && row.welsh === words)), []);
});

const said = [...all.flatMap((row) => sentences(row.welsh).map((words): [string, string] => [row.at, words])), ...Object.entries(cy.notes).flatMap(([at, words]) => sentences(words).map((one): [string, string] => [at, one]))].filter(
  ([at]) => !CODES.test(at),
);

test("no Welsh word names what the app is for, labels a person or scores", () => {
  const banned =
    /(?<![\p{L}])(stelc\w*|troseddw\w*|throseddw\w*|drosedd\w*|dioddefw\w*|ddioddefw\w*|sgôr risg|sgor risg|rhediad\w*|panig\w*|cleient\w*|gleient\w*|claf|cleifion|gwall\w*|annilys\w*|cydymffurf\w*|gydymffurf\w*|chydymffurf\w*|tor(?:ri)? gorchymyn|stalk\w*|offend\w*|victim\w*|client|patient|breach)(?![\p{L}])/iu;
  assert.match("troseddwr", banned);
  assert.deepEqual(said.filter(([, words]) => banned.test(words)), []);
});

test("what shows before the PIN gives nothing away in Welsh", () => {
  const open = [...said.filter(([at]) => /^(shell\.(now|crisis|breathing|lock|pin|dock|page)|pause)\b/.test(at))];
  assert.ok(open.length > 150);
  const telling = /(?<![\p{L}])(llys|heddlu|prawf|therapi|triniaeth|trosedd\w*|trwydded|gorchymyn|ysfa|niwsans)(?![\p{L}])/iu;
  assert.deepEqual(open.filter(([, words]) => telling.test(words)), []);
});

test("no dashes, brackets or exclamation marks in Welsh", () => {
  assert.deepEqual(said.filter(([, words]) => /[–—!()[\]]|\s-\s/.test(words)), []);
});

test("a Welsh sentence has at most 24 words", () => {
  assert.deepEqual(said.filter(([, words]) => words.split(/[.?:]\s/).some((sentence) => sentence.split(/\s+/).length > 24)), []);
});

test("Welsh says chi, never ti", () => {
  const familiar = /(?<![\p{L}'])(ti|tithau|dy|rwyt|wyt|byddi|cei|oes gen ti)(?![\p{L}'])/iu;
  assert.deepEqual(said.filter(([, words]) => familiar.test(words)), []);
});

test("Welsh files import nothing of the app but each other and types", () => {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const files = readdirSync(here).filter((name) => /(^cy\.|\.cy\.)/.test(name) || name === "cy.ts");
  assert.ok(files.length >= 12, files.join(" "));
  for (const name of files) {
    const taken = [...readFileSync(here + name, "utf8").matchAll(/^import (?!type )[^;]* from "([^"]+)";/gm)].map((match) => match[1]!);
    assert.deepEqual(taken.filter((path) => !/^\.\/(cy\.[a-z]+|[a-z]+\.cy)\.ts$/.test(path)), [], name);
  }
});

test("no module reads a word while it begins: it would stay English", () => {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name) && !/^(staff|oversight|attendance|text)\/|test\.ts/.test(name));
  assert.ok(files.length > 100);
  const early = files.flatMap((name) =>
    readFileSync(root + name, "utf8").split("\n").filter((line) => /^(export )?const \w+(: [^=]*)? = (?!.*=>).*\bt\.[a-z]\w*\.[a-z]/.test(line)).map((line) => `${name}: ${line}`),
  );
  assert.deepEqual(early, []);
});

test("the six forms, against the rule of CLDR", () => {
  const rule = new Intl.PluralRules("cy");
  assert.equal(rule.resolvedOptions().locale, "cy");
  for (let n = 0; n <= 130; n++) assert.equal(formOf(n), rule.select(n), String(n));
  const six = { zero: "zero", one: "one", two: "two", few: "few", many: "many", other: "other" };
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 8, 11].map((n) => plural(n, six)), ["zero", "one", "two", "few", "other", "other", "many", "other", "other"]);
});

test("a noun after a number changes as it should", () => {
  const table: [(n: number) => string, string[]][] = [
    [en.today.waiting, ["0 things you wrote are on this phone", "1 thing you wrote is on this phone", "2 things you wrote are on this phone", "3 things you wrote are on this phone", "4 things you wrote are on this phone", "6 things you wrote are on this phone", "8 things you wrote are on this phone", "11 things you wrote are on this phone"]],
    [cy.shell.today.waiting, ["Mae 0 cofnod ar y ffôn hwn", "Mae 1 cofnod ar y ffôn hwn", "Mae 2 gofnod ar y ffôn hwn", "Mae 3 chofnod ar y ffôn hwn", "Mae 4 cofnod ar y ffôn hwn", "Mae 6 chofnod ar y ffôn hwn", "Mae 8 cofnod ar y ffôn hwn", "Mae 11 cofnod ar y ffôn hwn"]],
    [cy.shell.now.forMinutes, ["Am 0 munud", "Am 1 funud", "Am 2 funud", "Am 3 munud", "Am 4 munud", "Am 6 munud", "Am 8 munud", "Am 11 munud"]],
    [cy.orders.order.count, ["0 amod", "1 amod", "2 amod", "3 amod", "4 amod", "6 amod", "8 amod", "11 amod"]],
    [cy.asking.rules.count, ["0 rheol", "1 rheol", "2 reol", "3 rheol", "4 rheol", "6 rheol", "8 rheol", "11 rheol"]],
  ];
  for (const [saying, words] of table) assert.deepEqual([0, 1, 2, 3, 4, 6, 8, 11].map(saying), words);
});

test("days and months, against the names of CLDR", () => {
  for (let day = 1; day <= 7; day++) {
    const at = new Date(Date.UTC(2026, 10, day, 12));
    const name = (locale: string): string => new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" }).format(at);
    assert.equal(dates(name("en-GB")), name("cy"));
  }
  for (let month = 0; month < 12; month++) {
    const at = new Date(Date.UTC(2026, month, 5, 12));
    const name = (locale: string): string => new Intl.DateTimeFormat(locale, { month: "long", timeZone: "UTC" }).format(at);
    assert.equal(dates(name("en-GB")), name("cy"));
  }
  assert.equal(dates("Thursday 26 November"), "Dydd Iau 26 Tachwedd");
  assert.equal(dates("Thu 3 Sept"), "Iau 3 Medi");
  assert.equal(dates("14:05"), "14:05");
});

test("hours have their part of the day", () => {
  const table = [["12:40 am", "12:40 y bore"], ["9:00 am", "9:00 y bore"], ["12:00 pm", "12:00 y prynhawn"], ["2:00 pm", "2:00 y prynhawn"], ["5:30 pm", "5:30 y prynhawn"], ["10:00 pm", "10:00 yr hwyr"]];
  for (const [from, to] of table) assert.equal(dates(from!), to);
});

test("a day changes with its place in the sentence", () => {
  assert.equal(low("Dydd Iau 26 Tachwedd"), "dydd Iau 26 Tachwedd");
  assert.equal(on("Dydd Iau"), "ddydd Iau");
  assert.equal(on("12 Tachwedd 2026"), "12 Tachwedd 2026");
});
