/** Who is signed in, for every staff page, and what to do when the server says that nobody is. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { StaffMe } from "./shapes.ts";

/** Why a sign-in ended, so that the sign-in page can say it. */
export type Ended = "out" | "quiet" | "ended";

export interface Session {
  me: StaffMe;
  /** Leaves the signed-in pages. `out` and `quiet` have told the server already; `ended` was told by it. */
  leave: (why: Ended) => void;
  /** Numbers beside the pages of the rail, as the last load found them. */
  counts: Record<string, number>;
  count: (page: string, n: number) => void;
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("A staff page is drawn only when somebody is signed in");
  return session;
}
