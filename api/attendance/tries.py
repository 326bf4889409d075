"""How often something about a person may be typed wrongly: 5 times in 15 minutes, counted in a table."""

from datetime import timedelta
from uuid import uuid4

import sqlalchemy as sa

from api.act import Access
from api.db import table_of
from api.errors import SlowDown
from api.people.models import Try

WINDOW = timedelta(minutes=15)
TRIES = 5


def slow_down(at: Access, lane: str) -> None:
    """Raises SlowDown once the lane's tries are used up, until the oldest of them is 15 minutes old."""
    t = table_of(Try)
    recent = at.session.execute(
        sa.select(t.c.at).where(t.c.lane == _key(at, lane), t.c.at > at.now - WINDOW).order_by(t.c.at.desc()).limit(TRIES)
    ).scalars().all()  # fmt: skip
    if len(recent) >= TRIES:
        seconds = int((recent[-1] + WINDOW - at.now).total_seconds()) + 1
        raise SlowDown("Too many tries. Check the paper, and come back in a few minutes.", retry_after=seconds)


def count_try(at: Access, lane: str) -> None:
    """Remember one wrong try in this transaction."""
    at.session.execute(sa.insert(table_of(Try)).values(id=uuid4(), lane=_key(at, lane), at=at.now))


def _key(at: Access, lane: str) -> bytes:
    return at.vault.blind_index(f"try|{lane}")[:16]
