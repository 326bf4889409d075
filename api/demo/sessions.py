"""The sessions of the demonstration: booked, held or not, and what probation was told."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session

from api.act import as_user
from api.attendance import actions as attendance
from api.attendance import probation
from api.attendance.models import AppointmentMode, Came, ToldBefore, WhyNot
from api.attendance.outcomes import checked
from api.demo.seeder import Seeder, done
from api.demo.stories import Story
from api.people.models import Basis


def sessions(seeder: Seeder, story: Story, start: date, today: date) -> None:
    """A session a week, booked two weeks before, and what came of each that is over."""
    first = start + timedelta(days=(story.weekday - start.weekday()) % 7 or 7)
    days = [
        first + timedelta(weeks=week)
        for week in range(story.weeks + 2)
        if first + timedelta(weeks=week) <= today + timedelta(days=13)
    ]
    paused = story.first_name == "Marek"
    for number, day in enumerate(days):
        booked = max(seeder.local(start, 11), seeder.local(day - timedelta(days=13), 11))
        planned = seeder.local(day, story.hour)
        if paused and day > today - timedelta(days=10):
            continue
        seeder.at(booked, partial(_book, seeder, story, planned))
        seeder.at(booked + timedelta(hours=2), partial(_enforce, seeder, story, number))
        recorded = planned + timedelta(minutes=55)
        if recorded > seeder.now:
            continue
        last = day == max(
            (d for d in days if seeder.local(d, story.hour) + timedelta(minutes=55) <= seeder.now), default=day
        )
        _record_one(seeder, story, number, recorded, last)


def _record_one(seeder: Seeder, story: Story, number: int, recorded: datetime, last: bool) -> None:
    """What happened at one session: mostly they came; each story has its own exceptions."""

    def came(s: Session, when: datetime) -> None:
        late = number % 5 == 3
        said = checked(Came.late if late else Came.yes, 12 if late else None, True, None, None)
        _record(seeder, story, s, when, number, said)

    def absent(s: Session, when: datetime) -> None:
        _record(seeder, story, s, when, number, checked(Came.no, None, False, None, ToldBefore.none), typed=True)

    def ours(s: Session, when: datetime) -> None:
        _record(seeder, story, s, when, number, checked(Came.no, None, False, WhyNot.staff, None))

    after_grace = recorded + timedelta(hours=2, minutes=1)
    if story.first_name == "Kieran" and (number == 1 or last):
        seeder.at(recorded, absent)
        seeder.jobs_at(after_grace)
    elif story.first_name == "Aaron" and number == 2:
        seeder.at(recorded, absent)
        seeder.jobs_at(after_grace)
        seeder.at(recorded + timedelta(days=1, hours=1), came)
        seeder.at(recorded + timedelta(days=1, hours=3), partial(_acknowledge, seeder, story))
    elif story.first_name == "Lee" and number == 3:
        seeder.at(recorded, ours)
    elif story.first_name == "Gary" and last:
        return  # Not recorded: it nags its clinician.
    else:
        seeder.at(recorded, came)


def _book(seeder: Seeder, story: Story, planned: datetime, session: Session, when: datetime) -> None:
    at = seeder.staff(session, when, story.clinician, story.id)
    place = "Room 2" if story.mode is AppointmentMode.room else None
    story.sessions.append(attendance.create(at, planned, 50, story.mode, place, story.basis))
    done(at)


def _enforce(seeder: Seeder, story: Story, number: int, session: Session, when: datetime) -> None:
    if story.officer is None or story.basis not in (Basis.licence, Basis.requirement, Basis.spo):
        return
    if len(story.sessions) <= number:
        return
    at = seeder.staff(session, when, story.officer, story.id)
    probation.set_enforceable(at, story.sessions[number], True)
    done(at)


def _record(
    seeder: Seeder, story: Story, session: Session, when: datetime, number: int, said: Any, *, typed: bool = False
) -> None:
    at = seeder.staff(session, when, story.clinician, story.id)
    proof = attendance.Typed(date.fromisoformat(story.born), story.reference[-4:]) if typed else None
    attendance.record(at, story.sessions[number], said, proof)
    done(at)


def _acknowledge(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:
    assert story.officer
    officer = seeder.users[story.officer]
    at = as_user(seeder.service, session, when, officer, story.id)
    for record in probation.inbox(at):
        if record.case_reference == story.reference and not record.acknowledged_at and not record.superseded:
            probation.acknowledge(at, record.id, True)
    done(at)
