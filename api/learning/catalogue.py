"""The content of one installation, read once into immutable objects and handed to the phone as ready bytes.

A demonstration shows what nobody has signed yet, and says so. A live service leaves out every law, crisis or clinical piece
that is unsigned or past its review date; 999 and 111 always stay, and for the rest the phone says "ask your clinician"
(product.md F12).
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from api.errors import Problem
from api.learning.files import ContentError, Document, read
from api.learning.pieces import Card, CrisisList, Form, Lesson, Line, Pack, Piece, Skill, Source
from api.learning.tokens import Claimed, screens

UNSIGNED = "Not yet signed off by a lawyer or clinician"
ASK = "Ask your clinician about this."


class NotSignedOff(Problem):
    """A live service has not signed what must be read before a phone is enrolled."""

    slug, title = "not-signed-off", "This can't be set up yet. Ask your clinician"


Kind = TypeVar("Kind", bound=Piece)
_MODEL: Mapping[str, type[Piece]] = {
    "lesson": Lesson,
    "skill": Skill,
    "crisis": CrisisList,
    "form": Form,
    "card": Card,
}
_FOLDERS = ("law", "lessons", "skills", "crisis", "forms", "cards")


@dataclass(frozen=True)
class Entry:
    """A piece with the file that it came from and, for a lesson, each thing it says with its sources."""

    piece: Piece
    document: Document
    claims: tuple[Claimed, ...] = ()


@dataclass(frozen=True)
class Shelf:
    """Everything in the content folder, before anyone asks who may see it."""

    entries: tuple[Entry, ...]
    sources: Mapping[str, Source]
    glossary: Mapping[str, Mapping[str, str]]
    alternatives: Mapping[str, tuple[str, ...]]
    packs: tuple[Pack, ...]
    documents: Mapping[str, Document]


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
        """The lessons that may be opened today."""
        return [one.id for one in self._shown(Lesson, self._today())]

    def skill_ids(self) -> list[str]:
        """The skills that a log or card may name, shown today or not, because old entries name them too."""
        return [one.id for one in sorted(self._pieces(Skill), key=lambda skill: skill.place)]

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
        skills = sorted(self._shown(Skill, today), key=lambda skill: skill.place)
        lists = list(self._pieces(CrisisList))
        shown = [(one, line) for one in lists for line in one.lines if self._line_shown(one, line, today)]
        lines = [line for _, line in shown]
        crisis_signed = all(line.builtin or one.fit(today) for one, line in shown)
        lessons = self._shown(Lesson, today)
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
                "alternatives": self._shelf.alternatives.get("en", ()),
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


def read_shelf(root: Path, problems: list[ContentError]) -> Shelf:
    """Everything that could be read; each file that could not is added to `problems` and left out."""
    documents: dict[str, Document] = {}

    def document(path: Path) -> Document | None:
        try:
            documents[path.relative_to(root).as_posix()] = found = read(root, path)
        except ContentError as problem:
            problems.append(problem)
            return None
        except OSError:
            problems.append(ContentError(path.relative_to(root).as_posix(), 1, "this file is missing"))
            return None
        return found

    sources = _named(document(root / "sources.yaml"), problems)
    packs = _packs(document(root / "packs.yaml"), problems)
    glossary: dict[str, dict[str, str]] = {}
    alternatives: dict[str, tuple[str, ...]] = {}
    entries: dict[tuple[str, str], Entry] = {}
    for language in sorted(one.parent.name for one in root.glob("*/words")):
        words = root / language / "words"
        terms = document(words / "glossary.yaml")
        glossary[language] = _strings(terms, "terms", problems) if terms else {}
        others = document(words / "alternatives.yaml")
        alternatives[language] = _texts(others, "alternatives", problems) if others else ()
        for path in _files(root / language):
            found = document(path)
            entry = _entry(found, glossary[language], problems) if found else None
            if entry is None:
                continue
            key = (entry.piece.language, entry.piece.id)
            if key in entries:
                problems.append(entry.document.complaint(f"the id `{entry.piece.id}` is taken by another file", "id"))
            elif entry.piece.language != language:
                problems.append(entry.document.complaint(f"this file lies in `{language}`", "language"))
            else:
                entries[key] = entry
    return Shelf(tuple(entries.values()), sources, glossary, alternatives, packs, documents)


def _files(root: Path) -> list[Path]:
    found = [path for folder in _FOLDERS for path in (root / folder).rglob("*") if path.suffix in (".md", ".yaml")]
    return sorted(found)


def _entry(document: Document, glossary: Mapping[str, str], problems: list[ContentError]) -> Entry | None:
    model = _MODEL.get(str(document.data.get("kind")))
    if model is None:
        problems.append(document.complaint(f"`kind` must be one of {', '.join(_MODEL)}", "kind"))
        return None
    data = dict(document.data)
    claims: list[Claimed] = []
    try:
        if model is Lesson:
            data["screens"], claims = screens(document.path, document.body, document.body_line, glossary)
        return Entry(model.model_validate(data), document, tuple(claims))
    except ContentError as problem:
        problems.append(problem)
    except ValidationError as problem:
        problems += _complaints(document, problem)
    return None


def _complaints(document: Document, problem: ValidationError) -> Iterator[ContentError]:
    for error in problem.errors(include_url=False):
        where = error["loc"]
        name = ".".join(str(part) for part in where)
        yield document.complaint(f"{name}: {error['msg']}", *where)


def _named(document: Document | None, problems: list[ContentError]) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for name, value in document.data.items() if document else ():
        row = {"id": name} | value if isinstance(value, dict) else value
        source = _valid(document, Source, row, problems, name)
        if source:
            found[name] = source
    return found


def _packs(document: Document | None, problems: list[ContentError]) -> tuple[Pack, ...]:
    if document is None:
        return ()
    rows = document.data.get("packs") or []
    read_rows = [_valid(document, Pack, row, problems, "packs", index) for index, row in enumerate(rows)]
    return tuple(pack for pack in read_rows if pack)


Model = TypeVar("Model", bound=BaseModel)


def _valid(
    document: Document | None, model: type[Model], row: object, problems: list[ContentError], *where: str | int
) -> Model | None:
    try:
        return model.model_validate(row)
    except ValidationError as problem:
        if document:
            reason = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in problem.errors())
            problems.append(document.complaint(reason, *where))
        return None


def _strings(document: Document, name: str, problems: list[ContentError]) -> dict[str, str]:
    try:
        return TypeAdapter(dict[str, str]).validate_python(document.data.get(name), strict=True)
    except ValidationError:
        problems.append(document.complaint(f"`{name}` must be names with words", name))
        return {}


def _texts(document: Document, name: str, problems: list[ContentError]) -> tuple[str, ...]:
    try:
        return tuple(TypeAdapter(list[str]).validate_python(document.data.get(name), strict=True))
    except ValidationError:
        problems.append(document.complaint(f"`{name}` must be a list of words", name))
        return ()


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
