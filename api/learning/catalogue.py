"""The content of one installation, read once into immutable objects and handed to the phone as ready bytes.

A demonstration shows what nobody has signed yet, and says so. A live service leaves out every law, crisis or clinical piece
that is unsigned or past its review date; 999 and 111 always stay, and for the rest the phone says "ask your clinician"
(product.md F12).
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from api.errors import Problem
from api.learning.files import ContentError
from api.learning.pieces import Card, CrisisList, Form, Lesson, Line, Piece, Skill
from api.learning.shelf import Shelf, read_shelf

UNSIGNED = "Not yet signed off by a lawyer or clinician"
ASK = "Ask your clinician about this."


class NotSignedOff(Problem):
    """A live service has not signed what must be read before a phone is enrolled."""

    slug, title = "not-signed-off", "This can't be set up yet. Ask your clinician"


Kind = TypeVar("Kind", bound=Piece)


@dataclass(frozen=True)
class _View:
    """What may be shown on one day, as the bytes that go out."""

    open_json: bytes
    learn_json: bytes
    learn_name: str


class Catalogue:
    """What participants may be shown. `today` gives the date, so that a piece goes on its review date without a restart."""

    def __init__(self, shelf: Shelf, *, demo: bool, today: Callable[[], date]) -> None:
        self.demo = demo
        self._shelf = shelf
        self._today = today
        self._view = lru_cache(maxsize=2)(self._make_view)
        stated = [one.piece.model_dump(mode="json") for one in shelf.entries]
        self.content_hash: str = _digest(json.dumps(stated, sort_keys=True).encode())

    def open_json(self) -> bytes:
        """What shows before unlock: {version, signed, crisis, skills, breathing, alternatives}; it never names stalking."""
        return self._view(self._today()).open_json

    def learn_json(self) -> bytes:
        """What shows after unlock: {version, signed, label, lessons, helplines}."""
        return self._view(self._today()).learn_json

    def learn_name(self) -> str:
        """The file name of `learn_json`, which changes with every byte of it: `learn-<16 hex digits>.json`."""
        return self._view(self._today()).learn_name

    def points(self, language: str = "en", past_breach_policy: str | None = None) -> list[dict[str, Any]]:
        """What must be read and agreed to at enrolment: [{id, version, title, body}].

        The team's own words on a past breach, if given, end the point that is about it. A language that has no card gets
        the English one. Raises NotSignedOff in a live service until the card is signed: nobody may agree to what no
        lawyer has read, and nobody may be enrolled without reading it.
        """
        card = self._in_language(Card, "how-this-works", language)
        if not self.demo and not card.fit(self._today()):
            raise NotSignedOff
        return [
            {
                "id": point.id,
                "version": card.version,
                "title": point.title,
                "body": f"{point.body} {past_breach_policy}" if point.slot and past_breach_policy else point.body,
            }
            for point in card.points
        ]

    def form(self, form_id: str, language: str = "en") -> Form:
        """A form by its id. Raises KeyError if there is none."""
        return self._in_language(Form, form_id, language)

    def shown_form(self, form_id: str, language: str = "en") -> Form | None:
        """A form that may be filled in today, or None: outside a demonstration an unsigned or stale one may not."""
        return next(
            (one for one in self._shown(Form, self._today()) if (one.id, one.language) == (form_id, language)), None
        )

    def lesson_ids(self) -> list[str]:
        """The lessons that anybody may open today, in their order. Those that a clinician opens for one person are not among them."""
        return [one.id for one in self._lessons(self._today()) if not one.gated]

    def skill_ids(self) -> list[str]:
        """The open skills, that any log or card may name, shown today or not, because old entries name them too."""
        return [one.id for one in sorted(self._pieces(Skill), key=lambda skill: skill.place) if one.open]

    def _lessons(self, today: date) -> list[Lesson]:
        return sorted(self._shown(Lesson, today), key=lambda lesson: (lesson.place, lesson.id))

    def _pieces(self, kind: type[Kind]) -> Iterator[Kind]:
        return (one.piece for one in self._shelf.entries if isinstance(one.piece, kind))

    def _shown(self, kind: type[Kind], today: date) -> list[Kind]:
        return [one for one in self._pieces(kind) if one.status != "retired" and (self.demo or one.fit(today))]

    def _in_language(self, kind: type[Kind], piece_id: str, language: str) -> Kind:
        found = {one.language: one for one in self._pieces(kind) if one.id == piece_id}
        if not found:
            raise KeyError(piece_id)
        return found.get("cy" if language == "cy" else "en") or next(iter(found.values()))

    def _make_view(self, today: date) -> _View:
        skills = sorted((one for one in self._shown(Skill, today) if one.open), key=lambda skill: skill.place)
        lists = list(self._pieces(CrisisList))
        shown = [(one, line) for one in lists for line in one.lines if self._line_shown(one, line, today)]
        lines = [line for _, line in shown]
        crisis_signed = all(line.builtin or one.fit(today) for one, line in shown)
        lessons = [one for one in self._lessons(today) if not one.gated]
        learn_signed = all(one.fit(today) for one in lessons)
        learn = _json(
            {
                "signed": learn_signed,
                "label": ASK if not lessons else None if learn_signed else UNSIGNED,
                "lessons": [self._lesson(one) for one in lessons],
                "helplines": [_line(line) for line in lines if not line.open],
            }
        )
        # The pacer's words are labels of a moving picture and claim nothing, so they are there even when no skill is signed.
        pacer = next((skill.pacer for skill in self._pieces(Skill) if skill.pacer), None)
        opened = _json(
            {
                "signed": crisis_signed and all(one.fit(today) for one in skills),
                "crisis": [_line(line) for line in lines if line.open],
                "skills": [_skill(skill) for skill in skills],
                "breathing": pacer.model_dump() if pacer else None,
                "alternatives": self._shelf.words["en"].alternatives if "en" in self._shelf.words else (),
            }
        )
        return _View(opened, learn, f"learn-{_digest(learn)}.json")

    def _line_shown(self, crisis: CrisisList, line: Line, today: date) -> bool:
        stale = line.review_by is not None and today > line.review_by
        return line.builtin or (crisis.status != "retired" and self.demo) or (crisis.fit(today) and not stale)

    def _lesson(self, lesson: Lesson) -> dict[str, Any]:
        shown = lesson.model_dump(
            include={
                "id",
                "version",
                "title",
                "minutes",
                "jurisdiction",
                "source_note",
                "screens",
                "checks",
                "takeaway",
            }
        )
        named = [self._shelf.sources[one] for one in lesson.sources]
        sources = [{"id": one.id, "text": one.title, "mark": one.mark} for one in named]
        return shown | {"sources": sources, "read_aloud": True}


def load(root: Path, *, demo: bool, today: Callable[[], date]) -> Catalogue:
    """Read the content folder. Raises ContentError, with file and line, for the first file that cannot be used."""
    problems: list[ContentError] = []
    shelf = read_shelf(root, problems)
    if problems:
        raise problems[0]
    return Catalogue(shelf, demo=demo, today=today)


def _skill(skill: Skill) -> dict[str, Any]:
    """A skill as the phone draws it. The caution is the last step, so that no screen can leave it out."""
    steps = [*skill.steps, skill.caution] if skill.caution else list(skill.steps)
    return skill.model_dump(include={"id", "title", "short"}) | {"steps": steps}


def _line(line: Line) -> dict[str, Any]:
    return line.model_dump(include={"id", "name", "contact", "tel", "sms", "hours", "about"})


def _json(body: dict[str, Any]) -> bytes:
    """The body as JSON, with its own digest as `version`."""
    plain = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return b'{"version":"' + _digest(plain).encode() + b'",' + plain[1:]


def _digest(what: bytes) -> str:
    return hashlib.sha256(what).hexdigest()[:16]
