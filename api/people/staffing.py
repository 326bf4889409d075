"""Setting up a service: its installation row, teams, and staff accounts. Used by the command line and the demonstration.

Inviting staff on screen, by two people, comes later; until then whoever runs the machine adds them here, audited.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import pyotp
import sqlalchemy as sa
from sqlmodel import Session, col

from api.act import Access
from api.errors import Problem
from api.people.models import Installation, RecoveryCode, Role, Team, User, UserState
from api.people.passwords import check_password, hashed, new_code
from api.people.signing_in import recovery_hash

RECOVERY_CODES = 8


class EmailTaken(Problem):
    """There is an account with this e-mail."""

    slug, title = "email-taken", "There is an account with this e-mail already"


@dataclass(slots=True)
class NewUser:
    """A new account, with what is shown once: the TOTP secret (base32) and the recovery codes."""

    user: User
    totp_secret: str
    recovery_codes: list[str]

    @property
    def totp_url(self) -> str:
        """What an authenticator app reads."""
        return pyotp.TOTP(self.totp_secret).provisioning_uri(name=self.user.email, issuer_name="Foothold")


def settle_in(at: Access) -> Installation:
    """The installation's row, made if it is not there. A database is a demonstration or it is not, for good."""
    found = at.session.get(Installation, 1)
    if found is None:
        found = Installation(demo=at.settings.demo, epoch=uuid4().hex, created_at=at.now)
        at.session.add(found)
        at.session.flush()
    return found


def installation_of(session: Session) -> Installation | None:
    """The installation's row, or None in an empty database."""
    return session.get(Installation, 1)


class NotInABackup(Problem):
    """The instant is in the future, or before what was said already."""

    slug, title = "not-in-a-backup", "A backup cannot hold what is still to come, nor less than the one before it"


def backed_up(at: Access, began: datetime) -> None:
    """All that was stored before `began` is in a backup: phones may erase their sealed copies of it (security 5, rule 12).

    Raises NotInABackup.
    """
    row = at.session.get_one(Installation, 1)
    if began > at.now or (row.watermark is not None and began < row.watermark):
        raise NotInABackup
    row.watermark = began
    at.audit("backup_recorded", "installation:1", system=True)


def put_back(at: Access) -> str:
    """The database was put back from a backup: a new epoch, so that phones offer again all that they still hold (rule 13).

    What backups hold is unknown until the next one. Returns the epoch.
    """
    row = at.session.get_one(Installation, 1)
    row.epoch, row.watermark = uuid4().hex, None
    at.audit("backup_put_back", "installation:1", system=True)
    return row.epoch


def add_team(
    at: Access, name: str, duty_phone: str, duty_hours: str, past_breach_policy: str | None, zone: str = "Europe/London"
) -> Team:
    """A new team. Without `past_breach_policy` nobody can be invited."""
    team = Team(
        name=name, duty_phone=duty_phone, duty_hours=duty_hours, past_breach_policy=past_breach_policy, zone=zone,
        created_at=at.now,
    )  # fmt: skip
    at.session.add(team)
    at.session.flush()
    at.audit("team_create", f"team:{team.id}", system=True)
    return team


def add_user(
    at: Access,
    *,
    email: str,
    first_name: str,
    last_name: str,
    role: Role,
    password: str,
    team_id: UUID | None = None,
    organisation: str | None = None,
) -> NewUser:
    """A new member of staff. Raises EmailTaken, PasswordTooWeak, ValueError when the role and team do not fit."""
    if (role in (Role.clinician, Role.lead)) != (team_id is not None):
        raise ValueError("clinicians and leads belong to a team; nobody else does")
    if (role is Role.probation) != (organisation is not None):
        raise ValueError("probation practitioners belong to an organisation; nobody else does")
    if role is Role.participant:
        raise ValueError("participants have no account: a clinician creates them, a phone enrols")
    email = email.strip().lower()
    if at.session.execute(sa.select(col(User.id)).where(col(User.email) == email)).first():
        raise EmailTaken
    check_password(password, [email, first_name, last_name, organisation or ""])
    secret = pyotp.random_base32()
    user_id = uuid4()
    user = User(
        id=user_id, email=email, first_name=first_name, last_name=last_name, role=role, team_id=team_id,
        organisation=organisation, password_hash=hashed(password), state=UserState.active,
        totp_secret=at.vault.system.seal("user_account", "totp_secret", user_id, secret.encode()), created_at=at.now,
    )  # fmt: skip
    at.session.add(user)
    at.session.flush()
    codes = [new_code(10) for _ in range(RECOVERY_CODES)]
    for code in codes:
        at.session.add(RecoveryCode(user_id=user.id, code_hash=recovery_hash(at, code)))
    at.audit("user_create", f"user:{user.id}", reason=str(role), system=True)
    return NewUser(user, secret, codes)
