"""Up, down and up again with data, no drift from the models, and every enum held by its CHECK."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlmodel import SQLModel

from api import migrations
from api.db import Database
from api.migrations.env_types import compare_type
from tests.world import World


def drift(database: Database) -> list[Any]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": compare_type, "target_metadata": SQLModel.metadata}
        )
        return list(compare_metadata(context, SQLModel.metadata))


def test_up_down_and_up_again_with_data(world: World, service: Any) -> None:
    phone = world.phone(world.participant())
    phone.trigger()
    migrations.downgrade(service.database, "base")
    with service.database.engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() in ([], ["alembic_version"])
    migrations.upgrade(service.database)
    assert migrations.current(service.database) == migrations.head()
    assert drift(service.database) == []


def test_the_models_and_the_migrations_agree(service: Any) -> None:
    assert len(SQLModel.metadata.tables) > 30
    assert drift(service.database) == []


def test_every_enum_is_held_by_its_check(service: Any) -> None:
    looked = 0
    with service.database.engine.connect() as connection:
        inspector = sa.inspect(connection)
        for table in SQLModel.metadata.tables.values():
            checks = " ".join(str(one["sqltext"]) for one in inspector.get_check_constraints(table.name))
            for column in table.columns:
                if isinstance(column.type, sa.Enum) and column.type.enum_class:
                    kind: type[StrEnum] = column.type.enum_class  # type: ignore[assignment]
                    for member in kind:
                        assert f"'{member.value}'" in checks, f"{table.name}.{column.name} does not hold {member}"
                        looked += 1
    assert looked > 80


def test_migrating_twice_changes_nothing(service: Any) -> None:
    migrations.upgrade(service.database)
    migrations.upgrade(service.database)
    assert drift(service.database) == []
