/** Every contrast pair of the design, computed from tokens.css: text at least 4.5 to 1; edges, marks and the focus ring at least 3 to 1. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

/** The declarations of the first block whose selector is exactly this. */
function block(selector: string): Map<string, string> {
  const at = css.indexOf(`${selector} {`);
  assert.notEqual(at, -1, `${selector} is missing`);
  const body = css.slice(css.indexOf("{", at) + 1, css.indexOf("}", at));
  return new Map([...body.matchAll(/--([\w]+):\s*([^;]+);/g)].map((m) => [m[1] ?? "", (m[2] ?? "").trim()]));
}

const light = block(":root");
const darkByPhone = block(':root:not([data-theme="light"])');
const darkByChoice = block(':root[data-theme="dark"]');

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(tokens: Map<string, string>, one: string, other: string): number {
  const [a, b] = [one, other].map((name) => {
    const value = name.startsWith("#") ? name : tokens.get(name);
    assert.match(value ?? "", /^#[0-9a-f]{6}$/i, `${name} is not a colour`);
    return luminance(value ?? "");
  });
  const [high, low] = [Math.max(a ?? 0, b ?? 0), Math.min(a ?? 0, b ?? 0)];
  return (high + 0.05) / (low + 0.05);
}

/** [foreground, background, light, dark] as the design states them. */
const TEXT: readonly (readonly [string, string, number, number])[] = [
  ["ink", "ground", 14.9, 15.4], ["ink", "surface", 16.4, 13.8], ["ink", "sunken", 13.8, 11.7],
  ["ink2", "ground", 7.5, 9.9], ["ink2", "surface", 8.2, 8.9], ["ink2", "sunken", 6.9, 7.6], ["ink2", "primarysoft", 6.7, 6.6],
  ["ink3", "ground", 5.1, 7.1], ["ink3", "surface", 5.6, 6.4], ["ink3", "sunken", 4.7, 5.4],
  ["onprimary", "primary", 9.3, 9.6], ["primary", "ground", 8.4, 10.6], ["primary", "surface", 9.3, 9.4], ["primary", "sunken", 7.8, 8.1],
  ["onprimarysoft", "primarysoft", 9.3, 9.5], ["onlichen", "lichen", 10.9, 7.6],
  ["ink", "lichensoft", 14.8, 12.5], ["ink", "claysoft", 13.8, 12.1], ["ink", "slatesoft", 13.6, 11.7],
  ["clay", "ground", 6.7, 9.8], ["clay", "surface", 7.4, 8.7], ["clay", "claysoft", 6.2, 7.7], ["slate", "slatesoft", 6.8, 8.1],
  ["#ffffff", "heat2", 4.9, 4.9],
];
const MARKS: readonly (readonly [string, string, number, number])[] = [
  ["edge", "ground", 3.7, 4.8], ["edge", "surface", 4.0, 4.3], ["edge", "sunken", 3.4, 3.6],
  ["lichenedge", "ground", 4.5, 7.9], ["lichenedge", "lichensoft", 4.5, 6.4],
  ["focus", "ground", 6.6, 10.4], ["focus", "surface", 7.2, 9.3], ["focus", "lichen", 5.0, 5.1],
];

for (const [pairs, least] of [[TEXT, 4.5], [MARKS, 3]] as const) {
  for (const [front, back, inLight, inDark] of pairs) {
    test(`${front} on ${back} reads in light and dark`, () => {
      for (const [tokens, stated] of [[light, inLight], [darkByPhone, inDark]] as const) {
        const found = contrast(tokens, front, back);
        assert.ok(found >= least, `${found.toFixed(2)} is below ${least}`);
        assert.ok(Math.abs(found - stated) < 0.11, `${found.toFixed(2)} is not the ${stated} that the design states`);
      }
    });
  }
}

test("dark is the same whether the phone or the person chose it", () => {
  assert.deepEqual([...darkByChoice], [...darkByPhone]);
});

test("every colour of light has its dark twin", () => {
  assert.deepEqual([...darkByPhone.keys()].sort(), [...light.keys()].sort());
});
