"""What a month of logs and two weeks of cards look like: plain counts, and the one sentence that says what is seen.

No trend, no verdict, no score. A day without a card is a gap, never a zero.
"""

import json
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from api.act import Access
from api.checkins.bodies import DAILY_CARD
from api.checkins.due import last_hours, targets_of
from api.checkins.models import CancelWhy, Occurrence, OccurrenceState
from api.checkins.wording import SUBSTANCES
from api.clock import local_day, utc
from api.db import table_of
from api.journal.models import Entry, Kind
from api.journal.own import amendments, merged
from api.journal.upgrades import opened
from api.people.models import Participant

URGE_DAYS = 30
CARD_DAYS = 14
URGES = ("urge", "near_miss", "acted")
WINDOW = 5
"""Hours that the sentence looks at together: about an evening."""


def patterns(at: Access) -> dict[str, Any]:
    """urges_by_hour of 30 days by the participant's wall clock, and the card grid of 14 days, oldest first."""
    p = table_of(Participant)
    zone: str = at.session.execute(sa.select(p.c.zone).where(p.c.id == at.subject)).scalar_one()
    return {"urges_by_hour": _by_hour(at, zone), "cards": _cards(at, zone)}


def sentence(hours: list[int]) -> str:
    """What is seen in 24 counts: "16 urges logged. 12 of them between 21:00 and 01:59." """
    total = sum(hours)
    if total == 0:
        return "No urges logged."
    head = f"{total} urge{'' if total == 1 else 's'} logged."
    if total == 1:
        return f"{head} It was between {hours.index(1):02}:00 and {hours.index(1):02}:59."
    best, start = max((sum(hours[(h + n) % 24] for n in range(WINDOW)), h) for h in range(24))
    if best * 2 <= total:
        return f"{head} They are spread over the day."
    first, last = _tight(hours, start)
    how_many = "All" if best == total else str(best)
    return f"{head} {how_many} of them between {first:02}:00 and {last:02}:59."


def _tight(hours: list[int], start: int) -> tuple[int, int]:
    """The window's first and last hour that hold anything."""
    inside = [(start + n) % 24 for n in range(WINDOW) if hours[(start + n) % 24]]
    return inside[0], inside[-1]


def _by_hour(at: Access, zone: str) -> dict[str, Any]:
    e = table_of(Entry)
    hours = [0] * 24
    found = at.session.execute(
        sa.select(e.c.kind, e.c.happened_at).where(
            e.c.participant_id == at.subject,
            sa.or_(e.c.kind == Kind.urge, sa.and_(e.c.kind == Kind.trigger, e.c.detail.in_(URGES))),
            e.c.withdrawn.is_(False),
            e.c.happened_at > at.now - timedelta(days=URGE_DAYS),
            e.c.happened_at <= at.now,
        )
    ).all()
    paused = {row.happened_at for row in found if row.kind == Kind.urge}
    for row in found:
        if row.kind == Kind.trigger and row.happened_at in paused:
            continue  # A log that was made from a pause has its very instant: both tell of one urge.
        hours[utc(row.happened_at).astimezone(ZoneInfo(zone)).hour] += 1
    return {"days": URGE_DAYS, "total": sum(hours), "hours": hours, "sentence": sentence(hours)}


