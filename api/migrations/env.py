"""Alembic's entry: the tables of every room, the types it must know, and the connection that `migrate` hands in."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel

import api.attendance.models
import api.audit
import api.checkins.models
import api.coping.models
import api.evaluation.models
import api.goals.models
import api.jobs
import api.journal.models
import api.learning.models
import api.orders.models
import api.outbox
import api.oversight.models
import api.people.models
import api.reminders.models  # noqa: F401  # each import registers its tables
from api.db import Database, Instant, Json
from api.migrations.env_types import compare_type
from api.settings import Settings


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our own column types by name."""
    if kind == "type" and isinstance(item, Instant | Json):
        autogen.imports.add("from api.db import Instant, Json")
        return f"{type(item).__name__}()"
    if kind == "type" and type(item).__module__.startswith("sqlmodel"):
        return f"sa.String({item.length})" if item.length else "sa.String()"
    return False


def run(connection: sa.Connection) -> None:
    """Run on an open connection, inside its transaction."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_item=render_item,
        render_as_batch=True,
        compare_type=compare_type,
        user_module_prefix=None,
    )
    with context.begin_transaction():
        context.run_migrations()


handed_in: sa.Connection | None = context.config.attributes.get("connection")
if handed_in is not None:
    run(handed_in)
else:
    with Database(Settings().database_url).engine.begin() as opened:
        run(opened)
