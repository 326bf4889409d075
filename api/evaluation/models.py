"""The noun of evaluation: a measure that a clinician asked somebody to fill in."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.db import enum_column, instant


class MeasureMoment(StrEnum):
    """When in the programme a measure is taken."""

    pre = "pre"
    mid = "mid"
    end = "end"


class MeasureState(StrEnum):
    """ASKED → ANSWERED | WITHDRAWN. Nothing follows from a measure that stays unanswered."""

    asked = "asked"
    answered = "answered"
    withdrawn = "withdrawn"


class Measure(SQLModel, table=True):
    """One form to be filled in at one moment of the programme. The answers are the entry's; nothing is copied from it."""

    __tablename__ = "measure"
    __table_args__ = (sa.Index("ix_measure_participant_id_state", "participant_id", "state"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id")
    form_id: str = Field(max_length=60)
    moment: MeasureMoment = Field(sa_column=enum_column(MeasureMoment))
    state: MeasureState = Field(sa_column=enum_column(MeasureState))
    asked_by: UUID = Field(foreign_key="user_account.id")
    asked_at: datetime = instant()
    due_on: date | None = None
    entry_id: UUID | None = None
    answered_on: date | None = None
