"""What a page claims of the law is held against the table of facts, and each claim against its sources.

A figure of law (years, months, weeks, days, hours, dates) stands in `facts.yaml` once. A law page that writes one out is
refused: as a contradiction where the table says otherwise for the same source, else as one that belongs in the table.
"""

import re
from collections.abc import Iterator

from api.learning.conditions import ConditionLibrary, OrderKinds
from api.learning.facts import Fact, Figure, figures
from api.learning.pages import Statement, rows_with_sources, statements
from api.learning.pieces import CrisisList, Lesson
from api.learning.shelf import Entry, Shelf
from api.learning.situations import Answers, ScenarioBank
from api.learning.tokens import PLAIN

_OF_LAW = re.compile(
    r"\b(?:prison|jail|sentences?|court|crime|offence|police|order|licence|breach|fine|judge|magistrates?|law)\b",
    re.IGNORECASE,
)


def figure_findings(entry: Entry, shelf: Shelf) -> Iterator[tuple[int, str]]:
    """Line and complaint for each figure of law that does not come from the table, and each fact without its source."""
    piece = entry.piece
    holds = set(shelf.reach(piece.jurisdiction))
    narrower = {place for place in shelf.jurisdictions if piece.jurisdiction in shelf.reach(place)}
    table = [fact for fact in shelf.facts.rows.values() if fact.jurisdiction in holds | narrower]
    for said in statements(entry):
        for name in shelf.facts.named(said.raw):
            yield from _named(entry, said, shelf.facts.rows[name], holds)
        if said.story or "law" not in piece.claims:
            continue
        for figure in figures(said.raw):
            complaint = _complaint(said, figure, table)
            if complaint:
                yield said.line, complaint


def _named(entry: Entry, said: Statement, fact: Fact, holds: set[str]) -> Iterator[tuple[int, str]]:
    piece = entry.piece
    if fact.jurisdiction not in holds and not isinstance(piece, OrderKinds):
        yield said.line, f"`{fact.id}` is a fact of {fact.jurisdiction}: it does not hold in {piece.jurisdiction}"
    if fact.source not in (said.sources or piece.sources):
        yield said.line, f"`{fact.id}` rests on the source `{fact.source}`: name it here"
    if fact.check and piece.status == "published":
        yield said.line, f"`{fact.id}` has to be checked before a page that uses it is published"


def _complaint(said: Statement, figure: Figure, table: list[Fact]) -> str | None:
    same = [fact for fact in table if (fact.unit, fact.value) == (figure.unit, figure.value)]
    same.sort(key=lambda fact: fact.source not in said.sources)
    others = [fact for fact in table if fact.source in said.sources and fact.unit == figure.unit]
    if not said.sources and not _OF_LAW.search(said.raw) and figure.unit in ("days", "weeks", "hours"):
        return None
    if same and (same[0].source in said.sources or not others):
        return f"`{figure.words}` stands in the table of facts: write {{{{fact:{same[0].id}}}}}"
    if others:
        return f"`{figure.words}` contradicts the table of facts: `{others[0].id}` is {others[0].figure()}"
    return f"`{figure.words}` is a figure that facts.yaml does not hold: add it there, or leave it out"


def source_findings(entry: Entry, shelf: Shelf) -> Iterator[tuple[int, str]]:
    """Line and complaint for each claim whose source is missing, unknown or not good enough."""
    document, piece = entry.document, entry.piece
    inside = isinstance(piece, Lesson | ScenarioBank | Answers | ConditionLibrary | OrderKinds)
    for line, one in _named_sources(entry):
        if one not in shelf.sources:
            yield line, f"the source `{one}` is not in sources.yaml"
        elif inside and one not in piece.sources:
            yield line, f"the source `{one}` is missing from `sources` of this {piece.kind.replace('_', ' ')}"
        elif not isinstance(piece, OrderKinds) and not _near(shelf, one, piece.jurisdiction):
            where = shelf.sources[one].jurisdiction
            yield line, f"`{one}` is a source of {where}: it does not hold in {piece.jurisdiction}"
        elif piece.status == "published" and (shelf.sources[one].mark == "K" or not shelf.sources[one].primary):
            yield line, f"`{one}` is not a primary source that was read: replace it before publishing"
    if piece.claims and not piece.sources:
        yield document.line("sources"), "a source is missing: this piece makes claims"
    for claim in entry.claims:
        if not claim.sources:
            yield claim.line, "a source is missing: end with [[source-id]], or [[plain]] for no claim"
    yield from _unheld(entry, shelf)


def _near(shelf: Shelf, source: str, jurisdiction: str) -> bool:
    """Whether a source is of that place, of a wider one, or of one in it."""
    of = shelf.sources[source].jurisdiction
    return of in shelf.reach(jurisdiction) or jurisdiction in shelf.reach(of)


def _unheld(entry: Entry, shelf: Shelf) -> Iterator[tuple[int, str]]:
    """Line and complaint for each thing said in a place in which none of its sources holds: nobody is told another place's law."""
    piece = entry.piece
    for said in rows_with_sources(entry):
        named = [one for one in said.sources if one != PLAIN]
        places = shelf.places(said.jurisdiction or piece.jurisdiction)
        missing = [place for place in places if named and not any(shelf.holds(one, place) for one in named)]
        if missing:
            where = " or ".join(missing)
            yield said.line, f"nothing that this rests on holds in {where}: name a source, or write it for its place"


def _named_sources(entry: Entry) -> Iterator[tuple[int, str]]:
    document, piece = entry.document, entry.piece
    for index, one in enumerate(piece.sources):
        yield document.line("sources", index), one
    for claim in entry.claims:
        yield from ((claim.line, one) for one in claim.sources if one != PLAIN)
    rows: tuple[tuple[str, tuple[object, ...]], ...] = ()
    if isinstance(piece, CrisisList):
        rows = (("lines", piece.lines),)
    elif isinstance(piece, Lesson):
        rows = (("checks", piece.checks),)
    elif isinstance(piece, ScenarioBank):
        rows = (("scenarios", piece.scenarios),)
    elif isinstance(piece, Answers):
        rows = (("answers", piece.answers),)
    elif isinstance(piece, ConditionLibrary):
        rows = (("conditions", piece.conditions),)
    elif isinstance(piece, OrderKinds):
        rows = (("orders", piece.orders),)
    for kind, items in rows:
        for index, item in enumerate(items):
            name = "source" if hasattr(item, "source") else "sources"
            named = getattr(item, name)
            for one in (named,) if isinstance(named, str) else named:
                yield document.line(kind, index, name), one


def fact_findings(shelf: Shelf) -> Iterator[tuple[str, int, str]]:
    """Path, line and complaint for each row of the table of facts that names what is not there."""
    for path, document in shelf.documents.items():
        if path != "facts.yaml" and not path.startswith("facts/"):
            continue
        for name in document.data:
            fact = shelf.facts.rows.get(name)
            if fact is None:
                continue
            if fact.source not in shelf.sources:
                yield path, document.line(name, "source"), f"the source `{fact.source}` is not in sources.yaml"
            elif shelf.sources[fact.source].mark != fact.mark:
                mark = shelf.sources[fact.source].mark
                yield path, document.line(name, "mark"), f"`{name}` is marked {fact.mark}, its source {mark}"
            if fact.jurisdiction not in shelf.jurisdictions:
                yield path, document.line(name, "jurisdiction"), f"`{fact.jurisdiction}` is not in jurisdictions.yaml"
