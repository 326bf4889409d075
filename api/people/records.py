"""A participant's sealed facts: who somebody is. Read and written here, so that the sealing is in one place."""

import json
import re
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.db import table_of
from api.people.models import Participant
from api.vault import VaultError

NAMES = ("first_name", "last_name")
UNREADABLE = "Name that does not open"


def seal_fact(at: Access, participant_id: UUID, column: str, text: str) -> bytes:
    """One sealed column of `participant`."""
    return at.box(participant_id).seal("participant", column, participant_id, text.encode())


def open_fact(at: Access, participant_id: UUID, column: str, sealed: bytes) -> str:
    """One opened column of `participant`."""
    return at.box(participant_id).open("participant", column, participant_id, sealed).decode()


def first_name_of(at: Access, person: Participant | sa.Row[Any]) -> str:
    """The participant's first name."""
    return open_fact(at, person.id, "first_name", person.first_name)


def full_name_of(at: Access, person: Participant) -> str:
    """First and last name."""
    return f"{first_name_of(at, person)} {open_fact(at, person.id, 'last_name', person.last_name)}"


def born_on(at: Access, person: Participant) -> date:
    """The participant's date of birth."""
    return date.fromisoformat(open_fact(at, person.id, "date_of_birth", person.date_of_birth))


def case_reference_of(at: Access, person: Participant) -> str | None:
    """The reference shared with probation, as it was entered, or None."""
    if person.case_reference is None:
        return None
    return open_fact(at, person.id, "case_reference", person.case_reference)


def open_alternatives_of(at: Access, person: Participant | sa.Row[Any]) -> list[str]:
    """What the participant chose to show on the phone without a PIN, in the order chosen."""
    if person.open_alternatives is None:
        return []
    chosen: list[str] = json.loads(open_fact(at, person.id, "open_alternatives", person.open_alternatives))
    return chosen


def tidy_reference(text: str) -> str:
    """A case reference without spaces and dashes, in capitals: how two of them are compared."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def names_of(at: Access, participant_ids: list[UUID]) -> dict[UUID, str]:
    """Full names of several participants, in two queries whatever their number."""
    boxes = at.boxes(participant_ids)
    people = table_of(Participant)
    names: dict[UUID, str] = {}
    for start in range(0, len(participant_ids), 500):
        for row in at.session.execute(
            sa.select(people.c.id, people.c.first_name, people.c.last_name).where(
                people.c.id.in_(participant_ids[start : start + 500])
            )
        ):
            try:
                box = boxes[row.id]
                names[row.id] = " ".join(box.open("participant", c, row.id, getattr(row, c)).decode() for c in NAMES)
            except (KeyError, VaultError):
                # One person's name that does not open must not take everybody's list away.
                names[row.id] = UNREADABLE
    return names
