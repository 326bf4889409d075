/** Invitation codes as people type them: Crockford's alphabet, where I and L are read as 1 and O as 0, with any spaces or dashes. */

const TYPED = 8;
const SCANNED = 16;

/** The code in its plain form: capitals, no separators, mistaken letters put right. */
export function cleanCode(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[\s-]/g, "")
    .replace(/[IL]/g, "1")
    .replace(/O/g, "0");
}

/** True when it can be a whole code: 8 characters typed, 16 from the square picture. */
export function looksWhole(code: string): boolean {
  return (code.length === TYPED || code.length === SCANNED) && /^[0-9A-HJKMNP-TV-Z]+$/.test(code);
}
