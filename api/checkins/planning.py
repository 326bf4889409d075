"""Making the occurrences of the days ahead, from what a participant's schedules say. Doing it twice makes nothing twice.

A programme comes with a cadence; until somebody changes it, that is the first schedule. Its id and its occurrences' ids
follow from the participant, so that a phone may answer one that no job has written down yet.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa

from api.act import Access, Service
from api.attendance.models import Appointment, AppointmentState
from api.checkins import missed
from api.checkins.models import CancelWhy, Occurrence, OccurrenceState, Schedule
from api.checkins.schedule import DEFAULT_WINDOW, FORM_OF, Due, Rhythm, SessionEnd, Window, after, plan
from api.clock import local_day
from api.db import insert_ignoring, table_of
from api.oversight import caseload
from api.oversight.escalation import AT_ONCE, each
from api.people.models import Cadence, Participant, ParticipantState, Programme

AHEAD = timedelta(days=14)
"""How many days a phone can go without signal and still know what is asked for."""
LOOK_AGAIN = timedelta(hours=6)
SESSIONS_CHANGE = timedelta(minutes=10)
"""A session may be moved at any time, so what follows one is looked at more often."""

LIVE = (OccurrenceState.planned, OccurrenceState.open)
TAKEN = (OccurrenceState.open, OccurrenceState.submitted, OccurrenceState.missed, OccurrenceState.excused)


def rhythm_of(row: Any) -> Rhythm:
    """What a schedule's row says."""
    window = Window(_time(row.opens_minute), _time(row.closes_minute), row.days)
    return Rhythm(Cadence(row.cadence), row.starts_on, window, row.weekday)


def columns_of(rhythm: Rhythm) -> dict[str, Any]:
    """The columns of a schedule's row that say this rhythm."""
    window = rhythm.window
    return {
        "cadence": rhythm.cadence,
        "form_id": FORM_OF[rhythm.cadence],
        "weekday": rhythm.weekday,
        "opens_minute": window.opens.hour * 60 + window.opens.minute,
        "closes_minute": window.closes.hour * 60 + window.closes.minute,
        "days": window.days,
        "starts_on": rhythm.starts_on,
    }


def occurrence_id(schedule_id: UUID, key: str) -> UUID:
    """The id of an occurrence, whoever works it out."""
    return uuid5(schedule_id, key)


def of_the_programme(participant_id: UUID, cadence: Cadence, now: datetime, zone: str) -> Schedule:
    """The schedule that a programme comes with, starting today. Not written yet."""
    today = local_day(now, zone)
    weekday = today.weekday() if cadence in (Cadence.weekly, Cadence.fortnightly) else None
    rhythm = Rhythm(cadence, today, DEFAULT_WINDOW[cadence], weekday)
    made = Schedule(
        id=uuid5(participant_id, "programme"), participant_id=participant_id, made_at=now, next_plan_at=now,
        **columns_of(rhythm),
    )  # fmt: skip
    return made


def settle_in(at: Access, participant_id: UUID) -> None:
    """Give an active participant the schedule that came with the programme, if there is none at all."""
    s, p, g = table_of(Schedule), table_of(Participant), table_of(Programme)
    person = at.session.execute(
        sa.select(p.c.zone, g.c.cadence)
        .join(g, g.c.participant_id == p.c.id)
        .where(
            p.c.id == participant_id,
            p.c.state == ParticipantState.active,
            ~sa.exists().where(s.c.participant_id == participant_id),
        )
    ).first()
    if person is None:
        return
    made = of_the_programme(participant_id, Cadence(person.cadence), at.now, person.zone)
    if insert_ignoring(at.session, s, [made.model_dump()], s.c.id).first():
        at.audit("schedule_start", f"checkin_schedule:{made.id}", participant_id, reason=made.cadence.value)


