"""The noun of coping: a version of somebody's coping plan."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.db import enum_column, instant, maybe_instant


class PlanState(StrEnum):
    """PROPOSED → AGREED → SUPERSEDED; one AGREED at a time (product F3)."""

    proposed = "proposed"
    agreed = "agreed"
    superseded = "superseded"


class CopingPlan(SQLModel, table=True):
    """One version of a coping plan. `body` is the plan's sections and rules as JSON, sealed."""

    __tablename__ = "coping_plan"
    __table_args__ = (sa.UniqueConstraint("participant_id", "version", name="uq_coping_plan_version"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id")
    version: int
    state: PlanState = Field(sa_column=enum_column(PlanState))
    made_by: UUID = Field(foreign_key="user_account.id")
    made_at: datetime = instant()
    agreed_on: date | None = None
    superseded_at: datetime | None = maybe_instant()
    body: bytes
