"""The check of all content: what may not go out, each with the line to mend.

Rules of product.md F12: a source for each claim, review dates, reading grade, banned words, links between questions, stable
link ids, size, no script. `run` prints the findings and a table of grades.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.learning.catalogue import Catalogue, Entry, Shelf, read_shelf
from api.learning.files import ContentError, read
from api.learning.forms import form_findings
from api.learning.pieces import SIGNER, Card, CrisisList, Form, Lesson, Piece, Skill
from api.learning.published import SNAPSHOT, changes, snapshot
from api.learning.reading import Reading, measure
from api.learning.tokens import PLAIN

GRADE = 6.0
CRISIS_GRADE = 5.0
"""Reading grade at most, for a page; and for what is read at a hard moment (product.md F12)."""
LONGEST_SENTENCE = 25
"""Words in a sentence at most (content-facts.md section 7)."""
LARGEST_PAGE = 1_000_000
"""Bytes of a content file, or of a file made for the phone, at most: data is scarce on a cheap phone."""

_MARKUP = re.compile(r"<\s*[/!]?[A-Za-z]|javascript:|data:text", re.IGNORECASE)


class Finding(NamedTuple):
    """One thing to mend. Paths are as seen from the content folder."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Page:
    """A stretch of words that a participant reads at one go, and the line where it begins."""

    name: str
    line: int
    words: str


class Graded(NamedTuple):
    """A row of the table of grades. `grade` is that of the hardest page."""

    piece: Piece
    pages: int
    reading: Reading
    hardest: float
    most: float


def lint(root: Path, today: date) -> list[Finding]:
    """Everything that is wrong with the content under `root` on that day, in the order of file and line."""
    problems: list[ContentError] = []
    shelf = read_shelf(root, problems)
    findings = [Finding(one.path, one.line, one.reason) for one in problems]
    banned = _Banned.of(root, findings)
    for entry in shelf.entries:
        findings += _sources(entry, shelf)
        findings += _dates(entry, today)
        findings += _sign_off(entry, shelf)
        findings += _words(entry, banned)
        findings += _grades(entry)
        if isinstance(entry.piece, Form):
            findings += [Finding(entry.document.path, line, words) for line, words in form_findings(entry)]
        if isinstance(entry.piece, Lesson):
            findings += _lesson(entry, entry.piece, banned)
        if isinstance(entry.piece, CrisisList):
            findings += _built_in(entry, entry.piece)
    findings += _markup(shelf)
    findings += _packs(shelf)
    findings += _sizes(root, shelf, today)
    findings += [Finding(path, line, words) for path, line, words in changes(root, shelf)]
    return sorted(set(findings))


def run(root: Path, today: date, console: Console, publish: bool = False) -> int:
    """Print each finding and the table of grades; the exit code: 0 if nothing is wrong, else 1.

    `publish` then writes the snapshot that later versions are held against, if nothing is wrong.
    """
    findings = lint(root, today)
    shelf = read_shelf(root, [])
    for finding in findings:
        console.print(Text(f"{root.name}/{finding}"), soft_wrap=True)
    console.print(table(shelf, today))
    if findings:
        console.print(f"{len(findings)} to mend.")
        return 1
    if publish:
        (root / SNAPSHOT).write_text(snapshot(shelf), encoding="utf-8")
        console.print(f"{SNAPSHOT} written.")
    console.print(f"{len(shelf.entries)} pieces, nothing to mend.")
    return 0


def table(shelf: Shelf, today: date) -> Table:
    """The grades: a row a piece, with the hardest page, its bound, the longest sentence, and whether it is signed."""
    out = Table("Piece", "Version", "Pages", "Words", "Longest sentence", "Grade", "Hardest page", "Signed", box=None)
    for row in grades(shelf):
        out.add_row(
            row.piece.id,
            str(row.piece.version),
            str(row.pages),
            str(row.reading.words),
            str(row.reading.longest),
            f"{row.reading.grade:.1f}",
            f"{row.hardest:.1f} of {row.most:.0f}",
            "not needed" if not row.piece.claims else "yes" if row.piece.fit(today) else "no",
        )
    return out


