/** Staff sign-in: email and password, then the authenticator's 6 digits or a recovery code. What was typed stays, the password excepted. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { get, Offline, post, Problem } from "../api/client.ts";
import type { Demo, DemoPerson } from "../api/types.ts";
import { Banner, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { Mark } from "../ui/icon.tsx";
import { TextField } from "../ui/textarea.tsx";
import type { Ended } from "./session.ts";
import type { StaffMe } from "./shapes.ts";
import { words } from "./text.ts";

const w = words.sign_in;

type Step = "password" | "totp" | "recovery";

export function SignIn({ why, onSignedIn }: { why: Ended | null; onSignedIn: (me: StaffMe) => void }): JSX.Element {
  const [step, setStep] = useState<Step>("password");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [busy, setBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [step]);

  const go = (next: Step): void => {
    setCode("");
    setErrors([]);
    setStep(next);
  };

  const attempt = async (field: string, ask: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setErrors([]);
    try {
      await ask();
    } catch (error) {
      // The password is the one thing typed that does not stay.
      if (field === "password") setPassword("");
      if (field === "code" && error instanceof Problem && error.status === 401 && !/code|totp/.test(error.slug) && error.slug !== "sign-in-failed") {
        go("password");
        setErrors([{ field: "email", message: w.expired }]);
      } else {
        setErrors([{ field, message: saying(error, field) }]);
      }
    } finally {
      setBusy(false);
    }
  };

  const submitPassword = (event: Event): void => {
    event.preventDefault();
    const missing: FieldProblem[] = [];
    if (!email.trim()) missing.push({ field: "email", message: w.no_email });
    if (!password) missing.push({ field: "password", message: w.no_password });
    setErrors(missing);
    if (missing.length || busy) return;
    void attempt("password", async () => {
      await post("/api/sign-in", { email: email.trim(), password });
      setPassword("");
      go("totp");
    });
  };

  const submitCode = (event: Event): void => {
    event.preventDefault();
    const typed = step === "totp" ? code.replace(/\s/g, "") : code.trim();
    if (!typed || (step === "totp" && !/^\d{6}$/.test(typed))) {
      return setErrors([{ field: "code", message: step === "totp" ? w.no_code : w.no_recovery }]);
    }
    if (busy) return;
    void attempt("code", async () => onSignedIn(await post<StaffMe>("/api/sign-in/totp", { code: typed })));
  };

  const errorOf = (field: string): string | null => errors.find((error) => error.field === field)?.message ?? null;
  const ended = why === "quiet" ? w.quiet_out : why === "ended" ? w.ended : why === "out" ? w.out : null;
  return (
    <div class="staff signing-in">
      <main id="main" class="sign-in">
        <p class="rail-name">
          <Mark />
          <span>{words.name}</span>
        </p>
        <ErrorSummary errors={errors} />
        {ended && errors.length === 0 && step === "password" && <Banner tone="know" word={ended} />}
        <h1 ref={heading} tabIndex={-1}>
          {step === "password" ? w.title : w.code_title}
        </h1>
        {step === "password" ? (
          <form onSubmit={submitPassword} noValidate>
            <p class="staff-sub">{w.about}</p>
            <TextField name="email" label={w.email} type="email" inputMode="email" autocomplete="username" value={email} onInput={setEmail} error={errorOf("email")} />
            <TextField name="password" label={w.password} type="password" autocomplete="current-password" value={password} onInput={setPassword} error={errorOf("password")} />
            <Button type="submit" busy={busy ? w.checking : null}>
              {w.next}
            </Button>
          </form>
        ) : (
          <form onSubmit={submitCode} noValidate>
            <p class="staff-sub">{step === "totp" ? w.code_about : w.recovery_about}</p>
            <TextField
              key={step}
              name="code"
              label={step === "totp" ? w.code : w.recovery}
              inputMode={step === "totp" ? "numeric" : "text"}
              autocomplete="one-time-code"
              value={code}
              onInput={setCode}
              width={step === "totp" ? 10 : 24}
              error={errorOf("code")}
            />
            <Button type="submit" busy={busy ? w.checking : null}>
              {w.finish}
            </Button>
            <p class="sign-in-other">
              <button type="button" class="link" onClick={() => go(step === "totp" ? "recovery" : "totp")}>
                {step === "totp" ? w.use_recovery : w.use_code}
              </button>
              <button type="button" class="link" onClick={() => go("password")}>
                {w.start_over}
              </button>
            </p>
          </form>
        )}
        {step === "password" && <TryAs onSignedIn={onSignedIn} />}
      </main>
    </div>
  );
}

/** The demonstration's made-up staff. The panel is there only where the server says that it is a demonstration. */
function TryAs({ onSignedIn }: { onSignedIn: (me: StaffMe) => void }): JSX.Element | null {
  const [people, setPeople] = useState<DemoPerson[]>([]);
  const [busy, setBusy] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    get<Demo>("/api/demo")
      .then((demo) => setPeople(demo.people.filter((person) => person.as !== "participant")))
      .catch(() => undefined);
  }, []);
  if (people.length === 0) return null;
  const enter = async (person: DemoPerson): Promise<void> => {
    setBusy(person.name);
    setFailed(null);
    try {
      onSignedIn(await post<StaffMe>("/api/demo/sign-in", { as: person.as, email: person.email }));
    } catch (error) {
      setFailed(saying(error, "demo"));
      setBusy(null);
    }
  };
  return (
    <section class="try-as" aria-label={w.try_as}>
      <h2>{w.try_as}</h2>
      <p class="staff-sub">{w.try_about}</p>
      {failed && <p class="said bad" role="alert">{failed}</p>}
      <ul>
        {people.map((person) => (
          <li key={person.email ?? person.name}>
            <button type="button" aria-busy={busy === person.name || undefined} onClick={() => void enter(person)}>
              <strong>{person.name}</strong>
              <span>{person.about}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function saying(error: unknown, field: string): string {
  if (error instanceof Offline || !(error instanceof Problem)) return w.offline;
  if (error.status === 429) return w.wait(error.retryAfter ?? 60);
  if (error.status === 401) return field === "code" ? w.wrong_code : w.wrong;
  return error.detail || w.offline;
}
