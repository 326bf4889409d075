"""A filled-in form meets its occurrence; and why one was missed. Called for each such entry as it is stored.

The first answer to an occurrence is its entry. Another, from a second phone or on paper, becomes an amendment of the first:
one submission, and nothing lost.
"""

import functools
import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.checkins import missed
from api.checkins.bodies import DAILY_CARD, CheckinBody, MissedReasonBody
from api.checkins.models import ExtraQuestion, Occurrence, OccurrenceState
from api.checkins.planning import plan_person
from api.db import table_of
from api.evaluation import measures
from api.goals import needs
from api.journal.items import Item
from api.journal.kinds import AmendBody
from api.journal.models import Entry, Kind
from api.journal.upgrades import FORMS, opened
from api.oversight import caseload, raising
from api.oversight.models import Review, ReviewKind, ReviewState

HELP_WANTED = "help_wanted"
"""The link id under which a form asks what help is wanted (product F4, F9)."""
SAME = 7
"""So many cards alike, one after another, are something to ask about (product F10). Not a verdict."""
OF_THE_FIRST = {"form_id", "form_version", "local_date", "occurrence_id", "unfinished", "kept"}
"""What a second answer to an occurrence does not change of the first."""


def submitted(at: Access, item: Item) -> str | None:
    """Mark the occurrence as answered, on time or late. Returns on_time, late or added; None where none was due.

    A measure that waits for this form is answered by it, and help that it asks for is needed, from a phone or from paper.
    """
    body, entry_id = item.body, UUID(item.id)
    assert isinstance(body, CheckinBody) and item.happened_at is not None
    form = at.service.catalogue.answered_form(body.form_id, body.form_version)
    if form is None or form.measure:
        measures.answered(at, body.form_id, entry_id, body.local_date, unfinished=body.unfinished)
    wanted = body.answers.get(HELP_WANTED)
    if isinstance(wanted, list) and wanted:
        needs.need_wanted(at, wanted, entry_id)
    item.amends = None
    caseload.hold(at, at.subject)
    row = _answered_by(at, body, item.happened_at)
    if row is None:
        answer = None
    elif row.entry_id is not None and row.entry_id != entry_id and row.taken_back is False:
        _amend(at, item, body, row.entry_id)
        answer = "added"
    else:
        answer = _submit(at, row, entry_id, item.happened_at)
    if asked := [known for key in body.extra if (known := _as_id(key))]:
        q = table_of(ExtraQuestion)
        at.session.execute(
            sa.update(q)
            .where(
                q.c.participant_id == at.subject,
                q.c.id.in_(asked),
                q.c.once.is_(True),
                q.c.stopped_at.is_(None),
            )
            .values(stopped_at=at.now)
        )
    if body.form_id == DAILY_CARD and item.amends is None:
        _all_alike(at, body.local_date)
    return answer


def said_why(at: Access, item: Item) -> str | None:
    """Put a reason beside what was missed: it is read with the review of it, or opens another when that was closed."""
    body, entry_id = item.body, UUID(item.id)
    assert isinstance(body, MissedReasonBody)
    o, r = table_of(Occurrence), table_of(Review)
    locked = caseload.touch(at, at.subject)
    row = at.session.execute(
        sa.update(o)
        .where(o.c.id == body.occurrence_id, o.c.participant_id == at.subject)
        .values(reason_entry_id=entry_id)
        .returning(o.c.id, o.c.state)
    ).first()
    if row is None:
        return "unknown"
    read_with = at.session.execute(
        sa.update(r)
        .where(
            r.c.participant_id == at.subject,
            r.c.kind == ReviewKind.missed,
            r.c.subject == str(row.id),
            r.c.state != ReviewState.closed,
            r.c.entry_id.is_(None),
        )
        .values(entry_id=entry_id)
        .returning(r.c.id)
    ).first()
    caseload.recount(at, at.subject, caseload.kept(locked))
    return "with_review" if read_with else "own_review"


