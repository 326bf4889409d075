"""Reflective items: closed until a clinician opens each one for one person, and closed again at any time (content-facts 8.6).

An open item comes to the phone in its bundle and nowhere else, so it goes at the next sync after it is closed. What was
written of it stays, and what still arrives of it is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from api.act import Access
from api.db import instant, maybe_instant, table_of
from api.errors import Malformed, Problem
from api.journal.chain import FORM as CHAIN_FORM
from api.people.models import Participant, Phase, User
from api.people.over import while_it_runs
from api.together import Read


class OpenedItem(SQLModel, table=True):
    """One reflective item, opened for one participant. `open_key` is unique while it is open, then empty."""

    __tablename__ = "opened_item"
    __table_args__ = (
        sa.UniqueConstraint("open_key", name="uq_opened_item_open_key"),
        sa.Index("ix_opened_item_participant_id_item", "participant_id", "item"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id")
    item: str = Field(max_length=60)
    open_key: str | None = Field(default=None, max_length=100)
    opened_at: datetime = instant()
    opened_by: UUID = Field(foreign_key="user_account.id")
    closed_at: datetime | None = maybe_instant()
    closed_by: UUID | None = Field(default=None, foreign_key="user_account.id")


class Sort(StrEnum):
    """What kind of item it is: what draws it on the phone."""

    chain = "chain"
    lesson = "lesson"


@dataclass(frozen=True, slots=True)
class Openable:
    """An item that a clinician can open. `offence` says that it looks at what was done: never while settling in."""

    item: str
    sort: Sort
    title: str
    about: str
    offence: bool = True


class SettlingIn(Problem):
    """Nothing that looks at what was done is opened in the first weeks (product F13)."""

    slug = "settling-in"
    title = "While somebody settles in, nothing that looks at what was done is opened. Change the phase first"


def _chain(at: Access) -> list[Openable]:
    form = at.service.catalogue.shown_form(CHAIN_FORM)
    if form is None:
        return []
    about = "What led to what, on the phone. Do it together first. It is not offered at night or in a crisis."
    return [Openable("chain", Sort.chain, form.title, about)]


def _lessons(at: Access) -> list[Openable]:
    about = "A lesson that asks for reflection. Talk about it first."
    return [Openable(one.id, Sort.lesson, one.title, about) for one in at.service.catalogue.gated()]


SHELVES: list[Callable[[Access], list[Openable]]] = [_chain, _lessons]
"""Who knows items that can be opened. A room with gated pieces adds its own here."""


def openable(at: Access) -> list[Openable]:
    """Every item that can be opened now, in the order of the shelves."""
    return [one for shelf in SHELVES for one in shelf(at)]


def listing(at: Access) -> dict[str, Any]:
    """{items: [{item, sort, title, about, open, since|null, by|null}]} for the participant's page."""
    o, u = table_of(OpenedItem), table_of(User)
    rows = at.session.execute(
        sa.select(o.c.item, o.c.opened_at, u.c.first_name)
        .join(u, u.c.id == o.c.opened_by)
        .where(o.c.participant_id == at.subject, o.c.open_key.is_not(None))
    ).all()
    now = {row.item: row for row in rows}
    items = []
    for one in openable(at):
        row = now.get(one.item)
        items.append(
            {
                "item": one.item, "sort": one.sort, "title": one.title, "about": one.about, "open": row is not None,
                "since": row.opened_at if row else None, "by": row.first_name if row else None,
            }
        )  # fmt: skip
    return {"items": items}


def open_item(at: Access, item: str) -> None:
    """Open an item for the participant; opened already it stays as it is. Raises Malformed, SettlingIn or ProgrammeOver."""
    while_it_runs(at, "The programme has ended, so nothing can be opened. No phone shows it.")
    known = next((one for one in openable(at) if one.item == item), None)
    if known is None:
        raise Malformed(errors=[("item", "There is no such item to open.")])
    p, o = table_of(Participant), table_of(OpenedItem)
    phase = at.session.execute(sa.select(p.c.phase).where(p.c.id == at.subject).with_for_update()).scalar_one()
    if known.offence and phase == Phase.settling:
        raise SettlingIn
    key = open_key(at.subject, item)
    if at.session.execute(sa.select(o.c.id).where(o.c.open_key == key)).first():
        return
    row = OpenedItem(participant_id=at.subject, item=item, open_key=key, opened_at=at.now, opened_by=at.user_id)
    at.session.add(row)
    at.session.flush()
    at.audit("item_open", f"opened_item:{row.id}", reason=item[:40])


def close_item(at: Access, item: str) -> None:
    """Close it again; closed already it stays closed. It goes from the phone at its next sync."""
    o = table_of(OpenedItem)
    closed = at.session.execute(
        sa.update(o)
        .where(o.c.open_key == open_key(at.subject, item))
        .values(open_key=None, closed_at=at.now, closed_by=at.user_id)
        .returning(o.c.id)
    ).first()
    if closed is not None:
        at.audit("item_close", f"opened_item:{closed.id}", reason=item[:40])


_O = table_of(OpenedItem)
_OPEN_NOW = sa.select(_O.c.item).where(_O.c.participant_id == sa.bindparam("who"), _O.c.open_key.is_not(None))


def opened_now(at: Access) -> set[str]:
    """The ids of what is open for the participant, for the bundle."""
    return {row.item for row in at.rows(opened_read(at))}


def opened_read(at: Access) -> Read:
    """What `opened_now` reads."""
    return Read(_OPEN_NOW, {"who": at.subject})


def open_key(participant_id: UUID, item: str) -> str:
    """What makes an open item one: the person and the item."""
    return f"{participant_id}:{item}"
