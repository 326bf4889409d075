"""The content folder as it lies on disk: every piece read and checked for its shape, before anyone asks who may see it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from api.learning.conditions import ConditionLibrary, OrderKinds
from api.learning.facts import Fact, Facts, UnknownFact
from api.learning.files import ContentError, Document, Where, read
from api.learning.pieces import Card, CrisisList, Form, Jurisdiction, Lesson, Pack, Piece, Skill, Source
from api.learning.situations import Answers, ScenarioBank
from api.learning.tokens import Claimed, screens

_MODEL: Mapping[str, type[Piece]] = {
    "lesson": Lesson,
    "skill": Skill,
    "crisis": CrisisList,
    "form": Form,
    "card": Card,
    "scenarios": ScenarioBank,
    "answers": Answers,
    "conditions": ConditionLibrary,
    "order_kinds": OrderKinds,
}
_FOLDERS = ("law", "lessons", "skills", "crisis", "forms", "cards", "scenarios", "answers", "conditions")
ORDER_KINDS = "order-kinds.yaml"
KEPT = "published"
"""The folder of the versions of forms that went out: `<language>/<id>.<version>.json`, written by `lint-content --publish`."""
Row = TypeVar("Row", bound=BaseModel)
Shape = TypeVar("Shape")


@dataclass(frozen=True)
class Entry:
    """A piece with the file that it came from and, for a lesson, each thing it says with its sources."""

    piece: Piece
    document: Document
    claims: tuple[Claimed, ...] = ()


@dataclass(frozen=True)
class Words:
    """The small lists of words of one language: glossary, alternatives, role words, the app's fixed phrases for answers."""

    glossary: Mapping[str, str] = field(default_factory=dict)
    alternatives: tuple[str, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shelf:
    """Everything in the content folder, before anyone asks who may see it."""

    entries: tuple[Entry, ...]
    sources: Mapping[str, Source]
    facts: Facts
    jurisdictions: Mapping[str, Jurisdiction]
    words: Mapping[str, Words]
    packs: tuple[Pack, ...]
    documents: Mapping[str, Document]
    kept: Mapping[tuple[str, int], Form] = field(default_factory=dict)
    """Every version of a form that was ever published, by "en/its-id" and version. Answers name one of them."""

    def reach(self, jurisdiction: str) -> tuple[str, ...]:
        """The places whose pieces hold for somebody there, nearest first: ("scotland", "uk", "any")."""
        found: list[str] = []
        here: str | None = jurisdiction
        while here is not None and here not in found:
            found.append(here)
            row = self.jurisdictions.get(here)
            here = row.within if row else None
        return tuple(found)

    def places(self, jurisdiction: str) -> tuple[str, ...]:
        """The places somebody can be in, in which a piece of that jurisdiction holds: the narrowest ones in it."""
        wider = {row.within for row in self.jurisdictions.values()}
        return tuple(one for one in self.jurisdictions if one not in wider and jurisdiction in self.reach(one))

    def holds(self, source: str, jurisdiction: str) -> bool:
        """Whether a source holds for somebody in that place. One that nobody knows is another complaint."""
        found = self.sources.get(source)
        return found is None or found.jurisdiction in self.reach(jurisdiction)


def read_shelf(root: Path, problems: list[ContentError]) -> Shelf:
    """Everything that could be read; each file that could not is added to `problems` and left out."""
    return _Reader(root, problems).shelf()


class _Reader:
    def __init__(self, root: Path, problems: list[ContentError]) -> None:
        self.root = root
        self.problems = problems
        self.documents: dict[str, Document] = {}
        self.entries: dict[tuple[str, str], Entry] = {}

    def shelf(self) -> Shelf:
        root = self.root
        sources = self._named(Source, "sources")
        facts = Facts(self._named(Fact, "facts"))
        jurisdictions = self._named(Jurisdiction, "jurisdictions")
        packs = tuple(self._packs())
        words = {name: self._words(root / name / "words") for name in sorted(self._languages())}
        for language, lists in words.items():
            for path in _files(root / language):
                self._shelve(path, language, lists.glossary, facts)
        if (root / ORDER_KINDS).exists():
            self._shelve(root / ORDER_KINDS, "en", {}, facts)
        for entry in self.entries.values():
            if entry.piece.jurisdiction not in jurisdictions:
                words_ = f"`{entry.piece.jurisdiction}` is not in jurisdictions.yaml"
                self.problems.append(entry.document.complaint(words_, "jurisdiction"))
        entries = tuple(self.entries.values())
        return Shelf(entries, sources, facts, jurisdictions, words, packs, self.documents, dict(self._kept()))

    def _kept(self) -> Iterator[tuple[tuple[str, int], Form]]:
        for path in sorted((self.root / KEPT).glob("*/*.json")):
            name = path.relative_to(self.root).as_posix()
            try:
                form = Form.model_validate_json(path.read_bytes())
            except ValidationError as problem:
                said = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in problem.errors())
                self.problems.append(ContentError(name, 1, said))
                continue
            if name != kept_as(form):
                self.problems.append(ContentError(name, 1, f"this is `{kept_as(form)}` and lies under another name"))
                continue
            yield (f"{form.language}/{form.id}", form.version), form

    def _languages(self) -> set[str]:
        return {one.parent.name for one in self.root.glob("*/words")}

    def _document(self, path: Path) -> Document | None:
        name = path.relative_to(self.root).as_posix()
        try:
            self.documents[name] = found = read(self.root, path)
        except ContentError as problem:
            self.problems.append(problem)
            return None
        except OSError:
            self.problems.append(ContentError(name, 1, "this file is missing"))
            return None
        return found

    def _parts(self, name: str) -> Iterator[Document]:
        """`name.yaml`, and the files of the folder `name/` beside it, so that two authors need not share one file."""
        for path in (self.root / f"{name}.yaml", *sorted((self.root / name).glob("*.yaml"))):
            found = self._document(path)
            if found:
                yield found

    def _named(self, model: type[Row], name: str) -> dict[str, Row]:
        found: dict[str, Row] = {}
        for document in self._parts(name):
            for key, value in document.data.items():
                if key in found:
                    self.problems.append(document.complaint(f"`{key}` stands in two files", key))
                row = self._valid(document, model, {"id": key} | value if isinstance(value, dict) else value, key)
                if row:
                    found[key] = row
        return found

    def _packs(self) -> Iterator[Pack]:
        for document in self._parts("packs"):
            for index, row in enumerate(document.data.get("packs") or []):
                pack = self._valid(document, Pack, row, "packs", index)
                if pack:
                    yield pack

    def _words(self, folder: Path) -> Words:
        glossary = self._document(folder / "glossary.yaml")
        alternatives = self._document(folder / "alternatives.yaml")
        roles = self._document(folder / "roles.yaml")
        said = self._document(folder / "said.yaml")
        return Words(
            self._strings(glossary, "terms"),
            self._texts(alternatives, "alternatives"),
            self._strings(roles, "roles"),
            self._strings(said, "said"),
        )

    def _shelve(self, path: Path, language: str, glossary: Mapping[str, str], facts: Facts) -> None:
        found = self._document(path)
        entry = self._entry(found, glossary, facts) if found else None
        if entry is None:
            return
        key = (entry.piece.language, entry.piece.id)
        if key in self.entries:
            self.problems.append(entry.document.complaint(f"the id `{entry.piece.id}` is taken by another file", "id"))
        elif entry.piece.language != language:
            self.problems.append(entry.document.complaint(f"this file lies in `{language}`", "language"))
        else:
            self.entries[key] = entry

    def _entry(self, document: Document, glossary: Mapping[str, str], facts: Facts) -> Entry | None:
        model = _MODEL.get(str(document.data.get("kind")))
        if model is None:
            self.problems.append(document.complaint(f"`kind` must be one of {', '.join(_MODEL)}", "kind"))
            return None
        language = str(document.data.get("language"))
        claims: list[Claimed] = []
        try:
            data = _written(document, document.data, (), lambda text: facts.written(text, language))
            if model is Lesson:
                data["screens"], claims = screens(
                    document.path,
                    document.body,
                    document.body_line,
                    glossary,
                    lambda text: facts.written(text, language),
                )
            return Entry(model.model_validate(data), document, tuple(claims))
        except ContentError as problem:
            self.problems.append(problem)
        except ValidationError as problem:
            self.problems += _complaints(document, problem)
        return None

    def _valid(self, document: Document, model: type[Row], row: object, *where: str | int) -> Row | None:
        try:
            return model.model_validate(row)
        except ValidationError as problem:
            reason = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in problem.errors())
            self.problems.append(document.complaint(reason, *where))
            return None

    def _strings(self, document: Document | None, name: str) -> dict[str, str]:
        return self._list(document, name, TypeAdapter(dict[str, str]), "names with words", {})

    def _texts(self, document: Document | None, name: str) -> tuple[str, ...]:
        return tuple(self._list(document, name, TypeAdapter(list[str]), "a list of words", []))

    def _list(self, document: Document | None, name: str, shape: TypeAdapter[Shape], what: str, none: Shape) -> Shape:
        if document is None:
            return none
        try:
            return shape.validate_python(document.data.get(name), strict=True)
        except ValidationError:
            self.problems.append(document.complaint(f"`{name}` must be {what}", name))
            return none


def kept_as(form: Form) -> str:
    """The file of a published version of a form, as seen from the content folder."""
    return f"{KEPT}/{form.language}/{form.id}.{form.version}.json"


def _files(root: Path) -> list[Path]:
    found = [path for folder in _FOLDERS for path in (root / folder).rglob("*") if path.suffix in (".md", ".yaml")]
    return sorted(found)


def _written(document: Document, value: Any, where: Where, write: Callable[[str], str]) -> Any:
    """The data of a file with the words of each fact in the place of its mark."""
    if isinstance(value, str):
        try:
            return write(value)
        except UnknownFact as unknown:
            raise document.complaint(f"the fact `{unknown.args[0]}` is not in facts.yaml", *where) from None
    if isinstance(value, Mapping):
        return {key: _written(document, inner, (*where, key), write) for key, inner in value.items()}
    if isinstance(value, list):
        return [_written(document, inner, (*where, index), write) for index, inner in enumerate(value)]
    return value


def _complaints(document: Document, problem: ValidationError) -> Iterator[ContentError]:
    for error in problem.errors(include_url=False):
        where = error["loc"]
        name = ".".join(str(part) for part in where)
        yield document.complaint(f"{name}: {error['msg']}", *where)
