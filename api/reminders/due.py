"""What participants are to be reminded of, found in the tables of what it is about: due and not yet planned.

A job plans it once: (participant, kind, subject) is unique, so running twice, late or in two workers changes nothing.
Nobody who chose no channel is looked for.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Session

from api.act import Service
from api.attendance.models import Alert, Appointment, AppointmentState
from api.checkins.turning import due_for_reminder
from api.db import insert_ignoring, table_of
from api.oversight.models import Review, ReviewState
from api.people.models import Participant, ParticipantState
from api.reminders.models import Contact, Reminder, ReminderKind, ReminderState
from api.reminders.quiet import earlier, later

DAYS_BEFORE, HOURS_BEFORE = timedelta(hours=48), timedelta(hours=3)
"""Before a session (product F11)."""
NOT_WORTH_IT = timedelta(minutes=20)
"""So shortly before a session a notice only startles."""
STILL_NEWS = timedelta(hours=24)
BEFORE_CLOSING = timedelta(hours=10)
BLOCK_HOURS = 4
"""Several replies in one part of the day are one notice: whoever wrote back five times says "a message" once."""


class Due(NamedTuple):
    """One thing to be said, before quiet hours are minded. After `until` it would say nothing any more."""

    participant_id: UUID
    kind: ReminderKind
    subject: str
    wanted_at: datetime
    until: datetime


def plan_reminders(service: Service, now: datetime) -> dict[str, int]:
    """Leave a row for each thing that is due to be said. Returns counts."""
    with service.database.transaction(write=False) as session:
        found = [one for find in FINDERS for one in find(session, now) if now <= one.until]
        whom = {one.participant_id for one in found}
        people = _hours_of(session, whom) if whom else {}
        new = [one for one in found if one.participant_id in people and not _planned(session, one)]
    if not new:
        return {}
    rows = []
    for one in new:
        zone, quiet_from, quiet_to = people[one.participant_id]
        before = one.kind in (ReminderKind.session_days, ReminderKind.session_hours)
        rows.append(
            {
                "id": uuid4(),
                "participant_id": one.participant_id,
                "kind": one.kind,
                "subject": one.subject,
                "state": ReminderState.waiting,
                "planned_at": now,
                "send_at": (earlier if before else later)(one.wanted_at, zone, quiet_from, quiet_to),
                "until": one.until,
                "rounds": 0,
            }
        )
    table = table_of(Reminder)
    with service.database.transaction() as session:
        planned = insert_ignoring(session, table, rows, table.c.id).all()
    return {"planned": len(planned)} if planned else {}


def sessions(session: Session, now: datetime) -> Iterable[Due]:
    """48 hours and 3 hours before each planned session of somebody who is on the programme."""
    a = table_of(Appointment)
    rows = session.execute(
        _reachable(a.c.participant_id)
        .add_columns(a.c.id, a.c.planned_at)
        .where(
            a.c.state == AppointmentState.planned,
            a.c.planned_at > now + NOT_WORTH_IT,
            a.c.planned_at <= now + DAYS_BEFORE + timedelta(hours=13),
        )
    )
    for row in rows:
        days, hours = row.planned_at - DAYS_BEFORE, row.planned_at - HOURS_BEFORE
        yield Due(row.participant_id, ReminderKind.session_days, str(row.id), days, days + timedelta(hours=24))
        yield Due(row.participant_id, ReminderKind.session_hours, str(row.id), hours, row.planned_at - NOT_WORTH_IT)


def replies(session: Session, now: datetime) -> Iterable[Due]:
    """That somebody wrote back: one notice for each part of a day."""
    r = table_of(Review)
    rows = session.execute(
        _reachable(r.c.participant_id)
        .add_columns(r.c.closed_at)
        .where(r.c.state == ReviewState.closed, r.c.closed_at > now - STILL_NEWS, r.c.reply.is_not(None))
        .order_by(r.c.closed_at)
    )
    for row in rows:
        subject = f"{row.closed_at:%Y-%m-%d}.{row.closed_at.hour // BLOCK_HOURS}"
        yield Due(row.participant_id, ReminderKind.message, subject, row.closed_at, row.closed_at + STILL_NEWS)


def recorded(session: Session, now: datetime) -> Iterable[Due]:
    """That something was recorded which the participant can answer before it goes out (product F11)."""
    a = table_of(Alert)
    rows = session.execute(
        _reachable(a.c.participant_id)
        .add_columns(a.c.id, a.c.told_at)
        .where(a.c.pushes.is_(True), a.c.told_at > now - STILL_NEWS)
    )
    for row in rows:
        yield Due(row.participant_id, ReminderKind.recorded, str(row.id), row.told_at, row.told_at + STILL_NEWS)


def checkins(session: Session, now: datetime) -> Iterable[Due]:
    """That a check-in is open on its last day: once each, ten hours before it closes, which is six in the evening for a card
    that closes at four."""
    for row in due_for_reminder(session, now):
        wanted = max(row.opens_at, row.closes_at - BEFORE_CLOSING)
        yield Due(
            row.participant_id, ReminderKind.checkin, str(row.occurrence_id), wanted, row.closes_at - NOT_WORTH_IT
        )


FINDERS: tuple[Callable[[Session, datetime], Iterable[Due]], ...] = (sessions, replies, recorded, checkins)


def _reachable(participant_id: Any) -> Any:
    """The start of every search: people on the programme who chose a channel."""
    c, p = table_of(Contact), table_of(Participant)
    return (
        sa.select(participant_id)
        .join(c, c.c.participant_id == participant_id)
        .join(p, p.c.id == participant_id)
        .where(c.c.channels != "", p.c.state.in_([ParticipantState.active, ParticipantState.paused]))
    )


def _planned(session: Session, one: Due) -> bool:
    r = table_of(Reminder)
    return (
        session.execute(
            sa.select(r.c.id).where(
                r.c.participant_id == one.participant_id, r.c.kind == one.kind, r.c.subject == one.subject
            )
        ).first()
        is not None
    )


def _hours_of(session: Session, whom: set[UUID]) -> dict[UUID, tuple[str, int, int]]:
    """Zone and quiet hours of each."""
    c, p = table_of(Contact), table_of(Participant)
    rows = session.execute(
        sa.select(p.c.id, p.c.zone, c.c.quiet_from, c.c.quiet_to)
        .join(c, c.c.participant_id == p.c.id)
        .where(p.c.id.in_(whom))
    )
    return {row.id: (row.zone, row.quiet_from, row.quiet_to) for row in rows}
