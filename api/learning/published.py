"""What was published: version, digest and, for forms, the type of each link id; and each fact with the day it was read.

Stored answers keep content id, version and link ids, so a published version never changes, and a link id keeps its type
for ever. `content/published.json` is the record that new content is held against. Beside it `content/published/` keeps each
version of a form as it went out, so that an answer that a phone gives to an older one is read in the words that it answered. The digest is of the words as a reader
meets them, so a page whose fact has another figure is another version.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from api.learning.pieces import ADMINISTRATIVE, Form, Piece
from api.learning.shelf import Entry, Shelf, kept_as

SNAPSHOT = "published.json"
FACTS = "facts"


def snapshot(shelf: Shelf) -> str:
    """The record of these pieces, as the text of `published.json`."""
    rows: dict[str, Any] = {name_of(one.piece): _record(one) for one in shelf.entries}
    for (name, version), form in shelf.kept.items():
        rows.get(name, {}).setdefault("kept", {})[str(version)] = digest_of(form)
    rows[FACTS] = {
        one.id: {"figure": one.figure(), "read_on": one.read_on.isoformat()} for one in shelf.facts.rows.values()
    }
    return json.dumps(rows, indent=2, sort_keys=True) + "\n"


def keep(root: Path, shelf: Shelf) -> list[str]:
    """Keep each form as it goes out now. A version that is kept already stays as it is. Returns the files that were written."""
    written = []
    for entry in shelf.entries:
        form = entry.piece
        if isinstance(form, Form) and (name_of(form), form.version) not in shelf.kept:
            path = root / kept_as(form)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(form.model_dump(mode="json"), indent=2) + "\n", encoding="utf-8")
            written.append(kept_as(form))
    return written


def changes(root: Path, shelf: Shelf) -> Iterator[tuple[str, int, str]]:
    """Path, line and complaint for each piece that breaks with what was published."""
    yield from _kept_forms(shelf)
    path = root / SNAPSHOT
    if not path.exists():
        return
    try:
        before: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        yield SNAPSHOT, 1, "not readable as JSON"
        return
    now = {name_of(one.piece): one for one in shelf.entries}
    yield from _facts(shelf, before.pop(FACTS, {}))
    for name, old in before.items():
        for version, digest in old.get("kept", {}).items():
            form = shelf.kept.get((name, int(version)))
            language, _, form_id = name.partition("/")
            if form is None:
                yield (
                    SNAPSHOT,
                    1,
                    f"version {version} of `{name}` was published and is gone from published/{language}/{form_id}.{version}.json",
                )
            elif digest_of(form) != digest:
                yield kept_as(form), 1, "a published version never changes: put it back as it was"
        entry = now.get(name)
        if entry is None:
            yield SNAPSHOT, 1, f"`{name}` was published and is gone: keep the file and set its status to retired"
            continue
        document, new = entry.document, _record(entry)
        if new["version"] < old["version"]:
            yield document.path, document.line("version"), f"version {old['version']} was published already"
        elif new["version"] == old["version"] and new["digest"] != old["digest"]:
            yield (
                document.path,
                document.line("version"),
                f"version {old['version']} was published with other words: make it version {old['version'] + 1}",
            )
        yield from _link_ids(entry, old.get("link_ids", {}), new.get("link_ids", {}))


def _kept_forms(shelf: Shelf) -> Iterator[tuple[str, int, str]]:
    """Each form against every version of it that went out: the same version says the same, and a link id keeps its type."""
    for entry in shelf.entries:
        form = entry.piece
        if not isinstance(form, Form):
            continue
        for (name, version), old in shelf.kept.items():
            if name != name_of(form):
                continue
            if version == form.version and digest_of(old) != digest_of(form):
                line = entry.document.line("version")
                yield (
                    entry.document.path,
                    line,
                    f"version {version} was published with other words: make it version {version + 1}",
                )
            types = {item.link_id: item.type for item in form.items}
            yield from _link_ids(entry, {item.link_id: item.type for item in old.items}, types)


def _facts(shelf: Shelf, before: dict[str, Any]) -> Iterator[tuple[str, int, str]]:
    for path, document in shelf.documents.items():
        for name in document.data if path == "facts.yaml" or path.startswith("facts/") else ():
            fact, old = shelf.facts.rows.get(name), before.get(name)
            if fact and old and fact.figure() != old["figure"] and fact.read_on.isoformat() == old["read_on"]:
                words = f"`{name}` was {old['figure']}: read it in its source again, and say when under `read_on`"
                yield path, document.line(name, "value"), words


def _link_ids(entry: Entry, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, int, str]]:
    form, document = entry.piece, entry.document
    for index, item in enumerate(form.items if isinstance(form, Form) else ()):
        was = old.get(item.link_id)
        if was is not None and was != item.type:
            where = document.line("items", index, "type")
            yield document.path, where, f"`{item.link_id}` was published as {was}: give the new question a new link id"


def name_of(piece: Piece) -> str:
    """What names a piece among all languages: "en/its-id"."""
    return f"{piece.language}/{piece.id}"


def digest_of(piece: Piece) -> str:
    """SHA-256, in hex, of all that a reader sees of a piece. Dates of review and names of signers are no part of it."""
    shown = piece.model_dump(mode="json", exclude=ADMINISTRATIVE | {"version"})
    for line in shown.get("lines", ()):
        # A later review date changes nothing that anybody reads.
        line.pop("review_by")
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def _record(entry: Entry) -> dict[str, Any]:
    piece = entry.piece
    record: dict[str, Any] = {"version": piece.version, "digest": digest_of(piece)}
    if isinstance(piece, Form):
        record["link_ids"] = {item.link_id: item.type for item in piece.items}
    return record
