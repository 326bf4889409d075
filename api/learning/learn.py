"""The files that a phone fetches: what shows before unlock, and what shows after it for one language and place.

The second: {version, language, jurisdiction, signed, label, lessons, skills, scenarios, answers, conditions, orders, said, roles,
helplines, withheld}. It holds nothing of any person and no lesson that a clinician has to open first. An answer that a second
person must have checked is given as "ask first" until somebody has.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from api.learning.conditions import ConditionLibrary, OrderKinds
from api.learning.locally import in_words_of, nearest
from api.learning.pieces import Lesson, Line, Pacer, Piece, Skill
from api.learning.shelf import Shelf, Words
from api.learning.situations import NEEDS_SECOND, Answers, CanI, ScenarioBank

LARGEST = 250 * 1024
"""Bytes of a learn file, compressed, at most (issue: the content of the phone)."""
SHOWN = Lesson | Skill | ScenarioBank | Answers | ConditionLibrary | OrderKinds
_ASK_FIRST = "Ask first, and get the answer in writing."


def opened(
    skills: list[Skill], crisis: list[Line], pacer: Pacer | None, words: Words, *, signed: bool
) -> dict[str, Any]:
    """What shows before unlock, in one language: {signed, crisis, skills, breathing, alternatives}.

    The pacer's words are labels of a moving picture and claim nothing, so they are there even when no skill is signed.
    """
    return {
        "signed": signed,
        "crisis": [_line(line) for line in crisis],
        "skills": [_open_skill(skill) for skill in sorted(skills, key=lambda one: one.place)],
        "breathing": pacer.model_dump() if pacer else None,
        "alternatives": words.alternatives,
    }


def open_file(languages: Mapping[str, dict[str, Any]]) -> bytes:
    """One file for all phones, so that it is there whatever language is chosen with no signal: English, and each other under its code."""
    return _json(languages.get("en", {}) | {code: words for code, words in languages.items() if code != "en"})


def learn(
    pieces: list[Piece], stale: list[Piece], second: set[str], helplines: list[Line], shelf: Shelf, language: str, place: str,
    *, label: str | None,
) -> bytes:  # fmt: skip
    """What shows after unlock. `stale` was signed and waits to be read again; `second` are ids that a second person has checked."""
    own = shelf.words.get(language) or shelf.words.get("en", Words())
    # What is said before an answer is in the language of the answers, so that no page is half and half.
    asked = [one for one in pieces if isinstance(one, ScenarioBank | Answers)]
    words = own if all(one.language == language for one in asked) else shelf.words.get("en", Words())
    lessons = sorted((one for one in pieces if isinstance(one, Lesson)), key=lambda one: (one.place, one.id))
    skills = sorted((one for one in pieces if isinstance(one, Skill)), key=lambda one: (one.place, one.id))
    reach = shelf.reach(place)

    def here(piece: Piece, row: dict[str, Any]) -> dict[str, Any]:
        return in_words_of(shelf, place, language, piece, row)

    answers = ((piece, one) for piece in pieces if isinstance(piece, Answers) for one in piece.answers)
    return _json(
        {
            "language": language,
            "jurisdiction": place,
            "signed": label is None,
            "label": label,
            "lessons": [here(one, lesson(one, shelf, place)) for one in lessons],
            "skills": [here(one, skill(one)) for one in skills],
            "scenarios": [
                here(bank, one.model_dump(mode="json") | _of(bank)) | {"source": shelf.sources[one.source].title}
                for bank in pieces if isinstance(bank, ScenarioBank) for one in bank.scenarios
            ],
            "answers": [
                here(piece, answer(one, shelf, place, checked=piece.id in second) | _of(piece))
                for piece, one in nearest(answers, reach)
            ],
            "conditions": [
                here(library, one.model_dump(mode="json", exclude={"sources"}) | _of(library))
                for library in pieces if isinstance(library, ConditionLibrary) for one in library.conditions
            ],
            "orders": [
                {"id": one.id, "notification": one.notification, "starts_from": one.starts_from} | _order_words(one, language)
                for kinds in pieces if isinstance(kinds, OrderKinds) for one in kinds.orders if one.jurisdiction in reach
            ],
            "said": words.said,
            "helplines": [_line(line) for line in helplines],
            "withheld": [
                {"kind": one.kind, "id": one.id, "title": one.title, "say": own.said.get("withheld", "")}
                for one in stale if isinstance(one, SHOWN)
            ],
        }
    )  # fmt: skip


def lesson(piece: Lesson, shelf: Shelf, place: str | None = None) -> dict[str, Any]:
    """A lesson as the phone draws it, with the sources that hold in that place, else all."""
    shown = piece.model_dump(
        include={
            "id", "version", "language", "title", "minutes", "jurisdiction", "phase", "source_note", "screens", "checks", "takeaway",
        }
    )  # fmt: skip
    named = [shelf.sources[one] for one in piece.sources if place is None or shelf.holds(one, place)]
    sources = [{"id": one.id, "text": one.title, "mark": one.mark} for one in named]
    return shown | {"sources": sources, "read_aloud": True}


def skill(piece: Skill) -> dict[str, Any]:
    """A skill as the phone draws it after unlock: `steps` in 30 seconds, `full` the whole of it."""
    return _open_skill(piece) | {
        "version": piece.version,
        "language": piece.language,
        "why": piece.why,
        "full": piece.full,
        "cautions": [*piece.cautions, *([piece.caution] if piece.caution else [])],
        "phase": piece.phase,
    }


def answer(one: CanI, shelf: Shelf, place: str | None = None, *, checked: bool) -> dict[str, Any]:
    """An answer as the phone draws it, with the sources that hold in that place, else all. Until a second person has checked it, leave to go ahead or a route is "ask first"."""
    named = [shelf.sources[source].title for source in one.sources if place is None or shelf.holds(source, place)]
    row = one.model_dump(mode="json") | {"sources": named}
    if one.kind in NEEDS_SECOND and not checked:
        return row | {"kind": "ask_first", "short": _ASK_FIRST, "why": [], "do": []}
    return row


def file_name(body: bytes) -> str:
    """The name of a file made here, which changes with every byte of it."""
    return f"learn-{short_digest(body)}.json"


def short_digest(what: bytes) -> str:
    """16 hex digits that name these bytes."""
    return hashlib.sha256(what).hexdigest()[:16]


def _of(piece: Piece) -> dict[str, Any]:
    return {"of": piece.id, "version": piece.version, "language": piece.language}


def _order_words(kind: Any, language: str) -> dict[str, str]:
    words = kind.cy if language == "cy" and kind.cy else kind
    return {"name": words.name, "plain": words.plain}


def _open_skill(piece: Skill) -> dict[str, Any]:
    """A skill as it shows before unlock. The caution is the first step, so that no screen leaves it out or says it late."""
    steps = [piece.caution, *piece.steps] if piece.caution else list(piece.steps)
    return piece.model_dump(include={"id", "title", "short", "caution"}, exclude_none=True) | {"steps": steps}


def _line(line: Line) -> dict[str, Any]:
    """`jurisdiction` is there where a line is for one place alone: what shows before unlock is one file for all phones."""
    return line.model_dump(include={"id", "name", "contact", "tel", "sms", "hours", "about", "jurisdiction"})


def _json(body: dict[str, Any]) -> bytes:
    """The body as JSON, with its own digest as `version`."""
    plain = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return b'{"version":"' + short_digest(plain).encode() + b'",' + plain[1:]


def texts(pages: Iterable[tuple[str, str]]) -> str:
    """Pages as the JSON that a version is kept as: [[name, words], ...]."""
    return json.dumps([list(page) for page in pages], ensure_ascii=False, separators=(",", ":"))
