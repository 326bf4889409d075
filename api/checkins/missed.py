"""What follows when a check-in becomes missed, and when it turns out that it was not."""

from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from api.act import Access
from api.checkins.models import Occurrence, OccurrenceState
from api.db import insert_ignoring, table_of
from api.oversight import caseload, raising
from api.oversight.due import review_due
from api.oversight.models import Review, ReviewKind, ReviewOutcome, ReviewState

TWICE = "checkin_missed_twice"
LOOK_BACK = 10


def become_missed(at: Access, row: Any, tier: int, zone: str) -> None:
    """A review, due by tier from the moment it became missed; and the item when it is the second in a row."""
    r = table_of(Review)
    locked = caseload.touch(at, row.participant_id)
    review = {
        "id": uuid4(),
        "participant_id": row.participant_id,
        "kind": ReviewKind.missed,
        "subject": str(row.id),
        "entry_id": None,
        "state": ReviewState.unread,
        "at": row.closes_at,
        "raised_at": at.now,
        "due_at": review_due(ReviewKind.missed, tier, row.closes_at, zone),
        "bring_next_session": False,
    }
    insert_ignoring(at.session, r, [review], r.c.id)
    in_a_row = 1 + _missed_before(at, row)
    if in_a_row > 1:
        facts = {"at": row.closes_at.isoformat(), "n": in_a_row, "form": row.form_id}
        raising.raise_item(at, row.participant_id, TWICE, row.form_id, facts=facts)
    else:
        caseload.recount(at, row.participant_id, caseload.kept(locked))


def take_back(at: Access, row: Any) -> None:
    """It was not missed after all: nobody has to read that it was, and it is not one of two in a row.

    A review to which the person has said something stays: those words are read by a person.
    """
    r, o = table_of(Review), table_of(Occurrence)
    locked = caseload.touch(at, row.participant_id)
    at.session.execute(
        sa.update(r)
        .where(
            r.c.participant_id == row.participant_id,
            r.c.kind == ReviewKind.missed,
            r.c.subject == str(row.id),
            r.c.entry_id.is_(None),
            r.c.state != ReviewState.closed,
        )
        .values(
            state=ReviewState.closed, closed_at=at.now, closed_by=None, held_by=None, held_since=None,
            outcome=ReviewOutcome.noted,
        )
    )  # fmt: skip
    newest = at.session.execute(
        sa.select(o)
        .where(
            o.c.participant_id == row.participant_id,
            o.c.form_id == row.form_id,
            o.c.state.in_([OccurrenceState.missed, OccurrenceState.submitted]),
        )
        .order_by(o.c.closes_at.desc())
        .limit(2)
    ).all()
    if not (len(newest) == 2 and all(one.state == OccurrenceState.missed for one in newest)):
        raising.settle(at, row.participant_id, TWICE, row.form_id, "came_later")
    caseload.recount(at, row.participant_id, caseload.kept(locked))


def _missed_before(at: Access, row: Any) -> int:
    """How many of the same form just before this one were missed, without one that was answered between."""
    o = table_of(Occurrence)
    states = at.session.execute(
        sa.select(o.c.state)
        .where(
            o.c.participant_id == row.participant_id,
            o.c.form_id == row.form_id,
            o.c.closes_at < row.closes_at,
            o.c.state.in_([OccurrenceState.missed, OccurrenceState.submitted]),
        )
        .order_by(o.c.closes_at.desc())
        .limit(LOOK_BACK)
    ).scalars()
    found = 0
    for state in states:
        if state != OccurrenceState.missed:
            break
        found += 1
    return found
