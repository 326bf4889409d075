"""One item on its way in: its envelope, what is known of it, and the plain facts that rules work with."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import structlog
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from sqlalchemy.exc import SQLAlchemyError

from api.clock import ZONES, plausible
from api.errors import Problem, raised_at
from api.journal.body import Body
from api.journal.models import QuarantineReason
from api.vault import VaultError, unb64

MAX_SEALED = 120_000

AMENDED_FACTS = {
    "detail": {"kind", "end"},
    "intensity": {"intensity", "rounds", "answers", "targets"},
    "acted": {"kind", "end", "answers", "targets"},
    "talk_about": {"talk_about", "answers"},
    "call_me": {"call_me", "answers"},
    "not_safe": {"answers"},
}
"""Plain fact → the changed fields of an amendment that say it anew."""


class Envelope(BaseModel):
    """What travels in clear beside a sealed body."""

    model_config = ConfigDict(extra="forbid")
    id: UUID
    kind: str = Field(max_length=24, pattern=r"^[a-z_]+$")
    schema_: int = Field(alias="schema", ge=0, le=1000)
    device_seq: int = Field(ge=0, le=2**31 - 1)
    made_at: str = Field(max_length=40, pattern=r"^[0-9TZtz:.+\- ]+$")
    zone: str = Field(max_length=40)
    key_id: str = Field(max_length=24, pattern=r"^[a-z0-9]+$")
    sealed: str = Field(max_length=MAX_SEALED, min_length=1)


_envelope = TypeAdapter(Envelope)
_instant = TypeAdapter(AwareDatetime)


@dataclass(slots=True)
class Item:
    """One item on its way in."""

    id: str
    envelope: Envelope | None = None
    sealed: bytes = b""
    digest: bytes = b""
    made_at: datetime | None = None
    said: Body | None = None
    """The body as the phone sent it, before identifiers were masked."""
    body: Body | None = None
    plain: bytes = b""
    happened_at: datetime | None = None
    day: date | None = None
    status: str = ""
    reason: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    twin: "Item | None" = None
    amends: UUID | None = None
    """The entry that this one turned out to be an amendment of, once it was stored."""

    def refuse(self, reason: QuarantineReason) -> None:
        """To quarantine, and say why."""
        self.status = "conflict" if reason is QuarantineReason.same_id_other_content else "quarantined"
        self.reason = reason


@contextmanager
def kept_apart(item: Item) -> Iterator[None]:
    """An item that breaks us by a mistake of ours would break us each time it comes, with all that its phone has to say behind
    it: it is refused, so that it is kept apart and somebody is told. What a database or a key lost may be there the next time."""
    try:
        yield
    except (SQLAlchemyError, Problem, VaultError):
        raise
    except Exception as fault:
        structlog.get_logger("foothold").error("entry_kept_apart", fault=type(fault).__name__, at=raised_at(fault))
        item.refuse(QuarantineReason.malformed_body)


def judge(raw: Any) -> Item:
    """Check one envelope. One that has an id but not the right form is still kept, as it came."""
    try:
        envelope = _envelope.validate_python(raw)
        sealed = unb64(envelope.sealed)
        item = Item(str(envelope.id), envelope, sealed)
        try:
            item.made_at = plausible(_instant.validate_python(envelope.made_at))
        except ValidationError:
            item.refuse(QuarantineReason.malformed_body)
        if envelope.zone not in ZONES:
            item.refuse(QuarantineReason.malformed_body)
    except (ValidationError, ValueError):
        return _broken(raw)
    item.digest = _digest(envelope, sealed)
    return item


def _broken(raw: Any) -> Item:
    try:
        known = UUID(str(raw["id"]))
    except (TypeError, KeyError, ValueError):
        return Item(str(raw.get("id"))[:36] if isinstance(raw, dict) else "", status="conflict", reason="no_id")
    kept = json.dumps(raw, separators=(",", ":")).encode()
    item = Item(str(known), sealed=kept, digest=hashlib.sha256(kept).digest())
    item.refuse(QuarantineReason.malformed_body)
    return item


def _digest(envelope: Envelope, sealed: bytes) -> bytes:
    head = f"{envelope.id}|{envelope.kind}|{envelope.schema_}|{envelope.device_seq}|{envelope.key_id}|"
    return hashlib.sha256(head.encode() + sealed).digest()
