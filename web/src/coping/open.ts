/**
 * What anybody holding the phone may see under Right now: people to call and short exercises, from /content/open.json.
 * 999, the line of one's own country for when one cannot cope, Samaritans and Shout are built in: they stand first, they never
 * expire, and no file can take them away.
 */
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client.ts";
import type { CrisisLine, OpenContent, Skill } from "../api/types.ts";
import { oneLine } from "../people/phone.ts";
import { t } from "../text/index.ts";
import { language } from "../text/tongue.ts";

export interface Line {
  id: string;
  name: string;
  about: string;
  /** Null for a line that has no number of its own. */
  href: string | null;
  text: boolean;
}

/** `tel:` or `sms:` for a line; null when it has neither. */
function lineHref(line: { tel: string | null; sms: string | null }): string | null {
  if (line.tel) return `tel:${line.tel.replace(/[^\d+]/g, "")}`;
  if (line.sms) return `sms:${line.sms.replace(/[^\d+]/g, "")}`;
  return null;
}

const HOME = "england-wales";

/** Whether a line is for somebody of that place. */
const isFor = (line: { jurisdiction?: string }, place: string): boolean => !line.jurisdiction || line.jurisdiction === place;

/** Those of a `place`, as the phone was told; before it was told, and for a place with no line of its own, those of England and Wales. */
export function builtInLines(place: string = HOME): Line[] {
  const own = t.crisis.lines.some((line) => line.place === place) ? place : HOME;
  return t.crisis.lines.flatMap((line) => {
    if (line.place && line.place !== own) return [];
    const href = lineHref(line);
    return href ? [{ id: line.id, name: line.name, about: line.about, href, text: line.tel === null }] : [];
  });
}

/** The lines of the file for a `place` that are not built in already, for this place or another, known by their number. */
export function furtherLines(file: readonly CrisisLine[], place: string = HOME): Line[] {
  const known = new Set<string | null>(t.crisis.lines.map(lineHref));
  return file.flatMap((line) => {
    const href = lineHref(line);
    if (!href || known.has(href) || !isFor(line, place)) return [];
    known.add(href);
    return [asLine(line)];
  });
}

export function asLine(line: CrisisLine): Line {
  const contact = line.tel ? oneLine(line.contact) : line.contact;
  const name = contact && !line.name.includes(line.contact) ? `${line.name}, ${contact}` : line.name;
  return { id: line.id, name, about: [line.about, line.hours].filter(Boolean).join(". "), href: lineHref(line), text: line.tel === null && line.sms !== null };
}

let kept: OpenContent | null = null;

/** The file, once it came; null before that and where it never came. */
export function useOpenContent(): OpenContent | null {
  const [content, setContent] = useState(kept);
  useEffect(() => {
    if (kept) return;
    let gone = false;
    get<OpenContent>("/content/open.json").then(
      (file) => {
        kept = (language === "cy" && file.cy) || file;
        if (!gone) setContent(kept);
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, []);
  return content;
}

/** Exercises to show without a PIN. Where the file did not come there is one that needs no file. */
export function openSkills(content: OpenContent | null): Skill[] {
  // Slow breathing has a page of its own, with the level that rises and falls.
  const skills = (content?.skills ?? []).filter((skill) => !skill.id.includes("breathing"));
  return skills.length > 0 ? skills : [{ id: "sounds", title: t.now.sounds, short: t.now.soundsHelp, steps: t.now.soundsSteps }];
}
