/** A piece in the width, size and drawing of a phone, page under page, for staff who check it. Lessons are drawn by the phone's own parts. */
import type { ComponentChildren, JSX } from "preact";
import { Card } from "../ui/card.tsx";
import { Blocks } from "./blocks.tsx";
import { library as w } from "./library-text.ts";
import type { Piece } from "./library-shapes.ts";
import type { Lesson } from "./lessons.ts";

export function OnPhone({ piece }: { piece: Piece }): JSX.Element {
  const { lesson, skill, answers, scenarios, said = {} } = piece.shown_as;
  if (lesson) return <LessonPages lesson={lesson} />;
  if (skill) {
    return (
      <Pages>
        <Screen title={skill.title}>
          <p class="second">{skill.short}</p>
          <h4>{w.short}</h4>
          <Steps of={skill.steps} />
          {skill.full.length > 0 && (
            <>
              <h4>{w.full}</h4>
              {skill.why && <p>{skill.why}</p>}
              {skill.cautions.map((one) => (
                <p key={one} class="second">
                  {one}
                </p>
              ))}
              <Steps of={skill.full} />
            </>
          )}
        </Screen>
      </Pages>
    );
  }
  if (answers) {
    return (
      <Pages>
        {answers.map((one) => (
          <Screen key={one.id} title={one.question}>
            <p>
              <strong>{said[`answer.${one.kind}`]}</strong> {one.short}
            </p>
            <Points of={one.why} />
            <Points of={one.do} />
            <p class="second">{one.ask.join(". ")}</p>
          </Screen>
        ))}
      </Pages>
    );
  }
  if (scenarios) {
    return (
      <Pages>
        {scenarios.map((one) => (
          <Screen key={one.id}>
            <p>{one.situation}</p>
            <p>
              <strong>{said[`scenario.${one.answer}`]}.</strong> {one.reason}
            </p>
          </Screen>
        ))}
      </Pages>
    );
  }
  return (
    <Pages>
      {piece.pages.map((page) => (
        <Screen key={page.name}>
          {page.words.split("\n").map((line, i) => (
            <p key={i}>{line}</p>
          ))}
        </Screen>
      ))}
    </Pages>
  );
}

function LessonPages({ lesson }: { lesson: Lesson }): JSX.Element {
  return (
    <Pages>
      {lesson.screens.map((screen) => (
        <Screen key={screen.id} title={screen.title}>
          <Blocks blocks={screen.blocks} />
        </Screen>
      ))}
      {lesson.checks.map((check, i) => (
        <Screen key={check.id} title={w.check(i + 1)}>
          <p class="situation">{check.situation}</p>
          <ul class="points">
            {check.options.map((option) => (
              <li key={option.value}>{option.value === check.answer ? <strong>{option.text}</strong> : option.text}</li>
            ))}
          </ul>
          <p>{check.reason}</p>
        </Screen>
      ))}
      <Screen title={w.takeaway}>
        <Card tone="soft">
          <p class="takeaway">{lesson.takeaway}</p>
        </Card>
        <p class="second">{lesson.source_note}</p>
      </Screen>
    </Pages>
  );
}

const Pages = ({ children }: { children: ComponentChildren }): JSX.Element => <div class="on-phone">{children}</div>;

function Screen({ title, children }: { title?: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="on-phone-screen">
      {title && <h3>{title}</h3>}
      {children}
    </div>
  );
}

const Steps = ({ of }: { of: readonly string[] }): JSX.Element => (
  <ol class="on-phone-steps">
    {of.map((one) => (
      <li key={one}>{one}</li>
    ))}
  </ol>
);

const Points = ({ of }: { of: readonly string[] }): JSX.Element => (
  <ul class="points">
    {of.map((one) => (
      <li key={one}>{one}</li>
    ))}
  </ul>
);
