"""What staff do with check-ins: how often, until when, what for, what else is asked, and what need not be answered.

Every change locks the participant's caseload row first, as everything does that plans or turns occurrences.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from api.act import Access
from api.checkins import missed
from api.checkins.models import CancelWhy, ExtraQuestion, Occurrence, OccurrenceState, QuestionKind, Schedule, Target
from api.checkins.planning import LIVE, columns_of, plan_person, settle_in
from api.checkins.schedule import FORM_OF, Rhythm, problem_with
from api.clock import ZONES, local_day
from api.coping.actions import IdentifiersFound, kinds_found
from api.db import table_of
from api.errors import Malformed, Problem
from api.oversight import caseload
from api.people.models import Cadence, Participant, ParticipantState, Programme

MOST_TARGETS = 5
MOST_QUESTIONS = 3
"""Questions of a clinician's own on one form at a time (product F4)."""


class NotActive(Problem):
    """Nothing is asked of somebody who is paused, has ended, or is not on a phone yet."""

    slug, title = "not-active", "This can be changed while the programme is active"


class TooMany(Problem):
    """A card that asks too much is not filled in."""

    slug, title = "too-many", "That is as many as fit on one card"


class AlreadyOver(Problem):
    """It was answered, cancelled, excused or stopped already."""

    slug, title = "already-over", "Nothing waits here any more"


@dataclass(frozen=True, slots=True)
class Asked:
    """A clinician's own question. `options` are for a choice only, two to eight."""

    form_id: str
    kind: QuestionKind
    text: str
    options: list[str]
    once: bool


def change_schedule(at: Access, rhythm: Rhythm, zone: str | None) -> Schedule:
    """End the live schedule of this form, if there is one, and start another. What was planned is cancelled and planned anew.

    A window that is open now stays open until it closes. Raises Malformed, NotActive.
    """
    if wrong := problem_with(rhythm.cadence, rhythm.window, rhythm.weekday):
        raise Malformed(errors=[wrong])
    caseload.touch(at, at.subject)
    person = _active(at)
    if zone is not None and zone != person.zone:
        if zone not in ZONES:
            raise Malformed(errors=[("zone", "Name a time zone, like Europe/London.")])
        person.zone = zone
        at.session.flush()
    settle_in(at, at.subject)
    live = _live(at, FORM_OF[rhythm.cadence])
    if live is not None:
        _end(at, live, CancelWhy.changed)
    made = Schedule(participant_id=at.subject, made_by=at.user_id, made_at=at.now, **columns_of(rhythm))
    at.session.add(made)
    at.session.flush()
    plan_person(at, at.subject)
    _say_cadence(at)
    at.audit("schedule_change", f"checkin_schedule:{made.id}", reason=rhythm.cadence.value)
    return made


def stop_schedule(at: Access, schedule_id: UUID) -> None:
    """Ask for this form no more. What was planned is cancelled; what is open now is too. Raises AlreadyOver."""
    caseload.touch(at, at.subject)
    live = at.session.get_one(Schedule, schedule_id)
    if live.ended_at is not None:
        raise AlreadyOver
    _end(at, live, CancelWhy.stopped, (OccurrenceState.planned, OccurrenceState.open))
    _say_cadence(at)
    at.audit("schedule_stop", f"checkin_schedule:{schedule_id}")


def stand_still(at: Access, to: ParticipantState) -> None:
    """The programme is paused or has ended: nothing more is asked for. Called in the transaction that says so."""
    why = CancelWhy.ended if to is ParticipantState.ended else CancelWhy.paused
    o, s = table_of(Occurrence), table_of(Schedule)
    gone = at.session.execute(
        sa.update(o)
        .where(o.c.participant_id == at.subject, o.c.state.in_(LIVE))
        .values(state=OccurrenceState.cancelled, cancelled_why=why, next_due_at=None)
        .returning(o.c.id)
    ).all()
    if to is ParticipantState.ended:
        at.session.execute(
            sa.update(s)
            .where(s.c.participant_id == at.subject, s.c.ended_at.is_(None))
            .values(ended_at=at.now, ended_by=at.user_id, next_plan_at=None)
        )
    if gone:
        at.audit("checkins_cancel", f"participant:{at.subject}", reason=why.value, count=len(gone))


