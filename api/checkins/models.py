"""The nouns of check-ins: schedules, their occurrences, personal targets, and questions of a clinician's own."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.db import enum_column, instant, maybe_instant
from api.people.models import Cadence


class OccurrenceState(StrEnum):
    """PLANNED → OPEN → SUBMITTED (on time or late) | MISSED | CANCELLED(why) | EXCUSED(by, why)."""

    planned = "planned"
    open = "open"
    submitted = "submitted"
    missed = "missed"
    cancelled = "cancelled"
    excused = "excused"


class CancelWhy(StrEnum):
    """Why nothing is asked for on a day for which it was planned."""

    paused = "paused"
    ended = "ended"
    changed = "changed"
    stopped = "stopped"
    no_session = "no_session"
    no_form = "no_form"


class QuestionKind(StrEnum):
    """How a clinician's own question is answered."""

    boolean = "boolean"
    scale = "scale"
    choice = "choice"
    text = "text"


class Schedule(SQLModel, table=True):
    """A form on a rhythm. A change ends it and makes another; one is live for each form.

    `opens_minute` and `closes_minute` are minutes after midnight on the wall clock of the participant's zone, `days` how long
    the window lasts, `weekday` 0 for Monday. `made_by` is empty where it came with the programme. `planned_until` is the last
    day with its occurrences made, `next_plan_at` when a job looks again.
    """

    __tablename__ = "checkin_schedule"
    __table_args__ = (
        sa.Index(
            "uq_checkin_schedule_live", "participant_id", "form_id", unique=True,
            sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.CheckConstraint("weekday is null or weekday between 0 and 6", name="weekday"),
        sa.CheckConstraint("opens_minute between 0 and 1439 and closes_minute between 0 and 1439", name="minutes"),
        sa.CheckConstraint("days between 1 and 14", name="days"),
    )  # fmt: skip
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id", index=True)
    cadence: Cadence = Field(sa_column=enum_column(Cadence))
    form_id: str = Field(max_length=60)
    weekday: int | None = None
    opens_minute: int
    closes_minute: int
    days: int
    starts_on: date
    planned_until: date | None = None
    next_plan_at: datetime | None = maybe_instant(index=True)
    made_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    made_at: datetime = instant()
    ended_at: datetime | None = maybe_instant()
    ended_by: UUID | None = Field(default=None, foreign_key="user_account.id")


class Occurrence(SQLModel, table=True):
    """One due date of a schedule. Its id follows from schedule and `key`, so that planning it twice makes one.

    `next_due_at` is when the clock has something to do with it; empty once that is over. `entry_id` is the first answer,
    `made_at` when the phone made it, `arrived_at` when it came; `on_time` says whether it was made before the close.
    """

    __tablename__ = "checkin_occurrence"
    __table_args__ = (
        sa.UniqueConstraint("schedule_id", "key", name="uq_checkin_occurrence_key"),
        sa.Index("ix_checkin_occurrence_participant_id_due_on", "participant_id", "due_on"),
    )
    id: UUID = Field(primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id")
    schedule_id: UUID = Field(foreign_key="checkin_schedule.id")
    key: str = Field(max_length=36)
    form_id: str = Field(max_length=60)
    due_on: date
    session_id: UUID | None = Field(default=None, foreign_key="appointment.id")
    opens_at: datetime = instant()
    closes_at: datetime = instant()
    state: OccurrenceState = Field(default=OccurrenceState.planned, sa_column=enum_column(OccurrenceState))
    next_due_at: datetime | None = maybe_instant(index=True)
    entry_id: UUID | None = None
    made_at: datetime | None = maybe_instant()
    arrived_at: datetime | None = maybe_instant()
    on_time: bool | None = None
    missed_at: datetime | None = maybe_instant()
    reason_entry_id: UUID | None = None
    cancelled_why: CancelWhy | None = Field(default=None, sa_column=enum_column(CancelWhy, nullable=True))
    excused_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    excused_at: datetime | None = maybe_instant()
    excused_why: bytes | None = None


class Target(SQLModel, table=True):
    """One thing a person watches for on the daily card, in role words that the clinician wrote with them. Words sealed."""

    __tablename__ = "checkin_target"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id", index=True)
    words: bytes
    active_from: date
    active_to: date | None = None
    made_by: UUID = Field(foreign_key="user_account.id")
    made_at: datetime = instant()
    stopped_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    stopped_at: datetime | None = maybe_instant()


class ExtraQuestion(SQLModel, table=True):
    """A clinician's own question on a form, `once` or until it is stopped. `asks` is its text and options, sealed JSON."""

    __tablename__ = "checkin_question"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id", index=True)
    form_id: str = Field(max_length=60)
    kind: QuestionKind = Field(sa_column=enum_column(QuestionKind))
    asks: bytes
    once: bool
    made_by: UUID = Field(foreign_key="user_account.id")
    made_at: datetime = instant()
    stopped_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    stopped_at: datetime | None = maybe_instant()
