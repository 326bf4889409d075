"""What people here do with appointments: make, move, cancel, record what happened, put it right, release after a dispute.

Everything a participant may dispute is said to them when it is recorded, and everything that changes an alert locks the
participant's caseload row before (see release.py).
"""

import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from api.act import Access
from api.attendance.going import Going, going, grace
from api.attendance.models import (
    Alert,
    AlertState,
    Appointment,
    AppointmentMode,
    AppointmentState,
    AttendanceNote,
    Outcome,
    WhoAsked,
)
from api.attendance.outcomes import Recorded, is_absence, proposed_code
from api.attendance.release import put_out, settle_dispute, stop, why_not_now
from api.attendance.tries import count_try, slow_down
from api.clock import stamp, utc
from api.db import table_of
from api.errors import Malformed, NotFound, Problem
from api.journal import guard
from api.oversight import caseload, raising
from api.people.models import Assignment, Basis, Participant, Role, User
from api.people.over import while_it_runs
from api.people.records import born_on, case_reference_of, tidy_reference
from api.together import Read

EARLIEST, LATEST = timedelta(days=31), timedelta(days=730)
"""How far back and ahead an appointment may be put on the calendar."""

PLACES = {"link", "postcode", "street"}
"""What the identifier guard may find in a place: where we meet has an address, or a link to a call (product F14)."""

SAID_BEFORE = ("cannot_come", "running_late")
"""The items that a participant's word about a coming session raises: moving, cancelling or recording it answers them."""

STILL_SHOWN = timedelta(hours=3)
"""The phone goes on showing an appointment for this long after it began."""


class NotYet(Problem):
    """An outcome is never recorded before the appointment."""

    slug, title = "not-yet", "This session has not happened yet. Record it after its time"


class AppointmentClosed(Problem):
    """The appointment was moved or cancelled, or what it needs was already decided."""

    slug, title = "appointment-closed", "This appointment was moved, cancelled or recorded already"


class NothingChanged(Problem):
    """The same facts again are no correction."""

    slug, title = "nothing-changed", "These are the same facts as before, so nothing was recorded"


class IdentifiersNeeded(Problem):
    """This record needs the date of birth and the last four of the case reference, typed from paper or diary."""

    slug = "identifiers-needed"
    title = "Type the date of birth and the last four of the case reference, from paper or your diary"


class IdentifiersWrong(Problem):
    """What was typed is not this person's. Which of the two, nobody is told."""

    slug, title = "identifiers-wrong", "These don't match this person. Check that it is the right one"


class NotHeld(Problem):
    """Only a version that is held after "that is wrong" is released by hand."""

    slug, title = "not-held", "This is not waiting for your answer"


NO_SESSION = "The programme has ended, so nothing new can be planned."


class IdentifiersFound(Problem):
    """The place is shown on the phone: it says where we meet, and leads to nobody else."""

    slug, title = "identifiers-found", "Leave phone numbers, e-mail, user names and number plates out of the place"


@dataclass(frozen=True, slots=True)
class Typed:
    """What the recorder typed to show that it is the right person."""

    date_of_birth: date
    case_reference_last4: str


# Making, moving, cancelling -------------------------------------------------------------------------------------------


def create(
    at: Access, planned_at: datetime, length_minutes: int, mode: AppointmentMode, place: str | None, basis: Basis
) -> UUID:
    """Put an appointment on the calendar, with the participant's next session number. Returns its id."""
    caseload.touch(at, at.subject)
    person = _locked_person(at)
    while_it_runs(at, NO_SESSION)
    # Compared before it is brought to UTC: an instant at the ends of the calendar has no UTC.
    if not at.now - EARLIEST <= planned_at <= at.now + LATEST:
        raise Malformed(errors=[("planned_at", "Choose a day within the last month or the next two years.")])
    if place and {one.id for one in guard.find(place)} - PLACES:
        raise IdentifiersFound(errors=[("place", IdentifiersFound.title)])
    number = at.session.execute(
        sa.select(sa.func.coalesce(sa.func.max(col(Appointment.number)), 0)).where(
            col(Appointment.participant_id) == at.subject,
            col(Appointment.state).not_in([AppointmentState.superseded, AppointmentState.cancelled]),
        )
    ).scalar_one()
    made = Appointment(
        participant_id=at.subject, number=number + 1, phase=person.phase, planned_at=utc(planned_at),
        length_minutes=length_minutes, mode=mode, basis=basis, made_by=at.user_id, made_at=at.now,
    )  # fmt: skip
    made.place = at.box().seal_text("appointment", "place", made.id, place or None)
    return _kept(at, made, "appointment_create")


