"""How Alembic compares our column types: shared by its entry and by the test for drift."""

from typing import Any

import sqlalchemy as sa

from api.db import Instant


def compare_type(_context: Any, _found_column: Any, _column: Any, found: Any, wanted: Any) -> bool | None:
    """SQLite keeps an Instant as text: the same thing, so no drift. None leaves the question to Alembic."""
    if isinstance(wanted, Instant) and isinstance(found, sa.String):
        return False
    return None