def grades(shelf: Shelf) -> Iterator[Graded]:
    """How hard each piece is to read."""
    for entry in shelf.entries:
        pages = _pages(entry)
        hardest = max((measure(page.words).grade for page in pages), default=0.0)
        whole = measure("\n".join(page.words for page in pages))
        yield Graded(entry.piece, len(pages), whole, hardest, _most(entry.piece))


def _most(piece: Piece) -> float:
    return CRISIS_GRADE if isinstance(piece, CrisisList | Skill) else GRADE


def _pages(entry: Entry) -> list[Page]:
    """The words of a piece, page by page, as a participant meets them."""
    piece, line = entry.piece, entry.document.line
    if isinstance(piece, Lesson):
        starts: dict[str, int] = {}
        for claim in entry.claims:
            starts.setdefault(claim.screen, claim.line)
        pages = [Page(screen.id, starts.get(screen.id, 1), screen.say) for screen in piece.screens]
        for index, check in enumerate(piece.checks):
            words = [check.situation, *(option.text for option in check.options), check.reason]
            pages.append(Page(check.id, line("checks", index), "\n".join(words)))
        return [*pages, Page("takeaway", line("takeaway"), f"{piece.takeaway}\n{piece.source_note}")]
    if isinstance(piece, Skill):
        words = [piece.title, piece.short, *piece.steps, piece.caution or ""]
        pacer = piece.pacer.model_dump() if piece.pacer else {}
        return [Page(piece.id, line("steps"), "\n".join(words + [v for v in pacer.values() if isinstance(v, str)]))]
    if isinstance(piece, CrisisList):
        words = [f"{one.about}\n{one.hours}" for one in piece.lines]
        return [Page(piece.id, line("lines"), "\n".join([piece.title, *words]))]
    if isinstance(piece, Form):
        words = []
        for item in piece.items:
            words += [item.text, item.help or "", *(option.text for option in item.options or ())]
        return [Page(piece.id, line("items"), "\n".join([piece.title, *words]))]
    if isinstance(piece, Card):
        return [
            Page(point.id, line("points", index), f"{point.title}\n{point.body}")
            for index, point in enumerate(piece.points)
        ]
    return []


def _sources(entry: Entry, shelf: Shelf) -> Iterator[Finding]:
    document, piece = entry.document, entry.piece
    named = [(document.line("sources", index), one) for index, one in enumerate(piece.sources)]
    if isinstance(piece, CrisisList):
        named += [(document.line("lines", index, "source"), one.source) for index, one in enumerate(piece.lines)]
    if isinstance(piece, Lesson):
        named += [(document.line("checks", index, "source"), one.source) for index, one in enumerate(piece.checks)]
        for claim in entry.claims:
            named += [(claim.line, one) for one in claim.sources if one != PLAIN]
    for line, one in named:
        if one not in shelf.sources:
            yield Finding(document.path, line, f"the source `{one}` is not in sources.yaml")
        elif isinstance(piece, Lesson) and one not in piece.sources:
            yield Finding(document.path, line, f"the source `{one}` is missing from `sources` of this lesson")
        elif piece.status == "published" and (shelf.sources[one].mark == "K" or not shelf.sources[one].primary):
            yield Finding(
                document.path, line, f"`{one}` is not a primary source that was read: replace it before publishing"
            )
    if piece.claims and not piece.sources:
        yield Finding(document.path, document.line("sources"), "a source is missing: this piece makes claims")
    for claim in entry.claims:
        if not claim.sources:
            yield Finding(
                document.path, claim.line, "a source is missing: end with [[source-id]], or [[plain]] for no claim"
            )


def _dates(entry: Entry, today: date) -> Iterator[Finding]:
    document, piece = entry.document, entry.piece
    if piece.status == "retired":
        return
    if piece.review_by < today:
        yield Finding(document.path, document.line("review_by"), f"review was due by {piece.review_by}")
    for index, one in enumerate(piece.lines if isinstance(piece, CrisisList) else ()):
        where = document.line("lines", index, "review_by")
        if one.review_by is None and not one.builtin:
            yield Finding(document.path, where, f"`{one.id}` has no review date")
        elif one.review_by is not None and one.review_by < today:
            yield Finding(document.path, where, f"`{one.id}` was to be rung again by {one.review_by}")


