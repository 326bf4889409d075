/** The staff app, in a chunk of its own that a participant's phone never fetches: who is signed in, and which page is open. */
import type { JSX } from "preact";
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { exec } from "preact-iso/router";
import { del, get, Problem } from "../api/client.ts";
import type { Me } from "../api/types.ts";
import { EmptyState } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { forgetDrafts } from "../oversight/drafts.ts";
import { Frame, homeOf } from "./frame.tsx";
import { Idle } from "./idle.tsx";
import { StaffPage } from "./page.tsx";
import { routesFor } from "./routes.tsx";
import { SessionContext, type Ended, type Session } from "./session.ts";
import type { StaffMe } from "./shapes.ts";
import { SignIn } from "./sign-in.tsx";
import { words } from "./text.ts";
import "./staff.css";
import "../oversight/oversight.css";
import "../attendance/attendance.css";
import "./printed.css";

type Who = { state: "asking" } | { state: "failed" } | { state: "out"; why: Ended | null } | { state: "in"; me: StaffMe };

export default function StaffApp(): JSX.Element {
  const [who, setWho] = useState<Who>({ state: "asking" });
  const [counts, setCounts] = useState<Record<string, number>>({});

  const ask = useCallback(() => {
    setWho({ state: "asking" });
    get<Me>("/api/me")
      .then((me) => setWho(me.role === "participant" ? { state: "out", why: null } : { state: "in", me }))
      .catch((error) => setWho(error instanceof Problem && error.status < 500 ? { state: "out", why: null } : { state: "failed" }));
  }, []);
  useEffect(ask, []);

  const leave = useCallback((why: Ended) => {
    if (why === "out") forgetDrafts();
    if (why !== "ended") del("/api/sign-in").catch(() => undefined);
    setCounts({});
    setWho({ state: "out", why });
  }, []);
  const count = useCallback((page: string, n: number) => setCounts((was) => (was[page] === n ? was : { ...was, [page]: n })), []);
  const me = who.state === "in" ? who.me : null;
  const session = useMemo<Session | null>(() => me && { me, leave, counts, count }, [me, counts]);

  if (who.state === "asking") {
    return (
      <div class="staff signing-in">
        <p class="staff-loading" role="status">
          {words.page.loading}
        </p>
      </div>
    );
  }
  if (who.state === "failed") {
    return (
      <div class="staff signing-in">
        <main id="main" class="sign-in">
          <h1>{words.page.failed}</h1>
          <p>{words.sign_in.offline}</p>
          <Button onClick={ask}>{words.page.again}</Button>
        </main>
      </div>
    );
  }
  if (!session) {
    return <SignIn why={who.state === "out" ? who.why : null} onSignedIn={(next) => setWho({ state: "in", me: next })} />;
  }
  return (
    <SessionContext.Provider value={session}>
      <Frame>
        <Page key={session.me.user.id} role={session.me.role} />
      </Frame>
      <Idle minutes={session.me.idle_minutes} onQuiet={() => leave("quiet")} />
    </SessionContext.Provider>
  );
}

/** Draws the page of the address. Each object's page is keyed by its id, so that no state of one person leaks into another's. */
function Page({ role }: { role: StaffMe["role"] }): JSX.Element {
  const { path, query, route } = useLocation();
  const home = path === "/staff" || path === "/sign-in";
  useEffect(() => {
    if (home) route(homeOf(role), true);
  }, [home]);
  if (home) return <></>;
  for (const { at, draw } of routesFor(role)) {
    const found = exec(path, at, { path, query, params: {} });
    if (found) return draw(found.params, query);
  }
  return (
    <StaffPage title={words.page.missing}>
      <EmptyState title={words.page.missing_about} action={<Button kind="soft" href="/staff">{words.page.home}</Button>} />
    </StaffPage>
  );
}
