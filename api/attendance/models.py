"""The nouns of attendance: appointments, outcomes, alerts to probation."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.db import Json, enum_column, instant, maybe_instant
from api.people.models import Basis, Phase


class AppointmentMode(StrEnum):
    """How the session is held."""

    phone = "phone"
    video = "video"
    room = "room"
    other = "other"


class AppointmentState(StrEnum):
    """PLANNED → HELD | NOT_HELD | SUPERSEDED | CANCELLED. No timer sets any of them."""

    planned = "planned"
    held = "held"
    not_held = "not_held"
    superseded = "superseded"
    cancelled = "cancelled"


class Came(StrEnum):
    """Whether the participant came."""

    yes = "yes"
    late = "late"
    no = "no"


class WhyNot(StrEnum):
    """Why a session did not happen although the participant came, or was kept from coming by us."""

    room = "room"
    phone = "phone"
    staff = "staff"
    participant_unwell = "participant_unwell"
    participant_left = "participant_left"
    other = "other"


class ToldBefore(StrEnum):
    """What the participant had said before a session that they did not come to."""

    none = "none"
    asked_to_move = "asked_to_move"
    could_not_come = "could_not_come"


class SaidBefore(StrEnum):
    """What the participant said of a coming session, from the phone."""

    cannot_come = "cannot_come"
    running_late = "running_late"


class WhoAsked(StrEnum):
    """Who asked to move an appointment."""

    participant = "participant"
    service = "service"


class OutcomeCode(SQLModel, table=True):
    """Reference data: a code of probation's own case system (content-facts 3.2). Loaded from a file, never hard-coded."""

    __tablename__ = "outcome_code"
    code: str = Field(primary_key=True, max_length=8)
    meaning: str = Field(max_length=120)
    attended: bool | None = None
    complied: bool | None = None
    action_needed: bool | None = None
    source: str = Field(max_length=40)


class Appointment(SQLModel, table=True):
    """A session on the calendar. `enforceable` is set by probation alone. `place` is sealed.

    `said` is what the participant last said of it before it began: for the clinician, never for probation.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        sa.Index("ix_appointment_participant_id_planned_at", "participant_id", "planned_at"),
        sa.Index("ix_appointment_state_planned_at", "state", "planned_at"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id")
    number: int
    phase: Phase = Field(sa_column=enum_column(Phase))
    planned_at: datetime = instant()
    length_minutes: int = 50
    mode: AppointmentMode = Field(sa_column=enum_column(AppointmentMode))
    place: bytes | None = None
    basis: Basis = Field(sa_column=enum_column(Basis))
    enforceable: bool = False
    state: AppointmentState = Field(default=AppointmentState.planned, sa_column=enum_column(AppointmentState))
    superseded_by: UUID | None = None
    who_asked: WhoAsked | None = Field(default=None, sa_column=enum_column(WhoAsked, nullable=True))
    why: bytes | None = None
    said: SaidBefore | None = Field(default=None, sa_column=enum_column(SaidBefore, nullable=True))
    said_at: datetime | None = maybe_instant()
    said_minutes: int | None = None
    made_by: UUID = Field(foreign_key="user_account.id")
    made_at: datetime = instant()
    nagged_at: datetime | None = maybe_instant()
    lead_told_at: datetime | None = maybe_instant()


class Outcome(SQLModel, table=True):
    """What was recorded of an appointment, by a named person. Recording again adds a version; the first stays readable."""

    __tablename__ = "outcome"
    __table_args__ = (sa.UniqueConstraint("appointment_id", "version", name="uq_outcome_version"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    appointment_id: UUID = Field(foreign_key="appointment.id")
    version: int
    came: Came = Field(sa_column=enum_column(Came))
    minutes_late: int | None = None
    happened: bool
    why_not: WhyNot | None = Field(default=None, sa_column=enum_column(WhyNot, nullable=True))
    told_before: ToldBefore | None = Field(default=None, sa_column=enum_column(ToldBefore, nullable=True))
    code: str | None = Field(default=None, max_length=8)
    recorded_by: UUID = Field(foreign_key="user_account.id")
    recorded_at: datetime = instant()


class AlertState(StrEnum):
    """WAITING (grace) → HELD ("that is wrong") → RELEASED → SUPERSEDED; or STOPPED before it ever went."""

    waiting = "waiting"
    held = "held"
    stopped = "stopped"
    released = "released"
    superseded = "superseded"


class Alert(SQLModel, table=True):
    """One version of an appointment's message to probation. A series is one appointment's alerts.

    `pushes` tells an alert (webhook, e-mail, chase) from a plain attendance record that only stands in the inbox.
    `fact` is a code, worded by `words.py`, and `reason_code` one that the participant chose to send; nothing a person wrote is in
    here. An outcome has one version without a reason; those with one follow it (`reasons.py`).
    """

    __tablename__ = "alert"
    __table_args__ = (
        sa.UniqueConstraint("series_id", "version", name="uq_alert_version"),
        sa.Index(
            "uq_alert_outcome_id", "outcome_id", unique=True,
            sqlite_where=sa.text("reason_code IS NULL"), postgresql_where=sa.text("reason_code IS NULL"),
        ),
        sa.Index("ix_alert_state_releases_at", "state", "releases_at"),
        sa.Index("ix_alert_participant_id_released_at", "participant_id", "released_at"),
    )  # fmt: skip
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    series_id: UUID
    version: int
    participant_id: UUID = Field(foreign_key="participant.id")
    appointment_id: UUID = Field(foreign_key="appointment.id", index=True)
    outcome_id: UUID = Field(foreign_key="outcome.id")
    link_id: UUID = Field(foreign_key="probation_link.id")
    pushes: bool
    fact: str = Field(max_length=40)
    code: str | None = Field(default=None, max_length=8)
    reason_code: str | None = Field(default=None, max_length=24)
    state: AlertState = Field(sa_column=enum_column(AlertState))
    told_at: datetime = instant()
    releases_at: datetime | None = maybe_instant()
    wrong_said_at: datetime | None = maybe_instant()
    wrong_reason: str | None = Field(default=None, max_length=24)
    wrong_answered_at: datetime | None = maybe_instant()
    nagged_at: datetime | None = maybe_instant()
    released_at: datetime | None = maybe_instant()
    released_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    supersedes_version: int | None = None
    superseded_at: datetime | None = maybe_instant()
    chase_due_at: datetime | None = maybe_instant()
    chased_at: datetime | None = maybe_instant()
    read_at: datetime | None = maybe_instant()
    acknowledged_at: datetime | None = maybe_instant()
    acknowledged_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    put_right: bool | None = None


class WebhookEndpoint(SQLModel, table=True):
    """Where a probation organisation's system listens. Two secrets live during a rotation; both sealed."""

    __tablename__ = "webhook_endpoint"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    organisation: str = Field(max_length=80, index=True)
    url: str = Field(max_length=500)
    secret: bytes
    next_secret: bytes | None = None
    active: bool = True
    made_at: datetime = instant()


class AttendanceNote(SQLModel, table=True):
    """A person's decision about an alert that is not an outcome: released after "that is wrong", handed over by phone.

    `kind` is a code; `words` is the reason, sealed.
    """

    __tablename__ = "attendance_note"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    alert_id: UUID = Field(foreign_key="alert.id", index=True)
    kind: str = Field(max_length=24)
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=sa.Column(Json, nullable=False))
    words: bytes | None = None
    by: UUID | None = Field(default=None, foreign_key="user_account.id")
    at: datetime = instant()