def _as_id(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


def _submit(at: Access, row: Any, entry_id: UUID, made_at: datetime) -> str:
    o = table_of(Occurrence)
    on_time = made_at < row.closes_at
    state = OccurrenceState.cancelled if row.state == OccurrenceState.cancelled else OccurrenceState.submitted
    at.session.execute(
        sa.update(o)
        .where(o.c.id == row.id)
        .values(state=state, entry_id=entry_id, made_at=made_at, arrived_at=at.now, on_time=on_time, next_due_at=None)
    )
    if row.state == OccurrenceState.missed:
        missed.take_back(at, row)
    return "on_time" if on_time else "late"


def _answered_by(at: Access, body: CheckinBody, made_at: datetime) -> Any:
    """The occurrence that a form answers: the one it names, else the one of its day, else the one open when it was made."""
    row = _find(at, body, made_at)
    if row is None:
        # Answered before a job wrote it down: its id follows from the schedule.
        plan_person(at, at.subject)
        row = _find(at, body, made_at)
    return row


def _find(at: Access, body: CheckinBody, made_at: datetime) -> Any:
    asked = {"who": at.subject, "form": body.form_id, "named": body.occurrence_id, "day": body.local_date}
    lasts = body.form_id != DAILY_CARD
    rows = at.session.execute(_meeting(lasts), asked | ({"made_at": made_at} if lasts else {})).all()
    return min(
        rows,
        key=lambda row: (row.id != body.occurrence_id, row.due_on != body.local_date, -row.opens_at.timestamp()),
        default=None,
    )


@functools.cache
def _meeting(lasts: bool) -> Any:
    """The statement of `_find`, made once for a form that `lasts` for days and once for a daily card, which is its own day's
    whenever it was filled in. `taken_back`: whether the first answer was withdrawn, which makes room for another.
    """
    o, e = table_of(Occurrence), table_of(Entry)
    made_at = sa.bindparam("made_at", type_=o.c.opens_at.type)
    ways = [o.c.due_on == sa.bindparam("day")]
    if lasts:
        ways.append(sa.and_(o.c.opens_at <= made_at, o.c.closes_at > made_at))
    return (
        sa.select(o, e.c.withdrawn.label("taken_back"))
        .outerjoin(e, e.c.id == o.c.entry_id)
        .where(
            o.c.participant_id == sa.bindparam("who"),
            o.c.form_id == sa.bindparam("form"),
            sa.or_(o.c.id == sa.bindparam("named"), sa.and_(o.c.state != OccurrenceState.cancelled, sa.or_(*ways))),
        )
        .limit(20)
    )


def _amend(at: Access, item: Item, body: CheckinBody, first: UUID) -> None:
    """Turn the entry that was just written into an amendment of the first, in the same transaction."""
    given = json.loads(body.model_dump_json(exclude_none=True, exclude=OF_THE_FIRST))
    change = AmendBody(of=first, body={name: value for name, value in given.items() if value})
    plain = change.model_dump_json(exclude_none=True).encode()
    body_now = at.box().seal("entry", "body", UUID(item.id), plain)
    at.session.execute(_amending(), {"this": UUID(item.id), "first": first, "sealed": body_now})
    item.amends = first


@functools.cache
def _amending() -> Any:
    """The statement of `_amend`, made once."""
    e = table_of(Entry)
    return (
        sa.update(e)
        .where(e.c.id == sa.bindparam("this"))
        .values(
            kind=Kind.amend,
            detail=None,
            amends=sa.bindparam("first"),
            schema_version=FORMS.schema_of(Kind.amend),
            body=sa.bindparam("sealed"),
        )
    )


def _all_alike(at: Access, day: date) -> None:
    """Ask about it when the newest seven daily cards give the same answer to every item."""
    e = table_of(Entry)
    rows = at.session.execute(
        sa.select(e.c.id, e.c.kind, e.c.schema_version, e.c.body, e.c.local_date)
        .where(
            e.c.participant_id == at.subject,
            e.c.kind == Kind.checkin,
            e.c.detail.is_(None),
            e.c.withdrawn.is_(False),
            e.c.local_date <= day,
        )
        .order_by(e.c.local_date.desc(), e.c.received_at.desc(), e.c.id)
        .limit(SAME)
    ).all()
    if len(rows) < SAME:
        return
    box, first = at.box(), None
    for row in rows:
        body = json.loads(opened(box, row))
        answers = {name: value for name, value in (body.get("answers") or {}).items() if name != "line"}
        said = (answers, {one["id"]: (one.get("urge"), one.get("acted")) for one in body.get("targets") or ()})
        if len(answers) < 3 or (first is not None and said != first):
            return
        first = said
    facts = {"n": SAME, "at": rows[0].local_date.isoformat()}
    raising.raise_item(at, at.subject, "same_answers", DAILY_CARD, facts=facts)
