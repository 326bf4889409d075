"""Counting statements: what must cost the same whatever the number of people."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
import sqlalchemy as sa

from api.act import Service

Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def counting(service: Service) -> Counting:
    """`with counting() as said:` gathers every statement that reaches the database meanwhile, BEGIN and PRAGMA aside."""

    @contextmanager
    def gather() -> Iterator[list[str]]:
        said: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
                said.append(statement)

        sa.event.listen(service.database.engine, "before_cursor_execute", note)
        try:
            yield said
        finally:
            sa.event.remove(service.database.engine, "before_cursor_execute", note)

    return gather
