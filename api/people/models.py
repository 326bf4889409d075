"""The nouns of people: who there is, who looks after whom, and what lets them in.

Plain columns hold ids, instants, enums and small integers; names, dates of birth, references and any words are sealed
(`bytes`) under the participant's key.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.db import enum_column, instant, maybe_instant


class Role(StrEnum):
    """One per account. A participant has no account: an enrolled phone stands for them."""

    participant = "participant"
    clinician = "clinician"
    lead = "lead"
    probation = "probation"
    admin = "admin"
    auditor = "auditor"


class UserState(StrEnum):
    """Whether an account may sign in."""

    active = "active"
    suspended = "suspended"


class ParticipantState(StrEnum):
    """INVITED → ACTIVE → PAUSED → ENDED (product F13)."""

    invited = "invited"
    active = "active"
    paused = "paused"
    ended = "ended"


class Phase(StrEnum):
    """Moved by the clinician only (product F13)."""

    settling = "settling"
    working = "working"
    rehearsing = "rehearsing"
    stepping_down = "stepping_down"


class Mode(StrEnum):
    """On a phone, or on paper because no internet device is allowed."""

    phone = "phone"
    paper = "paper"


class Language(StrEnum):
    """A language that a phone can speak."""

    english = "en"
    welsh = "cy"


class Basis(StrEnum):
    """Why the person comes (content-facts 3.4). Never guessed: `unknown` says so."""

    voluntary = "voluntary"
    requirement = "requirement"
    licence = "licence"
    spo = "spo"
    unknown = "unknown"


class Cadence(StrEnum):
    """How often a check-in is asked for."""

    daily_card = "daily_card"
    weekly = "weekly"
    fortnightly = "fortnightly"
    after_session = "after_session"


class LinkState(StrEnum):
    """A link is PROPOSED until probation accepts it by typing reference and date of birth."""

    proposed = "proposed"
    accepted = "accepted"
    refused = "refused"
    ended = "ended"


class LegalBasis(StrEnum):
    """What lets attendance go to probation."""

    licence = "licence"
    requirement = "requirement"
    spo = "spo"
    consent = "consent"


class CodeKind(StrEnum):
    """How an invitation's code is carried: a picture, or typed."""

    qr = "qr"
    typed = "typed"


class Installation(SQLModel, table=True):
    """One row: what this database is, and how far its backups reach.

    `epoch` changes when a backup is restored, so that phones offer again what they kept; `watermark` is the instant up
    to which entries are in a backup.
    """

    __tablename__ = "installation"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)
    id: int = Field(default=1, primary_key=True)
    demo: bool
    epoch: str = Field(max_length=36)
    watermark: datetime | None = maybe_instant()
    created_at: datetime = instant()


class Team(SQLModel, table=True):
    """A service site: its hours, duty phone and settings."""

    __tablename__ = "team"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(max_length=80)
    zone: str = Field(default="Europe/London", max_length=40)
    duty_phone: str = Field(max_length=30)
    duty_hours: str = Field(max_length=80)
    grace_minutes: int = Field(default=120)
    past_breach_policy: str | None = Field(default=None, max_length=1000)
    created_at: datetime = instant()


