"""Receiving entries: the door up (architecture section 5, sync rules of security section 5).

Hot path. Each envelope is judged by itself; what is well formed is never thrown away: it becomes an entry, or it is kept
in quarantine and a person is told. All rows of a batch go in one multi-row statement a table, in one savepoint; if the
database refuses, the batch goes again item by item. The acknowledgement follows the commit.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import sqlalchemy as sa
import structlog
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from api.act import Access
from api.attendance.actions import hold_waiting, that_is_wrong
from api.checkins.bodies import CheckinBody, MissedReasonBody
from api.clock import local_day, plausible, utc
from api.coping.uses import note as note_uses
from api.db import insert_ignoring, table_of
from api.errors import Problem, raised_at
from api.journal.body import RuleUsed
from api.journal.effects import EFFECTS
from api.journal.items import AMENDED_FACTS, Item, judge
from api.journal.kinds import AMENDABLE, AmendBody, ThatIsWrongBody, happened
from api.journal.masking import masked
from api.journal.models import Entry, Kind, Quarantine, QuarantineReason
from api.journal.requests import DisputeBody, WithdrawBody
from api.journal.upgrades import FORMS, Forms, Unreadable
from api.oversight.raising import Arrived, entries_arrived, raise_item
from api.people.models import Device, Installation, Participant, ParticipantKey, ParticipantState
from api.vault import VaultError, WrappedKey, b64

LATE = timedelta(minutes=30)
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
    _known_before(at, items)
    fresh = [item for item in items if not item.status]
    if at.who.late:
        ended = person.state is ParticipantState.ended
        for item in fresh:
            if item.envelope and item.envelope.kind == Kind.that_is_wrong:
                _open(at, item, person.zone, offset, forms)
            item.refuse(QuarantineReason.ended if ended else QuarantineReason.device_revoked)
    else:
        for item in fresh:
            _open(at, item, person.zone, offset, forms)
        _check_amends(at, [i for i in fresh if not i.status and isinstance(i.body, AmendBody)], fresh, forms)
    try:
        with at.session.begin_nested():
            _store(at, items, person, offset, forms)
    except (Problem, VaultError):
        raise
    except Exception:  # One entry may not hold up the others of its phone, whatever is wrong with it or with us.
        _one_by_one(at, items, person, offset, forms)
    for item in items:
        if item.twin is not None and item.twin.status not in ("stored", "same"):
            # The same item twice in one batch: what became of the first is true of both.
            item.status, item.reason = item.twin.status, item.twin.reason
    return _answer(at, items)


class _Statements(NamedTuple):
    """What every batch asks, made once: building a statement costs more than running it."""

    person: Any
    known: Any
    seen: Any
    installation: Any


@cache
def _statements() -> _Statements:
    p, k, e, d, i = (table_of(model) for model in (Participant, ParticipantKey, Entry, Device, Installation))
    after: Any = sa.bindparam("after", type_=sa.Integer)
    return _Statements(
        person=sa.select(p.c.zone, p.c.tier, p.c.state, k.c.kek_id, k.c.wrapped)
        .outerjoin(k, k.c.participant_id == p.c.id)
        .where(p.c.id == sa.bindparam("who")),
        known=sa.select(e.c.id, e.c.participant_id, e.c.digest).where(e.c.id.in_(sa.bindparam("ids", expanding=True))),
        seen=sa.update(d)
        .where(d.c.id == sa.bindparam("phone"))
        .values(
            next_seq=sa.case((d.c.next_seq > after, d.c.next_seq), else_=after),
            seen_at=sa.bindparam("now", type_=d.c.seen_at.type),
        ),
        installation=sa.select(i.c.epoch, i.c.watermark),
    )


# Judging ----------------------------------------------------------------------------------------------------------


def _known_before(at: Access, items: list[Item]) -> None:
    """Same id and content: `same`, for ever. Same id, other content: the first is kept. Anybody else's id: like a conflict."""
    ids = [UUID(item.id) for item in items if item.envelope]
    known = {
        str(row.id): (row.participant_id, bytes(row.digest))
        for row in at.session.execute(_statements().known, {"ids": ids})
    }
    in_batch: dict[str, Item] = {}
    for item in items:
        if not item.envelope:
            continue
        if (found := known.get(item.id)) is not None:
            if found == (at.subject, item.digest):
                item.status, item.reason = "same", None
            else:
                item.refuse(QuarantineReason.same_id_other_content)
        elif item.id in in_batch:
            if in_batch[item.id].digest == item.digest:
                item.status, item.twin = "same", in_batch[item.id]
            else:
                item.refuse(QuarantineReason.same_id_other_content)
        elif not item.status:
            in_batch[item.id] = item


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


