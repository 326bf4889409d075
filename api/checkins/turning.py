"""What the clock does to occurrences: they open, and at their close they are missed. Found by "due and not done"."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from api.act import Access, Service
from api.attendance.models import Appointment, AppointmentState
from api.checkins.missed import become_missed
from api.checkins.models import CancelWhy, Occurrence, OccurrenceState
from api.db import table_of
from api.oversight import caseload
from api.oversight.escalation import AT_ONCE, each
from api.people.models import Mode, Participant, ParticipantState

ASK_AGAIN = timedelta(hours=1)
"""How soon a session without an outcome is looked at again: whether somebody missed the form after it is not known yet."""
LAST_DAY = timedelta(hours=24)


def turn_occurrences(service: Service, now: datetime) -> dict[str, int]:
    """Open what has begun and close what is over. Safe twice; a run that is a day late does all that was due."""
    o = table_of(Occurrence)
    with service.database.transaction(write=False) as session:
        due = session.execute(
            sa.select(o.c.id, o.c.participant_id)
            .where(o.c.next_due_at <= now)
            .order_by(o.c.next_due_at, o.c.id)
            .limit(AT_ONCE)
        ).all()
    return each(service, now, due, _turn)


def due_for_reminder(session: Session, now: datetime) -> list[Any]:
    """Open check-ins on their last day, of people who are active and on a phone: one reminder each is enough.

    Rows of occurrence_id, participant_id, form_id, opens_at, closes_at and zone, by when they close. Answered, excused and
    cancelled ones are not among them.
    """
    o, p = table_of(Occurrence), table_of(Participant)
    return list(
        session.execute(
            sa.select(
                o.c.id.label("occurrence_id"), o.c.participant_id, o.c.form_id, o.c.opens_at, o.c.closes_at, p.c.zone
            )
            .join(p, p.c.id == o.c.participant_id)
            .where(
                # What is planned and has begun is open, whether or not a job has said so.
                o.c.next_due_at <= now + LAST_DAY,
                o.c.state.in_([OccurrenceState.planned, OccurrenceState.open]),
                o.c.opens_at <= now,
                o.c.closes_at > now,
                o.c.closes_at <= now + LAST_DAY,
                p.c.state == ParticipantState.active,
                p.c.mode == Mode.phone,
            )
            .order_by(o.c.closes_at, o.c.id)
        ).all()
    )


def _turn(at: Access, found: Any) -> str:
    caseload.touch(at, found.participant_id)
    o, p = table_of(Occurrence), table_of(Participant)
    row = at.session.execute(
        sa.select(o, p.c.state.label("standing"), p.c.mode, p.c.tier, p.c.zone)
        .join(p, p.c.id == o.c.participant_id)
        .where(o.c.id == found.id, o.c.next_due_at <= at.now)
    ).first()
    if row is None:
        return ""
    if row.standing != ParticipantState.active:
        why = CancelWhy.ended if row.standing == ParticipantState.ended else CancelWhy.paused
        return _set(at, row, OccurrenceState.cancelled, cancelled_why=why)
    if at.now < row.closes_at:
        return _set(at, row, OccurrenceState.open, next_due_at=row.closes_at)
    if at.service.catalogue.shown_form(row.form_id) is None:
        # A live service does not show a form that nobody has signed: nobody missed it.
        return _set(at, row, OccurrenceState.cancelled, cancelled_why=CancelWhy.no_form)
    if row.mode == Mode.paper:
        # Silence is never absence: a paper card may lie in a pocket. It waits until somebody keys it in or excuses it.
        return _set(at, row, OccurrenceState.open)
    if row.session_id is not None and not _held(at, row.session_id):
        return _set(at, row, OccurrenceState.open, next_due_at=at.now + ASK_AGAIN) and ""
    _set(at, row, OccurrenceState.missed, missed_at=row.closes_at)
    become_missed(at, row, row.tier, row.zone)
    at.audit("checkin_missed", f"checkin_occurrence:{row.id}", row.participant_id)
    return "missed"


def _set(at: Access, row: Any, state: OccurrenceState, **values: Any) -> str:
    o = table_of(Occurrence)
    at.session.execute(sa.update(o).where(o.c.id == row.id).values(**({"state": state, "next_due_at": None} | values)))
    return state.value


def _held(at: Access, session_id: Any) -> bool:
    a = table_of(Appointment)
    state = at.session.execute(sa.select(a.c.state).where(a.c.id == session_id)).scalar()
    return state == AppointmentState.held
