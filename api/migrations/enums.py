"""Letting an enum's column hold other values: autogenerate misses that, so migrations say it by hand.

On Postgres the CHECK is dropped and made again. On SQLite a table would have to be copied for that, which loses every
other CHECK and meets every foreign key; instead the stored text of the CHECK is changed, by the procedure that SQLite
documents for changes that touch no stored row (its page on ALTER TABLE, section 7).
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


def hold(table: str, column: str, enum: str, values: Sequence[str]) -> None:
    """Let `table.column`, whose CHECK is called `ck_<table>_<enum>`, hold exactly these values.

    Raises ValueError when there is no such CHECK: a migration that changes nothing is a mistake.
    """
    connection = op.get_bind()
    listed = ", ".join(f"'{value}'" for value in values)
    name = f"ck_{table}_{enum}"
    if connection.dialect.name == "postgresql":
        op.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        op.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" CHECK ("{column}" IN ({listed}))')
        return
    found = connection.execute(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name"), {"name": table}
    ).scalar_one()
    pattern = re.compile(rf"(CONSTRAINT \"?{name}\"? CHECK \(\"?{column}\"? IN \()[^()]*(\)\))")
    changed, times = pattern.subn(lambda match: f"{match[1]}{listed}{match[2]}", found)
    if times != 1:
        raise ValueError(f"{table} has no CHECK called {name}")
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.execute(
        sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :name"),
        {"sql": changed, "name": table},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")
