"""Messages to the outside: left in a transaction, delivered after it, tried again, never lost without a person told."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.db import enum_column, instant, maybe_instant


class Channel(StrEnum):
    """How a message travels."""

    webhook = "webhook"
    email = "email"


class MessageState(StrEnum):
    """WAITING → SENT | DEAD. A dead letter has been tried for three days, or was refused for good."""

    waiting = "waiting"
    sent = "sent"
    dead = "dead"


class OutboxMessage(SQLModel, table=True):
    """One message on one channel. `unique_key` is what makes "exactly one per cause" true; `case_key` keeps order.

    `body` is exactly what is sent, sealed with the service's box.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        sa.UniqueConstraint("unique_key", name="uq_outbox_message_unique_key"),
        sa.Index("ix_outbox_message_state_next_at", "state", "next_at"),
        sa.Index("ix_outbox_message_case_key_made_at", "case_key", "made_at"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    channel: Channel = Field(sa_column=enum_column(Channel))
    unique_key: str = Field(max_length=120)
    case_key: str = Field(max_length=60)
    team_id: UUID | None = Field(default=None, foreign_key="team.id", index=True)
    alert_id: UUID | None = Field(default=None, foreign_key="alert.id", index=True)
    endpoint_id: UUID | None = Field(default=None, foreign_key="webhook_endpoint.id")
    to_user_id: UUID | None = Field(default=None, foreign_key="user_account.id")
    body: bytes
    state: MessageState = Field(default=MessageState.waiting, sa_column=enum_column(MessageState))
    made_at: datetime = instant()
    next_at: datetime = instant()
    leased_until: datetime | None = maybe_instant()
    attempts: int = 0
    sent_at: datetime | None = maybe_instant()
    dead_at: datetime | None = maybe_instant()
    told_at: datetime | None = maybe_instant()
    last_status: str | None = Field(default=None, max_length=40)


class OutboxAttempt(SQLModel, table=True):
    """One try at delivery: when, and what came of it (an HTTP status, or a code of ours; never an answer's text)."""

    __tablename__ = "outbox_attempt"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    message_id: UUID = Field(foreign_key="outbox_message.id", index=True)
    at: datetime = instant()
    status: str = Field(max_length=40)