def _sign_off(entry: Entry, shelf: Shelf) -> Iterator[Finding]:
    document, piece = entry.document, entry.piece
    needed = {"lesson": "law or clinical", "skill": "clinical", "crisis": "crisis"}.get(piece.kind)
    if needed and not set(needed.split(" or ")) & set(piece.claims):
        yield Finding(document.path, document.line("claims"), f"a {piece.kind} makes a claim that is {needed}: say so")
    if piece.status in ("checked", "published") and piece.checker in (None, piece.author):
        yield Finding(document.path, document.line("checker"), "a second person must have checked this: name them")
    if piece.status == "published" and not piece.signed():
        signers = sorted({SIGNER[claim] for claim in piece.claims} - {one.role for one in piece.signed_by})
        yield Finding(document.path, document.line("signed_by"), f"not signed by: {', '.join(signers)}")


def _lesson(entry: Entry, lesson: Lesson, banned: "_Banned") -> Iterator[Finding]:
    document = entry.document
    for index, check in enumerate(lesson.checks):
        if check.answer not in {option.value for option in check.options}:
            yield Finding(document.path, document.line("checks", index, "answer"), "the answer is none of the options")
    if re.search(r"\b(?:not|never|n't|stop|avoid)\b", lesson.takeaway.lower().partition("then")[2]):
        # "Then I will not" tends to strengthen the habit (source `if-then`), so a takeaway ends in something to do.
        yield Finding(document.path, document.line("takeaway"), "the takeaway must say what to do, not what not to do")
    seen: set[str] = set()
    for claim in entry.claims:
        for term in banned.terms:
            found = re.search(rf"\b{term}\b", claim.plain_words, re.IGNORECASE)
            if found and f"{claim.screen} {term}" not in seen and term not in _explained(entry, claim.screen, term):
                seen.add(f"{claim.screen} {term}")
                yield Finding(document.path, claim.line, f"explain it at first use: [{found[0]}](term:{term})")


def _explained(entry: Entry, screen: str, term: str) -> set[str]:
    """The term, if that screen holds it with its gloss."""
    assert isinstance(entry.piece, Lesson)
    page = next(one for one in entry.piece.screens if one.id == screen)
    dumped = page.model_dump_json().lower()
    return {term} if re.search(rf'"t":"term","v":"[^"]*\b{term}\b', dumped) else set()


def _words(entry: Entry, banned: "_Banned") -> Iterator[Finding]:
    piece, path = entry.piece, entry.document.path
    if piece.audience != "participant":
        return
    for where, line, words in _strings(entry):
        for word, instead in banned.words.items():
            if re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", words, re.IGNORECASE):
                yield Finding(path, line, f"`{word}` is a banned word; say: {instead}")
        if isinstance(piece, Skill) or (isinstance(piece, CrisisList) and _is_open(piece, where)):
            for word in banned.open:
                if re.search(rf"\b{re.escape(word)}\b", words, re.IGNORECASE):
                    yield Finding(path, line, f"`{word}` gives something away: this shows before unlock")
        if re.search(r"[!\u2013\u2014()]", words):
            yield Finding(path, line, "no dashes, brackets or exclamation marks in what a participant reads")


def _is_open(crisis: CrisisList, where: tuple[str | int, ...]) -> bool:
    return where[0] != "lines" or crisis.lines[int(where[1])].open


_NOT_READ = {
    "id", "kind", "language", "jurisdiction", "audience", "phase", "status", "author", "checker", "claims", "signed_by",
    "sources", "source", "link_id", "value", "answer", "type", "slot", "tel", "sms", "screens",
}  # fmt: skip


