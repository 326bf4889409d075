"""HTTP for the phone's two doors: entries up, the bundle down; and who saw my record."""

import base64
import json
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.access import May
from api.act import Access, act
from api.attendance.words import sent_about
from api.clock import plausible
from api.errors import Malformed
from api.journal.bundle import bundle
from api.journal.kinds import EXAMPLES, MODELS
from api.journal.own import own_entries
from api.journal.receive import MAX_ITEMS, receive
from api.journal.upgrades import FORMS
from api.people.enrolment import PHONE_LIVES
from api.people.phone_routes import WhoSaw
from api.people.who_saw import who_saw
from api.principals import PHONE_COOKIE
from api.tongue import Both

router = APIRouter(tags=["journal"])


class EntriesIn(BaseModel):
    """1 to 50 sealed items. Each is judged by itself: `items` holds envelopes, described at /api/entry-kinds.

    `sent_at` is the phone's clock at sending, so that the server can tell how far off it is.
    """

    model_config = ConfigDict(extra="forbid")
    items: Annotated[list[Any], Field(min_length=1, max_length=MAX_ITEMS)]
    sent_at: AwareDatetime | None = None


class Answered(BaseModel):
    """What became of one item: stored or same (with a receipt), conflict, quarantined (with a reason), or retry."""

    id: str
    status: str
    receipt: str | None = None
    reason: str | None = None
    local_date: str | None = None
    answer: str | None = None


class EntriesOut(BaseModel):
    items: list[Answered]
    watermark: datetime | None
    epoch: str
    server_time: datetime


@router.post("/api/me/entries", response_model=EntriesOut)
@act(May.entry_create)
def send_entries(at: Access, body: EntriesIn) -> Response:
    """Take sealed entries. A receipt is a promise: it is answered only after the rows are committed.

    Needs the phone's credential, not the PIN. The whole request is refused only for not being JSON, for more than 50
    items or 256 KiB. Sent again, an item is `same` for ever. The credential then lives another 400 days.
    """
    if at.who is not None and not at.who.late:
        at.cookie(PHONE_COOKIE, at.cookies[PHONE_COOKIE], PHONE_LIVES)
    return Response(receive(at, body.items, body.sent_at), media_type="application/json")


class EntryKind(BaseModel):
    """One kind of entry. `schema` is its newest; earlier ones are accepted and upgraded. `example` is a valid body."""

    kind: str
    schema_: Annotated[int, Field(alias="schema")]
    json_schema: dict[str, Any]
    example: dict[str, Any]


@router.get("/api/entry-kinds", response_model_by_alias=True)
@act(May.entry_kinds_read)
def list_entry_kinds(at: Access) -> list[EntryKind]:
    """Every kind of entry, with the JSON schema of its plain body, so that any client can write entries."""
    return [
        EntryKind(
            **{
                "kind": kind.value, "schema": FORMS.schema_of(kind), "json_schema": model.model_json_schema(), "example": EXAMPLES[kind]
            }
        )
        for kind, model in MODELS.items()
    ]  # fmt: skip


class Read(BaseModel):
    first_name: str
    role: str
    on: str


class Reply(BaseModel):
    text: str
    on: str


class Changed(BaseModel):
    """One change made later: when, and what stood there before, by the body's own fields. null: nothing did."""

    at: datetime
    was: dict[str, Any]


class Own(BaseModel):
    """One's own entry. `entered_by`: keyed in from paper by that member of staff. `read` is there once a review has closed; `state`: unread, in_review, closed, none."""

    id: UUID
    kind: str
    made_at: datetime
    received_at: datetime
    happened_at: datetime
    local_date: str
    late: bool
    amended: bool
    withdrawn: bool
    revisions: list[Changed]
    read: Read | None
    reply: Reply | None
    state: str
    entered_by: str | None = None
    body: dict[str, Any]


class OwnEntries(BaseModel):
    items: list[Own]
    next: str | None


@router.get("/api/me/entries", response_model=OwnEntries)
@act(May.entry_read_own)
def list_own_entries(
    at: Access,
    before: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Response:
    """One's own entries, newest first. `next` is the cursor of the page after this one."""
    items, following = own_entries(at, before=_cursor(before) if before else None, limit=limit)
    cursor = json.dumps(_as_cursor(*following) if following else None).encode()
    return Response(b'{"items":[' + b",".join(items) + b'],"next":' + cursor + b"}", media_type="application/json")


@router.get("/api/me/bundle", response_model=dict[str, Any])
@act(May.bundle_read)
def read_bundle(
    at: Access,
    if_none_match: Annotated[str | None, Header(max_length=200)] = None,
    prefer: Annotated[str | None, Header(max_length=200)] = None,
) -> Response:
    """All that the phone needs offline. 304 when nothing changed since the ETag that was sent.

    With `Prefer: what-changed` and the ETag of a bundle that is held, what came with it may be left out. `entries_since` then says
    from when on the own entries that are held still belong to it, by `happened_at`; `entries` and `answered_forms` have what is
    new, which stands for what is held by the same id. With `as_held`, every part that the answer does not name is as it is held.
    Without either the bundle is whole.
    """
    body, version = bundle(at, (if_none_match or "") if prefer == "what-changed" else None)
    tag = f'"{version}"'
    headers = {"ETag": tag, "Cache-Control": "no-store"}
    if if_none_match and tag in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.get("/api/me/who-saw")
@act(May.who_saw_read)
def read_who_saw(at: Access) -> WhoSaw:
    """Which role opened what of mine, on which day and why, and what was sent about me. Never a clock time."""
    return WhoSaw(items=who_saw(at), sent=sent_about(at, at.subject))


def _as_cursor(at_instant: datetime, entry_id: UUID) -> str:
    return base64.urlsafe_b64encode(f"{at_instant.isoformat()}|{entry_id}".encode()).decode()


def _cursor(text: str) -> tuple[datetime, UUID]:
    try:
        instant, entry_id = base64.urlsafe_b64decode(text.encode()).decode().split("|")
        found = datetime.fromisoformat(instant)
        if found.tzinfo is None:
            raise ValueError
        return plausible(found), UUID(entry_id)
    except (ValueError, UnicodeDecodeError):
        raise Malformed(
            errors=[("before", Both("Use the cursor of an answer.", "Defnyddiwch gyrchwr ateb."))]
        ) from None
