"""The head of a participant's page for staff, pausing and ending, and the sheet looked at again: all touch more than people."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlmodel import col

from api.access import May
from api.act import Access, act
from api.attendance import actions as attendance
from api.attendance.models import Appointment, AppointmentState
from api.checkins import actions as checkins
from api.db import table_of
from api.evaluation import measures
from api.given import Given
from api.oversight import waiting
from api.oversight.caseload import refresh, touch
from api.oversight.models import AttentionItem, AttentionState
from api.oversight.raising import settle
from api.people import suitability
from api.people.actions import change_state, describe
from api.people.models import Basis, Cadence, Mode, Participant, ParticipantState, Phase
from api.people.routes import StatusIn, StatusOut
from api.reminders import actions as reminders

router = APIRouter(tags=["participants"])


class Suitability(BaseModel):
    agreed: bool
    internet_device_allowed: bool
    inspection: bool
    no_deletion: bool
    no_auto_deletion_software: bool
    reading_support: bool
    digital_skill: str
    excluded_motivation: bool
    note: str | None
    approved_by: str
    approved_on: date


class DeviceLine(BaseModel):
    """One phone. `name` is what its owner calls it too. `stolen`: it may send nothing more."""

    id: UUID
    name: str
    enrolled_at: datetime
    last_seen_at: datetime
    revoked_at: datetime | None
    stolen: bool


class Assigned(BaseModel):
    id: UUID
    user_id: UUID
    first_name: str
    last_name: str
    since: datetime


class Practitioner(BaseModel):
    first_name: str
    last_name: str
    organisation: str | None


class LinkLine(BaseModel):
    id: UUID
    state: str
    probation: Practitioner
    legal_basis: str
    covers_voluntary: bool
    proposed_at: datetime
    accepted_at: datetime | None


class ParticipantOut(BaseModel):
    """Who somebody is, the programme, phones, who treats them, the link to probation, and what is open."""

    id: UUID
    first_name: str
    last_name: str
    status: ParticipantState
    phase: Phase
    tier: int
    zone: str
    mode: Mode
    basis: Basis
    cadence: Cadence
    planned_sessions: int
    free_text: bool
    session_number: int
    starts_on: date
    case_reference_known: bool
    last_heard_at: datetime | None
    suitability: Suitability | None
    devices: list[DeviceLine]
    assigned: list[Assigned]
    link: LinkLine | None
    reasons: list[dict[str, Any]]
    open_reviews: int
    next_session: dict[str, Any] | None
    not_reached_since: datetime | None
    as_of: datetime


@router.get("/api/participants/{participant_id}")
@act(May.participant_read)
def read_participant(at: Access, participant_id: UUID) -> ParticipantOut:
    """The head of a participant's page. `reasons` are the facts that are open, worded; never a score.

    `not_reached_since`: no reminder has got through since then, on any way that they chose.
    """
    return ParticipantOut(
        **describe(at),
        **waiting.one(at, participant_id),
        not_reached_since=reminders.not_reached_since(at),
        as_of=at.now,
    )


def set_state(at: Access, to: ParticipantState, reason: str) -> Participant:
    """Pause, take up again, or end. Pausing or ending cancels every coming appointment and check-in; going on plans anew."""
    touch(at, at.subject)
    person = change_state(at, to, reason)
    if to in (ParticipantState.paused, ParticipantState.ended):
        coming = at.session.execute(
            sa.select(col(Appointment.id)).where(
                col(Appointment.participant_id) == person.id,
                col(Appointment.state) == AppointmentState.planned,
                col(Appointment.planned_at) > at.now,
            )
        ).scalars()
        for appointment_id in list(coming):
            attendance.cancel(at, appointment_id, f"The programme is {to}.")
        checkins.stand_still(at, to)
        if to is ParticipantState.ended:
            measures.ask_no_more(at)
    elif to is ParticipantState.active:
        checkins.go_on(at)
    refresh(at, person.id)
    return person


@router.post("/api/participants/{participant_id}/status")
@act(May.participant_status)
def change_status(at: Access, participant_id: UUID, body: StatusIn) -> StatusOut:
    """Pause, take up again, or end, with a reason. Coming appointments are cancelled; what was sent stays readable.

    Paused may still write, and reviews go on. Ended stops reading on the phone at once, no measure is asked for any more and
    nothing new can be begun: 409 programme-over where it is tried. Whatever a phone still sends is kept. 409 no-such-change.
    """
    person = set_state(at, ParticipantState(body.to), body.reason)
    return StatusOut(status=person.state, phase=person.phase)


class DevicesIn(Given):
    """What is so of devices now, by the orders that stand: whether one with the internet is allowed, and what the orders ask."""

    internet_device_allowed: bool
    inspection: bool
    no_deletion: bool
    no_auto_deletion_software: bool
    note: Annotated[str, Field(max_length=1000)] | None = None


class ModeOut(BaseModel):
    mode: Mode


@router.post("/api/participants/{participant_id}/suitability", status_code=201)
@act(May.suitability_renew)
def renew_suitability(at: Access, participant_id: UUID, body: DevicesIn) -> ModeOut:
    """A new suitability sheet, after an order said something of devices. What it raised is answered with it.

    No device with the internet makes it paper: phones are signed out, and what waits on them may come in for 30 days. 409
    programme-over.
    """
    mode = suitability.renew(at, **body.model_dump())
    i = table_of(AttentionItem)
    waiting_ones = at.session.execute(
        sa.select(i.c.subject).where(
            i.c.participant_id == at.subject, i.c.rule == "order_devices",
            i.c.state.in_((AttentionState.new, AttentionState.seen)),
        )
    ).scalars()  # fmt: skip
    for subject in list(waiting_ones):
        settle(at, at.subject, "order_devices", subject, "sheet_renewed")
    refresh(at, at.subject)
    return ModeOut(mode=mode)
