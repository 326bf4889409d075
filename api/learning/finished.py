"""Which lessons a participant has finished, and which answers on the way missed: for the clinician, before a session.

It is read out of the entries themselves. An answer is held against the lesson that this installation has under the same id; where
that is another version by now, the page says so, because what was asked may have changed. Nothing is counted up.
"""

import json
from typing import Any

import sqlalchemy as sa

from api.act import Access
from api.db import table_of
from api.journal.models import Entry, Kind
from api.journal.upgrades import opened
from api.learning.pieces import Check, Lesson

MOST = 200
"""Entries that are looked at, the newest ones."""


def finished(at: Access) -> list[dict[str, Any]]:
    """Each lesson once, as it was last finished, the newest first.

    {lesson_id, title, version, older, on, untried, checks: [{id, situation, answered, fits, missed}]}. `title` and what is asked are
    None where the installation has the lesson no more; `older` is true where it has a newer version than was read. `untried` are the
    situations of that very version that were not answered: the pages were read, and no more than that is said. None where the
    version is another.
    """
    e = table_of(Entry)
    rows = at.session.execute(
        sa.select(e.c.id, e.c.kind, e.c.schema_version, e.c.local_date, e.c.body)
        .where(e.c.participant_id == at.subject, e.c.kind == Kind.lesson, e.c.withdrawn.is_(False))
        .order_by(e.c.happened_at.desc(), e.c.id)
        .limit(MOST)
    ).all()
    if not rows:
        return []
    box = at.box()
    told: dict[str, dict[str, Any]] = {}
    for row in rows:
        body = json.loads(opened(box, row))
        if body["lesson_id"] not in told:
            entry = at.service.catalogue.entry(f"{body.get('language', 'en')}/{body['lesson_id']}")
            lesson = entry.piece if entry and isinstance(entry.piece, Lesson) else None
            told[body["lesson_id"]] = _told(body, lesson) | {"on": row.local_date}
    return list(told.values())


def _told(body: dict[str, Any], lesson: Lesson | None) -> dict[str, Any]:
    checks = {one.id: one for one in lesson.checks} if lesson else {}
    return {
        "lesson_id": body["lesson_id"],
        "title": lesson.title if lesson else None,
        "version": body["version"],
        "older": lesson is not None and body["version"] < lesson.version,
        "untried": len(checks.keys() - {one["check_id"] for one in body.get("answers") or ()})
        if lesson is not None and body["version"] == lesson.version
        else None,
        "checks": [
            _answered(one["check_id"], one["answer"], checks.get(one["check_id"])) for one in body.get("answers") or ()
        ],
    }


def _answered(check_id: str, answer: str, check: Check | None) -> dict[str, Any]:
    options = {one.value: one.text for one in check.options} if check else {}
    return {
        "id": check_id,
        "situation": check.situation if check else None,
        "answered": options.get(answer, answer),
        "fits": options.get(check.answer) if check else None,
        "missed": check is not None and answer != check.answer,
    }
