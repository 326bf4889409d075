"""What makes a lesson, skill, scenario bank, answer, condition or list of orders sound in itself and with its neighbours."""

import re
from collections import Counter
from collections.abc import Iterator

from api.coping.rules import positive_act
from api.learning.conditions import EACH, Condition, ConditionLibrary, OrderKinds, blank_findings
from api.learning.pieces import Card, CrisisList, Lesson, Skill
from api.learning.shelf import Entry, Shelf, Words
from api.learning.situations import Answers, Scenario, ScenarioBank
from api.learning.wording import Banned

Found = Iterator[tuple[int, str]]
IF_THEN = re.compile(r"If (?P<when>.+?), then (?P<act>I will .+)")
"""The one form of a takeaway, so that it can go into the plan as a rule."""
_SAYS_YES = re.compile(r"\b(?:yes|you can|you may|allowed|all right|fine|go ahead|it is ok|it's ok)\b", re.IGNORECASE)
_ASKS = {"en": re.compile(r"(?:^|[.?] )Can [^.?]+\?$")}
"""How a question ends, by language, so that "No." and "Ask first." answer it. After "Does my order still count?" they would say the
opposite of what is so."""


def structure_findings(entry: Entry, shelf: Shelf, banned: Banned) -> Found:
    """Line and complaint for each thing wrong with the shape of a piece."""
    piece = entry.piece
    if isinstance(piece, Lesson):
        yield from _lesson(entry, piece, banned)
    elif isinstance(piece, Skill):
        if not piece.open and len(piece.full) < 3:
            yield entry.document.line("full"), "a skill needs its full version: 3 steps or more under `full`"
        if piece.open and piece.phase != "any":
            yield entry.document.line("phase"), "a skill that shows before unlock is for any phase"
    elif isinstance(piece, CrisisList):
        yield from _built_in(entry, shelf, piece)
    elif isinstance(piece, Card):
        holds = set(shelf.places(piece.jurisdiction))
        for index, point in enumerate(piece.points):
            for place in point.by_place.keys() - holds:
                yield entry.document.line("points", index, "by_place"), f"this card does not hold in `{place}`"
    elif isinstance(piece, Answers):
        yield from _answers(entry, piece)
    elif isinstance(piece, ConditionLibrary):
        words = shelf.words.get(piece.language, Words())
        for index, condition in enumerate(piece.conditions):
            for complaint in blank_findings(condition, words.roles):
                yield entry.document.line("conditions", index, "blanks"), complaint
            yield from _teach_back(entry, shelf, piece, index, condition)


def _built_in(entry: Entry, shelf: Shelf, piece: CrisisList) -> Found:
    """In every place of the United Kingdom 999 and a line of that place, for when one cannot cope, are built in and open."""
    for place in shelf.places(piece.jurisdiction) if piece.jurisdiction == "uk" else ():
        reach = shelf.reach(place)
        built_in = {
            (line.tel, line.jurisdiction)
            for line in piece.lines
            if line.builtin and line.open and (line.jurisdiction or piece.jurisdiction) in reach
        }
        if ("999", None) not in built_in:
            yield entry.document.line("lines"), f"999 must be there in {place}, built in and open"
        if not any(where == place for _, where in built_in):
            yield (
                entry.document.line("lines"),
                f"{place} needs a line of its own, built in and open, for when one cannot cope",
            )


def _teach_back(entry: Entry, shelf: Shelf, piece: ConditionLibrary, index: int, condition: Condition) -> Found:
    """Each scenario is there, holds where the condition does, is about what the condition is about; one to three a place."""
    scenarios = scenarios_of(shelf, piece.language)
    asked: Counter[str] = Counter()
    for nth, one in enumerate(condition.teach_back):
        line = entry.document.line("conditions", index, "teach_back", nth)
        if one not in scenarios:
            yield line, f"`{one}` is not the id of a scenario"
            continue
        where, scenario = scenarios[one]
        asked.update(set(shelf.places(where)) & set(shelf.places(piece.jurisdiction)))
        if not set(shelf.places(where)) & set(shelf.places(piece.jurisdiction)):
            yield line, f"`{one}` is about {where}, where this condition does not hold"
        if condition.category not in scenario.conditions:
            yield line, f"`{one}` is not about {condition.category}, which this condition is"
    for place, many in asked.items():
        if many > EACH:
            where_ = entry.document.line("conditions", index, "teach_back")
            yield where_, f"{many} scenarios for {place}; at most {EACH}"


