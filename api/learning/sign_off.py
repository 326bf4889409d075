"""Signing off content: what the list says of each piece, its preview with what changed, and the steps that people take.

Two different people: one checks, another signs, and neither name may be the other's. A signature is for the very words that
were checked; other words start again (product.md F12). Every step is audited on the system's chain.
"""

import difflib
import json
import re
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from api.act import Access
from api.db import insert_ignoring, table_of
from api.errors import NotFound, Problem
from api.learning import learn
from api.learning.catalogue import Catalogue
from api.learning.models import ContentSignOff, ContentVersion, Step
from api.learning.pages import pages, statements
from api.learning.pieces import SIGNER, Lesson, Skill
from api.learning.published import name_of
from api.learning.shelf import Entry
from api.learning.signatures import Act, Acts
from api.learning.situations import Answers, ScenarioBank
from api.people.models import User


class OtherWords(Problem):
    """The words are not those that were looked at."""

    slug, title = "other-words", "This piece has changed since you opened it. Read it again"


class StepDone(Problem):
    """That step was taken already."""

    slug, title = "step-done", "Somebody has done this already"


class NotChecked(Problem):
    """A piece is checked before it is signed."""

    slug, title = "not-checked", "Somebody has to check this piece first"


class SamePerson(Problem):
    """The one who checked may not sign."""

    slug, title = "same-person", "Another person must sign: you checked this piece, or it is the checker's name"


class NotNeeded(Problem):
    """That signature is not needed here."""

    slug, title = "signature-not-needed", "This piece does not need that signature"


class PastReview(Problem):
    """The review date has passed."""

    slug, title = "past-review", "The review date has passed. The piece must be read again first"


ROLE = {Step.lawyer: "lawyer", Step.clinician: "clinician", Step.service_lead: "service lead"}
_WORD = re.compile(r"\s+|[^\s]+")


def keep_versions(at: Access) -> None:
    """Keep each version that this installation holds and has not kept yet."""
    catalogue: Catalogue = at.service.catalogue
    v = table_of(ContentVersion)
    kept = {tuple(row) for row in at.session.execute(sa.select(v.c.piece, v.c.version, v.c.digest))}
    rows = [
        {
            "id": uuid4(),
            "piece": name_of(one.piece),
            "version": one.piece.version,
            "digest": catalogue.digest(one.piece),
            "pages": learn.texts([("title", one.piece.title), *((page.name, page.words) for page in pages(one))]),
            "seen_at": at.now,
        }
        for one in catalogue.shelf.entries
        if (name_of(one.piece), one.piece.version, catalogue.digest(one.piece)) not in kept
    ]
    if rows:
        insert_ignoring(at.session, v, rows, v.c.id)


def _acts(at: Access) -> Acts:
    """What was done so far, in this transaction too."""
    t = table_of(ContentSignOff)
    rows = at.session.execute(sa.select(t.c.piece, t.c.version, t.c.digest, t.c.step))
    return frozenset(Act(row.piece, row.version, row.digest, Step(row.step)) for row in rows)


def pieces(at: Access) -> list[dict[str, Any]]:
    """Every piece with how it stands, those that wait for somebody first. Names of signers are not in it."""
    catalogue: Catalogue = at.service.catalogue
    acts = _acts(at)
    rows = [_line(catalogue, one, acts, at.now.date()) for one in catalogue.shelf.entries]
    # What somebody began waits for one step more: it comes before what nobody has read.
    order = ("stale", "checked", "new", "signed", "not_needed", "retired")
    return sorted(rows, key=lambda row: (order.index(row["state"]), row["kind"], row["id"], row["language"]))


def piece(at: Access, name: str) -> dict[str, Any]:
    """One piece as the phone shows it, what to look at, who did what, and what changed since the version before.

    Raises NotFound for a name that is no piece.
    """
    catalogue: Catalogue = at.service.catalogue
    entry = _entry(catalogue, name)
    return _line(catalogue, entry, _acts(at), at.now.date()) | {
        "author": entry.piece.author,
        "checker": entry.piece.checker,
        "digest": catalogue.digest(entry.piece),
        "shown_as": _shown_as(entry, catalogue),
        "pages": [{"name": page.name, "words": page.words} for page in pages(entry)],
        "sources": _sources(entry, catalogue),
        "look_at": _look_at(entry, catalogue),
        "steps": _steps(at, entry, catalogue),
        "changes": _changes(at, entry, catalogue),
    }


def check(at: Access, name: str, version: int, digest: str) -> None:
    """Say that one has read the piece against its sources. Raises NotFound, OtherWords or StepDone."""
    entry = _same(at, name, version, digest)
    _take(at, entry, Step.checked, None)


