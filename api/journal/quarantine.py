"""What could not be an entry, for a person to look at: nothing that a phone sent is ever thrown away (sync rule 7)."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from sqlmodel import col

from api.access import May, Scope
from api.act import Access, act
from api.errors import NotFound
from api.journal.models import Quarantine, QuarantineReason
from api.oversight.raising import settle
from api.people.models import Device
from api.vault import VaultError

router = APIRouter(tags=["journal"])

WORDS = {
    QuarantineReason.does_not_open: "It was sealed for another key or place and does not open here.",
    QuarantineReason.malformed_body: "It opens, but could not be taken in as one of this kind.",
    QuarantineReason.unknown_kind: "This version does not know this kind.",
    QuarantineReason.unknown_schema: "This version does not know this form of it.",
    QuarantineReason.same_id_other_content: "It has the id of an earlier one with other content. The first was kept.",
    QuarantineReason.ended: "It was sent after the programme ended.",
    QuarantineReason.device_revoked: "It was sent from a phone that was signed out.",
    QuarantineReason.nothing_to_amend: "It changes an entry that is not here.",
}


class QuarantineItem(BaseModel):
    """One item. `opened` is what it holds, as plain text, where it opens and the reader may see content."""

    id: UUID
    kind: str
    reason: QuarantineReason
    words: str
    made_at: str
    received_at: datetime
    resolved_at: datetime | None
    opened: str | None


class QuarantineList(BaseModel):
    items: list[QuarantineItem]


class ResolveIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    resolution: Literal["read", "spoke", "nothing_in_it"]


@router.get("/api/participants/{participant_id}/quarantine")
@act(May.quarantine_read)
def list_quarantine(at: Access, participant_id: UUID) -> QuarantineList:
    """What this person's phones sent that could not be an entry, newest first. Admin and auditor see no content."""
    reads = at.scope in (Scope.case, Scope.team)
    phones = _phones(at, participant_id) if reads else []
    rows = at.session.execute(
        sa.select(Quarantine)
        .where(col(Quarantine.participant_id) == participant_id)
        .order_by(col(Quarantine.received_at).desc(), col(Quarantine.id))
        .limit(200)
    ).scalars()
    return QuarantineList(
        items=[
            QuarantineItem(
                id=row.id, kind=row.kind, reason=row.reason, words=WORDS[row.reason], made_at=row.made_at,
                received_at=row.received_at, resolved_at=row.resolved_at, opened=_opened(at, row, phones) if reads else None,
            )
            for row in rows
        ]
    )  # fmt: skip


@router.post("/api/participants/{participant_id}/quarantine/{quarantine_id}/resolve")
@act(May.quarantine_resolve)
def resolve_quarantine(at: Access, participant_id: UUID, quarantine_id: UUID, body: ResolveIn) -> QuarantineItem:
    """Say that a person has looked. The item stays as it came."""
    row = at.session.get(Quarantine, quarantine_id)
    if row is None or row.participant_id != participant_id:
        raise NotFound
    if row.resolved_at is None:
        row.resolved_at, row.resolved_by, row.resolution = at.now, at.user_id, body.resolution
        at.audit("quarantine_resolve", f"quarantine:{row.id}", reason=body.resolution)
        at.session.flush()
        left = at.session.execute(
            sa.select(col(Quarantine.id)).where(
                col(Quarantine.participant_id) == participant_id,
                col(Quarantine.reason) == row.reason,
                col(Quarantine.resolved_at).is_(None),
            )
        ).first()
        if left is None:
            settle(at, participant_id, "quarantine", str(row.reason), "looked_at")
    return QuarantineItem(
        id=row.id, kind=row.kind, reason=row.reason, words=WORDS[row.reason], made_at=row.made_at,
        received_at=row.received_at, resolved_at=row.resolved_at, opened=_opened(at, row, _phones(at, participant_id)),
    )  # fmt: skip


def _phones(at: Access, participant_id: UUID) -> list[UUID]:
    """Every phone that this person ever had, one that was stolen and found again among them."""
    return list(
        at.session.execute(sa.select(col(Device.id)).where(col(Device.participant_id) == participant_id)).scalars()
    )


def _opened(at: Access, row: Any, phones: list[UUID]) -> str | None:
    """The plain text of an item that opens, sealed on whichever phone; one that never had an envelope was kept as it came."""
    if not row.key_id:
        try:
            return at.box(row.participant_id).open("quarantine", "sealed", row.id, bytes(row.sealed)).decode()[:10_000]
        except VaultError:
            return None
    for device_id in (row.device_id, *phones):
        info = (
            f"foothold/entry/1|{row.participant_id}|{device_id}|{row.entry_id}|{row.kind}|{row.schema_version}"
            f"|{row.device_seq}|{row.made_at}|{row.key_id}"
        )
        try:
            return at.vault.open_sealed(row.key_id, bytes(row.sealed), info).decode("utf-8", "replace")[:10_000]
        except VaultError:
            continue
    return None