def _strings(entry: Entry) -> Iterator[tuple[tuple[str | int, ...], int, str]]:
    """Every string of a piece that a participant reads, with its place and line."""
    for where, value in _walk(entry.document.data, ()):
        if not _NOT_READ & {part for part in where if isinstance(part, str)}:
            yield where, entry.document.line(*where), value
    for claim in entry.claims:
        yield ("screens", claim.screen), claim.line, claim.text
    for screen in entry.piece.screens if isinstance(entry.piece, Lesson) else ():
        line = next((claim.line for claim in entry.claims if claim.screen == screen.id), 1)
        yield ("screens", screen.id), line, screen.title


def _walk(value: Any, where: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _walk(inner, (*where, key))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _walk(inner, (*where, index))


def _grades(entry: Entry) -> Iterator[Finding]:
    most = _most(entry.piece)
    for page in _pages(entry):
        reading = measure(page.words)
        if reading.grade > most:
            words = f"`{page.name}` reads at grade {reading.grade}; at most {most:.0f}"
            yield Finding(entry.document.path, page.line, words)
        if reading.longest > LONGEST_SENTENCE:
            words = f"`{page.name}` has a sentence of {reading.longest} words; at most {LONGEST_SENTENCE}"
            yield Finding(entry.document.path, page.line, words)


def _built_in(entry: Entry, crisis: CrisisList) -> Iterator[Finding]:
    built_in = {line.tel for line in crisis.lines if line.builtin and line.open}
    for number in sorted({"999", "111"} - built_in if crisis.jurisdiction == "uk" else set()):
        yield Finding(entry.document.path, entry.document.line("lines"), f"{number} must be there, built in and open")


def _markup(shelf: Shelf) -> Iterator[Finding]:
    for document in shelf.documents.values():
        for where, value in _walk(document.data, ()):
            if _MARKUP.search(value):
                yield Finding(document.path, document.line(*where), "HTML or script is not allowed")


def _packs(shelf: Shelf) -> Iterator[Finding]:
    known = {entry.piece.id for entry in shelf.entries}
    packed: set[str] = set()
    document = shelf.documents.get("packs.yaml")
    for index, pack in enumerate(shelf.packs):
        packed.update(pack.pieces)
        for place, one in enumerate(pack.pieces):
            if one not in known and document:
                line = document.line("packs", index, "pieces", place)
                yield Finding(document.path, line, f"`{one}` is not the id of a piece")
    for entry in shelf.entries:
        if entry.piece.id not in packed:
            yield Finding(
                entry.document.path, entry.document.line("id"), "this piece is in no pack: add it to packs.yaml"
            )


def _sizes(root: Path, shelf: Shelf, today: date) -> Iterator[Finding]:
    for path in shelf.documents:
        size = (root / path).stat().st_size
        if size > LARGEST_PAGE:
            yield Finding(path, 1, f"{size:,} bytes; at most {LARGEST_PAGE:,}")
    named = {one for entry in shelf.entries if isinstance(entry.piece, Lesson) for one in entry.piece.sources}
    if named <= shelf.sources.keys():
        catalogue = Catalogue(shelf, demo=True, today=lambda: today)
        for name, made in (("open.json", catalogue.open_json()), ("learn.json", catalogue.learn_json())):
            if len(made) > LARGEST_PAGE:
                yield Finding("packs.yaml", 1, f"{name} comes to {len(made):,} bytes; at most {LARGEST_PAGE:,}")


@dataclass(frozen=True)
class _Banned:
    """The list of words that content may not use (content-facts.md section 7)."""

    words: Mapping[str, str]
    open: tuple[str, ...]
    terms: tuple[str, ...]

    @classmethod
    def of(cls, root: Path, findings: list[Finding]) -> "_Banned":
        path = root / "en" / "words" / "banned.yaml"
        try:
            data = read(root, path).data
            rows: Iterable[Mapping[str, str]] = data["banned"]
            return cls({row["word"]: row["instead"] for row in rows}, tuple(data["open"]), tuple(data["term"]))
        except (ContentError, OSError, KeyError, TypeError):
            findings.append(Finding(path.relative_to(root).as_posix(), 1, "the list of banned words cannot be read"))
            return cls({}, (), ())
