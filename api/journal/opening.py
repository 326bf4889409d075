"""Opening what came: the seal, the schema of now, the mask over identifiers, the day; and what an amendment amends.

Each item by itself. What does not open, or is not what its kind may hold, is refused with the reason and kept as it came.
"""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from pydantic import ValidationError

from api.act import Access
from api.checkins.bodies import CheckinBody
from api.clock import local_day, plausible
from api.db import table_of
from api.journal.items import AMENDED_FACTS, Item, kept_apart
from api.journal.kinds import AMENDABLE, AmendBody, happened
from api.journal.masking import masked
from api.journal.models import Entry, QuarantineReason
from api.journal.upgrades import Forms, Unreadable
from api.people.models import Device
from api.vault import VaultError


def open_each(at: Access, items: list[Item], zone: str, offset: int, forms: Forms) -> None:
    """Open the seal of each, bring it to the schema of now, mask it and find its day. What cannot be is refused with the reason."""
    for item in items:
        with kept_apart(item):
            _open(at, item, zone, offset, forms)


def _open(at: Access, item: Item, zone: str, offset: int, forms: Forms) -> None:
    """Open the seal, bring the body to the schema of now and check it, mask identifiers, and find the day it belongs to."""
    envelope = item.envelope
    assert envelope is not None and item.made_at is not None and at.who is not None
    plain = _plain(at, item, at.who.id)
    if plain is None:
        # Written on an earlier enrolment of the same person, and sent after a new code: nothing of it is lost.
        plain = next((found for other in _other_phones(at) if (found := _plain(at, item, other)) is not None), None)
    if plain is None:
        return item.refuse(QuarantineReason.does_not_open)
    if envelope.kind not in forms.adapters:
        return item.refuse(QuarantineReason.unknown_kind)
    if not forms.knows(envelope.kind, envelope.schema_):
        return item.refuse(QuarantineReason.unknown_schema)
    try:
        item.said = forms.body(envelope.kind, envelope.schema_, plain)
        item.body = masked(item.said)
    except (Unreadable, ValidationError, RecursionError):
        return item.refuse(QuarantineReason.malformed_body)
    item.plain = item.body.model_dump_json(exclude_none=True).encode()
    item.happened_at = plausible(happened(item.body, item.made_at - timedelta(seconds=offset)))
    if isinstance(item.body, CheckinBody):
        item.day = item.body.local_date
    else:
        item.day = local_day(item.happened_at, zone)
    return None


def _plain(at: Access, item: Item, device_id: UUID) -> bytes | None:
    """What the seal holds if this phone sealed it, else None."""
    envelope = item.envelope
    assert envelope is not None
    info = (
        f"foothold/entry/1|{at.subject}|{device_id}|{envelope.id}|{envelope.kind}|{envelope.schema_}"
        f"|{envelope.device_seq}|{envelope.made_at}|{envelope.key_id}"
    )
    try:
        return at.vault.open_sealed(envelope.key_id, item.sealed, info)
    except VaultError:
        return None


def _other_phones(at: Access) -> list[UUID]:
    """The participant's other phones that were not stolen, newest first, at most five."""
    assert at.who is not None
    d = table_of(Device)
    return list(
        at.session.execute(
            sa.select(d.c.id)
            .where(d.c.participant_id == at.subject, d.c.id != at.who.id, d.c.stolen.is_(False))
            .order_by(d.c.enrolled_at.desc())
            .limit(5)
        ).scalars()
    )


def check_amends(at: Access, fresh: list[Item], forms: Forms) -> None:
    """An amendment needs an entry of one's own to amend, stored already or in this batch, and fields of that kind."""
    amends = [item for item in fresh if not item.status and isinstance(item.body, AmendBody)]
    if not amends:
        return
    kinds = {i.id: i.envelope.kind for i in fresh if not i.status and i.envelope and i.envelope.kind in AMENDABLE}
    e = table_of(Entry)
    asked = [i.body.of for i in amends if isinstance(i.body, AmendBody)]
    for row in at.session.execute(
        sa.select(e.c.id, e.c.kind).where(
            e.c.id.in_(asked), e.c.participant_id == at.subject, e.c.kind.in_(AMENDABLE), e.c.withdrawn.is_(False)
        )
    ):
        kinds[str(row.id)] = str(row.kind)
    for item in amends:
        with kept_apart(item):
            _check_amend(item, kinds, forms)


def _check_amend(item: Item, kinds: dict[str, str], forms: Forms) -> None:
    # As it was sent: a mark may be longer than what it stands for, and than the field.
    assert isinstance(item.said, AmendBody)
    kind = kinds.get(str(item.said.of))
    if kind is None:
        return item.refuse(QuarantineReason.nothing_to_amend)
    if not forms.knows(kind, item.said.of_schema):
        return item.refuse(QuarantineReason.unknown_schema)
    try:
        fields = forms.fields(kind, item.said.of_schema, item.said.body)
        changed = forms.adapters[kind].validate_python(forms.least(kind) | fields)
        if item.said.of_schema != forms.schema_of(kind):
            _bring_forward(item, kind, forms)
    except (Unreadable, ValidationError):
        return item.refuse(QuarantineReason.malformed_body)
    told = changed.facts()
    item.facts = {fact: told[fact] for fact in AMENDED_FACTS if AMENDED_FACTS[fact] & set(fields)}
    return None


def _bring_forward(item: Item, kind: str, forms: Forms) -> None:
    """Later answers that were written in an earlier schema of `kind`, as they are stored. Raises Unreadable."""
    assert isinstance(item.body, AmendBody)
    fields = forms.fields(kind, item.body.of_schema, item.body.body)
    item.body = item.body.model_copy(update={"body": fields, "of_schema": forms.schema_of(kind)})
    item.plain = item.body.model_dump_json(exclude_none=True).encode()