def supersede(at: Access, appointment_id: UUID, planned_at: datetime, who_asked: WhoAsked, why: str) -> UUID:
    """Move an appointment: the old one is superseded and stays readable. Returns the new one's id.

    What waits to go about the old one is stopped. The new one keeps number, basis and what probation set. Raises ProgrammeOver.
    """
    old = _open(at, appointment_id)
    while_it_runs(at, NO_SESSION)
    if not at.now < planned_at <= at.now + LATEST or planned_at == old.planned_at:
        raise Malformed(errors=[("planned_at", "Choose another time, from now on.")])
    new = Appointment(
        participant_id=old.participant_id, number=old.number, phase=old.phase, planned_at=utc(planned_at),
        length_minutes=old.length_minutes, mode=old.mode, basis=old.basis, enforceable=old.enforceable,
        made_by=at.user_id, made_at=at.now,
    )  # fmt: skip
    place = at.box().open_text("appointment", "place", old.id, old.place)
    new.place = at.box().seal_text("appointment", "place", new.id, place)
    at.session.add(new)
    at.session.flush()
    old.superseded_by, old.who_asked = new.id, who_asked
    _close(at, old, AppointmentState.superseded, why, "moved")
    return _kept(at, new, "appointment_move")


def cancel(at: Access, appointment_id: UUID, why: str) -> None:
    """Cancel an appointment. It is not an absence, and what waits to go about it is stopped."""
    _close(at, _open(at, appointment_id), AppointmentState.cancelled, why, "cancelled")
    at.audit("appointment_cancel", f"appointment:{appointment_id}")
    caseload.refresh(at, at.subject)


_V, _WITH, _U = table_of(Appointment), table_of(Assignment), table_of(User)
_CLINICIAN = (
    sa.select(_U.c.first_name)
    .join(_WITH, _WITH.c.user_id == _U.c.id)
    .where(_WITH.c.participant_id == sa.bindparam("who"), _WITH.c.ended_at.is_(None), _U.c.role == Role.clinician)
    .order_by(_WITH.c.started_at, _WITH.c.id)
    .limit(1)
    .scalar_subquery()
)
_UPCOMING = (
    sa.select(
        _V.c.id, _V.c.planned_at, _V.c.length_minutes, _V.c.mode, _V.c.place, _V.c.state,
        _CLINICIAN.label("with_first_name"),
    )
    .where(
        _V.c.participant_id == sa.bindparam("who"),
        _V.c.state == AppointmentState.planned,
        _V.c.planned_at > sa.bindparam("since"),
    )
    .order_by(_V.c.planned_at, _V.c.id)
    .limit(20)
)  # fmt: skip


def upcoming(at: Access) -> list[dict[str, Any]]:
    """The participant's coming appointments, for the phone: {id, planned_at, length_minutes, mode, place|null, with_first_name, state}."""
    rows = at.rows(upcoming_read(at))
    return [
        {
            "id": str(row.id),
            "planned_at": stamp(row.planned_at),
            "length_minutes": row.length_minutes,
            "mode": row.mode.value,
            "place": at.box().open_text("appointment", "place", row.id, row.place),
            "with_first_name": row.with_first_name or "",
            "state": row.state.value,
        }
        for row in rows
    ]


def upcoming_read(at: Access) -> Read:
    """What `upcoming` reads."""
    return Read(_UPCOMING, {"who": at.subject, "since": at.now - STILL_SHOWN})


# What happened --------------------------------------------------------------------------------------------------------


def record(at: Access, appointment_id: UUID, said: Recorded, typed: Typed | None) -> None:
    """Record what happened, or put it right: a new version, the first stays readable.

    Raises NotYet, AppointmentClosed, NothingChanged, IdentifiersNeeded, SlowDown, and IdentifiersWrong, before which
    nothing is written: the route counts the try and answers.
    """
    caseload.touch(at, at.subject)
    appointment = _locked(at, appointment_id)
    if appointment.state in (AppointmentState.superseded, AppointmentState.cancelled):
        raise AppointmentClosed
    if appointment.planned_at > at.now:
        raise NotYet
    before = _latest(at, appointment_id)
    if before is not None and _same(before, said):
        raise NothingChanged
    plan = going(at, appointment, said)
    if plan.waits:
        _check_identifiers(at, typed)
    stop(at, appointment_id, "corrected")
    outcome = Outcome(
        appointment_id=appointment_id, version=before.version + 1 if before else 1, came=said.came,
        minutes_late=said.minutes_late, happened=said.happened, why_not=said.why_not, told_before=said.told_before,
        code=proposed_code(said.fact, appointment.basis, appointment.enforceable),
        recorded_by=at.user_id, recorded_at=at.now,
    )  # fmt: skip
    at.session.add(outcome)
    appointment.state = AppointmentState.held if said.happened else AppointmentState.not_held
    at.session.flush()
    at.audit("outcome_record", f"outcome:{outcome.id}", version=outcome.version)
    if plan.goes:
        _tell(at, appointment, outcome, said, plan)
    _raise(at, appointment, before, said, plan)
    caseload.refresh(at, at.subject)


