/** One condition: number, what it is about and plain words; opened, what it means, what to ask about, the exception, and the court's words. */
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import type { OrderCondition } from "./shapes.ts";
import { words } from "./text.ts";

const said = words.condition;
/** The words of an order are as staff wrote them, from English papers. */
export const WRITTEN = "en";

export function categoryOf(condition: OrderCondition, around = words): string {
  const said = around.condition;
  return said.categories[condition.category] ?? said.categories.other!;
}

export function ConditionRow({ condition, begins }: { condition: OrderCondition; begins: boolean }): JSX.Element {
  const [open, setOpen] = useState(begins);
  const [exact, setExact] = useState(false);
  const id = useId();
  const mark = said.marks[condition.change];
  return (
    <li class="condition" id={`condition-${condition.key}`}>
      <h3>
        <button type="button" class="condition-head" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          <span class="row-words">
            <span class="condition-name">
              {said.open(condition.place, categoryOf(condition))}
              {mark && <span class={`pill ${condition.change === "new" ? "here" : "received"}`}>{mark}</span>}
            </span>
          </span>
          <Icon name={open ? "up" : "down"} />
        </button>
      </h3>
      <p lang={WRITTEN}>{condition.plain}</p>
      <div id={id} hidden={!open} class={exact ? "condition-more exact-open" : "condition-more"}>
        <div class="condition-plain">
          {condition.exception && <Exception words={condition.exception} />}
          <Points title={condition.kind === "requirement" ? said.must : said.not} items={condition.not_allowed} />
          <Points title={said.askFirst} items={condition.ask_about} />
        </div>
        <blockquote class="exact">
          <h4>{said.court}</h4>
          <p lang={WRITTEN}>{condition.exact}</p>
        </blockquote>
        <div class="condition-acts">
          <span class="exact-switch">
            <Button kind="second" expanded={exact} onClick={() => setExact(!exact)}>
              {exact ? said.hideExact : said.exact}
            </Button>
          </span>
          <Button kind="second" href={`/question?condition=${condition.key}`}>
            {said.askAbout}
          </Button>
        </div>
      </div>
    </li>
  );
}

/** The only words that can say that something is allowed, and they are the court's. `named`: the page has its heading above. */
export function Exception({ words: text, named = false }: { words: string; named?: boolean }): JSX.Element {
  return (
    <blockquote class="exception">
      {!named && <h4>{said.exception}</h4>}
      <p lang={WRITTEN}>{text}</p>
      <p class="second">{said.exceptionHelp}</p>
    </blockquote>
  );
}

function Points({ title, items }: { title: string; items: readonly string[] }): JSX.Element | null {
  if (items.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul class="points">
        {items.map((item) => (
          <li key={item} lang={WRITTEN}>
            {item}
          </li>
        ))}
      </ul>
    </>
  );
}