def scenarios_of(shelf: Shelf, language: str) -> dict[str, tuple[str, Scenario]]:
    """Every scenario in that language by id, with the place whose law it is about."""
    banks = [one.piece for one in shelf.entries if isinstance(one.piece, ScenarioBank)]
    return {one.id: (bank.jurisdiction, one) for bank in banks if bank.language == language for one in bank.scenarios}


def id_findings(shelf: Shelf) -> Iterator[tuple[str, int, str]]:
    """Path, line and complaint for each id that two things of one kind and language have.

    An answer for a place may have the id of the one for a wider place: it stands in its stead there.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for entry in shelf.entries:
        piece = entry.piece
        for kind in ("scenarios", "answers", "conditions", "orders"):
            for index, one in enumerate(getattr(piece, kind, ())):
                key = (piece.language, kind, one.id, *((piece.jurisdiction,) if kind == "answers" else ()))
                seen[key] += 1
                if seen[key] > 1:
                    yield entry.document.path, entry.document.line(kind, index, "id"), f"the id `{one.id}` is taken"


def _lesson(entry: Entry, lesson: Lesson, banned: Banned) -> Found:
    line = entry.document.line
    for index, check in enumerate(lesson.checks):
        if check.answer not in {option.value for option in check.options}:
            yield line("checks", index, "answer"), "the answer is none of the options"
    if lesson.gated and lesson.phase in ("any", "settling"):
        # In SETTLING nothing that asks for reflection is offered (product.md F13; the paper's note 5).
        yield line("phase"), "a gated lesson is for `working` or later"
    takeaway = IF_THEN.fullmatch(lesson.takeaway)
    if not takeaway:
        yield line("takeaway"), "a takeaway reads: If ..., then I will ..."
    elif why := positive_act(takeaway["act"]):
        # "Then I will not" tends to strengthen the habit (source `if-then`), so it ends in something to do.
        yield line("takeaway"), f"the takeaway must say what to do, not what not to do. {why}"
    seen: set[str] = set()
    for claim in entry.claims:
        for term in banned.terms:
            found = re.search(rf"\b{term}\b", claim.plain_words, re.IGNORECASE)
            if found and f"{claim.screen} {term}" not in seen and not _explained(lesson, claim.screen, term):
                seen.add(f"{claim.screen} {term}")
                yield claim.line, f"explain it at first use: [{found[0]}](term:{term})"


def _explained(lesson: Lesson, screen: str, term: str) -> bool:
    """Whether that screen holds the term with its gloss."""
    page = next(one for one in lesson.screens if one.id == screen)
    return bool(re.search(rf'"t":"term","v":"[^"]*\b{term}\b', page.model_dump_json().lower()))


def _answers(entry: Entry, piece: Answers) -> Found:
    line = entry.document.line
    for index, one in enumerate(piece.answers):
        if not one.question.endswith("?"):
            yield line("answers", index, "question"), "a question ends with a question mark"
        elif (ends := _ASKS.get(piece.language)) and not ends.search(one.question):
            yield (
                line("answers", index, "question"),
                "a question ends in Can ...?: the app says `No.` or `Ask first.` right after it",
            )
        if one.kind != "nobody" and (found := _SAYS_YES.search(one.short)):
            yield line("answers", index, "short"), f"`{found[0]}` says yes, and the answer is `{one.kind}`"
        if one.kind == "nobody" and set(one.conditions) & {"contact", "third_parties"}:
            yield line("answers", index, "conditions"), "what touches a contact condition cannot involve nobody"


def order_findings(entry: Entry, shelf: Shelf) -> Found:
    """Line and complaint for kinds of order in a place that nobody knows."""
    piece = entry.piece
    for index, one in enumerate(piece.orders if isinstance(piece, OrderKinds) else ()):
        if one.jurisdiction not in shelf.jurisdictions:
            where = entry.document.line("orders", index, "jurisdiction")
            yield where, f"`{one.jurisdiction}` is not in jurisdictions.yaml"