def count_wrong_identifiers(at: Access, appointment_id: UUID) -> None:
    """Remember that identifiers did not match. The route must then answer, not raise, or the row rolls back."""
    count_try(at, _lane(at))
    at.audit("outcome_record", f"appointment:{appointment_id}", outcome="refused", reason=IdentifiersWrong.slug)


def that_is_wrong(at: Access, alert_id: UUID, reason: str, entry_id: UUID) -> str:
    """The participant says that a record is wrong: what waits is held until a clinician decides.

    `reason` is a code. Never raises: held | already | too_late | unknown. An answer that arrives after the grace but
    before the release holds it all the same.
    """
    caseload.touch(at, at.subject)
    a = table_of(Alert)
    mine = sa.and_(a.c.id == alert_id, a.c.participant_id == at.subject)
    held = at.session.execute(
        sa.update(a)
        .where(mine, a.c.state == AlertState.waiting, a.c.wrong_said_at.is_(None))
        .values(state=AlertState.held, wrong_said_at=at.now, wrong_reason=reason[:24])
        .returning(a.c.id)
    ).first()
    if held is not None:
        at.audit("alert_hold", f"alert:{alert_id}", reason=reason[:24])
        return "held"
    found = at.session.execute(sa.select(a.c.wrong_said_at).where(mine)).first()
    if found is None:
        return "unknown"
    return "already" if found.wrong_said_at is not None else "too_late"


def hold_waiting(at: Access) -> list[UUID]:
    """Hold everything of the participant that waits: they said that something is wrong, and it can't be read which.

    Returns the ids of what was held.
    """
    caseload.touch(at, at.subject)
    a = table_of(Alert)
    held = at.session.execute(
        sa.update(a)
        .where(a.c.participant_id == at.subject, a.c.state == AlertState.waiting, a.c.wrong_said_at.is_(None))
        .values(state=AlertState.held, wrong_said_at=at.now, wrong_reason="other")
        .returning(a.c.id)
    )
    ids = list(held.scalars())
    for alert_id in ids:
        at.audit("alert_hold", f"alert:{alert_id}", reason="not_readable")
    return ids


def release_held(at: Access, alert_id: UUID, reason: str) -> None:
    """Release what "that is wrong" holds, having looked into it. Goes now, or when its grace has passed.

    Raises NotHeld, and AppointmentClosed when it may no longer go at all (then it stays held, to be corrected).
    """
    caseload.touch(at, at.subject)
    a = table_of(Alert)
    row = at.session.execute(
        sa.select(a.c.state, a.c.releases_at, a.c.appointment_id).where(a.c.id == alert_id).with_for_update()
    ).one()
    if row.state != AlertState.held:
        raise NotHeld
    if why_not_now(at, alert_id):
        raise AppointmentClosed("The probation link has ended or the session was moved, so this can't go.")
    at.session.execute(sa.update(a).where(a.c.id == alert_id).values(wrong_answered_at=at.now))
    note = AttendanceNote(alert_id=alert_id, kind="released_after_wrong", by=at.user_id, at=at.now)
    note.words = at.box().seal_text("attendance_note", "words", note.id, reason)
    at.session.add(note)
    at.session.flush()
    at.audit("alert_let_go", f"alert:{alert_id}")
    settle_dispute(at, at.subject, alert_id, "released")
    if row.releases_at is not None and row.releases_at > at.now:
        at.session.execute(sa.update(a).where(a.c.id == alert_id).values(state=AlertState.waiting))
    else:
        put_out(at, alert_id, AlertState.held)
    caseload.refresh(at, at.subject)


# Underneath -----------------------------------------------------------------------------------------------------------


