"""Places in a list that is read page by page: opaque to whoever holds them, so that they can change."""

import json
from datetime import datetime
from uuid import UUID

from api.clock import plausible, utc
from api.errors import Malformed
from api.vault import b64, unb64


def cursor_after(at: datetime, row_id: UUID | str) -> str:
    """The place just after the row of this instant and id, in a list that goes back in time."""
    return b64(json.dumps([utc(at).isoformat(), str(row_id)], separators=(",", ":")).encode())


def place_of(cursor: str) -> tuple[datetime, str]:
    """Instant and row id of a cursor. Raises Malformed for text that is not one of ours."""
    try:
        at, row_id = json.loads(unb64(cursor))
        return plausible(datetime.fromisoformat(at)), str(row_id)
    except (ValueError, TypeError):
        raise Malformed(
            "This page has no place to go on from. Start again.", errors=[("before", "Not a place.")]
        ) from None
