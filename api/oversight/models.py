"""The nouns of oversight: reviews, attention items, and the caseload's one row a participant."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.db import Json, enum_column, instant, maybe_instant


class ReviewKind(StrEnum):
    """What is to be read (product F8). `week` folds a week's daily cards; `missed` is an occurrence nobody answered."""

    acted = "acted"
    near_miss = "near_miss"
    urge = "urge"
    not_safe = "not_safe"
    call = "call"
    week = "week"
    that_is_wrong = "that_is_wrong"
    quarantine = "quarantine"
    question = "question"
    plan_draft = "plan_draft"
    plan_answer = "plan_answer"
    chain = "chain"
    absence_reason = "absence_reason"
    missed = "missed"
    dispute = "dispute"
    complaint = "complaint"
    copy_request = "copy_request"
    stop_request = "stop_request"


class ReviewState(StrEnum):
    """UNREAD → IN_REVIEW (who, since; expires after 30 minutes) → CLOSED."""

    unread = "unread"
    in_review = "in_review"
    closed = "closed"


class ReviewOutcome(StrEnum):
    """What came of it."""

    noted = "noted"
    replied = "replied"
    talk_next_session = "talk_next_session"
    called = "called"
    plan_change = "plan_change"
    escalated = "escalated"


class Review(SQLModel, table=True):
    """A clinician's reading of one entry (or one week's cards). Unique by (participant, kind, subject).

    `subject` is the entry's id, or the Monday of a week of cards. `reply` is what the participant sees, `reason` why no
    reply was needed; both sealed.
    """

    __tablename__ = "review"
    __table_args__ = (
        sa.UniqueConstraint("participant_id", "kind", "subject", name="uq_review_subject"),
        sa.Index("ix_review_state_due_at", "state", "due_at"),
        sa.Index("ix_review_participant_id_state", "participant_id", "state"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id")
    kind: ReviewKind = Field(sa_column=enum_column(ReviewKind))
    subject: str = Field(max_length=36)
    entry_id: UUID | None = Field(default=None, index=True)
    state: ReviewState = Field(default=ReviewState.unread, sa_column=enum_column(ReviewState))
    at: datetime = instant()
    raised_at: datetime = instant()
    due_at: datetime = instant()
    held_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    held_since: datetime | None = maybe_instant()
    closed_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    closed_at: datetime | None = maybe_instant()
    outcome: ReviewOutcome | None = Field(default=None, sa_column=enum_column(ReviewOutcome, nullable=True))
    reply: bytes | None = None
    reason: bytes | None = None
    bring_next_session: bool = False


class Band(StrEnum):
    """How loudly an attention item speaks. Never a score."""

    info = "info"
    attention = "attention"
    urgent = "urgent"


class AttentionState(StrEnum):
    """NEW → SEEN → ACTIONED | DISMISSED."""

    new = "new"
    seen = "seen"
    actioned = "actioned"
    dismissed = "dismissed"


class AttentionItem(SQLModel, table=True):
    """Something a rule or a person raised, with the facts that raised it as codes and numbers.

    The same open rule and subject folds into one row with a count: `open_key` is unique while it is open, then empty.
    """

    __tablename__ = "attention_item"
    __table_args__ = (
        sa.UniqueConstraint("open_key", name="uq_attention_item_open_key"),
        sa.Index("ix_attention_item_participant_id_state", "participant_id", "state"),
        sa.Index("ix_attention_item_state_due_at", "state", "due_at"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id")
    rule: str = Field(max_length=40)
    rule_version: int = 1
    subject: str = Field(max_length=60)
    open_key: str | None = Field(default=None, max_length=140)
    band: Band = Field(sa_column=enum_column(Band))
    facts: dict[str, Any] = Field(default_factory=dict, sa_column=sa.Column(Json, nullable=False))
    count: int = 1
    state: AttentionState = Field(default=AttentionState.new, sa_column=enum_column(AttentionState))
    raised_at: datetime = instant()
    last_at: datetime = instant()
    due_at: datetime = instant()
    escalated_at: datetime | None = maybe_instant()
    handed_at: datetime | None = maybe_instant()
    closed_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    closed_at: datetime | None = maybe_instant()
    outcome: str | None = Field(default=None, max_length=20)
    words: bytes | None = None


class CaseloadRow(SQLModel, table=True):
    """What the caseload page needs of one participant, kept in the transaction of whatever changes it.

    The page reads one row a participant, so it costs the same after ten years. `reasons` are open facts as codes and
    numbers, [{band, code, at, n…}], worded when read. `group_order` and `sort_at` make the order.
    """

    __tablename__ = "caseload_row"
    participant_id: UUID = Field(foreign_key="participant.id", primary_key=True)
    reasons: list[dict[str, Any]] = Field(default_factory=list, sa_column=sa.Column(Json, nullable=False))
    band: int = 0
    unread_reviews: int = 0
    next_due_at: datetime | None = maybe_instant()
    next_due_kind: str | None = Field(default=None, max_length=24)
    next_session_at: datetime | None = maybe_instant()
    next_session_mode: str | None = Field(default=None, max_length=8)
    sessions_held: int = 0
    last_entry_at: datetime | None = maybe_instant()
    cards_in_week: int = 0
    last_card_on: date | None = None
    changed_at: datetime = instant()
