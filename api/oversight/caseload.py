"""The caseload's one row a participant, kept in the transaction of whatever changes it.

Every change takes the row's lock first (`touch`), so two that meet see each other. What is open is few rows by index, so
counting it again costs the same after ten years; what needs history (sessions, cards) is counted by `refresh` alone.
`reasons` holds codes and numbers: open items, open reviews, and three facts of its own (`KEPT`).
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.attendance.models import Alert, AlertState, Appointment, AppointmentState
from api.db import insert_for, table_of
from api.goals.models import NeedItem, NeedState
from api.journal.models import Entry, Kind
from api.oversight.models import AttentionItem, Band, CaseloadRow, Review, ReviewKind, ReviewState
from api.oversight.rules import QUIET_AFTER

Reason = dict[str, Any]

BAND_ORDER = {Band.urgent: 3, Band.attention: 2, Band.info: 1}

NEED_OPEN = "need_open"
KEPT = ("talk_about", "alert_waiting", "quiet_answered", NEED_OPEN)
"""Facts of the row that stand in no open item or review: things to talk about since the last session, an alert in its
grace, that a person has answered a silence, and help that was asked for and has had no step yet."""


def touch(at: Access, participant_id: UUID, *, heard: bool = False) -> Any:
    """Lock the participant's row, making it if need be, and give its columns. `heard`: something arrived just now."""
    start: dict[str, Any] = {
        "participant_id": participant_id,
        "reasons": [],
        "band": 0,
        "unread_reviews": 0,
        "sessions_held": 0,
        "cards_in_week": 0,
        "changed_at": at.now,
    }
    if heard:
        start["last_entry_at"] = at.now
    return at.session.execute(_touching(at.service.database.kind, tuple(start)), start).one()


def hold(at: Access, participant_id: UUID) -> None:
    """Lock the participant's row, once a transaction however many entries need it."""
    if participant_id not in at.holds:
        touch(at, participant_id)
        at.holds.add(participant_id)


@lru_cache
def _touching(kind: str, names: tuple[str, ...]) -> Any:
    """The statement of `touch`, made once: building it anew cost more than running it."""
    table = table_of(CaseloadRow)
    insert = insert_for(kind, table).values({name: sa.bindparam(name, type_=table.c[name].type) for name in names})
    stamp = {name: insert.excluded[name] for name in names if name.endswith("_at")}
    return insert.on_conflict_do_update(index_elements=[table.c.participant_id], set_=stamp).returning(*table.c)


def kept(row: Any) -> list[Reason]:
    """The row's own facts, to hand back to `recount`."""
    return [reason for reason in row.reasons if reason["code"] in KEPT]


def more_to_talk_about(facts: list[Reason], count: int, at: datetime) -> list[Reason]:
    """The row's own facts with `count` more "talk about this next time"."""
    found: Reason = next((one for one in facts if one["code"] == "talk_about"), {"code": "talk_about", "n": 0})
    talk = {**found, "band": Band.info, "n": found["n"] + count, "at": at.isoformat()}
    return [one for one in facts if one["code"] != "talk_about"] + [talk]


def recount(at: Access, participant_id: UUID, own: list[Reason], **columns: Any) -> None:
    """Write the row again from what is open now. `own` are its own facts, `columns` anything else to set.

    Three statements, whatever is open. The row must be locked (`touch`).
    """
    open_items, open_reviews = _open_now()
    items = at.session.execute(open_items, {"who": participant_id}).all()
    reviews = at.session.execute(open_reviews, {"who": participant_id}).all()
    reasons: list[Reason] = []
    dues: list[tuple[datetime, str]] = []
    for item in items:
        reason = {"at": item.raised_at.isoformat(), **item.facts, "band": item.band, "code": item.rule}
        reasons.append(reason | ({"with_lead": 1} if item.escalated_at else {}))
        dues.append((item.due_at, item.rule))
    said = {item.subject for item in items}
    for review in reviews:
        fact: Reason = {"band": Band.info, "at": review.at.isoformat()}
        if review.kind == ReviewKind.week:
            # A week that still runs is not yet due to anybody; the page decides by the clock whether it is over.
            reasons.append(
                fact | {"code": "cards_to_read", "week": review.subject[:10], "due": review.due_at.isoformat()}
            )
            continue
        dues.append((review.due_at, f"review_{review.kind}"))
        if review.kind == ReviewKind.urge:
            reasons.append(fact | {"band": Band.attention, "code": "review_urge", "urge": review.intensity})
        elif review.subject not in said:
            reasons.append(fact | {"code": f"review_{review.kind}"})
    due_at, due_kind = min(dues, default=(None, None), key=lambda one: one[0])
    values = {
        "reasons": reasons + own,
        "band": max((BAND_ORDER[Band(one["band"])] for one in reasons), default=0),
        "unread_reviews": len(reviews),
        "next_due_at": due_at,
        "next_due_kind": due_kind,
        "changed_at": at.now,
        **columns,
    }
    at.session.execute(_counted(tuple(values)), values | {"who": participant_id})


@lru_cache
def _counted(names: tuple[str, ...]) -> Any:
    """The statement of `recount` that sets these columns, made once."""
    table = table_of(CaseloadRow)
    values = {name: sa.bindparam(name, type_=table.c[name].type) for name in names}
    return sa.update(table).where(table.c.participant_id == sa.bindparam("who")).values(values)


