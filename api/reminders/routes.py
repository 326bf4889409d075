"""HTTP for reminders: the participant's own choice from the phone, and the same for staff who are asked to help."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from api.access import May
from api.act import Access, act
from api.attendance.models import Appointment
from api.db import table_of
from api.given import Given
from api.people.place import place_of
from api.reminders import actions
from api.reminders.calendar_file import calendar_file
from api.reminders.models import ReminderChannel, ReminderKind, ReminderState

router = APIRouter(tags=["reminders"])


class ReminderChoice(Given):
    """Channels in the order they are tried; none means no reminders. Quiet hours are o'clock, by the participant's clock.

    `quiet_from` 18 to 22 and `quiet_to` 7 to 12: quiet time can be made longer, never shorter than 22 to 7.
    """

    channels: Annotated[list[ReminderChannel], Field(max_length=3)]
    email: Annotated[str, Field(max_length=254)] | None = None
    mobile: Annotated[str, Field(max_length=30)] | None = None
    quiet_from: Annotated[int, Field(ge=18, le=22)] = 22
    quiet_to: Annotated[int, Field(ge=7, le=12)] = 7


class ReminderTryOut(BaseModel):
    channel: ReminderChannel
    at: datetime
    status: str
    ok: bool


class ReminderLine(BaseModel):
    """One reminder: what it was about, what came of it, and each try. `at`: when it went, or when it will."""

    id: UUID
    kind: ReminderKind
    state: ReminderState
    channel: ReminderChannel | None
    at: datetime
    why: str | None
    tries: list[ReminderTryOut]


class Reminders(BaseModel):
    """The choice, what this installation can send on, and the newest 20 reminders. `push_key`: for subscribing a browser."""

    available: list[ReminderChannel]
    channels: list[ReminderChannel]
    email: str | None
    mobile: str | None
    quiet_from: int
    quiet_to: int
    push_key: str | None
    push_here: bool
    recent: list[ReminderLine]


class PushIn(BaseModel):
    """A browser's push subscription: its endpoint, and its keys in base64url."""

    model_config = ConfigDict(extra="forbid")
    endpoint: Annotated[str, Field(max_length=500)]
    p256dh: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{80,100}=*$")]
    auth: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,40}=*$")]


@router.get("/api/me/reminders")
@act(May.participant_contact)
def read_own_reminders(at: Access) -> Reminders:
    """How one wants to be reminded, and the delivery record. `push_here`: whether this phone takes pushes."""
    return Reminders(**actions.read(at))


@router.put("/api/me/reminders")
@act(May.participant_contact)
def choose_own_reminders(at: Access, body: ReminderChoice) -> Reminders:
    """Choose channels, addresses and quiet hours. 409 channel-needs with each field, or channel-off."""
    return Reminders(**_choose(at, body))


@router.post("/api/me/reminders/trial", status_code=204)
@act(May.participant_contact)
def try_own_reminders(at: Access) -> Response:
    """Send "You have a message" now, to see that it arrives. 409 channel-needs; 429 within a minute of the last."""
    actions.try_out(at)
    return Response(status_code=204)


@router.post("/api/me/push", status_code=204)
@act(May.participant_contact)
def subscribe_phone(at: Access, body: PushIn) -> Response:
    """Let pushes come to this browser. 409 push-refused when its push service is not one that we send to."""
    actions.subscribe(at, body.endpoint, body.p256dh, body.auth)
    return Response(status_code=204)


@router.delete("/api/me/push", status_code=204)
@act(May.participant_contact)
def unsubscribe_phone(at: Access) -> Response:
    """Let no push come to this phone any more."""
    actions.unsubscribe(at)
    return Response(status_code=204)


@router.get("/api/me/appointments/{appointment_id}/calendar", response_class=Response)
@act(May.bundle_read, of=Appointment)
def read_calendar_file(at: Access, appointment_id: UUID) -> Response:
    """One of one's own sessions as an .ics file that says "Appointment" and the time, and nothing else."""
    v = table_of(Appointment)
    row = at.session.execute(sa.select(v.c.planned_at, v.c.length_minutes).where(v.c.id == appointment_id)).one()
    return Response(
        calendar_file(appointment_id, row.planned_at, row.length_minutes, at.now, place_of(at)[0]),
        media_type="text/calendar",
        headers={"Content-Disposition": 'attachment; filename="appointment.ics"'},
    )


@router.get("/api/participants/{participant_id}/reminders")
@act(May.participant_contact)
def read_reminders(at: Access, participant_id: UUID) -> Reminders:
    """How somebody wants to be reminded, and the delivery record."""
    return Reminders(**actions.read(at))


@router.put("/api/participants/{participant_id}/reminders")
@act(May.participant_contact)
def choose_reminders(at: Access, participant_id: UUID, body: ReminderChoice) -> Reminders:
    """The same choice, typed by a clinician at the participant's wish. 409 channel-needs or channel-off."""
    return Reminders(**_choose(at, body))


def _choose(at: Access, body: ReminderChoice) -> dict[str, object]:
    return actions.choose(at, body.channels, body.email, body.mobile, body.quiet_from, body.quiet_to)