def _check_amends(at: Access, amends: list[Item], fresh: list[Item], forms: Forms) -> None:
    """An amendment needs an entry of one's own to amend, stored already or in this batch, and fields of that kind."""
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
        # As it was sent: a mark may be longer than what it stands for, and than the field.
        assert isinstance(item.said, AmendBody)
        kind = kinds.get(str(item.said.of))
        if kind is None:
            item.refuse(QuarantineReason.nothing_to_amend)
            continue
        if not forms.knows(kind, item.said.of_schema):
            item.refuse(QuarantineReason.unknown_schema)
            continue
        try:
            fields = forms.fields(kind, item.said.of_schema, item.said.body)
            changed = forms.adapters[kind].validate_python(forms.least(kind) | fields)
            if item.said.of_schema != forms.schema_of(kind):
                _bring_forward(item, kind, forms)
        except (Unreadable, ValidationError):
            item.refuse(QuarantineReason.malformed_body)
            continue
        told = changed.facts()
        item.facts = {fact: told[fact] for fact in AMENDED_FACTS if AMENDED_FACTS[fact] & set(fields)}


def _bring_forward(item: Item, kind: str, forms: Forms) -> None:
    """Later answers that were written in an earlier schema of `kind`, as they are stored. Raises Unreadable."""
    assert isinstance(item.body, AmendBody)
    fields = forms.fields(kind, item.body.of_schema, item.body.body)
    item.body = item.body.model_copy(update={"body": fields, "of_schema": forms.schema_of(kind)})
    item.plain = item.body.model_dump_json(exclude_none=True).encode()


# Storing ----------------------------------------------------------------------------------------------------------


def _store(at: Access, items: list[Item], person: Any, offset: int, forms: Forms) -> None:
    """Write everything of these items: entries, effects, quarantine, the phone's state, one audit row."""
    assert at.who is not None
    at.holds.clear()
    good = [item for item in items if not item.status]
    if good:
        if person.wrapped is not None:
            at.keep_box(at.subject, at.vault.box(WrappedKey(person.kek_id, person.wrapped), at.subject))
        box = at.box()
        rows = [_row(at, item, box, offset, forms) for item in good]
        written = {str(row.id) for row in insert_ignoring(at.session, table_of(Entry), rows, table_of(Entry).c.id)}
        for item in good:
            item.status = "stored" if item.id in written else ""
        # Written between our look and our insert: by another tab of this phone (then it is the same), or by a stranger.
        missed = [item for item in good if not item.status]
        if missed:
            _known_before(at, missed)
            for item in missed:
                item.status = item.status or "retry"
        stored = [item for item in good if item.status == "stored"]
        _effects(at, stored, person)
    kept = [item for item in items if item.reason and item.digest]
    if kept:
        _keep(at, kept)
    sequence = max((i.envelope.device_seq for i in items if i.envelope), default=0)
    at.session.execute(_statements().seen, {"phone": at.who.id, "after": sequence + 1, "now": at.now})
    changed = [item for item in items if item.status in ("stored", "quarantined", "conflict")]
    if changed:
        ids = hashlib.sha256("|".join(sorted(item.id for item in changed)).encode()).digest()
        at.audit("entry_create", f"device:{at.who.id}", count=len(changed), digest=ids)


def _row(at: Access, item: Item, box: Any, offset: int, forms: Forms) -> dict[str, Any]:
    envelope, body = item.envelope, item.body
    assert envelope is not None and body is not None and item.made_at is not None and at.who is not None
    made_at = utc(item.made_at)
    facts = item.facts = item.facts | body.facts()
    return {
        "id": envelope.id,
        "participant_id": at.subject,
        "device_id": at.who.id,
        "entered_for": None,
        "kind": Kind(envelope.kind),
        "detail": facts.get("detail"),
        # What is stored has been brought to the schema of now.
        "schema_version": forms.schema_of(envelope.kind),
        "device_seq": envelope.device_seq,
        "made_at": made_at,
        "zone": envelope.zone,
        "clock_offset_seconds": offset,
        "happened_at": item.happened_at,
        "local_date": item.day,
        "received_at": at.now,
        "late": at.now - (made_at - timedelta(seconds=offset)) > LATE,
        "intensity": facts.get("intensity"),
        "acted": facts.get("acted"),
        "talk_about": bool(facts.get("talk_about")),
        "amends": facts.get("amends"),
        "withdrawn": False,
        "digest": item.digest,
        "body": box.seal("entry", "body", envelope.id, item.plain),
    }


def _effects(at: Access, stored: list[Item], person: Any) -> None:
    """What follows from the entries, in the same transaction: reviews, attention, and an answer to an alert."""
    note_uses(at, [use for item in stored if (use := _rules_used(item)) is not None])
    arrived = []
    taken_back = {item.body.of for item in stored if isinstance(item.body, WithdrawBody)}
    for item in stored:
        envelope, facts = item.envelope, item.facts
        assert envelope is not None and item.happened_at is not None and item.day is not None
        if (effect := EFFECTS.get(Kind(envelope.kind))) is not None:
            item.reason = None
            if (answer := effect(at, item)) is not None:
                item.facts["answer"] = answer
        arrived.append(
            Arrived(
                entry_id=envelope.id, participant_id=at.subject, kind=Kind.amend if item.amends else envelope.kind, detail=facts.get("detail"),
                intensity=facts.get("intensity"), acted=facts.get("acted"), talk_about=bool(facts.get("talk_about")) and envelope.id not in taken_back,
                happened_at=item.happened_at, received_at=at.now, local_date=item.day,
                late=at.now - utc(item.made_at or at.now) > LATE, call_me=bool(facts.get("call_me")),
                not_safe=bool(facts.get("not_safe")),
                body={"of": str(item.amends)} if item.amends else _told(item) if item.body else {},
            )
        )  # fmt: skip
    entries_arrived(at, arrived, person.tier, person.zone)


