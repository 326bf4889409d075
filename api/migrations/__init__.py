"""Numbered migrations, and how the service moves a database to their head."""

import functools
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from api.db import Database

HERE = Path(__file__).parent


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.attributes["connection"] = connection
    return config


@functools.cache
def head() -> str:
    """The newest migration. Asked once: every file is read for it, and none comes while the service runs."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    assert found is not None
    return found


def current(database: Database) -> str | None:
    """Where this database stands, or None for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database, to: str = "head") -> None:
    """Move up to `to`. One process at a time: Postgres holds an advisory lock, SQLite its write lock."""
    with database.engine.connect() as connection, connection.begin():
        if database.kind == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(40702)")
        command.upgrade(_config(connection), to)


def downgrade(database: Database, to: str) -> None:
    """Move down to `to`."""
    with database.engine.connect() as connection, connection.begin():
        command.downgrade(_config(connection), to)
