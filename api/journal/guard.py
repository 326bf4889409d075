"""The identifier guard: finds what could lead to a person in words that somebody typed.

The patterns are data, in `content/guard.json`, and are the same for the phone (JavaScript) and for the server (Python). The
phone asks the person to swap what was found for a role word. The server looks again, because a phone may be old or hostile,
and masks the patterns that are certain. No list of names is kept: such a list would itself be a way to find someone.

Rules: product.md F14; content-facts.md section 8, rules 1 and 3.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from api.tongue import Both

TABLE = Path(__file__).resolve().parents[2] / "content" / "guard.json"

# Most of what people write holds none of these, and then no pattern can match: a few fast scans let it through.
_TELLS = re.compile("[0-9@:=/+(\\[_#\u00b0\uff10-\uff19\uff20\u0660-\u0669]")
_DOT_IN_A_WORD = re.compile(r"\.[A-Za-z]")
_SPELLED = (
    " dot ", " . ", "www", "oh ", "oh,", "oh-", "zero", "ought", "aught", " underscore ", " street", " road", " rd", " ave", " lane",
    " crescent", " terrace", " gardens", " grove", " drive", " close", "gamertag", ",com",
)  # fmt: skip


class Found(NamedTuple):
    """One thing found. `start` and `end` count characters of the text, end not included; `certain` things are masked."""

    id: str
    start: int
    end: int
    certain: bool


@dataclass(frozen=True, slots=True)
class _Pattern:
    id: str
    certain: bool
    near: re.Pattern[str]
    expression: re.Pattern[str]
    label: Both
    mark: str


def _compile(table: Path) -> tuple[_Pattern, ...]:
    rows = json.loads(table.read_text(encoding="utf-8"))["patterns"]
    # re.ASCII keeps "ignore case" as narrow as JavaScript's, so that phone and server agree on every letter.
    return tuple(
        _Pattern(
            id=row["id"],
            certain=row["certain"],
            near=re.compile(row["near"], re.ASCII),
            expression=re.compile(row["re"], re.ASCII | (re.IGNORECASE if "i" in row["flags"] else 0)),
            label=Both(row["label"], row["label_cy"]),
            mark=row["mark"],
        )
        for row in rows
    )


_PATTERNS = _compile(TABLE)
_BY_ID = {pattern.id: pattern for pattern in _PATTERNS}


def find(text: str) -> list[Found]:
    """Everything in the text that looks like a way to find a person, in the order of the text, none overlapping.

    Where two patterns want the same characters a certain one wins over an uncertain one, then the one that starts first,
    then the longer, then the one that stands first in the table.
    """
    if not (_TELLS.search(text) or _DOT_IN_A_WORD.search(text) or _spelled(text)):
        return []
    wanted = [
        (not pattern.certain, match.start(), -match.end(), order)
        for order, pattern in enumerate(_PATTERNS)
        if pattern.near.search(text)
        for match in pattern.expression.finditer(text)
    ]
    if not wanted:
        return []
    wanted.sort()
    taken = bytearray(len(text))
    found = []
    for uncertain, start, minus_end, order in wanted:
        end = -minus_end
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            found.append(Found(_PATTERNS[order].id, start, end, not uncertain))
    found.sort(key=lambda one: one.start)
    return found


def _spelled(text: str) -> bool:
    """Whether something may be written out in words, without a sign or a figure."""
    low = text.lower()
    return any(tell in low for tell in _SPELLED)


def mask(text: str, kept: Sequence[str] = ()) -> tuple[str, list[str]]:
    """The text with every certain find replaced by its mark, and the ids that a reader should be told about.

    `kept` holds the strings that the writer kept as false alarms. Keeping never spares a certain find. An uncertain find
    stays in the text; its id is returned only if the writer did not keep it, because then nobody was asked.
    """
    ids: list[str] = []
    found = find(text)
    while any(one.certain for one in found):
        parts = []
        done = 0
        for one in found:
            if not one.certain:
                continue
            parts += [text[done : one.start], _BY_ID[one.id].mark]
            done = one.end
            ids.append(one.id)
        # Masking can bare another find that was glued to the first, so the text is looked at again until it is clean. It
        # ends, because no pattern matches a mark.
        text = "".join([*parts, text[done:]])
        found = find(text)
    return text, ids + [one.id for one in found if text[one.start : one.end] not in kept]


def notices(ids: Sequence[str]) -> list[str]:
    """One sentence for staff for each kind of find in `ids` (from `mask`), in the order first seen."""
    return [
        f"The app took out {_BY_ID[one].label.en}."
        if _BY_ID[one].certain
        else f"This may hold {_BY_ID[one].label.en}. Please do not copy it."
        for one in dict.fromkeys(ids)
    ]


def labels(text: str) -> list[Both]:
    """The kinds of what is found in a text, as words ("a phone number"), each once and never the value itself."""
    return list(dict.fromkeys(_BY_ID[one.id].label for one in find(text)))


def marked(text: str) -> list[str]:
    """The ids that a reader of stored words should be told about: what was masked, and what may still be in them."""
    masked = [pattern.id for pattern in _PATTERNS if pattern.certain and pattern.mark in text]
    return list(dict.fromkeys(masked + [one.id for one in find(text)]))
