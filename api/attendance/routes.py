"""Appointments, outcomes and alerts over HTTP, for clinicians and leads; and the dead letters."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from api import outbox
from api.access import May
from api.act import Access, act
from api.attendance import actions, calendar
from api.attendance.models import (
    Alert,
    AlertState,
    Appointment,
    AppointmentMode,
    AppointmentState,
    Came,
    SaidBefore,
    ToldBefore,
    WhoAsked,
    WhyNot,
)
from api.attendance.outcomes import LATEST_MINUTES, Recorded, checked
from api.clock import utc
from api.db import table_of
from api.errors import Malformed
from api.given import Given
from api.people.models import Basis, Phase

router = APIRouter(tags=["attendance"])

LONGEST_LOOK = timedelta(days=92)
FARTHEST = timedelta(days=7305)

Words = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class AppointmentIn(Given):
    """A new appointment. `place` is shown on the participant's phone."""

    planned_at: AwareDatetime
    length_minutes: int = Field(50, ge=5, le=240)
    mode: AppointmentMode
    place: str | None = Field(None, max_length=120)
    basis: Basis


class SupersedeIn(Given):
    """A new time for an appointment, who asked for it, and why."""

    planned_at: AwareDatetime
    who_asked: WhoAsked
    why: Words


class CancelIn(Given):
    """Why an appointment is cancelled."""

    why: Words


class AnswersIn(Given):
    """What happened: did they come, did it happen, and if not why; had they told us before."""

    came: Came
    minutes_late: int | None = Field(None, ge=1, le=LATEST_MINUTES)
    happened: bool
    why_not: WhyNot | None = None
    told_before: ToldBefore | None = None

    def checked(self) -> Recorded:
        """The answers as one record. Raises Malformed where they contradict each other."""
        return checked(self.came, self.minutes_late, self.happened, self.why_not, self.told_before)


class ConfirmIn(Given):
    """Who it is, typed from paper or diary."""

    date_of_birth: date
    case_reference_last4: str = Field(min_length=1, max_length=10)


class OutcomeIn(AnswersIn):
    """An outcome to record. `confirm` is needed where a "did not come" would go to probation."""

    confirm: ConfirmIn | None = None


class ReleaseIn(Given):
    """Why a disputed record is released all the same."""

    reason: Words


class WrongSaid(BaseModel):
    """That the participant said a record is wrong."""

    at: datetime
    reason: str | None


class ChannelOut(BaseModel):
    """One channel of an alert."""

    channel: Literal["inbox", "webhook", "email"]
    state: Literal["waiting", "sent", "dead"]
    at: datetime | None


class AlertOut(BaseModel):
    """One version of an appointment's message to probation, as staff here see it."""

    id: UUID
    series_id: UUID
    version: int
    state: AlertState
    pushes: bool
    releases_at: datetime | None
    say_so_before: datetime | None
    wrong_said: WrongSaid | None
    text: str
    channels: list[ChannelOut]
    acknowledged_at: datetime | None
    chase_due_at: datetime | None


class OutcomeOut(BaseModel):
    """One version of what was recorded. `words` are the words of the record, `recorded_by` a name."""

    version: int
    came: Came
    minutes_late: int | None
    happened: bool
    why_not: WhyNot | None
    told_before: ToldBefore | None
    words: str
    code: str | None
    recorded_by: str
    recorded_at: datetime


class SaidOut(BaseModel):
    """What the participant last said of a session before it, from the phone."""

    what: SaidBefore
    text: str
    at: datetime


class AppointmentOut(BaseModel):
    """An appointment, every version of its outcome (newest last) and its newest alert."""

    id: UUID
    participant_id: UUID
    name: str
    number: int
    phase: Phase
    planned_at: datetime
    length_minutes: int
    mode: AppointmentMode
    place: str | None
    basis: Basis
    enforceable: bool
    state: AppointmentState
    outcome: OutcomeOut | None
    history: list[OutcomeOut]
    needs_outcome: bool
    alert: AlertOut | None
    moved_to: UUID | None
    said: SaidOut | None


class CalendarOut(BaseModel):
    """Appointments in order of time, and how old the answer is."""

    as_of: datetime
    items: list[AppointmentOut]


class AppointmentsOut(BaseModel):
    """Appointments of one participant, in order of time."""

    items: list[AppointmentOut]


class AlertsOut(BaseModel):
    """Alerts and records of one participant, newest first."""

    items: list[AlertOut]


class FieldOut(BaseModel):
    """One line of what would go."""

    label: str
    value: str


class StepOut(BaseModel):
    """One line of what happens next."""

    when: str
    text: str


class PreviewOut(BaseModel):
    """What recording these answers would send to probation, and when."""

    goes: bool
    why: str
    pushes: bool
    needs_identifiers: bool
    fields: list[FieldOut]
    releases_at: datetime | None
    steps: list[StepOut]


class DeadLetter(BaseModel):
    """A message that could not be delivered. `last_status` is an HTTP or SMTP number, or a word such as timeout."""

    id: UUID
    channel: str
    created_at: datetime
    dead_at: datetime
    attempts: int
    last_status: str | None


class DeadLetters(BaseModel):
    """Messages that could not be delivered, newest first."""

    items: list[DeadLetter]


