"""A piece as a reader meets it: its pages, and each thing that it states with the sources it rests on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from api.learning.conditions import ConditionLibrary, OrderKinds
from api.learning.pieces import Card, CrisisList, Form, Lesson, Piece, Skill
from api.learning.reading import Reading, measure
from api.learning.shelf import Entry, Shelf
from api.learning.situations import Answers, ScenarioBank
from api.learning.tokens import PLAIN

GRADE = 6.0
HARD_MOMENT = 5.0
"""Reading grade at most, for a page; and for what is read at a hard moment or about one's own order (product.md F12)."""
_HARD_MOMENTS = CrisisList | Skill | Answers | ConditionLibrary | OrderKinds
_ABOUT_ORDERS = (".orders", ".spo")
"""How the ids of lessons about orders end."""


@dataclass(frozen=True)
class Page:
    """A stretch of words that a participant reads at one go, and the line where it begins."""

    name: str
    line: int
    words: str


class Graded(NamedTuple):
    """A row of the table of grades. `hardest` is the grade of the hardest page, `most` what it may be."""

    piece: Piece
    pages: int
    reading: Reading
    hardest: float
    most: float


class Statement(NamedTuple):
    """One thing that a piece says. `raw` has the marks of facts as the author wrote them.

    `sources` is what it rests on; empty where it claims nothing. A `story` is what happens to somebody in a scenario, or what
    somebody asks: it states no law.
    """

    line: int
    raw: str
    sources: tuple[str, ...]
    story: bool = False


def most(piece: Piece) -> float:
    """The reading grade that its pages may have."""
    own_order = isinstance(piece, Lesson) and piece.id.endswith(_ABOUT_ORDERS)
    return HARD_MOMENT if own_order or isinstance(piece, _HARD_MOMENTS) else GRADE


def grades(shelf: Shelf) -> Iterator[Graded]:
    """How hard each piece is to read."""
    for entry in shelf.entries:
        found = pages(entry)
        hardest = max((measure(page.words).grade for page in found), default=0.0)
        whole = measure("\n".join(page.words for page in found))
        yield Graded(entry.piece, len(found), whole, hardest, most(entry.piece))


def pages(entry: Entry) -> list[Page]:
    """The words of a piece, page by page."""
    piece, line = entry.piece, entry.document.line
    if isinstance(piece, Lesson):
        starts: dict[str, int] = {}
        for claim in entry.claims:
            starts.setdefault(claim.screen, claim.line)
        found = [Page(screen.id, starts.get(screen.id, 1), screen.say) for screen in piece.screens]
        for index, check in enumerate(piece.checks):
            said = [check.situation, *(option.text for option in check.options), check.reason]
            found.append(_page(check.id, line("checks", index), *said))
        return [*found, _page("takeaway", line("takeaway"), piece.takeaway, piece.source_note)]
    if isinstance(piece, Skill):
        pacer = [word for word in (piece.pacer.model_dump() if piece.pacer else {}).values() if isinstance(word, str)]
        found = [_page(piece.id, line("steps"), piece.title, piece.short, *piece.steps, piece.caution or "", *pacer)]
        whole = [piece.why or "", *piece.cautions, *piece.full]
        return [*found, _page(f"{piece.id}, full", line("full"), *whole)] if any(whole) else found
    if isinstance(piece, CrisisList):
        return [_page(piece.id, line("lines"), piece.title, *(f"{one.about}\n{one.hours}" for one in piece.lines))]
    if isinstance(piece, Form):
        said = [piece.title]
        for item in piece.items:
            said += [item.text, item.help or "", *(option.text for option in item.options or ())]
        return [_page(piece.id, line("items"), *said)]
    if isinstance(piece, Card):
        return [
            _page(one.id if place is None else f"{one.id}, {place}", line("points", index), one.title, words)
            for index, one in enumerate(piece.points)
            for place, words in ((None, one.body), *one.by_place.items())
        ]
    if isinstance(piece, ScenarioBank):
        return [
            _page(one.id, line("scenarios", index), one.situation, one.reason)
            for index, one in enumerate(piece.scenarios)
        ]
    if isinstance(piece, Answers):
        return [
            _page(one.id, line("answers", index), one.question, one.short, *one.why, *one.do, *one.ask)
            for index, one in enumerate(piece.answers)
        ]
    if isinstance(piece, ConditionLibrary):
        return [
            _page(one.id, line("conditions", index), one.plain, *one.not_allowed, *one.ask_about)
            for index, one in enumerate(piece.conditions)
        ]
    if isinstance(piece, OrderKinds):
        return [_page(one.id, line("orders", index), one.plain) for index, one in enumerate(piece.orders)]
    return []


def _page(name: str, line: int, *words: str) -> Page:
    return Page(name, line, "\n".join(words))


_SAYS: Mapping[str, tuple[str, ...]] = {
    "checks": ("reason",),
    "scenarios": ("reason",),
    "answers": ("short", "why", "do", "ask"),
    "conditions": ("plain", "not_allowed", "ask_about"),
    "orders": ("plain",),
    "points": ("body", "by_place"),
}
"""What states something, in each list of a piece."""
_STORIES: Mapping[str, tuple[str, ...]] = {
    "checks": ("situation", "options"),
    "scenarios": ("situation",),
    "answers": ("question", "phrasings"),
}
_ALONE = ("takeaway", "steps", "full", "why", "caution", "cautions", "short")


def statements(entry: Entry) -> Iterator[Statement]:
    """Each thing that a piece says, as its author wrote it."""
    data, line = entry.document.data, entry.document.line
    for claim in entry.claims:
        yield Statement(claim.line, claim.raw, tuple(one for one in claim.sources if one != PLAIN))
    for kind, says in _SAYS.items():
        for index, row in enumerate(data.get(kind) or ()):
            sources = tuple(row.get("sources") or ((row["source"],) if row.get("source") else entry.piece.sources))
            for name in (*says, *_STORIES.get(kind, ())):
                for where, value in strings(row.get(name), (kind, index, name)):
                    yield Statement(line(*where), value, sources, name not in says)
    for name in _ALONE:
        for where, value in strings(data.get(name), (name,)):
            yield Statement(line(*where), value, ())


class Row(NamedTuple):
    """One thing with sources of its own: a claim of a lesson, an answer, a scenario, a condition, a kind of order.

    `jurisdiction` is its own place, where it has one.
    """

    line: int
    sources: tuple[str, ...]
    jurisdiction: str | None = None


def rows_with_sources(entry: Entry) -> Iterator[Row]:
    """Each thing of a piece that names its own sources; of a skill, a form or a card the piece itself."""
    data, line = entry.document.data, entry.document.line
    for claim in entry.claims:
        yield Row(claim.line, claim.sources)
    found = False
    for kind in _SAYS:
        for index, row in enumerate(data.get(kind) or ()):
            named = row.get("sources") or ((row["source"],) if row.get("source") else ())
            if named:
                found = True
                yield Row(line(kind, index), tuple(named), row.get("jurisdiction"))
    for index, row in enumerate(data.get("lines") or ()):
        found = True
        yield Row(line("lines", index), (row["source"],), row.get("jurisdiction"))
    if not found and not entry.claims and entry.piece.sources:
        yield Row(line("sources"), entry.piece.sources)


def strings(value: Any, where: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every string in a value of a file, with its place."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from strings(inner, (*where, key))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from strings(inner, (*where, index))
