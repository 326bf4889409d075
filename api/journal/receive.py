"""Receiving entries: the door up (architecture section 5, sync rules of security section 5).

Hot path. Each envelope is judged by itself; what is well formed is never thrown away: it becomes an entry, or it is kept
in quarantine and a person is told. All rows of a batch go in one multi-row statement a table, in one savepoint; if the
database refuses, the batch goes again item by item. The acknowledgement follows the commit. What one item says is judged
in `items` and `opening`, and written in `storing`.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from api.act import Access
from api.clock import plausible
from api.db import table_of
from api.journal.items import Item, judge
from api.journal.models import Kind, QuarantineReason
from api.journal.opening import check_amends, open_each
from api.journal.storing import known_before, store_all
from api.journal.upgrades import FORMS, Forms
from api.people.models import Installation, Participant, ParticipantKey, ParticipantState
from api.vault import b64

MAX_ITEMS = 50
MOST_OFF = 2**31 - 1
"""Seconds: what the column holds, 68 years."""


def receive(at: Access, raw: list[Any], sent_at: datetime | None, forms: Forms = FORMS) -> bytes:
    """Take 1 to 50 items. Returns the answer as JSON bytes: each id with stored, same, conflict, quarantined or retry.

    `forms` says what each kind may hold, and how an earlier schema becomes the one of now.
    """
    assert at.who is not None
    person = at.session.execute(_statements().person, {"who": at.subject}).one()
    items = [judge(entry) for entry in raw]
    offset = int((plausible(sent_at) - at.now).total_seconds()) if sent_at else 0
    offset = min(max(offset, -MOST_OFF), MOST_OFF)
    known_before(at, items)
    fresh = [item for item in items if not item.status]
    if at.who.late:
        ended = person.state is ParticipantState.ended
        answers = [item for item in fresh if item.envelope and item.envelope.kind == Kind.that_is_wrong]
        open_each(at, answers, person.zone, offset, forms)
        for item in fresh:
            item.refuse(QuarantineReason.ended if ended else QuarantineReason.device_revoked)
    else:
        open_each(at, fresh, person.zone, offset, forms)
        check_amends(at, fresh, forms)
    store_all(at, items, person, offset, forms)
    for item in items:
        if item.twin is not None and item.twin.status not in ("stored", "same"):
            # The same item twice in one batch: what became of the first is true of both.
            item.status, item.reason = item.twin.status, item.twin.reason
    return _answer(at, items)


class _Statements(NamedTuple):
    """What every batch asks, made once: building a statement costs more than running it."""

    person: Any
    installation: Any


@cache
def _statements() -> _Statements:
    p, k, i = (table_of(model) for model in (Participant, ParticipantKey, Installation))
    return _Statements(
        person=sa.select(p.c.zone, p.c.tier, p.c.state, k.c.kek_id, k.c.wrapped)
        .outerjoin(k, k.c.participant_id == p.c.id)
        .where(p.c.id == sa.bindparam("who")),
        installation=sa.select(i.c.epoch, i.c.watermark),
    )


def _answer(at: Access, items: Iterable[Item]) -> bytes:
    said = []
    for item in items:
        line: dict[str, Any] = {"id": item.id, "status": item.status}
        if item.status in ("stored", "same"):
            line["receipt"] = receipt(at, item.id, item.digest)
            if item.day is not None:
                line["local_date"] = item.day.isoformat()
            if "answer" in item.facts:
                line["answer"] = item.facts["answer"]
        elif item.reason:
            line["reason"] = str(item.reason)
        said.append(line)
    epoch, watermark = at.session.execute(_statements().installation).one()
    answer = {
        "items": said,
        "watermark": watermark.astimezone(UTC).isoformat().replace("+00:00", "Z") if watermark else None,
        "epoch": epoch,
        "server_time": at.now.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    }
    return json.dumps(answer, separators=(",", ":")).encode()


def receipt(at: Access, entry_id: str, digest: bytes) -> str:
    """The promise that this entry, with this content, is stored: 22 characters, the same whenever it is asked for."""
    return b64(at.vault.digest("receipt", entry_id, digest.hex())[:16])
