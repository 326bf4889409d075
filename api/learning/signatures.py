"""Which versions were checked, signed or retired in the app, as the catalogue asks for it at every view.

The truth is the table `content_sign_off`, which several processes write; each reads it again after a few seconds. It is read on a
connection of its own, outside the pool: a request that already holds one must never wait for a second. Crisis lines are shown
without a database, so a failed read keeps what was known.
"""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

import sqlalchemy as sa
import structlog

from api.db import Database, table_of
from api.learning.models import ContentSignOff, Step

FRESH_SECONDS = 5.0
DOUBT_SECONDS = 2.0
"""How long after a change here nothing is remembered: the transaction that made it is not at its end yet."""


class Act(NamedTuple):
    """One step with one version of a piece. `piece` is "en/its-id"."""

    piece: str
    version: int
    digest: str
    step: Step


Acts = frozenset[Act]
Asked = Callable[[], Acts]


class Signatures:
    """All acts in the database, at most five seconds old."""

    def __init__(self, database: Database) -> None:
        self._engine = sa.create_engine(database.url, poolclass=sa.pool.NullPool, hide_parameters=True)
        self._lock = threading.Lock()
        self._known: Acts = frozenset()
        self._read_at: float | None = None
        self._doubt_until = 0.0

    def __call__(self) -> Acts:
        with self._lock:
            now = time.monotonic()
            if self._read_at is None or now - self._read_at >= FRESH_SECONDS or now < self._doubt_until:
                self._known = self._read()
                self._read_at = now
            return self._known

    def forget(self) -> None:
        """Something is being signed here just now: read again at the next questions."""
        with self._lock:
            self._read_at = None
            self._doubt_until = time.monotonic() + DOUBT_SECONDS

    def _read(self) -> Acts:
        t = table_of(ContentSignOff)
        try:
            with self._engine.connect() as connection:
                rows = connection.execute(sa.select(t.c.piece, t.c.version, t.c.digest, t.c.step)).all()
        except sa.exc.SQLAlchemyError as fault:
            structlog.get_logger("foothold").warning("content signatures not read", fault=type(fault).__name__)
            return self._known
        return frozenset(Act(row.piece, row.version, row.digest, Step(row.step)) for row in rows)