def sign(at: Access, name: str, version: int, digest: str, step: Step, signer: str) -> None:
    """Enter a signature: the role and the typed name of the one who signs.

    Raises NotFound, OtherWords, PastReview, NotNeeded, NotChecked, SamePerson or StepDone.
    """
    entry = _same(at, name, version, digest)
    stands = at.service.catalogue.standing(entry.piece, _acts(at))
    if stands.stale:
        raise PastReview
    if ROLE.get(step) not in {SIGNER[claim] for claim in entry.piece.claims}:
        raise NotNeeded
    t = table_of(ContentSignOff)
    checked = at.session.execute(
        sa.select(t.c.entered_by).where(
            t.c.piece == name, t.c.version == version, t.c.digest == digest, t.c.step == Step.checked
        )
    ).scalar()
    if checked is None:
        raise NotChecked
    if checked == at.user_id or _plain(signer) == _plain(_full_name(at, checked)):
        raise SamePerson
    _take(at, entry, step, signer)


def retire(at: Access, name: str, version: int, digest: str) -> None:
    """Take this version away from everybody, in a demonstration too. Raises NotFound, OtherWords or StepDone."""
    _take(at, _same(at, name, version, digest), Step.retired, None)


def _same(at: Access, name: str, version: int, digest: str) -> Entry:
    entry = _entry(at.service.catalogue, name)
    if (entry.piece.version, at.service.catalogue.digest(entry.piece)) != (version, digest):
        raise OtherWords
    return entry


def _take(at: Access, entry: Entry, step: Step, signer: str | None) -> None:
    catalogue: Catalogue = at.service.catalogue
    name, digest = name_of(entry.piece), catalogue.digest(entry.piece)
    row = ContentSignOff(
        piece=name, version=entry.piece.version, digest=digest, step=step, entered_by=at.user_id, at=at.now
    )
    sealed = at.vault.system.seal_text("content_sign_off", "name", row.id, signer) if signer else None
    t = table_of(ContentSignOff)
    values = {
        "id": row.id, "piece": name, "version": row.version, "digest": digest, "step": step, "name": sealed,
        "entered_by": row.entered_by, "at": at.now,
    }  # fmt: skip
    if insert_ignoring(at.session, t, [values], t.c.id).first() is None:
        raise StepDone
    verb = {Step.checked: "content_check", Step.retired: "content_retire"}.get(step, "content_sign_off")
    at.audit(verb, f"content:{name}", version=row.version, reason=step.value, digest=bytes.fromhex(digest), system=True)
    catalogue.changed()


def _entry(catalogue: Catalogue, name: str) -> Entry:
    found = catalogue.entry(name)
    if found is None:
        raise NotFound
    return found


def _line(catalogue: Catalogue, entry: Entry, acts: Acts, today: date) -> dict[str, Any]:
    one = entry.piece
    stands = catalogue.standing(one, acts)
    state = (
        "retired" if stands.retired
        else "not_needed" if not one.claims
        else "stale" if stands.stale
        else "signed" if not stands.missing
        else "checked" if stands.checked
        else "new"
    )  # fmt: skip
    return {
        "id": one.id, "language": one.language, "version": one.version, "kind": one.kind, "title": one.title,
        "jurisdiction": one.jurisdiction, "phase": one.phase, "gated": isinstance(one, Lesson) and one.gated,
        "review_by": one.review_by, "days_left": (one.review_by - today).days, "state": state, "missing": list(stands.missing),
        "live": stands.fit,
    }  # fmt: skip


def _shown_as(entry: Entry, catalogue: Catalogue) -> dict[str, Any]:
    """The piece in the shape that the phone draws, by kind; kinds without a drawing of their own are shown as their pages."""
    one = entry.piece
    if isinstance(one, Lesson):
        return {"lesson": learn.lesson(one, catalogue.shelf)}
    if isinstance(one, Skill):
        return {"skill": learn.skill(one)}
    said = (catalogue.shelf.words.get(one.language) or catalogue.shelf.words["en"]).said
    if isinstance(one, Answers):
        return {"answers": [learn.answer(row, catalogue.shelf, checked=True) for row in one.answers], "said": said}
    if isinstance(one, ScenarioBank):
        return {"scenarios": [row.model_dump(mode="json") for row in one.scenarios], "said": said}
    return {}


def _sources(entry: Entry, catalogue: Catalogue) -> list[dict[str, Any]]:
    found = [catalogue.shelf.sources[one] for one in entry.piece.sources]
    return [
        {"id": one.id, "title": one.title, "where": one.where, "mark": one.mark, "primary": one.primary}
        for one in found
    ]


