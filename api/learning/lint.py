"""The check of all content: what may not go out, each with the line to mend.

Rules of product.md F12: a source for each claim, the table of facts, review dates, reading grade, banned words, no leave for
contact, nothing that shows how to watch someone, links between questions, stable link ids, size, no script. `run` prints the
findings and a table of grades.
"""

import gzip
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.learning.catalogue import Catalogue
from api.learning.claims import fact_findings, figure_findings, source_findings
from api.learning.files import ContentError
from api.learning.forms import form_findings
from api.learning.learn import LARGEST
from api.learning.pages import grades, most, pages, strings
from api.learning.pieces import SIGNER, CrisisList, Form
from api.learning.published import SNAPSHOT, changes, keep, snapshot
from api.learning.reading import measure
from api.learning.shelf import Entry, Shelf, read_shelf
from api.learning.structure import id_findings, order_findings, structure_findings
from api.learning.twins import FIRST, behind, twin_findings
from api.learning.wording import Banned, word_findings

LONGEST_SENTENCE = 25
"""Words in a sentence at most (content-facts.md section 7)."""
LARGEST_PAGE = 1_000_000
"""Bytes of a content file at most. A file made for the phone has a bound of its own, `LARGEST`."""

_BRACES = re.compile(r"\{\{|\}\}")
_MARKUP = re.compile(r"<\s*[/!]?[A-Za-z]|javascript:|data:text", re.IGNORECASE)


