"""Probation's own addresses. Its shapes are made here from the closed list, never cut out of a clinician's."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from api.access import May
from api.act import Access, act
from api.attendance import probation
from api.attendance.models import Alert, Appointment
from api.attendance.record import Record
from api.given import Given
from api.people.models import Basis, LegalBasis, ProbationLink

router = APIRouter(tags=["attendance"])


class AcknowledgeIn(Given):
    """`put_right` answers, for a correction, whether probation's own record was put right or needed nothing."""

    put_right: bool | None = None


class EnforceableIn(Given):
    """Whether a coming appointment is enforceable."""

    enforceable: bool


class AcceptIn(Given):
    """Who the link is about, typed from probation's own record."""

    case_reference: str = Field(min_length=1, max_length=40)
    date_of_birth: date


class RefuseIn(Given):
    """Nothing needs saying."""


class RecordOut(BaseModel):
    """One released version: the closed list and nothing else. `fact` is a recorded fact, in words."""

    id: UUID
    series_id: UUID
    version: int
    versions: int
    kind: Literal["alert", "record"]
    case_reference: str
    appointment_at: datetime
    basis: Basis
    fact: str
    code: str | None
    reason_code: str | None
    recorded_at: datetime
    supersedes: int | None
    superseded_by: int | None
    correction: bool
    state: Literal["to_read", "read"]
    read_at: datetime | None
    duty_phone: str


class InboxOut(BaseModel):
    """Probation's inbox, newest first."""

    as_of: datetime
    items: list[RecordOut]


class PersonOut(BaseModel):
    """One linked person: their case reference, since when, and how many records wait to be read."""

    participant_id: UUID
    case_reference: str
    since: datetime
    to_read: int


class PeopleOut(BaseModel):
    """The linked people."""

    items: list[PersonOut]


class ComingOut(BaseModel):
    """A coming appointment that an order or licence requires."""

    id: UUID
    planned_at: datetime
    basis: Basis
    enforceable: bool


class PersonAttendanceOut(BaseModel):
    """One person's attendance: what was released, and what is coming."""

    participant_id: UUID
    case_reference: str
    records: list[RecordOut]
    future: list[ComingOut]


class LinkOut(BaseModel):
    """A proposed link. It names nobody."""

    id: UUID
    proposed_on: date
    team_name: str
    legal_basis: LegalBasis


class LinksOut(BaseModel):
    """Proposed links."""

    items: list[LinkOut]


@router.get("/api/attendance/alerts")
@act(May.attendance_list)
def list_records(at: Access) -> InboxOut:
    """Everything released about the people linked to you, newest first, at most 500."""
    return InboxOut(as_of=at.now, items=[_record(record) for record in probation.inbox(at)])


@router.post("/api/attendance/alerts/{alert_id}/acknowledge")
@act(May.alert_acknowledge, of=Alert)
def acknowledge_record(at: Access, alert_id: UUID, body: AcknowledgeIn) -> RecordOut:
    """Say that you have read a version. It ends the chase; the team sees it."""
    return _record(probation.acknowledge(at, alert_id, body.put_right))


@router.get("/api/attendance/participants")
@act(May.attendance_people)
def list_people(at: Access) -> PeopleOut:
    """The people linked to you, by case reference."""
    return PeopleOut(
        items=[
            PersonOut(
                participant_id=p.participant_id, case_reference=p.case_reference, since=p.since, to_read=p.to_read
            )
            for p in probation.people(at)
        ]
    )


@router.get("/api/attendance/participants/{participant_id}")
@act(May.attendance_read)
def read_person(at: Access, participant_id: UUID) -> PersonAttendanceOut:
    """One linked person's attendance, and their coming appointments where an order or licence requires them."""
    reference, records, coming = probation.one_person(at)
    return PersonAttendanceOut(
        participant_id=participant_id,
        case_reference=reference,
        records=[_record(record) for record in records],
        future=[_coming(one) for one in coming],
    )


@router.put("/api/attendance/appointments/{appointment_id}/enforceable")
@act(May.enforceable_set, of=Appointment)
def set_enforceable(at: Access, appointment_id: UUID, body: EnforceableIn) -> ComingOut:
    """Say whether a coming appointment is enforceable. Only then may its outcome carry a code."""
    return _coming(probation.set_enforceable(at, appointment_id, body.enforceable))


@router.get("/api/attendance/links")
@act(May.link_list)
def list_links(at: Access) -> LinksOut:
    """Links proposed to you. Nothing of the person: you say who it is."""
    return LinksOut(
        items=[
            LinkOut(
                id=link.id, proposed_on=link.proposed_at.date(), team_name=link.team_name, legal_basis=link.legal_basis
            )
            for link in probation.proposed_links(at)
        ]
    )


@router.post("/api/attendance/links/{link_id}/accept", status_code=204)
@act(May.link_accept, of=ProbationLink, param="link_id", owner="probation_user_id")
def accept_link(at: Access, link_id: UUID, body: AcceptIn) -> Response:
    """Accept a proposed link by typing reference and date of birth. 409 does-not-match; five of those refuse the link."""
    wrong = probation.accept_link(at, link_id, body.case_reference, body.date_of_birth)
    # Answered, not raised, so that the counted try is kept.
    return wrong.response() if wrong else Response(status_code=204)


@router.post("/api/attendance/links/{link_id}/refuse", status_code=204)
@act(May.link_accept, of=ProbationLink, param="link_id", owner="probation_user_id")
def refuse_link(at: Access, link_id: UUID, body: RefuseIn) -> Response:
    """Refuse a proposed link. The lead who proposed it is told."""
    probation.refuse_link(at, link_id)
    return Response(status_code=204)


def _record(record: Record) -> RecordOut:
    return RecordOut(
        id=record.id,
        series_id=record.series_id,
        version=record.version,
        versions=record.versions,
        kind="alert" if record.pushes else "record",
        case_reference=record.case_reference,
        appointment_at=record.appointment_at,
        basis=record.basis,
        fact=record.fact,
        code=record.code,
        reason_code=record.reason_code,
        recorded_at=record.recorded_at,
        supersedes=record.supersedes,
        superseded_by=record.version + 1 if record.superseded else None,
        correction=record.corrects,
        state="read" if record.acknowledged_at else "to_read",
        read_at=record.acknowledged_at,
        duty_phone=record.duty_phone,
    )


def _coming(one: probation.Coming) -> ComingOut:
    return ComingOut(id=one.id, planned_at=one.planned_at, basis=one.basis, enforceable=one.enforceable)
