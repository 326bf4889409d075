/** /learn/skills: every skill, those in the phone's own language first, and /learn/skills/:id: one of them, short and whole, cautions before both. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { NEW_RULE, startRule } from "../coping/handover.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { List, Row } from "../ui/card.tsx";
import { OnlyEnglish } from "../ui/only-english.tsx";
import { Page } from "../ui/page.tsx";
import { Steps } from "../ui/steps.tsx";
import { wordsOf } from "../text/of.ts";
import { language } from "../text/tongue.ts";
import type { LearnFile, WholeSkill } from "./lessons.ts";
import { words } from "./text.ts";

const said = words.skills;

/** The skill that goes through a situation that is to come, and ends in a rule for it. */
const REHEARSES = "cope-ahead";

export function Skills({ file, id }: { file: LearnFile; id: string | undefined }): JSX.Element {
  const skills = file.skills ?? [];
  if (!id) return <AllSkills skills={skills} label={file.label} />;
  const skill = skills.find((one) => one.id === id);
  if (skill) return <SkillPage skill={skill} label={file.label} />;
  return (
    <Page title={said.missing} sub={words.missingHelp} back="/learn/skills">
      <Button kind="soft" href="/learn/skills">
        {said.all}
      </Button>
    </Page>
  );
}

function AllSkills({ skills, label }: { skills: readonly WholeSkill[]; label: string | null }): JSX.Element {
  const own = skills.filter((one) => (one.language ?? "en") === language);
  const others = skills.filter((one) => !own.includes(one));
  return (
    <Page title={said.title} sub={said.sub} back="/learn" tools={["listen"]}>
      {[own, others].map(
        (some) =>
          some.length > 0 && (
            <OnlyEnglish key={some[0]!.id} of={some[0]!.language}>
              <List label={said.title}>
                {some.map((one) => (
                  <Row key={one.id} title={one.title} second={one.short} href={`/learn/skills/${one.id}`} />
                ))}
              </List>
            </OnlyEnglish>
          ),
      )}
      {label && <p class="second">{label}</p>}
    </Page>
  );
}

function SkillPage({ skill, label }: { skill: WholeSkill; label: string | null }): JSX.Element {
  const { route } = useLocation();
  const around = wordsOf("learning", skill.language).skills;
  // A caution is the last step of the short version where that stands alone; here it is said first.
  const steps = skill.steps.filter((step) => !skill.cautions.includes(step));
  return (
    <Page title={skill.title} of={skill.language ?? "en"} sub={skill.short} back="/learn/skills" tools={["listen"]}>
      {skill.cautions.map((caution) => (
        <Banner key={caution} tone="needs" icon="warn" word={caution} />
      ))}
      <h2 class="small">{around.brief}</h2>
      <Steps of={steps} />
      {skill.full.length > 0 && (
        <>
          <h2 class="small">{around.whole}</h2>
          {skill.why && <p>{skill.why}</p>}
          <Steps of={skill.full} />
        </>
      )}
      {skill.id === REHEARSES && (
        <Button
          kind="second"
          icon="add"
          wide
          onClick={() => {
            startRule({ back: `/learn/skills/${skill.id}` });
            route(NEW_RULE);
          }}
        >
          {wordsOf("learning", skill.language).toPlan}
        </Button>
      )}
      {label && <p class="second">{label}</p>}
    </Page>
  );
}