def _cards(at: Access, zone: str) -> dict[str, Any]:
    """{days, targets}. One line a day: {on, card, urge, acted, sleep, substances, skills, targets, state, hours_later}.

    A near miss or act from the logs is shown too. `state` is what became of the card that was due, None where none was.
    """
    e = table_of(Entry)
    today = local_day(at.now, zone)
    days = [today - timedelta(days=n) for n in reversed(range(CARD_DAYS))]
    rows = at.session.execute(
        sa.select(e.c.id, e.c.kind, e.c.schema_version, e.c.detail, e.c.local_date, e.c.body)
        .where(
            e.c.participant_id == at.subject,
            e.c.withdrawn.is_(False),
            e.c.local_date.between(days[0], days[-1]),
            sa.or_(sa.and_(e.c.kind == Kind.checkin, e.c.detail.is_(None)), e.c.detail.in_(("near_miss", "acted"))),
        )
        .order_by(e.c.received_at, e.c.id)
    ).all()
    cards = [row for row in rows if row.kind == Kind.checkin]
    box = at.box()
    changes = amendments(at, box, [row.id for row in cards])
    answers: dict[Any, dict[str, Any]] = {}
    targets: dict[Any, dict[str, dict[str, Any]]] = {}
    for row in cards:
        plain = opened(box, row)
        body = json.loads(merged(plain, changes[row.id]) if row.id in changes else plain)
        answers[row.local_date] = answers.get(row.local_date, {}) | (body.get("answers") or {})
        targets.setdefault(row.local_date, {}).update({one["id"]: one for one in body.get("targets") or ()})
    logged: dict[Any, set[str]] = {}
    for row in rows:
        if row.kind != Kind.checkin:
            logged.setdefault(row.local_date, set()).add(row.detail)
    became = _became(at, days)
    said = [
        _day(day, answers.get(day), logged.get(day, set()))
        | {"targets": [_target(one) for one in targets.get(day, {}).values()]}
        | became.get(day, {"state": None, "hours_later": None})
        for day in days
    ]
    seen = {one for by_id in targets.values() for one in by_id}
    named = [
        {"id": row.id, "text": words, "from": row.active_from, "to": row.active_to}
        for row, words in targets_of(at, at.subject)
        if str(row.id) in seen or (row.active_from <= today and (row.active_to is None or row.active_to >= days[0]))
    ]
    return {"days": said, "targets": named}


def _became(at: Access, days: list[Any]) -> dict[Any, dict[str, Any]]:
    """Of each day with a daily card due: what became of it."""
    o = table_of(Occurrence)
    rows = at.session.execute(
        sa.select(o.c.due_on, o.c.state, o.c.on_time, o.c.arrived_at, o.c.closes_at, o.c.cancelled_why)
        .where(
            o.c.participant_id == at.subject, o.c.form_id == DAILY_CARD, o.c.due_on.between(days[0], days[-1]),
            sa.or_(o.c.cancelled_why.is_(None), o.c.cancelled_why != CancelWhy.changed),
        )
        .order_by(o.c.due_on, o.c.opens_at)
    )  # fmt: skip
    return {row.due_on: {"state": _state(row), "hours_later": last_hours(row, at.now)} for row in rows}


def _state(row: Any) -> str:
    if row.state == OccurrenceState.submitted:
        return "on_time" if row.on_time else "late"
    return "open" if row.state == OccurrenceState.planned else str(row.state)


def _target(one: dict[str, Any]) -> dict[str, Any]:
    return {"id": one["id"], "urge": one.get("urge"), "acted": one.get("acted")}


def _number(value: Any, most: int) -> Any:
    """A number within the scale, else None: what is out of place is shown with the card itself, and is no height here."""
    fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most
    return value if fits else None


def _day(day: Any, card: dict[str, Any] | None, logged: set[str]) -> dict[str, Any]:
    acted = "acted" if (card or {}).get("acted") is True or "acted" in logged else None
    if acted is None and "near_miss" in logged:
        acted = "near_miss"
    if acted is None and card is not None and card.get("acted") is False:
        acted = "no"
    if card is None:
        return dict.fromkeys(("urge", "sleep", "substances", "skills")) | {"on": day, "card": False, "acted": acted}
    skills, took = card.get("skills"), card.get("substances")
    return {
        "on": day,
        "card": True,
        "urge": _number(card.get("urge"), 10),
        "acted": acted,
        "sleep": _number(card.get("sleep_hours"), 24),
        "substances": took if took in SUBSTANCES else None,
        "skills": len(skills) if isinstance(skills, list) else 0 if card.get("used_skill") is False else None,
    }
