/** Which addresses are whose. */

/** First parts of the addresses that the staff app draws; staff/routes.tsx says which role has which. */
const STAFF = new Set([
  "staff", "sign-in", "caseload", "participants", "reviews", "attention", "calendar", "appointments", "attendance", "team", "trail", "health", "channels", "account", "content",
]);

export function firstPart(path: string): string {
  return path.split("/")[1] ?? "";
}

export function isStaffPath(path: string): boolean {
  return STAFF.has(firstPart(path));
}