def plan_person(at: Access, participant_id: UUID) -> int:
    """Bring every live schedule of an active participant up to date. Returns how many occurrences were made or changed.

    The caller holds the caseload row's lock (`caseload.touch`), so that two that plan at once make one plan.
    """
    settle_in(at, participant_id)
    s, p = table_of(Schedule), table_of(Participant)
    rows = at.session.execute(
        sa.select(s, p.c.zone)
        .join(p, p.c.id == s.c.participant_id)
        .where(s.c.participant_id == participant_id, s.c.ended_at.is_(None), p.c.state == ParticipantState.active)
        .order_by(s.c.made_at, s.c.id)
    ).all()
    return sum(_plan(at, row) for row in rows)


def plan_occurrences(service: Service, now: datetime) -> dict[str, int]:
    """Make what is due in the next 14 days, for those whose plan is to be looked at. Safe twice, or a day late."""
    s, p = table_of(Schedule), table_of(Participant)
    with service.database.transaction(write=False) as session:
        due: list[Any] = list(
            session.execute(
                sa.select(s.c.participant_id)
                .join(p, p.c.id == s.c.participant_id)
                .where(s.c.ended_at.is_(None), s.c.next_plan_at <= now, p.c.state == ParticipantState.active)
                .order_by(s.c.participant_id)
                .distinct()
                .limit(AT_ONCE)
            )
        )
        due = [
            *due,
            *session.execute(
                sa.select(p.c.id.label("participant_id"))
                .where(p.c.state == ParticipantState.active, ~sa.exists().where(s.c.participant_id == p.c.id))
                .order_by(p.c.id)
                .limit(AT_ONCE)
            ).all(),
        ]
    return each(service, now, due, _plan_one)


def _plan_one(at: Access, row: Any) -> str:
    caseload.touch(at, row.participant_id)
    return "planned" if plan_person(at, row.participant_id) else ""


def _plan(at: Access, schedule: Any) -> int:
    today, rhythm = local_day(at.now, schedule.zone), rhythm_of(schedule)
    follows = rhythm.cadence is Cadence.after_session
    o, s = table_of(Occurrence), table_of(Schedule)
    since = today - timedelta(days=1)
    first = schedule.planned_until + timedelta(days=1) if schedule.planned_until and not follows else since
    first = (
        max(schedule.starts_on, min(first, today + AHEAD)) if schedule.planned_until or follows else schedule.starts_on
    )
    known = {
        row.key: row
        for row in at.session.execute(
            sa.select(o).where(o.c.schedule_id == schedule.id, o.c.due_on >= min(first, since) - timedelta(days=14))
        )
    }
    busy_until, busy_day = _busy(at, schedule)
    wanted = wanted_of(at, schedule, min(first, since), today + AHEAD, busy_until)
    if not follows:
        wanted = [due for due in wanted if due.due_on > busy_day]
    changed = 0
    new = []
    for due in wanted:
        row = known.get(due.key)
        if row is None:
            # What nobody could have been asked any more is not made up afterwards; a plan that is late by days is caught up.
            caught_up = schedule.planned_until is not None and not follows
            if due.due_on >= first and (due.closes_at > at.now or caught_up):
                new.append(_row(schedule, due))
        elif _stale(row, due, at.now):
            changed += 1
            values = {"opens_at": due.opens_at, "closes_at": due.closes_at, "next_due_at": due.opens_at}
            at.session.execute(
                sa.update(o).where(o.c.id == row.id).values(state=OccurrenceState.planned, cancelled_why=None, **values)
            )
    if new and at.service.catalogue.shown_form(schedule.form_id) is not None:
        changed += len(insert_ignoring(at.session, o, new, o.c.id).all())
    if follows:
        changed += _without_session(at, known, {due.key for due in wanted})
    again = at.now + (SESSIONS_CHANGE if follows else LOOK_AGAIN)
    at.session.execute(
        sa.update(s).where(s.c.id == schedule.id).values(planned_until=today + AHEAD, next_plan_at=again)
    )
    return changed