@router.get("/api/appointments")
@act(May.appointment_list)
def list_appointments(
    at: Access,
    since: Annotated[AwareDatetime | None, Query(alias="from")] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to")] = None,
) -> CalendarOut:
    """The calendar: appointments within your reach from `from` until before `to`, at most 92 days.

    Left out, `from` is a week ago and `to` four weeks from now.
    """
    start = since or at.now - timedelta(days=7)
    end = until or at.now + timedelta(days=28)
    near = at.now - FARTHEST <= start <= end <= at.now + FARTHEST
    if not near or not timedelta(0) < end - start <= LONGEST_LOOK:
        raise Malformed(errors=[("to", "Ask for at most 92 days, the later day last, within 20 years of today.")])
    return CalendarOut(as_of=at.now, items=_appointments(calendar.on_calendar(at, utc(start), utc(end))))


@router.get("/api/participants/{participant_id}/appointments")
@act(May.appointment_read)
def list_appointments_of(at: Access, participant_id: UUID) -> AppointmentsOut:
    """All appointments of one participant, in order of time."""
    return AppointmentsOut(items=_appointments(calendar.of_person(at)))


@router.post("/api/participants/{participant_id}/appointments", status_code=201)
@act(May.appointment_create)
def create_appointment(at: Access, participant_id: UUID, body: AppointmentIn) -> AppointmentOut:
    """Put an appointment on the calendar. 409 programme-over; identifiers-found when the place leads to a person."""
    made = actions.create(at, body.planned_at, body.length_minutes, body.mode, body.place, body.basis)
    return _one(at, made)


@router.get("/api/appointments/{appointment_id}")
@act(May.appointment_read, of=Appointment)
def read_appointment(at: Access, appointment_id: UUID) -> AppointmentOut:
    """One appointment, with every version of its outcome and its newest alert."""
    return _one(at, appointment_id)


@router.post("/api/appointments/{appointment_id}/supersede")
@act(May.appointment_move, of=Appointment)
def supersede_appointment(at: Access, appointment_id: UUID, body: SupersedeIn) -> AppointmentOut:
    """Move an appointment to another time; answers with the new one. 409 appointment-closed, programme-over.

    What waits to go to probation about the old time is stopped.
    """
    return _one(at, actions.supersede(at, appointment_id, body.planned_at, body.who_asked, body.why))


@router.post("/api/appointments/{appointment_id}/cancel")
@act(May.appointment_move, of=Appointment)
def cancel_appointment(at: Access, appointment_id: UUID, body: CancelIn) -> AppointmentOut:
    """Cancel an appointment: not an absence. What waits to go to probation about it is stopped. 409 appointment-closed."""
    actions.cancel(at, appointment_id, body.why)
    return _one(at, appointment_id)


@router.post("/api/appointments/{appointment_id}/outcome-preview")
@act(May.outcome_record, of=Appointment)
def preview_outcome(at: Access, appointment_id: UUID, body: AnswersIn) -> PreviewOut:
    """What recording these answers would send to probation, word for word. Writes nothing. 409 not-yet."""
    return PreviewOut.model_validate(calendar.preview(at, appointment_id, body.checked()))


@router.put("/api/appointments/{appointment_id}/outcome", response_model=AppointmentOut)
@act(May.outcome_record, of=Appointment)
def record_outcome(at: Access, appointment_id: UUID, body: OutcomeIn) -> Any:
    """Record what happened, or put it right: a new version, the first stays readable.

    409 not-yet (never before its time), appointment-closed, nothing-changed, identifiers-needed, identifiers-wrong (which
    of the two is never said); 429 after five wrong tries in 15 minutes.
    """
    typed = actions.Typed(body.confirm.date_of_birth, body.confirm.case_reference_last4) if body.confirm else None
    try:
        actions.record(at, appointment_id, body.checked(), typed)
    except actions.IdentifiersWrong as wrong:
        # Raised before anything was written. Answered, not raised, so that the counted try is kept.
        actions.count_wrong_identifiers(at, appointment_id)
        return wrong.response()
    return _one(at, appointment_id)


@router.get("/api/participants/{participant_id}/alerts")
@act(May.alert_read)
def list_alerts(at: Access, participant_id: UUID) -> AlertsOut:
    """What went, waits or was stopped about one participant, newest first, with what came of each channel."""
    mine = table_of(Alert).c.participant_id == at.subject
    return AlertsOut(items=[AlertOut.model_validate(alert) for alert in calendar.alerts(at, mine)])


@router.post("/api/alerts/{alert_id}/release")
@act(May.alert_release, of=Alert)
def release_alert(at: Access, alert_id: UUID, body: ReleaseIn) -> AlertOut:
    """Release what "that is wrong" holds, having looked into it: now, or when its grace has passed. 409 not-held."""
    actions.release_held(at, alert_id, body.reason)
    return AlertOut.model_validate(calendar.alerts(at, table_of(Alert).c.id == alert_id)[0])


@router.get("/api/outbox/dead")
@act(May.dead_letter_list)
def list_dead_letters(at: Access) -> DeadLetters:
    """Messages that could not be delivered: a lead sees the team's, admin and auditor all. No content."""
    return DeadLetters(items=[DeadLetter.model_validate(letter) for letter in outbox.dead_letters(at)])


@router.post("/api/outbox/{message_id}/resend", status_code=204)
@act(May.dead_letter_resend)
def resend_dead_letter(at: Access, message_id: UUID) -> Response:
    """Put a dead letter back, unchanged, to be tried again for three days. 409 not-dead, newer-sent."""
    outbox.resend(at, message_id)
    return Response(status_code=204)


def _one(at: Access, appointment_id: UUID) -> AppointmentOut:
    return AppointmentOut.model_validate(calendar.one(at, appointment_id))


def _appointments(shown: list[dict[str, Any]]) -> list[AppointmentOut]:
    return [AppointmentOut.model_validate(one) for one in shown]
