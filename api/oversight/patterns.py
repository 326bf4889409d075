"""What a month of logs and two weeks of cards look like: plain counts, and the one sentence that says what is seen.

No trend, no verdict, no score. A day without a card is a gap, never a zero.
"""

import json
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from api.act import Access
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
    return {"urges_by_hour": _by_hour(at, zone), "cards": {"days": _cards(at, zone)}}


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


def _cards(at: Access, zone: str) -> list[dict[str, Any]]:
    """One line a day: {on, card, urge, acted, sleep, substances, skills}. A near miss or act from the logs is shown too."""
    e = table_of(Entry)
    today = local_day(at.now, zone)
    days = [today - timedelta(days=n) for n in reversed(range(CARD_DAYS))]
    rows = at.session.execute(
        sa.select(e.c.id, e.c.kind, e.c.schema_version, e.c.detail, e.c.local_date, e.c.body)
        .where(
            e.c.participant_id == at.subject,
            e.c.withdrawn.is_(False),
            e.c.local_date.between(days[0], days[-1]),
            sa.or_(e.c.kind == Kind.checkin, e.c.detail.in_(("near_miss", "acted"))),
        )
        .order_by(e.c.received_at, e.c.id)
    ).all()
    cards = [row for row in rows if row.kind == Kind.checkin]
    box = at.box()
    changes = amendments(at, box, [row.id for row in cards])
    answers: dict[Any, dict[str, Any]] = {}
    for row in cards:
        plain = opened(box, row)
        body = json.loads(merged(plain, changes[row.id]) if row.id in changes else plain)
        answers[row.local_date] = answers.get(row.local_date, {}) | (body.get("answers") or {})
    logged: dict[Any, set[str]] = {}
    for row in rows:
        if row.kind != Kind.checkin:
            logged.setdefault(row.local_date, set()).add(row.detail)
    return [_day(day, answers.get(day), logged.get(day, set())) for day in days]


def _day(day: Any, card: dict[str, Any] | None, logged: set[str]) -> dict[str, Any]:
    acted = "acted" if (card or {}).get("acted") is True or "acted" in logged else None
    if acted is None and "near_miss" in logged:
        acted = "near_miss"
    if acted is None and card is not None and card.get("acted") is False:
        acted = "no"
    if card is None:
        return dict.fromkeys(("urge", "sleep", "substances", "skills")) | {"on": day, "card": False, "acted": acted}
    skills = card.get("skills")
    return {
        "on": day,
        "card": True,
        "urge": card.get("urge"),
        "acted": acted,
        "sleep": card.get("sleep_hours"),
        "substances": card.get("substances"),
        "skills": len(skills) if isinstance(skills, list) else 0 if card.get("used_skill") is False else None,
    }
