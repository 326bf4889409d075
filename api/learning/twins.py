"""A piece in another language beside the English one that it was written from: what must be the same in both.

Numbers to ring, ids that answers and agreements name, and what shows before unlock are facts, not words: a translation that
differs in one of them is wrong. One that was written from another English version is not held against this one, and not shown.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from api.learning.pieces import Card, CrisisList, Form, Lesson, Piece, Skill
from api.learning.shelf import Entry, Shelf

FIRST = "en"
"""The language that the others are written from."""

_NUMBER = re.compile(r"\d[\d ]*\d")
"""A number to ring, in a sentence."""
_SAME = ("kind", "jurisdiction", "audience", "phase", "claims", "sources")


def twin_of(piece: Piece, shelf: Shelf) -> Piece | None:
    """The English piece of the same id; None for a piece that is English itself, or was written in its own language alone."""
    if piece.language == FIRST:
        return None
    return next((one.piece for one in shelf.entries if one.piece.language == FIRST and one.piece.id == piece.id), None)


def behind(piece: Piece, shelf: Shelf) -> bool:
    """Whether the English has moved on, or was taken back, since these words were written from it. Nobody meets such a piece: the
    English one stands in its place until somebody has read both."""
    twin = twin_of(piece, shelf)
    return twin is not None and (piece.translates != twin.version or twin.status == "retired")


def twin_findings(entry: Entry, shelf: Shelf) -> Iterator[tuple[int, str]]:
    """Line and complaint for each thing in which a piece differs from its English twin and may not."""
    piece, document = entry.piece, entry.document
    twin = twin_of(piece, shelf)
    if twin is None:
        return
    if piece.translates is None:
        yield document.line("id"), "say under `translates` from which English version this was written"
    if behind(piece, shelf):
        return
    for name in _SAME:
        if getattr(piece, name) != getattr(twin, name):
            yield document.line(name), f"`{name}` is not as in the English: {_plain(getattr(twin, name))}"
    mine, theirs = facts_of(piece), facts_of(twin)
    if mine != theirs:
        for key in sorted({*mine, *theirs}):
            if mine.get(key) != theirs.get(key):
                yield (
                    document.line("id"),
                    f"`{key}` is {_plain(mine.get(key))}, in the English {_plain(theirs.get(key))}",
                )


def facts_of(piece: Piece) -> Mapping[str, Any]:
    """What a piece says that is no matter of words: by a name for each thing."""
    if isinstance(piece, CrisisList):
        return {
            f"{one.id}.{name}": getattr(one, name)
            for one in piece.lines
            for name in ("id", "tel", "sms", "open", "builtin", "source", "jurisdiction")
        }
    if isinstance(piece, Card):
        return {
            f"point {at}": (one.id, one.slot, {place: _NUMBER.findall(words) for place, words in one.by_place.items()})
            for at, one in enumerate(piece.points, 1)
        }
    if isinstance(piece, Skill):
        pacer = piece.pacer
        return {
            "place": piece.place,
            "open": piece.open,
            "steps": len(piece.steps),
            "full": len(piece.full),
            "caution": piece.caution is not None,
            "cautions": len(piece.cautions),
            "pacer": (pacer.in_seconds, pacer.out_seconds, pacer.minutes) if pacer else None,
        }
    if isinstance(piece, Lesson):
        return {
            "screens": [one.id for one in piece.screens],
            "checks": [(one.id, one.answer) for one in piece.checks],
            "gated": piece.gated,
        }
    if isinstance(piece, Form):
        return {"items": [(one.link_id, one.type) for one in piece.items]}
    return {}


def _plain(value: object) -> str:
    return "missing" if value is None else str(value)
