"""What holds in one place and how people there call it, out of pieces that were written for a wider one.

A nearer piece's answer stands before the wider one's with the same id, a claim names only the sources that hold there, and words
such as "probation practitioner" become what people there say (`jurisdictions.yaml`, `says`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from api.learning.conditions import Condition
from api.learning.pieces import Piece
from api.learning.shelf import Shelf

Row = TypeVar("Row")

READ = {
    "title", "question", "short", "why", "do", "ask", "plain", "not_allowed", "ask_about", "template", "situation", "reason",
    "text", "v", "say", "takeaway", "steps", "full", "caution", "cautions", "source_note", "body",
}  # fmt: skip
"""The names under which a reader's words stand. Ids and kinds are never reworded."""


def nearest(rows: Iterable[tuple[Piece, Row]], reach: tuple[str, ...]) -> Iterator[tuple[Piece, Row]]:
    """Of rows with the same id, the one whose piece is of the nearest place, where the first of them stood."""
    best: dict[str, tuple[Piece, Row]] = {}
    for piece, row in rows:
        held = best.get(row.id)  # type: ignore[attr-defined]  # every row of a piece has an id
        if held is None or reach.index(piece.jurisdiction) < reach.index(held[0].jurisdiction):
            best[row.id] = (piece, row)  # type: ignore[attr-defined]  # as above
    yield from best.values()


def in_words_of(shelf: Shelf, place: str, language: str, piece: Piece, row: dict[str, Any]) -> dict[str, Any]:
    """A row of a piece as people of that place say it. A piece written for that very place stays as it is."""
    says = _says(shelf, place, language)
    if not says or piece.jurisdiction == place:
        return row
    reworded = _reworded(row, says)
    assert isinstance(reworded, dict)
    return reworded


def said_in(shelf: Shelf, place: str, language: str, text: str) -> str:
    """A sentence of the service as people of that place say it."""
    says = _says(shelf, place, language)
    return _said(text, says) if says else text


def condition_in_words_of(shelf: Shelf, place: str, language: str, piece: Piece, condition: Condition) -> Condition:
    """A condition as people of that place say it."""
    says = _says(shelf, place, language)
    if not says or piece.jurisdiction == place:
        return condition
    words = condition.model_dump(include={"template", "plain", "not_allowed", "ask_about"})
    changed: dict[str, Any] = {
        name: tuple(_said(one, says) for one in value) if isinstance(value, tuple | list) else _said(value, says)
        for name, value in words.items()
    }
    return condition.model_copy(update=changed)


def _says(shelf: Shelf, place: str, language: str) -> Mapping[str, str]:
    row = shelf.jurisdictions.get(place)
    return row.says.get(language, {}) if row else {}  # type: ignore[call-overload]  # any language may be asked for


def _reworded(value: Any, says: Mapping[str, str], read: bool = False) -> Any:
    if isinstance(value, str):
        return _said(value, says) if read else value
    if isinstance(value, Mapping):
        return {
            name: _reworded(inner, says, name in READ or (read and name not in ("id", "t")))
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_reworded(inner, says, read) for inner in value]
    return value


def _said(text: str, says: Mapping[str, str]) -> str:
    return _said_once(text, tuple(says.items()))


@lru_cache(maxsize=8192)
def _said_once(text: str, says: tuple[tuple[str, str], ...]) -> str:
    """The same sentence goes into the file of every place that says it so."""
    words = dict(says)

    def word(found: re.Match[str]) -> str:
        said = words[found[0].lower()]
        return said[0].upper() + said[1:] if found[0][0].isupper() else said

    return _pattern(tuple(words)).sub(word, text)


@lru_cache(maxsize=16)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    listed = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"\b(?:{listed})\b", re.IGNORECASE)
