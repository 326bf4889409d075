"""The nouns of purpose: goals and their steps, the week's activities and what came of them, needs and what was done about them.

Words that a person wrote are sealed; everything else is ids, days, enums and small numbers.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.db import enum_column, instant, maybe_instant


class LifeArea(StrEnum):
    """What a life is made of: the goods of the Good Lives model (content-facts 4.3, source V:80)."""

    healthy_life = "healthy_life"
    knowledge = "knowledge"
    play = "play"
    work = "work"
    agency = "agency"
    inner_peace = "inner_peace"
    relationships = "relationships"
    community = "community"
    meaning = "meaning"
    happiness = "happiness"
    creativity = "creativity"


class Side(StrEnum):
    """Whose doing something is."""

    participant = "participant"
    clinician = "clinician"


class GoalState(StrEnum):
    """DRAFT → PROPOSED → AGREED | NOT_AGREED → DONE | LEFT. A clinician agrees each goal (product F9)."""

    draft = "draft"
    proposed = "proposed"
    agreed = "agreed"
    not_agreed = "not_agreed"
    done = "done"
    left = "left"


class GoalOutcome(StrEnum):
    """What came of a goal that is over."""

    achieved = "achieved"
    partly = "partly"
    not_reached = "not_reached"


class Actor(StrEnum):
    """Who takes a step. Probation is a word here and sees nothing of it."""

    me = "me"
    clinician = "clinician"
    probation = "probation"
    other = "other"


class DayPart(StrEnum):
    """When in the day an activity is planned."""

    morning = "morning"
    afternoon = "afternoon"
    evening = "evening"


class NeedKind(StrEnum):
    """What somebody wants help with."""

    housing = "housing"
    work = "work"
    money = "money"
    alcohol = "alcohol"
    drugs = "drugs"
    mental_health = "mental_health"
    other = "other"


class NeedState(StrEnum):
    """OPEN → SIGNPOSTED → IN_HAND → CLOSED, seen by both (product F9)."""

    open = "open"
    signposted = "signposted"
    in_hand = "in_hand"
    closed = "closed"


NEED_IDLE_AFTER = timedelta(days=14)
"""An open need without a step for so long is said on the clinician's page: a fact, never more than information."""


class Goal(SQLModel, table=True):
    """Something to work towards. A goal of the participant has the id of the entry that proposed it.

    `body` seals {text, why}; `reason` seals why it was not agreed or was left. `wanted` is the participant's answer to a
    goal that the clinician proposed, None until there is one. `version` counts changes of the words.
    """

    __tablename__ = "goal"
    __table_args__ = (sa.Index("ix_goal_participant_id_state", "participant_id", "state"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id")
    area: LifeArea = Field(sa_column=enum_column(LifeArea))
    state: GoalState = Field(sa_column=enum_column(GoalState))
    proposed_by: Side = Field(sa_column=enum_column(Side))
    version: int = 1
    target_on: date | None = None
    wanted: bool | None = None
    made_at: datetime = instant()
    made_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    answered_at: datetime | None = maybe_instant()
    answered_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    closed_at: datetime | None = maybe_instant()
    left_by_participant: bool = False
    outcome: GoalOutcome | None = Field(default=None, sa_column=enum_column(GoalOutcome, nullable=True))
    body: bytes
    reason: bytes | None = None


class GoalStep(SQLModel, table=True):
    """One step of a goal, with who takes it, by when, and when it was done and said by whom. `words` is sealed."""

    __tablename__ = "goal_step"
    __table_args__ = (sa.Index("ix_goal_step_goal_id_place", "goal_id", "place"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    goal_id: UUID = Field(foreign_key="goal.id")
    participant_id: UUID = Field(foreign_key="participant.id")
    place: int
    actor: Actor = Field(sa_column=enum_column(Actor))
    due_on: date | None = None
    done_at: datetime | None = maybe_instant()
    done_by: Side | None = Field(default=None, sa_column=enum_column(Side, nullable=True))
    words: bytes


class Activity(SQLModel, table=True):
    """Something planned in the week. One of the participant has the id of the entry that planned it.

    It is for `starts_on`, and when it `repeats` for the same weekday of every week until `ends_on` (the last day it may
    be for). `words` is sealed.
    """

    __tablename__ = "activity"
    __table_args__ = (sa.Index("ix_activity_participant_id_ends_on", "participant_id", "ends_on"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id")
    goal_id: UUID | None = Field(default=None, foreign_key="goal.id")
    starts_on: date
    part: DayPart = Field(sa_column=enum_column(DayPart))
    repeats: bool = False
    ends_on: date | None = None
    made_by: Side = Field(sa_column=enum_column(Side))
    made_at: datetime = instant()
    words: bytes


class ActivityDay(SQLModel, table=True):
    """What came of an activity on one day: done or not, and how much it meant, 0-10. A day without a row is a gap."""

    __tablename__ = "activity_day"
    __table_args__ = (
        sa.CheckConstraint("meaning is null or meaning between 0 and 10", name="meaning_0_to_10"),
        sa.Index("ix_activity_day_participant_id_day", "participant_id", "day"),
    )
    activity_id: UUID = Field(foreign_key="activity.id", primary_key=True)
    day: date = Field(primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id")
    done: bool
    meaning: int | None = None
    said_at: datetime = instant()
    """By the phone's clock, so that of two answers for one day the later stands whichever comes first."""


class NeedItem(SQLModel, table=True):
    """Help that is wanted. `open_key` is unique while it is not closed, then empty; `stepped_at` is when it was
    opened, or when a clinician last did something about it.

    `words` is sealed, and may be missing: the weekly form asks by kind alone.
    """

    __tablename__ = "need_item"
    __table_args__ = (
        sa.UniqueConstraint("open_key", name="uq_need_item_open_key"),
        sa.Index("ix_need_item_participant_id_state", "participant_id", "state"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id")
    kind: NeedKind = Field(sa_column=enum_column(NeedKind))
    state: NeedState = Field(sa_column=enum_column(NeedState))
    opened_by: Side = Field(sa_column=enum_column(Side))
    opened_at: datetime = instant()
    stepped_at: datetime = instant()
    open_key: str | None = Field(default=None, max_length=80)
    words: bytes | None = None


class NeedMove(StrEnum):
    """What a step of a need was: asked for (again), moved on by staff, or said to be sorted."""

    asked = "asked"
    signposted = "signposted"
    in_hand = "in_hand"
    note = "note"
    closed = "closed"


class NeedStep(SQLModel, table=True):
    """One dated step of a need, in order of `place`, and by whom. `note` is sealed and shown to both.

    One step an entry: sending it again adds none.
    """

    __tablename__ = "need_step"
    __table_args__ = (
        sa.UniqueConstraint("need_id", "entry_id", name="uq_need_step_entry_id"),
        sa.Index("ix_need_step_need_id_place", "need_id", "place"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    need_id: UUID = Field(foreign_key="need_item.id")
    participant_id: UUID = Field(foreign_key="participant.id")
    place: int
    move: NeedMove = Field(sa_column=enum_column(NeedMove))
    at: datetime = instant()
    by: Side = Field(sa_column=enum_column(Side))
    user_id: UUID | None = Field(default=None, foreign_key="user_account.id")
    entry_id: UUID | None = None
    note: bytes | None = None
