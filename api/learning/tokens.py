"""The Markdown of a lesson becomes screens of tokens that the app draws: a closed list of shapes, and never HTML.

`## Title {#id}` begins a screen. In it: paragraphs, `###` headings, `-` lists, `>` notes, **strong** words and
[words](term:id) whose gloss comes from the glossary. Each paragraph, list item and note ends with `[[source-id]]`, or with
`[[plain]]` where it makes no claim. Anything else is refused with its line.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from api.learning.facts import UnknownFact
from api.learning.files import ContentError
from api.learning.pieces import Block, Inline, Items, Plain, Screen, Strong, Term, Words

PLAIN = "plain"

# HTML is left on so that it is seen and refused; switched off, the parser would pass it through as words.
_PARSER = MarkdownIt("commonmark", {"html": True})
_PARSER.validateLink = lambda url: True  # type: ignore[method-assign]  # so that a javascript: link is refused, not spelled out
_HEADING = re.compile(r"(?P<title>.+?)\s*\{#(?P<id>[a-z0-9-]+)\}")
_MARKS = re.compile(r"\s*\[\[(?P<ids>[a-z0-9., -]+)\]\]\s*$")
_REFUSED = {
    "html_block": "HTML is not allowed: write Markdown",
    "html_inline": "HTML is not allowed: write Markdown",
    "image": "pictures are not allowed",
    "code_inline": "code is not allowed",
    "fence": "code is not allowed",
    "code_block": "code is not allowed: do not indent the line",
    "em_open": "slanted words are hard to read: use **strong** or nothing",
    "ordered_list_open": "numbered lists are not allowed: use - for each item",
    "hr": "lines across the page are not allowed",
}


@dataclass(frozen=True)
class Claimed:
    """One paragraph, list item or note, with the sources it names, for the checks of `lint`.

    `text` is its plain words as a reader meets them; `raw` has the marks of facts that the author wrote.
    """

    screen: str
    line: int
    text: str
    sources: tuple[str, ...]
    plain_words: str
    raw: str = ""


def screens(
    path: str, text: str, first_line: int, glossary: Mapping[str, str], write: Callable[[str], str] = str
) -> tuple[list[Screen], list[Claimed]]:
    """The screens of a lesson's Markdown. `first_line` is where the text begins in its file; `write` puts the words of each
    fact in the place of its mark.

    Raises ContentError for anything outside the closed list, for an unknown term or fact and for words before the first screen.
    """
    return _Reader(path, first_line, glossary, write).read(_PARSER.parse(text))


class _Reader:
    def __init__(self, path: str, first_line: int, glossary: Mapping[str, str], write: Callable[[str], str]) -> None:
        self.write = write
        self.path = path
        self.first_line = first_line
        self.glossary = glossary
        self.screens: list[Screen] = []
        self.claims: list[Claimed] = []
        self.head: tuple[str, str] | None = None
        self.blocks: list[Block] = []

    def read(self, tokens: list[Token]) -> tuple[list[Screen], list[Claimed]]:
        rest = iter(tokens)
        for token in rest:
            line = self._line(token)
            if token.type == "heading_open" and token.tag == "h2":
                self._close()
                self._open(next(rest), line)
            elif token.type == "heading_open" and token.tag == "h3":
                self._add(Words(t="h", c=self._inline(next(rest), line)), line)
            elif token.type == "paragraph_open":
                self._add(Words(t="p", c=self._claimed(next(rest), line)), line)
            elif token.type == "blockquote_open":
                self._add(Words(t="note", c=self._note(rest, line)), line)
            elif token.type == "bullet_list_open":
                self._add(Items(items=tuple(self._items(rest))), line)
            elif token.type not in ("heading_close", "paragraph_close"):
                raise self._refuse(token, line)
        self._close()
        return self.screens, self.claims

    def _open(self, inline: Token, line: int) -> None:
        match = _HEADING.fullmatch(inline.content)
        if not match:
            raise ContentError(self.path, line, "a screen begins with `## Title {#id}`")
        if any(screen.id == match["id"] for screen in self.screens):
            raise ContentError(self.path, line, f"the screen id `{match['id']}` stands here twice")
        self.head = (match["id"], match["title"])

    def _close(self) -> None:
        if self.head:
            name, title = self.head
            self.screens.append(Screen(id=name, title=title, blocks=tuple(self.blocks), say=_say(title, self.blocks)))
            self.blocks = []

    def _add(self, block: Block, line: int) -> None:
        if self.head is None:
            raise ContentError(self.path, line, "words stand before the first screen: begin with `## Title {#id}`")
        self.blocks.append(block)

    def _note(self, rest: Iterator[Token], line: int) -> tuple[Inline, ...]:
        first = next(rest)
        if first.type != "paragraph_open":
            raise self._refuse(first, line)
        words = self._claimed(next(rest), line)
        next(rest)
        after = next(rest)
        if after.type != "blockquote_close":
            raise ContentError(self.path, self._line(after, line), "a note is one paragraph")
        return words

    def _items(self, rest: Iterator[Token]) -> Iterator[tuple[Inline, ...]]:
        for token in rest:
            line = self._line(token)
            if token.type == "bullet_list_close":
                return
            if token.type == "inline":
                yield self._claimed(token, line)
            elif token.type not in ("list_item_open", "list_item_close", "paragraph_open", "paragraph_close"):
                raise self._refuse(token, line)

    def _claimed(self, inline: Token, line: int) -> tuple[Inline, ...]:
        words = self._inline(inline, line)
        last = words[-1]
        match = _MARKS.search(last.v) if isinstance(last, Plain) else None
        sources: tuple[str, ...] = ()
        if match:
            sources = tuple(one.strip() for one in match["ids"].split(",") if one.strip())
            left = last.v[: match.start()]
            words = (*words[:-1], Plain(v=left)) if left else words[:-1]
        if not words:
            raise ContentError(self.path, line, "a source mark stands alone: put it at the end of its sentence")
        raw = "".join(word.v for word in words)
        words = tuple(self._written(words, line))
        plain_words = "".join(word.v for word in words if isinstance(word, Plain))
        text = "".join(word.v for word in words)
        self.claims.append(Claimed(self.head[0] if self.head else "", line, text, sources, plain_words, raw))
        return words

    def _written(self, words: tuple[Inline, ...], line: int) -> Iterator[Inline]:
        before = ""
        for word in words:
            # What stands before decides whether a fact begins a sentence.
            try:
                said = self.write(before + word.v)[len(before) :]
            except UnknownFact as unknown:
                raise ContentError(self.path, line, f"the fact `{unknown.args[0]}` is not in facts.yaml") from None
            before += said
            yield word.model_copy(update={"v": said})

    def _inline(self, inline: Token, line: int) -> tuple[Inline, ...]:
        words: list[Inline] = []
        strong = False
        term: str | None = None
        for token in inline.children or ():
            if token.type in ("text", "softbreak", "text_special", "hardbreak"):
                value = token.content or " "
                if term is not None:
                    words.append(Term(v=value, gloss=self.glossary[term]))
                elif strong:
                    words.append(Strong(v=value))
                elif words and isinstance(words[-1], Plain):
                    words[-1] = Plain(v=words[-1].v + value)
                else:
                    words.append(Plain(v=value))
            elif token.type in ("strong_open", "strong_close"):
                strong = token.type == "strong_open"
            elif token.type == "link_open":
                term = self._term(str(token.attrGet("href")), line)
            elif token.type == "link_close":
                term = None
            else:
                raise self._refuse(token, line)
        if not words:
            raise ContentError(self.path, line, "there are no words here")
        return tuple(words)

    def _term(self, address: str, line: int) -> str:
        kind, _, term = address.partition(":")
        if kind != "term":
            raise ContentError(self.path, line, "links are not allowed: only [word](term:id)")
        if term not in self.glossary:
            raise ContentError(self.path, line, f"`{term}` is not in the glossary")
        return term

    def _line(self, token: Token, otherwise: int = 0) -> int:
        return token.map[0] + self.first_line if token.map else otherwise or self.first_line

    def _refuse(self, token: Token, line: int) -> ContentError:
        return ContentError(self.path, line, _REFUSED.get(token.type, f"`{token.type}` is not allowed in a lesson"))


def _say(title: str, blocks: list[Block]) -> str:
    """What is read aloud: the title and every sentence, each closed, so that the voice stops where the eye does."""
    parts = [title]
    for block in blocks:
        runs = block.items if isinstance(block, Items) else (block.c,)
        parts += ["".join(word.v for word in run) for run in runs]
    return " ".join(part if part[-1] in ".!?" else f"{part}." for part in parts)
