"""Storing what was opened: entries and what follows from them, what could not be an entry, the phone's state, one audit row.

All rows of a batch go in one multi-row statement a table, in one savepoint; if that fails, the batch goes again item by item.
"""

import hashlib
from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from api.act import Access
from api.attendance.actions import hold_waiting, that_is_wrong
from api.checkins.bodies import CheckinBody, MissedReasonBody
from api.clock import utc
from api.coping.plan_entries import PlanAnswerBody
from api.coping.uses import note as note_uses
from api.db import insert_ignoring, table_of
from api.errors import Problem
from api.journal.body import RuleUsed
from api.journal.effects import EFFECTS
from api.journal.items import Item, kept_apart
from api.journal.kinds import AmendBody, ThatIsWrongBody
from api.journal.models import Entry, Kind, Quarantine, QuarantineReason
from api.journal.requests import DisputeBody, WithdrawBody
from api.journal.upgrades import Forms
from api.oversight.raising import Arrived, entries_arrived, raise_item
from api.people.models import Device
from api.vault import VaultError, WrappedKey

LATE = timedelta(minutes=30)


class _Statements(NamedTuple):
    """What every batch asks, made once: building a statement costs more than running it."""

    known: Any
    seen: Any


@cache
def _statements() -> _Statements:
    e, d = table_of(Entry), table_of(Device)
    after: Any = sa.bindparam("after", type_=sa.Integer)
    return _Statements(
        known=sa.select(e.c.id, e.c.participant_id, e.c.digest).where(e.c.id.in_(sa.bindparam("ids", expanding=True))),
        seen=sa.update(d)
        .where(d.c.id == sa.bindparam("phone"))
        .values(
            next_seq=sa.case((d.c.next_seq > after, d.c.next_seq), else_=after),
            seen_at=sa.bindparam("now", type_=d.c.seen_at.type),
        ),
    )


def known_before(at: Access, items: list[Item]) -> None:
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


def store_all(at: Access, items: list[Item], person: Any, offset: int, forms: Forms) -> None:
    """Write everything of a batch; if that fails, of each of its items by itself, as one entry may not hold up the others."""
    try:
        with at.session.begin_nested():
            _store(at, items, person, offset, forms)
    except (Problem, VaultError):
        raise
    except Exception:  # Whatever is wrong with one of them, or with us.
        _one_by_one(at, items, person, offset, forms)


def _one_by_one(at: Access, items: list[Item], person: Any, offset: int, forms: Forms) -> None:
    """The batch failed: each item again by itself. One that fails in the database is asked for again later; one that fails by a
    mistake of ours is kept apart."""
    for item in items:
        if item.status == "stored":
            item.status = ""
    at.trail.lines.clear()
    for item in items:
        done = len(at.trail.lines)
        try:
            with kept_apart(item), at.session.begin_nested():
                _store(at, [item], person, offset, forms)
                continue
        except SQLAlchemyError:
            item.status, item.reason = "retry", None
            del at.trail.lines[done:]
            continue
        del at.trail.lines[done:]
        with at.session.begin_nested():
            _store(at, [item], person, offset, forms)


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
            known_before(at, missed)
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
    if isinstance(body, PlanAnswerBody):
        return {"own_words": True} if body.text or body.words else {}
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