def _tell(at: Access, appointment: Appointment, outcome: Outcome, said: Recorded, plan: Going) -> None:
    """Make the next version of the series. The participant reads its words from this moment on."""
    assert plan.link_id is not None
    last = at.session.execute(
        sa.select(col(Alert.version), col(Alert.reason_code))
        .where(col(Alert.series_id) == appointment.id)
        .order_by(col(Alert.version).desc())
        .limit(1)
    ).first()
    # What the person chose to send of an absence goes on with it, and is of no use once they came.
    reason = last.reason_code if last and is_absence(said.fact) else None
    alert = Alert(
        series_id=appointment.id, version=(last.version if last else 0) + 1, participant_id=appointment.participant_id,
        appointment_id=appointment.id, outcome_id=outcome.id, link_id=plan.link_id, pushes=plan.pushes,
        fact=said.fact.value, code=outcome.code, reason_code=reason, state=AlertState.waiting, told_at=at.now,
        releases_at=at.now + grace(at, appointment.participant_id) if plan.waits else None,
    )  # fmt: skip
    at.session.add(alert)
    at.session.flush()
    at.audit("alert_make", f"alert:{alert.id}", version=alert.version)
    if not plan.waits:
        put_out(at, alert.id, AlertState.waiting)


def _raise(at: Access, appointment: Appointment, before: Outcome | None, said: Recorded, plan: Going) -> None:
    subject, facts = str(appointment.id), {"at": utc(appointment.planned_at).strftime("%Y-%m-%dT%H:%M:%SZ")}
    for rule in ("outcome_missing", *SAID_BEFORE):
        raising.settle(at, at.subject, rule, subject, "recorded")
    was = before is not None and is_absence(recorded_of(before).fact)
    if is_absence(said.fact) and not was:
        raising.raise_item(at, at.subject, "did_not_come", subject, facts=facts)
    elif was and not is_absence(said.fact):
        raising.settle(at, at.subject, "did_not_come", subject, "corrected")
    if plan.owed:
        raising.raise_item(at, at.subject, "correction_unsent", subject, facts=facts)


def recorded_of(outcome: Any) -> Recorded:
    """A stored outcome as what was said then."""
    return Recorded(outcome.came, outcome.minutes_late, outcome.happened, outcome.why_not, outcome.told_before)


def _check_identifiers(at: Access, typed: Typed | None) -> None:
    if typed is None:
        raise IdentifiersNeeded
    slow_down(at, _lane(at))
    person = at.session.get_one(Participant, at.subject)
    reference = tidy_reference(case_reference_of(at, person) or "")
    # Both are compared always, and in constant time: neither the answer nor its timing says which was wrong.
    born = hmac.compare_digest(typed.date_of_birth.isoformat().encode(), born_on(at, person).isoformat().encode())
    last4 = hmac.compare_digest(tidy_reference(typed.case_reference_last4).encode(), reference[-4:].encode())
    if not (born & last4 & (len(reference) >= 4)):
        raise IdentifiersWrong


def _lane(at: Access) -> str:
    return f"identifiers|{at.user_id}|{at.subject}"


def _same(before: Outcome, said: Recorded) -> bool:
    return recorded_of(before) == said


def _latest(at: Access, appointment_id: UUID) -> Outcome | None:
    return at.session.execute(
        sa.select(Outcome)
        .where(col(Outcome.appointment_id) == appointment_id)
        .order_by(col(Outcome.version).desc())
        .limit(1)
    ).scalar_one_or_none()


def _locked(at: Access, appointment_id: UUID) -> Appointment:
    found: Appointment | None = at.session.execute(
        sa.select(Appointment).where(col(Appointment.id) == appointment_id).with_for_update()
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def _locked_person(at: Access) -> Participant:
    person: Participant = at.session.execute(
        sa.select(Participant).where(col(Participant.id) == at.subject).with_for_update()
    ).scalar_one()
    return person


def _open(at: Access, appointment_id: UUID) -> Appointment:
    """An appointment that may still be moved or cancelled: planned, or recorded as missed but not yet sent."""
    caseload.touch(at, at.subject)
    appointment = _locked(at, appointment_id)
    if appointment.state is AppointmentState.planned:
        return appointment
    a = table_of(Alert)
    states = set(at.session.execute(sa.select(a.c.state).where(a.c.series_id == appointment_id)).scalars())
    waits = states & {AlertState.waiting, AlertState.held}
    if appointment.state is not AppointmentState.not_held or not waits or AlertState.released in states:
        raise AppointmentClosed
    return appointment


def _close(at: Access, appointment: Appointment, state: AppointmentState, why: str, reason: str) -> None:
    appointment.state = state
    appointment.why = at.box().seal_text("appointment", "why", appointment.id, why)
    at.session.flush()
    stop(at, appointment.id, reason)
    for rule in ("outcome_missing", "did_not_come", *SAID_BEFORE):
        raising.settle(at, appointment.participant_id, rule, str(appointment.id), reason)


def _kept(at: Access, appointment: Appointment, action: str) -> UUID:
    at.session.add(appointment)
    at.session.flush()
    at.audit(action, f"appointment:{appointment.id}")
    caseload.refresh(at, at.subject)
    return appointment.id
