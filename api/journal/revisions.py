"""What was changed of an entry after it was first sent. The first stays as it was; each change is a revision of it."""

import json
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.db import table_of
from api.journal.models import Entry
from api.journal.upgrades import FORMS, opened
from api.together import Read
from api.vault import Box

Fields = dict[str, Any]

GROUPED = ("answers", "rounds", "extra")
"""Fields that hold answers by their own keys: an amendment changes the ones that it names."""

NO_CHANGE = {"unfinished", "kept"}
"""Fields that say how an entry was sent, and nothing of what it says."""


class Revision(NamedTuple):
    """One change: when it was made by the phone's clock, and the fields that it gave anew."""

    at: datetime
    fields: Fields


class Was(NamedTuple):
    """One change as it is told afterwards: when, and what stood there before. None: nothing did."""

    at: datetime
    was: Fields


_E = table_of(Entry)
_FIRST = _E.alias("first")
_CHANGES = (
    sa.select(
        _E.c.id, _E.c.kind, _E.c.schema_version, _E.c.amends, _E.c.made_at, _E.c.body, _FIRST.c.kind.label("of_kind")
    )
    .join(_FIRST, _FIRST.c.id == _E.c.amends)
    .where(_E.c.withdrawn.is_(False))
    .order_by(_E.c.device_seq, _E.c.received_at, _E.c.id)
)
_CHANGES_BETWEEN = _CHANGES.where(
    _FIRST.c.participant_id == sa.bindparam("who"),
    _FIRST.c.happened_at.between(sa.bindparam("oldest"), sa.bindparam("newest")),
)


def revisions(at: Access, box: Box, entry_ids: list[UUID]) -> dict[UUID, list[Revision]]:
    """The changes of each changed entry, oldest first. One query, however many entries."""
    return _told(at.session.execute(_CHANGES.where(_E.c.amends.in_(entry_ids))), box)


def revisions_between(at: Access, box: Box, oldest: datetime, newest: datetime) -> dict[UUID, list[Revision]]:
    """The same for all one's own entries that happened from `oldest` to `newest`: a page, without a list of its ids."""
    return _told(at.rows(between_read(at, oldest, newest)), box)


def between_read(at: Access, oldest: datetime, newest: datetime) -> Read:
    """What `revisions_between` reads."""
    return Read(_CHANGES_BETWEEN, {"who": at.subject, "oldest": oldest, "newest": newest})


def _told(rows: Any, box: Box) -> dict[UUID, list[Revision]]:
    found: dict[UUID, list[Revision]] = {}
    for row in rows:
        said = json.loads(opened(box, row))
        fields = FORMS.fields(row.of_kind, said.get("of_schema", 1), said["body"])
        found.setdefault(row.amends, []).append(Revision(row.made_at, fields))
    return found


def was(body: Fields, changes: list[Revision]) -> list[Was]:
    """Of each change that changed something, oldest first, what stood there before it."""
    told = []
    for change in changes:
        before = changed_from(body, change.fields)
        body = laid_over(body, change.fields)
        if before:
            told.append(Was(change.at, before))
    return told


def changed_from(body: Fields, fields: Fields) -> Fields:
    """The values in `body` of those `fields` that differ there; answers by their own link ids."""
    before: Fields = {}
    for name, value in fields.items():
        stood = body.get(name)
        if name in NO_CHANGE or stood == value or (not stood and not value and type(stood) is not int):
            continue
        if name in GROUPED and isinstance(value, dict):
            inner = changed_from(stood if isinstance(stood, dict) else {}, value)
            if inner:
                before[name] = inner
        else:
            before[name] = stood
    return before


def laid_over(body: Fields, fields: Fields) -> Fields:
    """A body with changed fields laid over it."""
    grouped: Fields = {
        name: (body.get(name) or {}) | fields[name] for name in GROUPED if isinstance(fields.get(name), dict)
    }
    if isinstance(fields.get("targets"), list):  # The targets of a card, each by its id.
        by_id = {one["id"]: one for one in body.get("targets") or ()}
        by_id |= {one["id"]: by_id.get(one["id"], {}) | one for one in fields["targets"]}
        grouped["targets"] = list(by_id.values())
    return body | fields | grouped