def go_on(at: Access) -> None:
    """The programme goes on after a pause: what is still to come is asked for again. Days that passed are not made up."""
    person = at.session.get_one(Participant, at.subject)
    at.session.flush()
    s = table_of(Schedule)
    yesterday = local_day(at.now, person.zone) - timedelta(days=1)
    at.session.execute(
        sa.update(s)
        .where(s.c.participant_id == at.subject, s.c.ended_at.is_(None))
        .values(planned_until=sa.case((s.c.starts_on > yesterday, None), else_=yesterday), next_plan_at=at.now)
    )
    plan_person(at, at.subject)
    at.audit("checkins_resume", f"participant:{at.subject}")


def excuse(at: Access, occurrence_id: UUID, why: str) -> None:
    """Say that one need not be answered, and why. The participant reads both. Raises AlreadyOver, IdentifiersFound."""
    _no_identifiers("why", why)
    caseload.touch(at, at.subject)
    o = table_of(Occurrence)
    row = at.session.execute(sa.select(o).where(o.c.id == occurrence_id)).one()
    if row.state not in (*LIVE, OccurrenceState.missed):
        raise AlreadyOver
    at.session.execute(
        sa.update(o)
        .where(o.c.id == occurrence_id)
        .values(
            state=OccurrenceState.excused, next_due_at=None, excused_by=at.user_id, excused_at=at.now,
            excused_why=at.box().seal_text("checkin_occurrence", "excused_why", occurrence_id, why),
        )
    )  # fmt: skip
    if row.state == OccurrenceState.missed:
        missed.take_back(at, row)
    at.audit("checkin_excuse", f"checkin_occurrence:{occurrence_id}")


def add_target(at: Access, words: str, active_from: date | None, active_to: date | None) -> Target:
    """Put a target on the card, in role words. Raises IdentifiersFound, TooMany, Malformed, NotActive."""
    _no_identifiers("words", words)
    caseload.touch(at, at.subject)
    person = _active(at)
    today = local_day(at.now, person.zone)
    first = active_from or today
    if active_to is not None and active_to < max(first, today):
        raise Malformed(errors=[("active_to", "Choose a later day, or leave it open.")])
    t = table_of(Target)
    live = at.session.execute(
        sa.select(sa.func.count()).where(
            t.c.participant_id == at.subject, sa.or_(t.c.active_to.is_(None), t.c.active_to >= today)
        )
    ).scalar_one()
    if live >= MOST_TARGETS:
        raise TooMany(f"There are {MOST_TARGETS} targets on the card. Stop one first.")
    target = Target(
        participant_id=at.subject, words=b"", active_from=first, active_to=active_to, made_by=at.user_id, made_at=at.now
    )
    target.words = at.box().seal("checkin_target", "words", target.id, words.encode())
    at.session.add(target)
    at.audit("target_add", f"checkin_target:{target.id}")
    return target


def stop_target(at: Access, target_id: UUID) -> None:
    """Take a target off the card from now on; what was answered about it stays. Raises AlreadyOver."""
    caseload.touch(at, at.subject)
    person = at.session.get_one(Participant, at.subject)
    target = at.session.get_one(Target, target_id)
    yesterday = local_day(at.now, person.zone) - timedelta(days=1)
    if target.active_to is not None and target.active_to <= yesterday:
        raise AlreadyOver
    target.active_to, target.stopped_by, target.stopped_at = yesterday, at.user_id, at.now
    at.audit("target_stop", f"checkin_target:{target_id}")


