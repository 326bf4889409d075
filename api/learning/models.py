"""The nouns of content: each version that this installation has held, and who checked, signed or retired it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.db import enum_column, instant


class Step(StrEnum):
    """What somebody did with one version. The three in the middle are signatures, by the role of the one who signed."""

    checked = "checked"
    lawyer = "lawyer"
    clinician = "clinician"
    service_lead = "service lead"
    retired = "retired"


class ContentVersion(SQLModel, table=True):
    """One version of a piece, kept from the first start that held it, so that a later one can show what changed.

    `pages` is JSON: [[name, words], ...]. It is public content, of nobody, so it is not sealed. The digest is of all that a
    reader sees; the row never changes.
    """

    __tablename__ = "content_version"
    __table_args__ = (sa.UniqueConstraint("piece", "version", "digest", name="uq_content_version_piece"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    piece: str = Field(max_length=64)
    version: int
    digest: str = Field(max_length=64)
    pages: str = Field(sa_column=sa.Column(sa.Text, nullable=False))
    seen_at: datetime = instant()


class ContentSignOff(SQLModel, table=True):
    """One step with one version: by whom it was entered, and for a signature the sealed name of the one who signed."""

    __tablename__ = "content_sign_off"
    __table_args__ = (sa.UniqueConstraint("piece", "version", "digest", "step", name="uq_content_sign_off_piece"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    piece: str = Field(max_length=64)
    version: int
    digest: str = Field(max_length=64)
    step: Step = Field(sa_column=enum_column(Step))
    name: bytes | None = None
    entered_by: UUID = Field(foreign_key="user_account.id")
    at: datetime = instant()
