/** Which lessons one participant read to the end, and which situations they answered otherwise than fits. Nothing is counted up. */
import type { JSX } from "preact";
import { useLoad } from "../staff/load.ts";
import { Block, Part } from "../staff/page.tsx";
import { dateWithYear } from "../staff/when.ts";
import { staffFinished as w } from "./library-text.ts";
import "./library.css";

interface Answered {
  id: string;
  situation: string | null;
  answered: string;
  fits: string | null;
  missed: boolean;
}

interface Finished {
  lesson_id: string;
  title: string | null;
  version: number;
  older: boolean;
  on: string;
  /** Situations that were not tried; null where the lesson is another version by now. */
  untried: number | null;
  checks: Answered[];
}

export function FinishedBlock({ participant }: { participant: string }): JSX.Element {
  const loads = useLoad<{ lessons: Finished[] }>(`/api/participants/${participant}/lessons`);
  return (
    <Block title={w.title}>
      <Part loads={loads}>
        {({ lessons }) =>
          lessons.length === 0 ? (
            <p class="quiet-line">{w.none}</p>
          ) : (
            <ul class="finished-lessons">
              {lessons.map((one) => (
                <li key={one.lesson_id}>
                  <p class="strong">{one.title ?? one.lesson_id}</p>
                  <p class="quiet-line">{w.line(dateWithYear(one.on), one.version, one.older)}</p>
                  {one.untried ? <p class="quiet-line">{w.untried(one.untried, one.checks.length)}</p> : null}
                  <Missed checks={one.checks.filter((check) => check.missed)} all={one.untried ? 0 : one.checks.length} />
                </li>
              ))}
            </ul>
          )
        }
      </Part>
    </Block>
  );
}

function Missed({ checks, all }: { checks: Answered[]; all: number }): JSX.Element | null {
  if (checks.length === 0) return all > 0 ? <p class="quiet-line">{w.saw_all}</p> : null;
  return (
    <details>
      <summary>{w.missed(checks.length)}</summary>
      <ul class="points">
        {checks.map((check) => (
          <li key={check.id}>
            <p>{check.situation ?? check.id}</p>
            <p class="quiet-line">{w.said(check.answered, check.fits)}</p>
          </li>
        ))}
      </ul>
    </details>
  );
}