def _rules_used(item: Item) -> tuple[UUID, Any, bool] | None:
    """Which rules of the plan an entry says were used, or an amendment of one."""
    body = item.body
    if isinstance(body, AmendBody):
        return (body.of, body.body["rules"], True) if isinstance(body.body.get("rules"), list) else None
    rules = None if body is None or item.envelope is None else body.__dict__.get("rules")
    # A plan's own rules are not uses of them: those hold an id and whether it helped.
    if not rules or not isinstance(rules[0], RuleUsed):
        return None
    return UUID(item.id), rules, False


def _told(item: Item) -> dict[str, Any]:
    """What else a consequence needs: which entry is amended, which alert is said to be wrong, what is asked or explained."""
    body = item.body
    if isinstance(body, CheckinBody):
        return {"asks": True} if body.answers.get("order_question") is True else {}
    if isinstance(body, MissedReasonBody):
        return {"occurrence_id": str(body.occurrence_id), "answer": item.facts.get("answer")}
    if isinstance(body, AmendBody):
        return {"of": str(body.of)}
    if isinstance(body, DisputeBody) and body.alert_id is None:
        return {}
    return {"alert_id": str(body.alert_id)} if isinstance(body, ThatIsWrongBody | DisputeBody) else {}


def _keep(at: Access, kept: list[Item]) -> None:
    """Keep what could not be an entry, as it came, and tell the lead."""
    assert at.who is not None
    rows = []
    for item in kept:
        envelope, row_id = item.envelope, uuid4()
        rows.append(
            {
                "id": row_id,
                "participant_id": at.subject,
                "device_id": at.who.id,
                "entry_id": UUID(item.id),
                "kind": envelope.kind if envelope else "unknown",
                "schema_version": envelope.schema_ if envelope else 0,
                "device_seq": envelope.device_seq if envelope else 0,
                "made_at": envelope.made_at if envelope else "",
                "key_id": envelope.key_id if envelope else "",
                "reason": QuarantineReason(item.reason or ""),
                "digest": item.digest,
                # Without an envelope nobody knows what is sealed in it, so all of it is.
                "sealed": item.sealed if envelope else at.box().seal("quarantine", "sealed", row_id, item.sealed),
                "received_at": at.now,
                "resolved_at": None,
                "resolved_by": None,
                "resolution": None,
            }
        )
    table = table_of(Quarantine)
    new = insert_ignoring(at.session, table, rows, table.c.reason).scalars().all()
    for reason in sorted(set(new)):
        facts = {"reason": str(reason), "count": new.count(reason), "at": at.now.isoformat()}
        raise_item(at, at.subject, "quarantine", str(reason), facts=facts)
    for item in kept:
        if item.envelope and item.envelope.kind == Kind.that_is_wrong and item.status != "conflict":
            _hold(at, item)


def _hold(at: Access, item: Item) -> None:
    """A "that is wrong" that is no entry is an answer all the same: what it names is held, or all that waits (security 6.2)."""
    if isinstance(item.body, ThatIsWrongBody):
        held = (
            [item.body.alert_id]
            if that_is_wrong(at, item.body.alert_id, item.body.reason, UUID(item.id)) == "held"
            else []
        )
    else:
        held = hold_waiting(at)
    for alert_id in held:
        raise_item(at, at.subject, "that_is_wrong", str(alert_id), facts={"at": at.now.isoformat()})


def _one_by_one(at: Access, items: list[Item], person: Any, offset: int, forms: Forms) -> None:
    """The batch failed: each item again by itself. One that fails in the database is asked for again later. One that fails by a
    mistake of ours would fail each time, with all that its phone has to say behind it: it is kept apart, and somebody is told."""
    for item in items:
        if item.status == "stored":
            item.status = ""
    at.trail.lines.clear()
    for item in items:
        done = len(at.trail.lines)
        try:
            with at.session.begin_nested():
                _store(at, [item], person, offset, forms)
        except SQLAlchemyError:
            item.status, item.reason = "retry", None
            del at.trail.lines[done:]
        except (Problem, VaultError):
            raise
        except Exception as fault:
            structlog.get_logger("foothold").error("entry_kept_apart", fault=type(fault).__name__, at=raised_at(fault))
            del at.trail.lines[done:]
            item.refuse(QuarantineReason.malformed_body)
            with at.session.begin_nested():
                _store(at, [item], person, offset, forms)


# Answering --------------------------------------------------------------------------------------------------------


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
