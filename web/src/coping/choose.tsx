/**
 * Show without my PIN: up to five short things to do, from the plan or in one's own words, that stand under Right now for anybody who
 * holds the phone. Needs the PIN and signal: the server looks at the words too, and every phone of the person shows the same.
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Offline, Problem, put } from "../api/client.ts";
import { GuardedText, useFreeText, useGuard } from "../journal/guarded.tsx";
import { usePhone } from "../people/phone.ts";
import { refreshDevice } from "../store/index.ts";
import { t } from "../text/index.ts";
import { faultsOf } from "../text/of.ts";
import { Banner, ErrorSummary, type FieldProblem } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import { ChoiceList } from "../ui/choice.tsx";
import { announce } from "../ui/live.tsx";
import { Page } from "../ui/page.tsx";
import { choose as said } from "./pause-text.ts";

const MOST = 5;
const LONGEST = 80;

export default function Choose(): JSX.Element {
  const { bundle, device } = usePhone();
  const plan = bundle?.plan;
  const [chosen, setChosen] = useState<string[]>(device?.open_alternatives ?? []);
  const [typed, setTyped] = useState<string[]>(chosen);
  const [text, setText] = useState("");
  const [kept, setKept] = useState<string[]>([]);
  const [asking, setAsking] = useState(false);
  const [errors, setErrors] = useState<FieldProblem[]>([]);
  const [note, setNote] = useState<{ tone: "know" | "needs"; words: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const find = useGuard();
  const ownWords = useFreeText();
  const steps = [...(plan?.alone ?? []), ...(plan?.night ?? []), ...(plan?.people ?? [])].filter((step) => step.length <= LONGEST);
  const options = [...new Set([...typed, ...steps])].map((words) => ({ value: words, text: words }));

  const change = (next: string[]): void => {
    setNote(null);
    setErrors(next.length > MOST ? [{ field: "things", message: said.most }] : []);
    if (next.length <= MOST) setChosen(next);
  };
  const add = (): boolean => {
    const words = text.trim();
    if (!words) return true;
    if (words.length > LONGEST) {
      setErrors([{ field: "words", message: said.long }]);
      return false;
    }
    if (find(words, kept).length > 0) {
      setAsking(true);
      announce(said.guard);
      document.getElementById("words")?.focus();
      return false;
    }
    if (chosen.length >= MOST && !chosen.includes(words)) {
      setErrors([{ field: "things", message: said.most }]);
      return false;
    }
    setTyped([...new Set([...typed, words])]);
    setChosen([...new Set([...chosen, words])]);
    setText("");
    setAsking(false);
    setErrors([]);
    announce(said.chosen(chosen.length + 1));
    return true;
  };
  const save = async (): Promise<void> => {
    if (text.trim()) {
      // What stands in the field is not lost by forgetting Add.
      if (add()) setNote(null);
      return;
    }
    setBusy(true);
    setNote(null);
    setErrors([]);
    try {
      await put("/api/me/open-alternatives", { items: chosen });
      await refreshDevice();
      setNote({ tone: "know", words: said.saved });
    } catch (error) {
      if (error instanceof Problem && error.status === 409) {
        const words = faultsOf(error).map((one) => {
          const item = chosen[Number(one.field.split(".")[1])];
          return { field: "things", message: item ? `${item}: ${one.message}` : one.message };
        });
        setErrors(words.length > 0 ? words : [{ field: "things", message: said.refused }]);
      } else if (error instanceof Problem && error.status === 401) setNote({ tone: "needs", words: said.locked });
      else if (error instanceof Offline) setNote({ tone: "needs", words: said.offline });
      else if (error instanceof Problem) setNote({ tone: "needs", words: t.page.failed });
      else throw error;
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page
      title={said.title}
      sub={said.sub}
      back="/now"
      tools={["listen"]}
      dock={{ label: text.trim() ? said.add : said.save, onPress: () => void save(), busy: busy && said.saving }}
    >
      <ErrorSummary errors={errors} />
      {note && <Banner tone={note.tone} word={note.words} />}
      <p role="status">{said.chosen(chosen.length)}</p>
      {options.length > 0 ? (
        <ChoiceList
          name="things"
          legend={said.from}
          many
          options={options}
          values={chosen}
          onChange={change}
          error={errors.find((one) => one.field === "things")?.message ?? null}
        />
      ) : (
        <p class="second">{said.empty}</p>
      )}
      <h2 class="small">{said.own}</h2>
      <GuardedText
        name="words"
        label={said.ownLabel}
        limit={LONGEST}
        value={text}
        kept={kept}
        asking={asking}
        onInput={(value) => {
          setErrors([]);
          setText(value);
        }}
        onKeep={setKept}
        error={errors.find((one) => one.field === "words")?.message ?? null}
      />
      {ownWords && (
        <Button kind="second" icon="add" onClick={() => add()}>
          {said.add}
        </Button>
      )}
    </Page>
  );
}
