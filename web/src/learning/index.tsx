/** /learn: skills, situations and the lessons that are open; /learn/:id: one lesson. Works with no signal once the file was here. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { usePhone } from "../people/phone.ts";
import { onLock } from "../store/index.ts";
import { Banner, EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { List, Row } from "../ui/card.tsx";
import { Page } from "../ui/page.tsx";
import type { OrderFile } from "../orders/shapes.ts";
import { useFinished } from "./finished.ts";
import { kept, newest, openLessons, withheldLessons, type LearnFile } from "./lessons.ts";
import { Player } from "./player.tsx";
import { Situations } from "./situations.tsx";
import { Skills } from "./skills.tsx";
import { OnlyEnglish } from "../ui/only-english.tsx";
import { wordsOf } from "../text/of.ts";
import { words } from "./text.ts";
import "./learning.css";

let shown: LearnFile | null = null;
onLock(() => {
  shown = null;
});

/** The file: at once what is kept, then what is new. `looked` is true when there is nothing more to wait for. */
function useLessons(): { file: LearnFile | null; looked: boolean } {
  const [file, setFile] = useState(shown);
  const [looked, setLooked] = useState(shown !== null);
  useEffect(() => {
    let gone = false;
    const show = (found: LearnFile | null): void => {
      if (!found) return;
      shown = found;
      if (!gone) setFile(found);
    };
    void (async () => {
      show(await kept());
      await newest().then(show, () => undefined);
      if (!gone) setLooked(true);
    })();
    return () => {
      gone = true;
    };
  }, []);
  return { file, looked };
}

export default function LearningRoutes(): JSX.Element {
  const { path } = useLocation();
  const { bundle } = usePhone();
  const { file, looked } = useLessons();
  const finished = useFinished();
  const [, , id, part] = path.split("/");
  if (!file) {
    return looked ? (
      <Page title={words.title} tools={["listen", "lock"]}>
        <EmptyState title={words.none}>{words.noneHelp}</EmptyState>
      </Page>
    ) : (
      <p class="waiting-page" />
    );
  }
  if (id === "skills") return <Skills file={file} id={part} />;
  if (id === "situations") return <Situations file={file} />;
  const lessons = openLessons(file, bundle?.lessons, bundle?.opened_lessons);
  const label = file.label ?? (file.signed ? null : words.notSigned);
  const spoken = lessons[0]?.language ?? "en";
  const held = withheldLessons(file);
  const skills = file.skills?.length ?? 0;
  const tries = (file as OrderFile).scenarios?.length ?? 0;
  if (id) {
    const lesson = lessons.find((one) => one.id === id);
    if (lesson) return <Player lesson={lesson} label={label} />;
    const waits = held.find((one) => one.id === id);
    if (waits) {
      return (
        <Page title={waits.title ?? words.title} back="/learn">
          <Banner tone="know" word={waits.say} />
          <Button kind="soft" href="/learn">
            {words.toList}
          </Button>
        </Page>
      );
    }
    return (
      <Page title={words.missing} sub={words.missingHelp} back="/learn">
        <Button kind="soft" href="/learn">
          {words.toList}
        </Button>
      </Page>
    );
  }
  return (
    <Page title={words.title} sub={words.sub} tools={["listen", "lock"]}>
      {(skills > 0 || tries > 0) && (
        <List label={words.skills.title}>
          {skills > 0 && <Row icon="waves" title={words.skills.title} second={words.skills.sub} href="/learn/skills" />}
          {tries > 0 && <Row icon="ask" title={words.tries.title} second={words.tries.row} href="/learn/situations" />}
        </List>
      )}
      {lessons.length === 0 ? (
        <EmptyState title={words.none}>{words.askFirst}</EmptyState>
      ) : (
        <OnlyEnglish of={spoken}>
          <h2 class="small">{wordsOf("learning", spoken).pages}</h2>
          <List label={wordsOf("learning", spoken).pages}>
            {lessons.map((lesson) => (
              <Row
                key={lesson.id}
                icon="learn"
                title={lesson.title}
                second={finished.includes(lesson.id) ? wordsOf("learning", spoken).finished : wordsOf("learning", spoken).minutes(lesson.minutes)}
                href={`/learn/${lesson.id}`}
              />
            ))}
          </List>
        </OnlyEnglish>
      )}
      {held.length > 0 && (
        <List label={words.beingRead}>
          {held.map((one) => (
            <Row key={one.id} icon="info" title={one.title ?? words.title} second={one.say} href={`/learn/${one.id}`} />
          ))}
        </List>
      )}
      {label && <p class="second">{label}</p>}
    </Page>
  );
}
