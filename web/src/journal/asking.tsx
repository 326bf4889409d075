/** The journal's pages that nobody needs in a hurry, fetched when they are opened: /ask…, /session…, /chain… and /patterns. */
import type { JSX } from "preact";
import { useLocation } from "preact-iso";
import { NotHere } from "../people/not-here.tsx";
import { usePhone } from "../people/phone.ts";
import { Ask } from "./ask.tsx";
import { Chain } from "./chain.tsx";
import { PatternsPage } from "./patterns.tsx";
import { SessionSay } from "./session-say.tsx";
import "./journal.css";

export default function AskingRoutes(): JSX.Element {
  const { path } = useLocation();
  const { bundle } = usePhone();
  switch (path.split("/")[1]) {
    case "session":
      return <SessionSay />;
    case "chain":
      return bundle ? <Chain /> : <NotHere back="/" />;
    case "patterns":
      return bundle ? <PatternsPage /> : <NotHere back="/more" />;
    default:
      return <Ask />;
  }
}
