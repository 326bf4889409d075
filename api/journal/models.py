"""The nouns of the journal: entries, and what could not be taken as one."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.db import enum_column, instant, maybe_instant


class Kind(StrEnum):
    """What an entry is. `kinds.py` has the body of each that can be sent now; any other is kept in quarantine."""

    trigger = "trigger"
    checkin = "checkin"
    urge = "urge"
    not_safe = "not_safe"
    chain = "chain"
    lesson = "lesson"
    teach_back = "teach_back"
    plan_draft = "plan_draft"
    plan_answer = "plan_answer"
    question = "question"
    absence_reason = "absence_reason"
    cannot_come = "cannot_come"
    running_late = "running_late"
    that_is_wrong = "that_is_wrong"
    goal = "goal"
    goal_step = "goal_step"
    activity = "activity"
    need = "need"
    order_read = "order_read"
    missed_reason = "missed_reason"
    self_map = "self_map"
    stop_request = "stop_request"
    dispute = "dispute"
    complaint = "complaint"
    copy_request = "copy_request"
    amend = "amend"
    withdraw = "withdraw"


class Entry(SQLModel, table=True):
    """One immutable thing the participant sent from the phone. `id` was made on the device.

    `happened_at` is when it happened by the participant's account, `made_at` by the phone's clock, `received_at` by
    ours; `local_date` is the participant's day (04:00 rule). `intensity` is 0-10. `body` is the kind's JSON, sealed
    under the participant's key, row id as AAD. `digest` is what makes the same id the same entry.
    """

    __tablename__ = "entry"
    __table_args__ = (
        sa.Index("ix_entry_timeline", "participant_id", "happened_at", "id"),
        sa.Index("ix_entry_participant_id_kind_local_date", "participant_id", "kind", "local_date"),
        sa.CheckConstraint("intensity is null or intensity between 0 and 10", name="intensity_0_to_10"),
    )
    id: UUID = Field(primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id")
    device_id: UUID | None = Field(default=None, foreign_key="device.id")
    entered_for: UUID | None = Field(default=None, foreign_key="user_account.id")
    kind: Kind = Field(sa_column=enum_column(Kind))
    detail: str | None = Field(default=None, max_length=20)
    schema_version: int
    device_seq: int
    made_at: datetime = instant()
    zone: str = Field(max_length=40)
    clock_offset_seconds: int = 0
    happened_at: datetime = instant()
    local_date: date
    received_at: datetime = instant()
    late: bool = False
    intensity: int | None = None
    acted: bool | None = None
    talk_about: bool = False
    amends: UUID | None = Field(default=None, index=True)
    withdrawn: bool = False
    digest: bytes
    body: bytes


class QuarantineReason(StrEnum):
    """Why a well-formed item was kept apart. None of these loses anything."""

    does_not_open = "does_not_open"
    malformed_body = "malformed_body"
    unknown_kind = "unknown_kind"
    unknown_schema = "unknown_schema"
    same_id_other_content = "same_id_other_content"
    ended = "ended"
    device_revoked = "device_revoked"
    nothing_to_amend = "nothing_to_amend"


class Quarantine(SQLModel, table=True):
    """An item that could not be an entry, kept as it came until a person looks. Unique by (entry_id, digest)."""

    __tablename__ = "quarantine"
    __table_args__ = (sa.UniqueConstraint("participant_id", "entry_id", "digest", name="uq_quarantine_item"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id", index=True)
    device_id: UUID = Field(foreign_key="device.id")
    entry_id: UUID
    kind: str = Field(max_length=24)
    schema_version: int
    device_seq: int
    made_at: str = Field(max_length=40)
    key_id: str = Field(max_length=24)
    reason: QuarantineReason = Field(sa_column=enum_column(QuarantineReason))
    digest: bytes
    sealed: bytes
    received_at: datetime = instant()
    resolved_at: datetime | None = maybe_instant()
    resolved_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    resolution: str | None = Field(default=None, max_length=24)
