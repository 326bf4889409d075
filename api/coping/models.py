"""The nouns of coping: a version of somebody's coping plan, what a clinician said about a part of it, and a rule's use."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.db import enum_column, instant, maybe_instant


class PlanState(StrEnum):
    """DRAFT → PROPOSED → AGREED | NOT_AGREED → SUPERSEDED; one AGREED and one PROPOSED at a time (product F3).

    A draft is a clinician's and nobody else's; the participant's own lies on the phone until it is sent.
    """

    draft = "draft"
    proposed = "proposed"
    agreed = "agreed"
    not_agreed = "not_agreed"
    superseded = "superseded"


class PlanSide(StrEnum):
    """Who proposed a version. The other one says yes or no to it."""

    participant = "participant"
    staff = "staff"


class CopingPlan(SQLModel, table=True):
    """One version of a coping plan. `body` is its document and open clashes as JSON, sealed; `reason` why it was not agreed.

    `made_by` is the clinician who wrote it or, of the participant's own (`side`), the one that it is agreed with.
    `base_version` is the version that it changed. `answered_by` is empty where the participant answered.
    """

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
    side: PlanSide = Field(default=PlanSide.staff, sa_column=enum_column(PlanSide, server_default=sa.text("'staff'")))
    base_version: int | None = None
    entry_id: UUID | None = None
    answered_by: UUID | None = None
    answered_at: datetime | None = maybe_instant()
    reason: bytes | None = None


class SuggestionKind(StrEnum):
    """A comment says something about a line or rule; a suggestion holds other words for it, or a new one."""

    comment = "comment"
    suggestion = "suggestion"


class SuggestionState(StrEnum):
    """OPEN → ACCEPTED | CHANGED (the participant's own words instead) | DECLINED | WITHDRAWN (by the clinician)."""

    open = "open"
    accepted = "accepted"
    changed = "changed"
    declined = "declined"
    withdrawn = "withdrawn"


class PlanSuggestion(SQLModel, table=True):
    """What a clinician said about one line or rule. `body` {words, item, answer} is sealed; `item_id` is empty for a new one."""

    __tablename__ = "plan_suggestion"
    __table_args__ = (sa.Index("ix_plan_suggestion_participant_id_state", "participant_id", "state"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id")
    kind: SuggestionKind = Field(sa_column=enum_column(SuggestionKind))
    part: str = Field(max_length=16)
    item_id: UUID | None = None
    made_by: UUID = Field(foreign_key="user_account.id")
    made_at: datetime = instant()
    state: SuggestionState = Field(default=SuggestionState.open, sa_column=enum_column(SuggestionState))
    answered_at: datetime | None = maybe_instant()
    body: bytes


class RuleHelped(StrEnum):
    """Whether a rule helped, as the participant said."""

    yes = "yes"
    a_bit = "a_bit"
    no = "no"


class RuleUse(SQLModel, table=True):
    """That an entry says a rule of the plan was used. Counted with the entry: a withdrawn one does not count."""

    __tablename__ = "rule_use"
    __table_args__ = (sa.Index("ix_rule_use_participant_id", "participant_id"),)
    entry_id: UUID = Field(primary_key=True)
    rule_id: UUID = Field(primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id")
    helped: RuleHelped | None = Field(default=None, sa_column=enum_column(RuleHelped, nullable=True))