def wanted_of(at: Access, schedule: Any, first: date, last: date, busy_until: datetime | None) -> list[Due]:
    """What a schedule (with `zone`) asks for from day `first` to day `last`."""
    sessions: Iterable[SessionEnd] = ()
    if schedule.cadence == Cadence.after_session:
        sessions = _sessions(at, schedule.participant_id, first, last)
    return after(plan(rhythm_of(schedule), schedule.zone, first, last, sessions), busy_until)


def _row(schedule: Any, due: Due) -> dict[str, Any]:
    return {
        "id": occurrence_id(schedule.id, due.key),
        "participant_id": schedule.participant_id,
        "schedule_id": schedule.id,
        "key": due.key,
        "form_id": schedule.form_id,
        "due_on": due.due_on,
        "session_id": due.session_id,
        "opens_at": due.opens_at,
        "closes_at": due.closes_at,
        "state": OccurrenceState.planned,
        "next_due_at": due.opens_at,
    }


def _stale(row: Any, due: Due, now: datetime) -> bool:
    """Whether a known occurrence is to be planned again: its hours moved, or the programme goes on after a pause."""
    if due.closes_at <= now:
        return False
    if row.state == OccurrenceState.cancelled:
        return bool(row.cancelled_why in (CancelWhy.paused, CancelWhy.no_session))
    return bool(row.state == OccurrenceState.planned and (row.opens_at, row.closes_at) != (due.opens_at, due.closes_at))


def _busy(at: Access, schedule: Any) -> tuple[datetime | None, date]:
    """When the last window of this form that another schedule has open closes, and for which day it was.

    So two are never open at once, and no day is asked about twice.
    """
    o = table_of(Occurrence)
    begun = sa.and_(o.c.state == OccurrenceState.planned, o.c.opens_at <= at.now)
    closes, day = at.session.execute(
        sa.select(sa.func.max(o.c.closes_at), sa.func.max(o.c.due_on)).where(
            o.c.participant_id == schedule.participant_id,
            o.c.form_id == schedule.form_id,
            o.c.schedule_id != schedule.id,
            sa.or_(o.c.state.in_(TAKEN), begun),
        )
    ).one()
    return closes, day or date.min


def _sessions(at: Access, participant_id: UUID, first: date, last: date) -> list[SessionEnd]:
    a = table_of(Appointment)
    rows = at.session.execute(
        sa.select(a.c.id, a.c.planned_at, a.c.length_minutes).where(
            a.c.participant_id == participant_id,
            a.c.state.in_([AppointmentState.planned, AppointmentState.held]),
            a.c.planned_at >= datetime.combine(first - timedelta(days=8), time(), at.now.tzinfo),
            a.c.planned_at <= datetime.combine(last + timedelta(days=2), time(), at.now.tzinfo),
        )
    )
    return [SessionEnd(row.id, row.planned_at + timedelta(minutes=row.length_minutes)) for row in rows]


def _without_session(at: Access, known: dict[str, Any], wanted: set[str]) -> int:
    """Take back what followed a session that was moved, cancelled or not held."""
    a, o = table_of(Appointment), table_of(Occurrence)
    waiting = {
        row.session_id: row
        for row in known.values()
        if row.key not in wanted and row.state in (*LIVE, OccurrenceState.missed)
    }
    if not waiting:
        return 0
    there = set(
        at.session.execute(
            sa.select(a.c.id).where(
                a.c.id.in_(list(waiting)), a.c.state.in_([AppointmentState.planned, AppointmentState.held])
            )
        ).scalars()
    )
    gone = [row for session_id, row in waiting.items() if session_id not in there]
    for row in gone:
        at.session.execute(
            sa.update(o)
            .where(o.c.id == row.id)
            .values(state=OccurrenceState.cancelled, cancelled_why=CancelWhy.no_session, next_due_at=None)
        )
        if row.state == OccurrenceState.missed:
            missed.take_back(at, row)
    return len(gone)


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)
