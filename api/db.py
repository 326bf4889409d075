"""The database: one engine, one way to open a transaction, and column types that behave alike on SQLite and Postgres.

Facts that were tried (architecture section 4): SQLite needs WAL, synchronous FULL, BEGIN IMMEDIATE for writes and one
write lock in front of it; Postgres needs no overflow pool. Actions never commit; the edge does, before it answers.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlmodel import Field, Session, SQLModel

from api.clock import utc
from api.settings import Settings

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMES


class Instant(sa.TypeDecorator[datetime]):
    """An aware instant in UTC. SQLite has no zones: there it is stored as ISO text, which sorts as time does."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.String(27))
        return dialect.type_descriptor(sa.DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        if dialect.name == "sqlite":
            return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return utc(value)


class Json(sa.TypeDecorator[Any]):
    """JSON text: codes, numbers and ids only. Words that a person wrote are sealed bytes, never this."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else json.dumps(value, separators=(",", ":"), sort_keys=True)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


E = TypeVar("E", bound=StrEnum)


def enum_column(kind: type[E], *, nullable: bool = False, check: str | None = None, **more: Any) -> Any:
    """A column that stores an enum by its value, with a CHECK that the migration tests hold to the enum.

    `check` names the CHECK where a table has two columns of one enum; else the enum does.
    """
    return sa.Column(
        sa.Enum(
            kind,
            values_callable=lambda e: [member.value for member in e],
            native_enum=False,
            create_constraint=True,
            name=check or _snake(kind.__name__),
            length=max(24, *(len(m.value) for m in kind)),
        ),
        nullable=nullable,
        **more,
    )


def _snake(name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")


def instant(**more: Any) -> Any:
    """A required instant column."""
    return Field(sa_column=sa.Column(Instant, nullable=False, **more))


def maybe_instant(**more: Any) -> Any:
    """An instant column that may be empty."""
    return Field(default=None, sa_column=sa.Column(Instant, nullable=True, **more))


class Database:
    """An engine with its rules. `kind` is 'sqlite' or 'postgresql'."""

    def __init__(self, url: str, pool_size: int = 8) -> None:
        self.url = sa.engine.make_url(url)
        self.kind = self.url.get_backend_name()
        self._write_lock = threading.Lock()
        if self.kind == "sqlite":
            if self.url.database and self.url.database != ":memory:":
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            self.engine: Engine = sa.create_engine(
                self.url,
                connect_args={"check_same_thread": False, "timeout": 10},
                pool_size=40,
                max_overflow=0,
                hide_parameters=True,
            )
            event.listen(self.engine, "connect", _sqlite_pragmas)
            event.listen(self.engine, "begin", _sqlite_begin)
        else:
            self.engine = sa.create_engine(
                self.url, pool_size=pool_size, max_overflow=0, pool_timeout=5, pool_pre_ping=True, hide_parameters=True
            )

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises.

        On SQLite a writing one takes the process's write lock and BEGIN IMMEDIATE, so two never meet half way.
        """
        lock = self._write_lock if write and self.kind == "sqlite" else None
        if lock:
            lock.acquire()
        try:
            with self.engine.connect() as connection:
                connection.execution_options(foothold_write=write)
                with connection.begin(), Session(bind=connection, expire_on_commit=False, autoflush=True) as session:
                    yield session
                    session.flush()
        finally:
            if lock:
                lock.release()

    def refusals(self) -> list[str]:
        """What is wrong with how the database is set up, in words (SQLite not in WAL or FULL; Postgres not durable)."""
        with self.engine.connect() as connection:
            if self.kind == "sqlite":
                mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
                sync = connection.exec_driver_sql("PRAGMA synchronous").scalar()
                return [] if (mode, sync) == ("wal", 2) else ["SQLite must run WAL with synchronous FULL"]
            return (
                []
                if connection.exec_driver_sql("SHOW synchronous_commit").scalar() in ("on", "remote_apply")
                else ["Postgres must run with synchronous_commit on: an answer is a promise"]
            )

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_database(settings: Settings) -> Database:
    """The database that the settings name."""
    return Database(settings.database_url, settings.pool_size)


def table_of(model: type[SQLModel]) -> sa.Table:
    """The Core table of a model, for statements written by hand."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def _sqlite_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "cache_size=-16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("foothold_write", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def insert_ignoring(session: Session, table: Any, rows: list[dict[str, Any]], returning: Any) -> Any:
    """INSERT … ON CONFLICT DO NOTHING RETURNING: the same statement on both databases, and what was really inserted.

    The rows travel beside the statement, not in it: it is then compiled once, and not for each number of rows anew,
    which was half of what a batch cost. They must all have the same columns.
    """
    return session.execute(insert_of(session, table).on_conflict_do_nothing().returning(returning), rows)


def insert_of(session: Session, table: Any) -> Any:
    """An INSERT that can be told what to do on a conflict, for this session's database."""
    return insert_for(session.get_bind().dialect.name, table)


def insert_for(kind: str, table: Any) -> Any:
    """The same by the database's kind: each has its own class for it, with the same methods."""
    if kind == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as sqlite_insert

        return sqlite_insert(table)
    from sqlalchemy.dialects.postgresql import insert as postgres_insert

    return postgres_insert(table)
