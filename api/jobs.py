"""Work that is due: the list of jobs, their leases, and the tick (architecture section 8)."""

from datetime import datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.db import Json, instant, maybe_instant


class JobLease(SQLModel, table=True):
    """Which worker runs a job now. Taken by conditional update; a holder that died loses it when `until` passes."""

    __tablename__ = "job_lease"
    name: str = Field(primary_key=True, max_length=40)
    holder: str = Field(max_length=60)
    until: datetime = instant()


class JobRun(SQLModel, table=True):
    """One run of one job: when, how it went, and how many of what. Unique by (name, period)."""

    __tablename__ = "job_run"
    __table_args__ = (sa.Index("ix_job_run_name_started_at", "name", "started_at"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(max_length=40)
    period: str = Field(max_length=30)
    started_at: datetime = instant()
    finished_at: datetime | None = maybe_instant()
    ok: bool = False
    counts: dict[str, int] = Field(default_factory=dict, sa_column=sa.Column(Json, nullable=False))
    fault: str | None = Field(default=None, max_length=80)
