"""Who asks: the member of staff or the phone that a request's cookies carry. Read once a request, before anything else."""

import functools
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from api.access import Principal
from api.db import table_of
from api.people.models import (
    Device,
    LearningPlace,
    Participant,
    ParticipantState,
    Programme,
    ReaderSession,
    Role,
    StaffSession,
    User,
    UserState,
)
from api.tongue import ENGLISH
from api.vault import token_hash

STAFF_COOKIE = "__Host-fh_session"
PHONE_COOKIE = "__Host-fh_device"
READER_COOKIE = "__Host-fh_reader"

STAFF_IDLE = timedelta(minutes=15)
STAFF_LONGEST = timedelta(hours=12)
READER_IDLE = timedelta(minutes=15)
LATE_APPENDS = timedelta(days=30)
SEEN_EVERY = timedelta(seconds=60)


class _Statements(NamedTuple):
    """What every request asks, made once: building a statement costs more than running it."""

    staff: Any
    phone: Any


@functools.cache
def _statements() -> _Statements:
    s, u, d, p = table_of(StaffSession), table_of(User), table_of(Device), table_of(Participant)
    r, spoken = table_of(ReaderSession), table_of(LearningPlace)
    token: Any = sa.bindparam("token")
    return _Statements(
        staff=sa.select(s.c.id, s.c.seen_at, s.c.started_at, u.c.id, u.c.role, u.c.first_name, u.c.team_id)
        .join(u, u.c.id == s.c.user_id)
        .where(
            s.c.token_hash == token, s.c.complete.is_(True), s.c.ended_at.is_(None), u.c.state == UserState.active
        ),
        phone=sa.select(
            d.c.id, d.c.participant_id, d.c.revoked_at, d.c.stolen, p.c.state, spoken.c.language,
            r.c.id.label("reader_id"), r.c.seen_at.label("reader_seen"),
        )
        .join(p, p.c.id == d.c.participant_id)
        .outerjoin(spoken, spoken.c.participant_id == p.c.id)
        .outerjoin(
            r,
            sa.and_(r.c.token_hash == sa.bindparam("reader"), r.c.device_id == d.c.id, r.c.ended_at.is_(None)),
        )
        .where(d.c.credential_hash == token),
    )  # fmt: skip


def staff(session: Session, cookies: dict[str, str], now: datetime) -> Principal | None:
    """The member of staff whose complete session these cookies carry, if it still runs; that it was seen is written down."""
    token = cookies.get(STAFF_COOKIE)
    if not token:
        return None
    row = session.execute(_statements().staff, {"token": token_hash(token)}).first()
    if row is None or now - row[1] >= STAFF_IDLE or now - row[2] >= STAFF_LONGEST:
        return None
    if now - row[1] >= SEEN_EVERY:
        sessions = table_of(StaffSession)
        session.execute(sa.update(sessions).where(sessions.c.id == row[0]).values(seen_at=now))
    return Principal(Role(row[4]), row[3], token_hash(token).hex()[:16], row[0], row[5], row[6])


def phone(session: Session, cookies: dict[str, str], now: datetime) -> Principal | None:
    """The participant whose phone these cookies carry; one that was taken off, or whose programme ended, may still send for 30 days."""
    token = cookies.get(PHONE_COOKIE)
    if not token:
        return None
    # No token's hash is empty: a phone without a reading has none.
    opened = cookies.get(READER_COOKIE)
    reading = {"token": token_hash(token), "reader": token_hash(opened) if opened else b""}
    row = session.execute(_statements().phone, reading).first()
    if row is None or (row.revoked_at is not None and (row.stolen or now - row.revoked_at > LATE_APPENDS)):
        return None
    late = row.revoked_at is not None or row.state == ParticipantState.ended
    if row.state == ParticipantState.ended:
        g = table_of(Programme)
        ended_on = session.execute(sa.select(g.c.ends_on).where(g.c.participant_id == row.participant_id)).scalar()
        if ended_on is not None and now.date() - ended_on > LATE_APPENDS:
            return None
    reader, quiet = False, None
    if row.reader_id is not None and not late:
        reader = now - row.reader_seen < READER_IDLE
        if reader and now - row.reader_seen >= SEEN_EVERY:
            quiet = row.reader_id
    state = ParticipantState(row.state)
    return Principal(
        Role.participant, row.id, token_hash(token).hex()[:16], row.id,
        participant_id=row.participant_id, participant_state=state, reader=reader, late=late, reader_seen=quiet,
        language=row.language or ENGLISH,
    )  # fmt: skip