class Finding(NamedTuple):
    """One thing to mend. Paths are as seen from the content folder."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


def lint(root: Path, today: date) -> list[Finding]:
    """Everything that is wrong with the content under `root` on that day, in the order of file and line."""
    problems: list[ContentError] = []
    shelf = read_shelf(root, problems)
    lists: dict[str, Banned] = {}
    for language in shelf.words or ("en",):
        try:
            lists[language] = Banned.of(root, language)
        except ContentError as problem:
            problems.append(problem)
    findings = [Finding(one.path, one.line, one.reason) for one in problems]
    for entry in shelf.entries:
        banned = lists.get(entry.piece.language, Banned({}, (), ()))
        found = [
            *source_findings(entry, shelf),
            *twin_findings(entry, shelf),
            *figure_findings(entry, shelf),
            *word_findings(entry, banned),
            *structure_findings(entry, shelf, banned),
            *order_findings(entry, shelf),
            *(form_findings(entry) if isinstance(entry.piece, Form) else ()),
        ]
        findings += [Finding(entry.document.path, line, words) for line, words in found]
        findings += _dates(entry, today)
        findings += _sign_off(entry)
        findings += _grades(entry)
    findings += _markup(shelf)
    findings += _packs(shelf)
    findings += _sizes(root, shelf, today)
    findings += [Finding(*found) for found in (*fact_findings(shelf), *id_findings(shelf), *changes(root, shelf))]
    return sorted(set(findings))


def run(root: Path, today: date, console: Console, publish: bool = False) -> int:
    """Print each finding and the table of grades; the exit code: 0 if nothing is wrong, else 1.

    `publish` then keeps each version of a form and writes the snapshot that later versions are held against, if nothing is wrong.
    """
    findings = lint(root, today)
    shelf = read_shelf(root, [])
    for finding in findings:
        console.print(Text(f"{root.name}/{finding}"), soft_wrap=True)
    if not console.is_terminal:
        console.width = max(console.width, 120)  # A file has no edge: ids are kept whole.
    console.print(table(shelf, today))
    if findings:
        console.print(f"{len(findings)} to mend.")
        return 1
    if publish:
        for name in keep(root, shelf):
            console.print(f"{name} kept.")
        shelf = read_shelf(root, [])
        (root / SNAPSHOT).write_text(snapshot(shelf), encoding="utf-8")
        console.print(f"{SNAPSHOT} written.")
    console.print(f"{len(shelf.entries)} pieces, nothing to mend.")
    return 0


def table(shelf: Shelf, today: date) -> Table:
    """The grades: a row a piece, with the hardest page, its bound, the longest sentence, and whether it is signed."""
    out = Table("Piece", "Version", "Pages", "Words", "Longest sentence", "Grade", "Hardest page", "Signed", box=None)
    for row in grades(shelf):
        out.add_row(
            row.piece.id if row.piece.language == FIRST else f"{row.piece.language}/{row.piece.id}",
            str(row.piece.version),
            str(row.pages),
            str(row.reading.words),
            str(row.reading.longest),
            *(
                (f"{row.reading.grade:.1f}", f"{row.hardest:.1f} of {row.most:.0f}")
                if row.piece.language == FIRST
                else ("not measured", "English only")
            ),
            "behind"
            if behind(row.piece, shelf)
            else "not needed"
            if not row.piece.claims
            else "yes"
            if row.piece.fit(today)
            else "no",
        )
    return out


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


_MUST_CLAIM = {"lesson": "law or clinical", "skill": "clinical", "crisis": "crisis"} | dict.fromkeys(
    ("scenarios", "answers", "conditions", "order_kinds"), "law"
)


def _sign_off(entry: Entry) -> Iterator[Finding]:
    document, piece = entry.document, entry.piece
    needed = _MUST_CLAIM.get(piece.kind)
    if needed and not set(needed.split(" or ")) & set(piece.claims):
        yield Finding(document.path, document.line("claims"), f"a {piece.kind} makes a claim that is {needed}: say so")
    if piece.status in ("checked", "published") and piece.checker in (None, piece.author):
        yield Finding(document.path, document.line("checker"), "a second person must have checked this: name them")
    if piece.status == "published" and not piece.signed():
        signers = sorted({SIGNER[claim] for claim in piece.claims} - {one.role for one in piece.signed_by})
        yield Finding(document.path, document.line("signed_by"), f"not signed by: {', '.join(signers)}")


def _grades(entry: Entry) -> Iterator[Finding]:
    bound = most(entry.piece)
    for page in pages(entry):
        reading = measure(page.words)
        # The formula is of English alone. A sentence can be too long in any language.
        if entry.piece.language == FIRST and reading.grade > bound:
            words = f"`{page.name}` reads at grade {reading.grade}; at most {bound:.0f}"
            yield Finding(entry.document.path, page.line, words)
        if reading.longest > LONGEST_SENTENCE:
            words = f"`{page.name}` has a sentence of {reading.longest} words; at most {LONGEST_SENTENCE}"
            yield Finding(entry.document.path, page.line, words)


def _markup(shelf: Shelf) -> Iterator[Finding]:
    for document in shelf.documents.values():
        for where, value in strings(document.data, ()):
            if _MARKUP.search(value):
                yield Finding(document.path, document.line(*where), "HTML or script is not allowed")
    for entry in shelf.entries:
        # What is left of {{ }} once every fact was put in is a mark that nobody reads.
        for line in (*(one.line for one in entry.claims if _BRACES.search(one.text)), *_left(entry)):
            yield Finding(entry.document.path, line, "a mark of a fact is broken: write {{fact:its-id}}")


def _left(entry: Entry) -> Iterator[int]:
    """The lines of strings in which braces are left."""
    for where, value in strings(entry.piece.model_dump(mode="json", exclude={"screens"}), ()):
        if _BRACES.search(value):
            yield entry.document.line(*where)


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
    if _source_ids(shelf) <= shelf.sources.keys() and shelf.jurisdictions and shelf.words:
        catalogue = Catalogue(shelf, demo=True, today=lambda: today)
        files = {"open.json": catalogue.open_json()}
        for language in shelf.words:
            for place in shelf.jurisdictions:
                files[f"learn.json of {language}/{place}"] = catalogue.learn_json(language, place)
        for name, made in files.items():
            packed = len(gzip.compress(made, mtime=0)) if len(made) > LARGEST else 0
            if packed > LARGEST:
                yield Finding("packs.yaml", 1, f"{name} comes to {packed:,} bytes compressed; at most {LARGEST:,}")


def _source_ids(shelf: Shelf) -> set[str]:
    """Every source that the phone's file would name."""
    found = {one for entry in shelf.entries for one in entry.piece.sources}
    for entry in shelf.entries:
        for kind in ("scenarios", "answers"):
            for item in getattr(entry.piece, kind, ()):
                found.update(getattr(item, "sources", None) or (item.source,))
    return found
