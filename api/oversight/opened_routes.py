"""Opening reflective items for one participant, over HTTP."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from api.access import May
from api.act import Access, act
from api.journal.body import Code
from api.oversight import opened

router = APIRouter(tags=["oversight"])


class OpenedOut(BaseModel):
    """One item that can be opened. `since` and `by`: when it was opened and by whom, null while it is closed."""

    item: str
    sort: opened.Sort
    title: str
    about: str
    open: bool
    since: datetime | None
    by: str | None


class OpenIn(BaseModel):
    """Which item, and whether it is to be open."""

    model_config = ConfigDict(extra="forbid")
    item: Code
    open: bool


class OpenedList(BaseModel):
    """Every item that can be opened for this person."""

    items: list[OpenedOut]


@router.get("/api/participants/{participant_id}/opened-items")
@act(May.item_open)
def list_opened(at: Access, participant_id: UUID) -> OpenedList:
    """What can be opened for this person, and what is open now."""
    return OpenedList.model_validate(opened.listing(at))


@router.put("/api/participants/{participant_id}/opened-items")
@act(May.item_open)
def set_opened(at: Access, participant_id: UUID, body: OpenIn) -> OpenedList:
    """Open an item for this person, or close it again, at any time.

    Open, it comes to the phone with its next sync; closed, it goes with the next. What was written stays. 409 settling-in
    in the first phase, programme-over after the last; 422 for no such item.
    """
    if body.open:
        opened.open_item(at, body.item)
    else:
        opened.close_item(at, body.item)
    return OpenedList.model_validate(opened.listing(at))