def ask(at: Access, asked: Asked) -> ExtraQuestion:
    """Add a question to a form, for the next one or until it is stopped. Raises IdentifiersFound, TooMany, Malformed, NotActive."""
    for place, words in [("text", asked.text), *((f"options.{n}", one) for n, one in enumerate(asked.options))]:
        _no_identifiers(place, words)
    if (asked.kind is QuestionKind.choice) != (len(asked.options) >= 2):
        raise Malformed(errors=[("options", "A choice needs two answers or more, and nothing else has any.")])
    if len({one.casefold() for one in asked.options}) < len(asked.options):
        raise Malformed(errors=[("options", "Two answers are the same.")])
    if asked.form_id not in FORM_OF.values():
        raise Malformed(errors=[("form_id", "Choose a form.")])
    caseload.touch(at, at.subject)
    _active(at)
    q = table_of(ExtraQuestion)
    live = at.session.execute(
        sa.select(sa.func.count()).where(
            q.c.participant_id == at.subject, q.c.form_id == asked.form_id, q.c.stopped_at.is_(None)
        )
    ).scalar_one()
    if live >= MOST_QUESTIONS:
        raise TooMany(f"There are {MOST_QUESTIONS} questions of your own on this form. Stop one first.")
    question = ExtraQuestion(
        participant_id=at.subject, form_id=asked.form_id, kind=asked.kind, asks=b"", once=asked.once,
        made_by=at.user_id, made_at=at.now,
    )  # fmt: skip
    options = [{"value": f"o{n + 1}", "text": one} for n, one in enumerate(asked.options)]
    asks = {"text": asked.text} | ({"options": options} if options else {})
    question.asks = at.box().seal("checkin_question", "asks", question.id, json.dumps(asks).encode())
    at.session.add(question)
    at.audit("question_add", f"checkin_question:{question.id}", reason=asked.kind.value)
    return question


def stop_question(at: Access, question_id: UUID) -> None:
    """Ask it no more. Raises AlreadyOver."""
    caseload.touch(at, at.subject)
    question = at.session.get_one(ExtraQuestion, question_id)
    if question.stopped_at is not None:
        raise AlreadyOver
    question.stopped_at, question.stopped_by = at.now, at.user_id
    at.audit("question_stop", f"checkin_question:{question_id}")


def _end(at: Access, schedule: Schedule, why: CancelWhy, states: Any = (OccurrenceState.planned,)) -> None:
    o = table_of(Occurrence)
    schedule.ended_at, schedule.ended_by, schedule.next_plan_at = at.now, at.user_id, None
    at.session.flush()
    at.session.execute(
        sa.update(o)
        .where(
            o.c.schedule_id == schedule.id,
            o.c.state.in_(states),
            # What began is open, whether or not a job has said so: a change leaves it to be answered.
            *([o.c.opens_at > at.now] if OccurrenceState.open not in states else []),
        )
        .values(state=OccurrenceState.cancelled, cancelled_why=why, next_due_at=None)
    )


def _live(at: Access, form_id: str) -> Schedule | None:
    return at.session.execute(
        sa.select(Schedule).where(
            col(Schedule.participant_id) == at.subject,
            col(Schedule.form_id) == form_id,
            col(Schedule.ended_at).is_(None),
        )
    ).scalar_one_or_none()


def _active(at: Access) -> Participant:
    person = at.session.get_one(Participant, at.subject)
    if person.state is not ParticipantState.active:
        raise NotActive
    return person


def _say_cadence(at: Access) -> None:
    """The programme's own cadence follows what is asked for most often."""
    live = set(
        at.session.execute(
            sa.select(col(Schedule.cadence)).where(
                col(Schedule.participant_id) == at.subject, col(Schedule.ended_at).is_(None)
            )
        ).scalars()
    )
    often = next((cadence for cadence in Cadence if cadence in live), None)
    if often is not None:
        at.session.get_one(Programme, at.subject).cadence = often


def _no_identifiers(field: str, words: str) -> None:
    if kinds := kinds_found(words):
        raise IdentifiersFound("Use a role word instead.", errors=[(field, f"Take out {kinds}.")])