def _look_at(entry: Entry, catalogue: Catalogue) -> list[str]:
    """What whoever signs has to look at: sources that nobody read, and figures that may have moved."""
    found = [
        f"Nobody has read a source for this yet: {row['title']}" if row["mark"] == "K"
        else f"The primary text has to take the place of this source: {row['title']}"
        for row in _sources(entry, catalogue) if row["mark"] == "K" or not row["primary"]
    ]  # fmt: skip
    facts = catalogue.shelf.facts
    named = dict.fromkeys(name for said in statements(entry) for name in facts.named(said.raw))
    for name in named:
        fact = facts.rows[name]
        words = f"{fact.what}: {fact.figure()}, read on {fact.read_on.day} {fact.read_on:%B %Y}"
        found.append(f"Check, it may have moved. {words}" if fact.check else words)
    return found


def _steps(at: Access, entry: Entry, catalogue: Catalogue) -> list[dict[str, Any]]:
    t, u = table_of(ContentSignOff), table_of(User)
    rows = at.session.execute(
        sa.select(t.c.id, t.c.step, t.c.name, t.c.at, t.c.entered_by, u.c.first_name, u.c.last_name)
        .join(u, u.c.id == t.c.entered_by)
        .where(
            t.c.piece == name_of(entry.piece),
            t.c.version == entry.piece.version,
            t.c.digest == catalogue.digest(entry.piece),
        )
    ).all()
    # Within one instant: as the steps follow each other.
    rows = sorted(rows, key=lambda row: (row.at, list(Step).index(Step(row.step))))
    box = at.vault.system
    return [
        {
            "step": row.step, "at": row.at, "by": f"{row.first_name} {row.last_name}",
            "name": box.open_text("content_sign_off", "name", row.id, row.name), "mine": row.entered_by == at.user_id,
        }
        for row in rows
    ]  # fmt: skip


def _changes(at: Access, entry: Entry, catalogue: Catalogue) -> dict[str, Any] | None:
    """What changed since the version before that this installation held: {version, signed, pages: [{name, runs: [{t, v}]}]}, or None.

    `signed`: whether anybody signed the version before.
    """
    v = table_of(ContentVersion)
    before = at.session.execute(
        sa.select(v.c.version, v.c.pages, v.c.digest)
        .where(
            v.c.piece == name_of(entry.piece),
            v.c.digest != catalogue.digest(entry.piece),
            v.c.version <= entry.piece.version,
        )
        .order_by(v.c.version.desc(), v.c.seen_at.desc())
        .limit(1)
    ).first()
    if before is None:
        return None
    old = dict(json.loads(before.pages))
    new = {"title": entry.piece.title} | {page.name: page.words for page in pages(entry)}
    changed = [
        {"name": name, "runs": word_runs(old.get(name, ""), new.get(name, ""))}
        for name in dict.fromkeys([*new, *old])
        if old.get(name, "") != new.get(name, "")
    ]
    name = name_of(entry.piece)
    signed = any(one[:3] == (name, before.version, before.digest) and one.step in ROLE for one in _acts(at))
    return {"version": before.version, "signed": signed, "pages": changed}


def word_runs(old: str, new: str) -> list[dict[str, str]]:
    """The two texts as runs of words: {t: same | gone | new, v}. The same and new ones make up `new`, same and gone ones `old`."""
    a, b = _WORD.findall(old), _WORD.findall(new)
    runs: list[dict[str, str]] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append({"t": "same", "v": "".join(b[k:m])})
            continue
        if j > i:
            runs.append({"t": "gone", "v": "".join(a[i:j])})
        if m > k:
            runs.append({"t": "new", "v": "".join(b[k:m])})
    return _joined(runs)


def _joined(runs: list[dict[str, str]]) -> list[dict[str, str]]:
    """Changes with nothing but a space between them as one change, so that it reads as words and not as a zip."""
    made: list[dict[str, str]] = []
    gone = new = ""
    for at, run in enumerate([*runs, {"t": "same", "v": ""}]):
        between = run["v"].isspace() and at + 1 < len(runs) and bool(gone or new)
        if run["t"] == "same" and not between:
            made += [
                {"t": kind, "v": words} for kind, words in (("gone", gone), ("new", new), ("same", run["v"])) if words
            ]
            gone = new = ""
        else:
            gone += run["v"] if run["t"] in ("same", "gone") else ""
            new += run["v"] if run["t"] in ("same", "new") else ""
    return made


def _full_name(at: Access, user_id: UUID) -> str:
    user = at.session.get_one(User, user_id)
    return f"{user.first_name} {user.last_name}"


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