class User(SQLModel, table=True):
    """A member of staff, here or in probation."""

    __tablename__ = "user_account"
    __table_args__ = (sa.Index("ix_user_account_team_id_role", "team_id", "role"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    email: str = Field(max_length=254, unique=True)
    first_name: str = Field(max_length=40)
    last_name: str = Field(max_length=60)
    role: Role = Field(sa_column=enum_column(Role))
    team_id: UUID | None = Field(default=None, foreign_key="team.id")
    organisation: str | None = Field(default=None, max_length=80)
    state: UserState = Field(default=UserState.active, sa_column=enum_column(UserState))
    password_hash: str = Field(max_length=200)
    totp_secret: bytes
    totp_last_step: int = Field(default=0, sa_type=sa.BigInteger)
    created_at: datetime = instant()


class RecoveryCode(SQLModel, table=True):
    """A code that stands in for TOTP once."""

    __tablename__ = "recovery_code"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    code_hash: bytes
    used_at: datetime | None = maybe_instant()


class StaffSession(SQLModel, table=True):
    """A signed-in browser of a member of staff. `complete` is set by the second factor; before that it opens nothing."""

    __tablename__ = "staff_session"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    token_hash: bytes = Field(unique=True)
    complete: bool = False
    tries: int = 0
    started_at: datetime = instant()
    seen_at: datetime = instant()
    ended_at: datetime | None = maybe_instant()


class KnownBrowser(SQLModel, table=True):
    """A browser on which somebody has signed in before: it is not held up when others guess at the account."""

    __tablename__ = "known_browser"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    user_id: UUID = Field(foreign_key="user_account.id", index=True)
    token_hash: bytes = Field(unique=True)
    made_at: datetime = instant()


class Try(SQLModel, table=True):
    """One failed try at a password, code or link: `lane` says at what and from where, by keyed digest."""

    __tablename__ = "failed_try"
    __table_args__ = (sa.Index("ix_failed_try_lane_at", "lane", "at"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    lane: bytes
    at: datetime = instant()


class Participant(SQLModel, table=True):
    """A person on the programme."""

    __tablename__ = "participant"
    __table_args__ = (
        sa.Index("ix_participant_team_id", "team_id"),
        sa.CheckConstraint("tier between 1 and 3", name="tier_1_to_3"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    team_id: UUID = Field(foreign_key="team.id")
    first_name: bytes
    last_name: bytes
    date_of_birth: bytes
    case_reference: bytes | None = None
    open_alternatives: bytes | None = None
    """Up to five short things to do that the participant chose to show without a PIN: a JSON list, sealed."""
    state: ParticipantState = Field(default=ParticipantState.invited, sa_column=enum_column(ParticipantState))
    state_reason: bytes | None = None
    mode: Mode = Field(default=Mode.phone, sa_column=enum_column(Mode))
    phase: Phase = Field(default=Phase.settling, sa_column=enum_column(Phase))
    zone: str = Field(default="Europe/London", max_length=40)
    tier: int = 2
    created_by: UUID = Field(foreign_key="user_account.id")
    created_at: datetime = instant()


class ParticipantKey(SQLModel, table=True):
    """The wrapped key of one participant. Destroying this row's bytes erases the person's words everywhere."""

    __tablename__ = "participant_key"
    participant_id: UUID = Field(foreign_key="participant.id", primary_key=True)
    kek_id: str = Field(max_length=20)
    wrapped: bytes


class Programme(SQLModel, table=True):
    """One participant's course of work."""

    __tablename__ = "programme"
    participant_id: UUID = Field(foreign_key="participant.id", primary_key=True)
    basis: Basis = Field(sa_column=enum_column(Basis))
    cadence: Cadence = Field(sa_column=enum_column(Cadence))
    planned_sessions: int = 12
    starts_on: date
    ends_on: date | None = None
    free_text: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})
    """Whether the phone offers fields for own words (product F14). What an older phone still sends is taken all the same."""


class SuitabilitySheet(SQLModel, table=True):
    """What was checked before inviting somebody (product F13). A new sheet is a new row."""

    __tablename__ = "suitability_sheet"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id", index=True)
    agreed: bool
    internet_device_allowed: bool
    inspection: bool
    no_deletion: bool
    no_auto_deletion_software: bool
    reading_support: bool
    digital_skill: str = Field(max_length=8)
    excluded_motivation: bool
    note: bytes | None = None
    approved_by: UUID = Field(foreign_key="user_account.id")
    approved_at: datetime = instant()


class Assignment(SQLModel, table=True):
    """Who treats whom, and since when. Ending it ends access on the next request."""

    __tablename__ = "assignment"
    __table_args__ = (sa.Index("ix_assignment_user_id_participant_id", "user_id", "participant_id", "ended_at"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id", index=True)
    user_id: UUID = Field(foreign_key="user_account.id")
    started_at: datetime = instant()
    ended_at: datetime | None = maybe_instant()


class ProbationLink(SQLModel, table=True):
    """Ties a participant to one probation practitioner, with the legal basis on which attendance goes out."""

    __tablename__ = "probation_link"
    __table_args__ = (sa.Index("ix_probation_link_user_id_state", "probation_user_id", "state"),)
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id", index=True)
    probation_user_id: UUID = Field(foreign_key="user_account.id")
    legal_basis: LegalBasis = Field(sa_column=enum_column(LegalBasis))
    covers_voluntary: bool = False
    state: LinkState = Field(default=LinkState.proposed, sa_column=enum_column(LinkState))
    tries: int = 0
    proposed_by: UUID = Field(foreign_key="user_account.id")
    proposed_at: datetime = instant()
    accepted_at: datetime | None = maybe_instant()
    ended_at: datetime | None = maybe_instant()


class Invitation(SQLModel, table=True):
    """A one-time code for a participant's phone. Two rows are made at once: one for the picture, one to type."""

    __tablename__ = "invitation"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    pair_id: UUID = Field(index=True)
    participant_id: UUID = Field(foreign_key="participant.id", index=True)
    kind: CodeKind = Field(sa_column=enum_column(CodeKind))
    code_hash: bytes = Field(unique=True)
    issued_by: UUID = Field(foreign_key="user_account.id")
    issued_at: datetime = instant()
    expires_at: datetime = instant()
    open_until: datetime = instant()
    consumed_at: datetime | None = maybe_instant()
    revoked_at: datetime | None = maybe_instant()


class Device(SQLModel, table=True):
    """An enrolled phone. Its credential may append and read its own receipts; the PIN opens reading."""

    __tablename__ = "device"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id", index=True)
    credential_hash: bytes = Field(unique=True)
    pin_hash: str = Field(max_length=200)
    pin_slips: int = 0
    pin_wait_until: datetime | None = maybe_instant()
    next_seq: int = 1
    zone: str | None = Field(default=None, max_length=40)
    enrolled_at: datetime = instant()
    seen_at: datetime = instant()
    revoked_at: datetime | None = maybe_instant()
    stolen: bool = False


class ReaderSession(SQLModel, table=True):
    """An unlocked phone: lets it read until 15 minutes pass without a request."""

    __tablename__ = "reader_session"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    device_id: UUID = Field(foreign_key="device.id", index=True)
    token_hash: bytes = Field(unique=True)
    started_at: datetime = instant()
    seen_at: datetime = instant()
    ended_at: datetime | None = maybe_instant()


class Agreement(SQLModel, table=True):
    """That a participant read and confirmed one point of "how this works and who sees what", in one version."""

    __tablename__ = "agreement"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id", index=True)
    point_id: str = Field(max_length=60)
    version: int
    agreed_at: datetime = instant()


class LearningPlace(SQLModel, table=True):
    """Whose law a participant's pages are about, and in which language. Without a row: English, England and Wales."""

    __tablename__ = "learning_place"
    participant_id: UUID = Field(primary_key=True, foreign_key="participant.id")
    language: str = Field(max_length=8)
    jurisdiction: str = Field(max_length=60)
