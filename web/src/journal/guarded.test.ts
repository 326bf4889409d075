import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const SOURCES = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** Where words are typed without the guard, and why that is right. */
const EXCEPTIONS: Record<string, string> = {
  "journal/guarded.tsx TextArea": "is the guarded field itself",
  "people/enrol.tsx TextField": "takes the one-time code, which is kept nowhere",
  "reminders/page.tsx TextField": "takes one's own number and address for reminders, which only staff of the team can see",
  "orders/can-i.tsx input": "looks answers up on the phone itself and keeps nothing; a question made of it goes through the guard",
};

/** What marks a field that holds no words: its type, or a keyboard of figures, for a value that its page reads as a number. */
const WORDLESS = /\b(?:type="(?:date|time|datetime-local|number|password|checkbox|radio|range|hidden|file)"|inputMode="numeric")/;

/** Every source that a participant's pages can load: all that main.tsx reaches, but for the part that belongs to staff. */
function participantSources(): string[] {
  const found = new Set<string>();
  const waiting = [join(SOURCES, "main.tsx")];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file) || relative(SOURCES, file) === join("staff", "index.tsx")) continue;
    found.add(file);
    const text = readFileSync(file, "utf8");
    for (const [, path] of text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+\.tsx?)"/g)) {
      const next = resolve(dirname(file), path!);
      if (existsSync(next)) waiting.push(next);
    }
  }
  return [...found].filter((file) => file.endsWith(".tsx"));
}

/** The fields in a source that take words with no guard: the names of their elements. */
export function unguarded(text: string): string[] {
  const fields = [...text.matchAll(/<(TextArea|TextField|textarea|input)\b((?:[^>]|(?<==)>)*?)(?<!=)>/g)]
    .filter(([, , props]) => !WORDLESS.test(props!))
    .map(([, name]) => name!);
  return /contenteditable/i.test(text) ? [...fields, "contenteditable"] : fields;
}

test("every field of the participant's pages that takes words runs the guard", () => {
  const files = participantSources();
  assert.ok(files.length > 30, "the walk finds the pages");
  const used = new Set<string>();
  for (const file of files) {
    const name = relative(SOURCES, file).replaceAll("\\", "/");
    // What the fields are made of; each use of one is looked at where it is used.
    if (name.startsWith("ui/")) continue;
    for (const field of unguarded(readFileSync(file, "utf8"))) {
      const key = `${name} ${field}`;
      assert.ok(key in EXCEPTIONS, `${key}: use GuardedText from journal/guarded.tsx, or say in EXCEPTIONS why this one needs no guard`);
      used.add(key);
    }
  }
  assert.deepEqual([...used].sort(), Object.keys(EXCEPTIONS).sort(), "an exception that nobody needs goes");
});

test("every page that takes words asks once more before it saves", () => {
  for (const file of participantSources()) {
    const text = readFileSync(file, "utf8");
    const name = relative(SOURCES, file);
    if (!text.includes("<GuardedText") || name.includes("form-view")) continue;
    assert.match(text, /useGuard\(\)/, `${name} saves words that were typed without a pause`);
  }
});

test("a field is seen as taking words or not", () => {
  assert.deepEqual(unguarded('<TextArea name="a" onInput={(v) => set(v)} />'), ["TextArea"]);
  assert.deepEqual(unguarded('<TextField name="a"\n type="time" onInput={x} />'), []);
  assert.deepEqual(unguarded('<TextField name="a" onInput={(v) => set(v)} type="number" />'), []);
  assert.deepEqual(unguarded('<input value={a} /><textarea />'), ["input", "textarea"]);
  assert.deepEqual(unguarded('<div contentEditable="true" />'), ["contenteditable"]);
});
