/** What a browser sees that is not set up: a code, or staff sign-in. On a demonstration server also the made-up people to try. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { get, post, Problem } from "../api/client.ts";
import type { Demo, DemoPerson, Me } from "../api/types.ts";
import { refreshDevice } from "../store/index.ts";
import { t } from "../text/index.ts";
import { language } from "../text/tongue.ts";
import { Banner } from "../ui/banner.tsx";
import { List, Row } from "../ui/card.tsx";
import { Mark } from "../ui/icon.tsx";
import { Page } from "../ui/page.tsx";
import { askOffered, isOffered, speak } from "./speak.ts";

/** The language that is not spoken now, in its own words. */
const OTHER = { en: "Cymraeg", cy: "English" };

export default function Landing(): JSX.Element {
  const { route } = useLocation();
  const [demo, setDemo] = useState<Demo | null>(null);
  const [offered, setOffered] = useState(isOffered);
  useEffect(() => {
    get<Me>("/api/me").then(
      (me) => {
        // The browser has a phone's credential but an emptied storage: the PIN makes it readable again.
        if (me.role === "participant") void refreshDevice();
        else route("/staff", true);
      },
      () => undefined,
    );
    get<Demo>("/api/demo").then(setDemo, () => undefined);
    void askOffered().then(() => setOffered(isOffered()), () => undefined);
  }, []);
  return (
    <Page title={t.landing.title} sub={t.landing.sub} before={<Mark />} dock={{ label: t.landing.code, href: "/enrol" }}>
      <List>
        <Row title={t.landing.staff} href="/sign-in" />
        {offered && <Row title={OTHER[language]} onClick={() => void speak(language === "cy" ? "en" : "cy", "/")} trail={<span />} />}
      </List>
      {demo?.demo && <TryAs demo={demo} go={route} />}
    </Page>
  );
}

function TryAs({ demo, go }: { demo: Demo; go: (url: string) => void }): JSX.Element {
  const [failed, setFailed] = useState<string | null>(null);
  const tryAs = async (person: DemoPerson): Promise<void> => {
    setFailed(null);
    try {
      await post<Me>("/api/demo/sign-in", person.email ? { as: person.as, email: person.email } : { as: person.as });
      if (person.as === "participant") await refreshDevice();
      else go("/staff");
    } catch (error) {
      setFailed(error instanceof Problem && error.detail ? error.detail : t.page.failed);
    }
  };
  return (
    <>
      <h2>{t.demo.title}</h2>
      {failed && <Banner tone="needs" word={failed} />}
      <List label={t.demo.title}>
        {demo.people.map((person) => (
          <Row key={`${person.as} ${person.email ?? person.name}`} title={person.name} second={person.about} onClick={() => void tryAs(person)} />
        ))}
      </List>
    </>
  );
}
