"""The nouns of orders: an order in its versions, its conditions, that a version was read, teach-back, and questions.

An order's words are the court's with names and places replaced by [role words]; nothing here can hold a name or a place on
purpose, and two people say so before it is shown (product F1).
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.db import enum_column, instant, maybe_instant


class OrderState(StrEnum):
    """DRAFT → ACTIVE → VARIED (a newer version took its place) | ENDED | DISCHARGED. No timer ends an order."""

    draft = "draft"
    active = "active"
    varied = "varied"
    ended = "ended"
    discharged = "discharged"


class SourceSeen(StrEnum):
    """The document that the words were taken from."""

    sealed_order = "sealed_order"
    copy_of_order = "copy_of_order"
    licence = "licence"
    notice = "notice"
    letter = "letter"


class Category(StrEnum):
    """What a condition is about."""

    contact = "contact"
    third_parties = "third_parties"
    online = "online"
    places = "places"
    publishing = "publishing"
    devices = "devices"
    programme = "programme"
    notification = "notification"
    other = "other"


class ConditionKind(StrEnum):
    """Whether a condition forbids or asks for something."""

    prohibition = "prohibition"
    requirement = "requirement"


class ShortAnswer(StrEnum):
    """The four short answers (product F1). The last two need a second checker."""

    no = "no"
    ask_first = "ask_first"
    only_by_order = "only_by_order"
    nobody = "nobody"


class CourtOrder(SQLModel, table=True):
    """One version of one order, licence or notice on a participant. `series_id` holds its versions together.

    `kind_id` names a kind of order in the content. `words` is JSON, sealed: {court, end_reason}. Exactly one of `ends_on`
    and `until_further_order` says how long it lasts. `served_on` starts the clock of the duty to tell the police. `revision`
    grows with each change of a draft; `sent_back` is why a second person sent it back, sealed, until it is changed.
    """

    __tablename__ = "court_order"
    __table_args__ = (
        sa.UniqueConstraint("series_id", "version", name="uq_court_order_version"),
        sa.Index("ix_court_order_participant_id_state", "participant_id", "state"),
        sa.CheckConstraint("until_further_order = (ends_on is null)", name="one_end"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id")
    series_id: UUID
    version: int
    kind_id: str = Field(max_length=60)
    state: OrderState = Field(default=OrderState.draft, sa_column=enum_column(OrderState))
    words: bytes
    made_on: date
    starts_on: date
    served_on: date | None = None
    ends_on: date | None = None
    until_further_order: bool
    source: SourceSeen = Field(sa_column=enum_column(SourceSeen))
    source_seen_on: date
    drafted_by: UUID = Field(foreign_key="user_account.id")
    drafted_at: datetime = instant()
    revision: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    sent_back: bytes | None = None
    sent_back_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    sent_back_at: datetime | None = maybe_instant()
    checked_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    checked_at: datetime | None = maybe_instant()
    ended_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    ended_at: datetime | None = maybe_instant()
    ended_on: date | None = None
    end_source: SourceSeen | None = Field(
        default=None, sa_column=enum_column(SourceSeen, nullable=True, check="end_source")
    )


class OrderCondition(SQLModel, table=True):
    """One numbered term of one version. `key` stays the same from version to version, so that changes can be told.

    `words` is JSON, sealed: {exact, plain, not_allowed, ask_about, exception}. `library_id` names the condition of the
    library that it was made from, for its teach-back.
    """

    __tablename__ = "order_condition"
    __table_args__ = (sa.UniqueConstraint("order_id", "place", name="uq_order_condition_place"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id", index=True)
    order_id: UUID = Field(foreign_key="court_order.id", index=True)
    key: UUID
    place: int
    library_id: str | None = Field(default=None, max_length=60)
    category: Category = Field(sa_column=enum_column(Category))
    kind: ConditionKind = Field(sa_column=enum_column(ConditionKind))
    words: bytes


class OrderRead(SQLModel, table=True):
    """That the participant said "I have read this" of one version."""

    __tablename__ = "order_read"
    order_id: UUID = Field(foreign_key="court_order.id", primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id", index=True)
    read_at: datetime = instant()


class TeachBack(SQLModel, table=True):
    """One answer to "would this count?" about one's own order. `missed` when it was not the answer that fits.

    `version` is that of the bank the situation was read in, 1 and up; None from a phone that did not say it.
    """

    __tablename__ = "teach_back"
    __table_args__ = (sa.Index("ix_teach_back_participant_id_answered_at", "participant_id", "answered_at"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id")
    order_id: UUID = Field(foreign_key="court_order.id")
    entry_id: UUID
    scenario_id: str = Field(max_length=60)
    version: int | None = None
    answer: str = Field(max_length=12)
    missed: bool
    answered_at: datetime = instant()


class QuestionState(StrEnum):
    """ASKED → ANSWERED, by way of UNCHECKED where the answer needs a second person."""

    asked = "asked"
    unchecked = "unchecked"
    answered = "answered"


class Question(SQLModel, table=True):
    """A question that a named person must answer by a date (product F1). Its id is the entry's; the words are the entry's.

    `condition_key` and `about_answer` say what it was asked from. `reply` is the answer in words, sealed; `revision` grows
    with each answer; `check_note` is why a second person did not agree with it, sealed.
    """

    __tablename__ = "question"
    __table_args__ = (
        sa.Index("ix_question_state_due_at", "state", "due_at"),
        sa.Index("ix_question_participant_id_asked_at", "participant_id", "asked_at"),
    )
    id: UUID = Field(primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id")
    owner_id: UUID | None = Field(default=None, foreign_key="user_account.id")
    state: QuestionState = Field(default=QuestionState.asked, sa_column=enum_column(QuestionState))
    condition_key: UUID | None = None
    about_answer: str | None = Field(default=None, max_length=60)
    asked_at: datetime = instant()
    due_at: datetime = instant()
    answer: ShortAnswer | None = Field(default=None, sa_column=enum_column(ShortAnswer, nullable=True))
    reply: bytes | None = None
    answered_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    answered_at: datetime | None = maybe_instant()
    revision: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    check_note: bytes | None = None
    checked_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    checked_at: datetime | None = maybe_instant()


class ProposalState(StrEnum):
    """PROPOSED → TAKEN (a draft was made from it) | DECLINED."""

    proposed = "proposed"
    taken = "taken"
    declined = "declined"


class DeclineReason(StrEnum):
    """Why proposed words were not taken up. Probation reads it, so it is one of a list and never in a clinician's words."""

    there_already = "there_already"
    not_in_document = "not_in_document"
    not_clear = "not_clear"
    holds_a_name = "holds_a_name"
    other_order = "other_order"


