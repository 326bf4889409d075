"""The head of a participant's page for staff, and the one route that ends or pauses: both touch more than people."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from api.people.models import Basis, Cadence, Mode, ParticipantState, Phase

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
    id: UUID
    enrolled_at: datetime
    last_seen_at: datetime
    revoked_at: datetime | None


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
    as_of: datetime
