/** Draws a lesson's tokens: paragraphs, headings, lists, notes, strong words and glossed words. Text only, never markup. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../ui/icon.tsx";
import { voiceFor } from "../ui/listen.ts";
import { say } from "../ui/read-aloud.ts";
import type { Block, Inline } from "./lessons.ts";
import { wordsOf } from "../text/of.ts";
import "./text.ts";

/** `of`: the language of the lesson. */
export function Blocks({ blocks, of = "en" }: { blocks: readonly Block[]; of?: string }): JSX.Element {
  return (
    <div class="lesson">
      {blocks.map((block, i) => (
        <BlockView key={i} block={block} of={of} />
      ))}
    </div>
  );
}

function BlockView({ block, of }: { block: Block; of: string }): JSX.Element {
  const words = wordsOf("learning", of);
  const [open, setOpen] = useState<{ v: string; gloss: string } | null>(null);
  const inline = (pieces: readonly Inline[]): JSX.Element[] =>
    pieces.map((piece, i) => {
      if (piece.t === "strong") return <strong key={i}>{piece.v}</strong>;
      if (piece.t === "text") return <span key={i}>{piece.v}</span>;
      const shown = open?.v === piece.v;
      return (
        <button
          key={i}
          type="button"
          class="term"
          aria-expanded={shown}
          onClick={() => {
            setOpen(shown ? null : piece);
            if (!shown) say(words.means(piece.v, piece.gloss), of);
          }}
        >
          {piece.v}
        </button>
      );
    });
  const gloss = open && (
    <div class="gloss" role="status">
      <p>{words.means(open.v, open.gloss)}</p>
      {voiceFor(of) && (
        <button type="button" class="link" onClick={() => say(words.means(open.v, open.gloss), of)}>
          <Icon name="listen" /> {words.hear}
        </button>
      )}
    </div>
  );
  switch (block.t) {
    case "h":
      return <h2 class="small">{inline(block.c)}</h2>;
    case "ul":
      return (
        <>
          <ul class="points">
            {block.items.map((item, i) => (
              <li key={i}>{inline(item)}</li>
            ))}
          </ul>
          {gloss}
        </>
      );
    case "note":
      return (
        <>
          <div class="lesson-note">
            <Icon name="info" />
            <p>{inline(block.c)}</p>
          </div>
          {gloss}
        </>
      );
    case "p":
      return (
        <>
          <p>{inline(block.c)}</p>
          {gloss}
        </>
      );
  }
}
