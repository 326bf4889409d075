"""How well the identifier guard does: its precision and recall on two halves of a made-up corpus (`content/guard/`).

The patterns were shaped on `shaping.txt` and never on `held_out.txt`; both figures are told, so that the first flatters nobody.
In both files a line is one text, with what should be found in braces: `{phone|07700 900123}`. Lines with `#` are notes.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from api.journal.guard import TABLE, Found, find

HALVES = {"shaping": TABLE.parent / "guard" / "shaping.txt", "held out": TABLE.parent / "guard" / "held_out.txt"}
"""The corpus. A name → the file with that half."""

_BRACES = re.compile(r"\{([a-z]+)\|([^{}]*)\}")


class Wanted(NamedTuple):
    """What stands in a text and should be found. Characters, end not included."""

    kind: str
    start: int
    end: int


class Sentence(NamedTuple):
    text: str
    wanted: tuple[Wanted, ...]


@dataclass
class Figures:
    """What was counted, by kind: what there was and was found, and what was found and rightly so."""

    sentences: int = 0
    innocent: int = 0
    there: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    false_alarms: list[str] = field(default_factory=list)

    def recall(self, kind: str | None = None) -> float:
        """Of what was there, the part that was found. 0 to 1; 1 where there was nothing."""
        return _part(_sum(self.met, kind), _sum(self.there, kind))

    def precision(self, kind: str | None = None) -> float:
        """Of what was found, the part that was there. 0 to 1; 1 where nothing was found."""
        right = _sum(self.right, kind)
        return _part(right, right + _sum(self.wrong, kind))


def corpus(path: Path) -> Iterator[Sentence]:
    """The sentences of one file. Raises ValueError for a line whose braces are not in pairs."""
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not row or row.startswith("#"):
            continue
        text, wanted, done = "", [], 0
        for piece in _BRACES.finditer(row):
            text += row[done : piece.start()]
            wanted.append(Wanted(piece[1], len(text), len(text) + len(piece[2])))
            text += piece[2]
            done = piece.end()
        text += row[done:]
        if "{" in text or "}" in text:
            raise ValueError(f"{path.name}, line {number}: a brace is left over")
        yield Sentence(text, tuple(wanted))


def measure(path: Path, certain: frozenset[str]) -> Figures:
    """Count over one file. `certain` holds the kinds that are masked.

    A thing is found when every letter and figure of it lies in what the guard found: half a telephone number still is one. What is masked
    must be found by patterns that mask. A find is a false alarm when it touches nothing that should be found.
    """
    figures = Figures()
    for text, wanted in corpus(path):
        figures.sentences += 1
        figures.innocent += not wanted
        found = find(text)
        for one in wanted:
            figures.there[one.kind] += 1
            if _covered(text, one, [f for f in found if f.certain or one.kind not in certain]):
                figures.met[one.kind] += 1
            else:
                figures.missed.append(f"{one.kind}: {text}")
        for made in found:
            if any(made.start < one.end and one.start < made.end for one in wanted):
                figures.right[made.id] += 1
            else:
                figures.wrong[made.id] += 1
                figures.false_alarms.append(f"{made.id}, {text[made.start : made.end]!r}: {text}")
    return figures


def _covered(text: str, one: Wanted, found: list[Found]) -> bool:
    taken = {place for made in found for place in range(made.start, made.end)}
    return all(place in taken for place in range(one.start, one.end) if text[place].isalnum())


def _sum(counts: Counter[str], kind: str | None) -> int:
    return counts.total() if kind is None else counts[kind]


def _part(some: int, whole: int) -> float:
    return some / whole if whole else 1.0


def told() -> Iterator[tuple[str, Figures]]:
    """The figures of each half of the corpus, by its name."""
    certain = masking_kinds()
    for name, path in HALVES.items():
        yield name, measure(path, certain)


def masking_kinds() -> frozenset[str]:
    """The kinds that the server masks."""
    return frozenset(row["id"] for row in json.loads(TABLE.read_text(encoding="utf-8"))["patterns"] if row["certain"])


def printed(misses: bool) -> Iterator[str]:
    """The figures as lines for a terminal; with `misses`, what was missed and the false alarms of the shaping half too."""
    for name, figures in told():
        yield (
            f"{name}: {figures.sentences} sentences, {figures.innocent} of them innocent; "
            f"recall {figures.recall():.3f}, precision {figures.precision():.3f}"
        )
        yield f"  {'kind':<12} {'there':>5} {'found':>5} {'recall':>7} {'right':>6} {'wrong':>5} {'precision':>10}"
        for kind in sorted(figures.there | figures.right | figures.wrong):
            yield (
                f"  {kind:<12} {figures.there[kind]:>5} {figures.met[kind]:>5} {figures.recall(kind):>7.3f} "
                f"{figures.right[kind]:>6} {figures.wrong[kind]:>5} {figures.precision(kind):>10.3f}"
            )
        # What the held-out half misses is not told: whoever sees it shapes the patterns on it.
        if misses and name == "shaping":
            yield from (f"  missed {line}" for line in figures.missed)
            yield from (f"  false alarm: {line}" for line in figures.false_alarms)