class OrderProposal(SQLModel, table=True):
    """Words of a licence or order that probation proposes, as text. A clinician makes a draft of it, or declines."""

    __tablename__ = "order_proposal"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id", index=True)
    proposed_by: UUID = Field(foreign_key="user_account.id", index=True)
    proposed_at: datetime = instant()
    words: bytes
    state: ProposalState = Field(default=ProposalState.proposed, sa_column=enum_column(ProposalState))
    decline_reason: DeclineReason | None = Field(default=None, sa_column=enum_column(DeclineReason, nullable=True))
    settled_by: UUID | None = Field(default=None, foreign_key="user_account.id")
    settled_at: datetime | None = maybe_instant()


class SuggestionState(StrEnum):
    """OPEN → WRITTEN (the content has it) | DECLINED."""

    open = "open"
    written = "written"
    declined = "declined"


class ContentSuggestion(SQLModel, table=True):
    """A question that several people ask, put in a clinician's own words for the authors. Nothing says who asked.

    `words` is JSON {question, answer}, sealed with the service's box: it belongs to no participant.
    """

    __tablename__ = "content_suggestion"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    team_id: UUID = Field(foreign_key="team.id", index=True)
    made_by: UUID = Field(foreign_key="user_account.id")
    made_at: datetime = instant()
    words: bytes
    state: SuggestionState = Field(default=SuggestionState.open, sa_column=enum_column(SuggestionState))
