"""The nouns of reminders: where a participant may be reached, what is to be said when, and what came of each try."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.db import enum_column, instant, maybe_instant


class ReminderChannel(StrEnum):
    """How a reminder travels."""

    push = "push"
    sms = "sms"
    email = "email"


class ReminderKind(StrEnum):
    """What a reminder is about. Only staff and the participant, after the PIN, ever see this; a notice never says it."""

    checkin = "checkin"
    session_days = "session_days"
    session_hours = "session_hours"
    message = "message"
    recorded = "recorded"
    trial = "trial"


class ReminderState(StrEnum):
    """WAITING → SENT (a channel took it) | FAILED (none did) | DROPPED (no longer needed, too late, or no channel)."""

    waiting = "waiting"
    sent = "sent"
    failed = "failed"
    dropped = "dropped"


class Contact(SQLModel, table=True):
    """Where and how one participant wants to be reminded. `email` and `mobile` are sealed.

    `channels` lists the chosen ones with commas between, the first tried first; empty means no reminders. Quiet hours are
    wall-clock hours of the participant's zone: `quiet_from` 18 to 22, `quiet_to` 7 to 12.
    """

    __tablename__ = "contact"
    __table_args__ = (
        sa.CheckConstraint("quiet_from between 18 and 22", name="quiet_from"),
        sa.CheckConstraint("quiet_to between 7 and 12", name="quiet_to"),
    )
    participant_id: UUID = Field(foreign_key="participant.id", primary_key=True)
    channels: str = Field(default="", max_length=40)
    email: bytes | None = None
    mobile: bytes | None = None
    quiet_from: int = 22
    quiet_to: int = 7
    changed_at: datetime = instant()


class PushSubscription(SQLModel, table=True):
    """Where one phone's browser takes pushes. `address` is the endpoint and its keys as JSON, sealed.

    `fingerprint` is a keyed digest of the endpoint, so that the same browser subscribed twice is one row.
    """

    __tablename__ = "push_subscription"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id", index=True)
    device_id: UUID = Field(foreign_key="device.id", index=True)
    fingerprint: bytes = Field(unique=True)
    address: bytes
    made_at: datetime = instant()
    gone_at: datetime | None = maybe_instant()


class Reminder(SQLModel, table=True):
    """One thing to be said once. Unique by (participant, kind, subject): the subject is the id of what it is about.

    `send_at` is when it may go, moved out of quiet hours; after `until` it would say nothing any more and is dropped.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        sa.UniqueConstraint("participant_id", "kind", "subject", name="uq_reminder_subject"),
        sa.Index("ix_reminder_state_send_at", "state", "send_at"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id")
    kind: ReminderKind = Field(sa_column=enum_column(ReminderKind))
    subject: str = Field(max_length=60)
    state: ReminderState = Field(default=ReminderState.waiting, sa_column=enum_column(ReminderState))
    channel: ReminderChannel | None = Field(default=None, sa_column=enum_column(ReminderChannel, nullable=True))
    planned_at: datetime = instant()
    send_at: datetime = instant()
    until: datetime = instant()
    leased_until: datetime | None = maybe_instant()
    rounds: int = 0
    done_at: datetime | None = maybe_instant()
    why: str | None = Field(default=None, max_length=24)


class ReminderTry(SQLModel, table=True):
    """One try on one channel: the delivery record. `status` is a number or a word of ours, never an answer's text."""

    __tablename__ = "reminder_try"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    reminder_id: UUID = Field(foreign_key="reminder.id", index=True)
    channel: ReminderChannel = Field(sa_column=enum_column(ReminderChannel))
    at: datetime = instant()
    status: str = Field(max_length=40)
    ok: bool
