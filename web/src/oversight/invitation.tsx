/**
 * A one-time code for the phone, as a picture to scan and as eight signs to type. The typed code lives only while this page keeps
 * asking for it, ten minutes at most; leaving the page lets it die.
 */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { del, post, Problem } from "../api/client.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { announce } from "../ui/live.tsx";
import { useSend } from "../staff/load.ts";
import { Block, Said } from "../staff/page.tsx";
import { useSession } from "../staff/session.ts";
import type { Invitation, Participant } from "../staff/shapes.ts";
import { words } from "../staff/text.ts";

const w = words.oversight.phone;
const KEEP_OPEN_MS = 20_000;

type Fate = "open" | "used" | "over" | "revoked";

export function InvitationBlock({ person, onUsed }: { person: Participant; onUsed: () => void }): JSX.Element {
  const { send, busy, refusal } = useSend();
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const [fate, setFate] = useState<Fate>("open");
  const path = invitation && `/api/participants/${person.id}/invitations/${invitation.id}`;

  const make = async (): Promise<void> => {
    const made = await send(() => post<Invitation>(`/api/participants/${person.id}/invitations`));
    if (!made) return;
    setFate("open");
    setInvitation(made.done);
  };
  const revoke = async (): Promise<void> => {
    if (!path || !(await send(() => del(path)))) return;
    setFate("revoked");
    announce(w.revoked);
  };

  return (
    <Block title={w.code}>
      <p class="quiet-line">{w.code_about}</p>
      <Said text={refusal?.detail} bad />
      {fate === "used" && (
        <Banner tone="know" icon="tick" word={w.used}>
          <p>{w.used_about}</p>
        </Banner>
      )}
      {fate === "over" && <Said text={w.over} />}
      {fate === "revoked" && <Said text={w.revoked} />}
      {invitation && path && fate === "open" && (
        <Code
          key={invitation.id}
          invitation={invitation}
          path={path}
          onFate={(next) => {
            setFate(next);
            if (next === "used") {
              announce(w.used);
              onUsed();
            }
          }}
        />
      )}
      <div class="buttons">
        {(!invitation || fate !== "open") && (
          <Button small kind={fate === "used" ? "second" : "main"} busy={busy ? w.making : null} onClick={() => void make()}>
            {w.make}
          </Button>
        )}
        {invitation && fate === "open" && (
          <Button kind="second" small busy={busy ? words.page.saving : null} onClick={() => void revoke()}>
            {w.revoke}
          </Button>
        )}
      </div>
    </Block>
  );
}

function Code({ invitation, path, onFate }: { invitation: Invitation; path: string; onFate: (fate: Fate) => void }): JSX.Element {
  const { leave } = useSession();
  // The ten minutes end here whatever keep-open answers; each answer moves only the nearer end.
  const [now, setNow] = useState(Date.now());
  const [lost, setLost] = useState(false);
  const opened = useRef(Date.now());
  const ends = opened.current + 10 * 60_000;
  const tell = useRef(onFate);
  tell.current = onFate;

  useEffect(() => {
    const keep = async (): Promise<void> => {
      try {
        const answer = await post<{ typed_expires_at: string; used: boolean }>(`${path}/keep-open`);
        setLost(false);
        if (answer.used) tell.current("used");
      } catch (error) {
        if (error instanceof Problem && error.status === 401) return leave("ended");
        if (error instanceof Problem && (error.status === 404 || error.status === 409)) return tell.current("over");
        setLost(true);
      }
    };
    void keep();
    const kept = setInterval(() => void keep(), KEEP_OPEN_MS);
    const second = setInterval(() => setNow(Date.now()), 1000);
    return () => {
      clearInterval(kept);
      clearInterval(second);
    };
  }, [path]);
  const left = Math.max(0, Math.ceil((ends - now) / 1000));
  useEffect(() => {
    if (left === 0) tell.current("over");
  }, [left === 0]);

  return (
    <div class="invitation">
      <figure>
        <img src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(invitation.qr_svg))}`} alt={w.scan_alt} width={232} height={232} />
        <figcaption>{w.scan}</figcaption>
      </figure>
      <div>
        <p>{w.type}</p>
        <p class="address">{invitation.qr_url.replace(/#.*$/, "")}</p>
        <p class="quiet-line">{w.typed}</p>
        <p class="typed-code" aria-label={`${w.typed}: ${[...invitation.typed_code.replace("-", "")].join(" ")}`}>
          {invitation.typed_code}
        </p>
        <p class="left" role="timer">
          {w.left(Math.floor(left / 60), left % 60)}
        </p>
        {lost && <Said text={w.lost} bad />}
      </div>
    </div>
  );
}

/** An image needs the name space that markup inside a page may leave out. */
const standalone = (svg: string): string => (svg.includes("xmlns=") ? svg : svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"'));