@lru_cache
def _open_now() -> tuple[Any, Any]:
    """What is open of one participant: items and reviews. Made once, as `_touching` is."""
    i, r, e = table_of(AttentionItem), table_of(Review), table_of(Entry)
    return (
        sa.select(i.c.rule, i.c.subject, i.c.band, i.c.facts, i.c.raised_at, i.c.due_at, i.c.escalated_at)
        .where(i.c.participant_id == sa.bindparam("who"), i.c.open_key.is_not(None))
        .order_by(i.c.raised_at, i.c.id),
        sa.select(r.c.kind, r.c.subject, r.c.at, r.c.due_at, e.c.intensity)
        .select_from(r.outerjoin(e, e.c.id == r.c.entry_id))
        .where(r.c.participant_id == sa.bindparam("who"), r.c.state != ReviewState.closed)
        .order_by(r.c.at, r.c.id),
    )


def refresh(at: Access, participant_id: UUID) -> None:
    """Write the participant's whole row again from the tables, whatever it held. A fixed number of statements."""
    touch(at, participant_id)
    a, e = table_of(Appointment), table_of(Entry)
    mine = a.c.participant_id == participant_id
    held, last_held = at.session.execute(
        sa.select(sa.func.count(), sa.func.max(a.c.planned_at)).where(mine, a.c.state == AppointmentState.held)
    ).one()
    coming = at.session.execute(
        sa.select(a.c.planned_at, a.c.mode)
        .where(mine, a.c.state == AppointmentState.planned, a.c.planned_at > at.now)
        .order_by(a.c.planned_at)
        .limit(1)
    ).first()
    talk = at.session.execute(
        sa.select(sa.func.count(), sa.func.max(e.c.happened_at)).where(
            e.c.participant_id == participant_id,
            e.c.talk_about.is_(True),
            e.c.withdrawn.is_(False),
            *([e.c.happened_at > last_held] if last_held else []),
        )
    ).one()
    heard = at.session.execute(
        sa.select(sa.func.max(e.c.received_at)).where(e.c.participant_id == participant_id)
    ).scalar_one()
    cards, last_card = cards_of(at, participant_id)
    own: list[Reason] = []
    if talk[0]:
        own = more_to_talk_about(own, talk[0], talk[1])
    own += _alert_waiting(at, participant_id) + _quiet_answered(at, participant_id) + needs_open(at, participant_id)
    recount(
        at,
        participant_id,
        own,
        sessions_held=held,
        next_session_at=coming.planned_at if coming else None,
        next_session_mode=coming.mode if coming else None,
        last_entry_at=heard,
        cards_in_week=cards,
        last_card_on=last_card,
    )


def cards_of(at: Access, participant_id: UUID) -> tuple[int, date | None]:
    """How many days have a daily card in the seven that end with the newest card, and that day."""
    e = table_of(Entry)
    days = [
        row.local_date
        for row in at.session.execute(
            sa.select(e.c.local_date)
            # Only a daily card has no form named beside it.
            .where(
                e.c.participant_id == participant_id,
                e.c.kind == Kind.checkin,
                e.c.detail.is_(None),
                e.c.withdrawn.is_(False),
            )
            .group_by(e.c.local_date)
            .order_by(e.c.local_date.desc())
            .limit(7)
        )
    ]
    return (sum(day > days[0] - timedelta(days=7) for day in days), days[0]) if days else (0, None)


def _alert_waiting(at: Access, participant_id: UUID) -> list[Reason]:
    alert = table_of(Alert)
    releases = at.session.execute(
        sa.select(sa.func.min(alert.c.releases_at)).where(
            alert.c.participant_id == participant_id,
            alert.c.state == AlertState.waiting,
            alert.c.pushes.is_(True),
        )
    ).scalar_one()
    return [{"band": Band.info, "code": "alert_waiting", "at": releases.isoformat()}] if releases else []


def needs_open(at: Access, participant_id: UUID) -> list[Reason]:
    """The needs that are open with no step, the longest first: [kind, since] each. The page says those that are idle."""
    n = table_of(NeedItem)
    rows = at.session.execute(
        sa.select(n.c.kind, n.c.stepped_at)
        .where(n.c.participant_id == participant_id, n.c.state == NeedState.open)
        .order_by(n.c.stepped_at, n.c.id)
    ).all()
    waits = [[row.kind.value, row.stepped_at.isoformat()] for row in rows]
    return [{"band": Band.info, "code": NEED_OPEN, "at": waits[0][1], "waits": waits}] if waits else []


def _quiet_answered(at: Access, participant_id: UUID) -> list[Reason]:
    i = table_of(AttentionItem)
    answered = at.session.execute(
        sa.select(sa.func.max(i.c.closed_at)).where(
            i.c.participant_id == participant_id,
            i.c.rule == "quiet",
            i.c.open_key.is_(None),
            i.c.closed_at > at.now - QUIET_AFTER,
        )
    ).scalar_one()
    return [{"band": Band.info, "code": "quiet_answered", "at": answered.isoformat()}] if answered else []
