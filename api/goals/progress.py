"""Progress (product F16): what was expected and what was done, urges with their gaps, what was practised, what helped.

Facts with dates, for the participant and for staff alike. Nothing is scored, nothing says how long it has been since
anything, and a day that nobody wrote about is a gap, never a zero. No number here changes how often somebody is seen
(content-facts 4.7).
"""

import json
from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.attendance.models import Appointment, AppointmentState
from api.checkins.models import Occurrence, OccurrenceState
from api.clock import local_day
from api.coping.actions import current_plan
from api.db import table_of
from api.goals import actions, week
from api.goals.models import GoalState
from api.journal.models import Entry, Kind
from api.journal.own import amendments, merged
from api.journal.said import humbly
from api.people.models import Participant, Programme

WEEKS = 8
BODY_DAYS = timedelta(days=30)
"""How far back what was practised is read: the same days that the phone keeps its own entries for."""
MOST_BODIES = 200
URGES = ("urge", "near_miss", "acted")
DAILY_CARD = "daily-card"


def today_of(at: Access) -> date:
    """The participant's day now."""
    p = table_of(Participant)
    zone: str = at.session.execute(sa.select(p.c.zone).where(p.c.id == at.subject)).scalar_one()
    return local_day(at.now, zone)


def progress(at: Access) -> dict[str, Any]:
    """Eight weeks, oldest first: {weeks, sessions, urges, practised, rules, goals, activities}.

    `weeks` [{monday, expected, done}] of check-ins, expected null where none were asked for. `sessions` {held, planned}.
    `urges` [{day, urge 0-10 or null}]. `practised` [{code, text, times}] and `rules` [{id, text, used, helped}] of 30 days.
    `goals` [{id, text, steps, done}] that are agreed. `activities` [{id, text, times, meanings}], what meant most first.
    """
    p = table_of(Participant)
    zone: str = at.session.execute(sa.select(p.c.zone).where(p.c.id == at.subject)).scalar_one()
    today = local_day(at.now, zone)
    first = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    strongest, cards = _days(at, first, today)
    practised, rules = _practised(at)
    return {
        "weeks": _weeks(at, first, today, cards),
        "sessions": _sessions(at),
        "urges": [
            {"day": day, "urge": strongest.get(day)}
            for day in (first + timedelta(days=n) for n in range((today - first).days + 1))
        ],
        "practised": practised,
        "rules": rules,
        "goals": _goals(at),
        "activities": _activities(at, first),
    }


def by_meaning(said: dict[UUID, list[int | None]]) -> list[UUID]:
    """Ids of activities, those that meant most on the days they were done first; unsaid meanings count for nothing."""

    def mean(activity_id: UUID) -> float:
        known = [value for value in said[activity_id] if value is not None]
        return sum(known) / len(known) if known else -1

    return sorted(said, key=lambda one: (-mean(one), -len(said[one]), str(one)))


def _days(at: Access, first: date, today: date) -> tuple[dict[date, int], set[date]]:
    """The strongest urge that was said of each day, in a card or a log, and the days that have a card."""
    e = table_of(Entry)
    strongest: dict[date, int] = {}
    cards: set[date] = set()
    for row in at.session.execute(
        sa.select(e.c.local_date, e.c.kind, e.c.intensity).where(
            e.c.participant_id == at.subject,
            e.c.local_date.between(first, today),
            e.c.withdrawn.is_(False),
            sa.or_(
                sa.and_(e.c.kind == Kind.checkin, e.c.detail.is_(None)),
                sa.and_(e.c.kind == Kind.trigger, e.c.detail.in_(URGES)),
                e.c.kind == Kind.urge,
            ),
        )
    ):
        if row.kind == Kind.checkin:
            cards.add(row.local_date)
        if row.intensity is not None:
            strongest[row.local_date] = max(strongest.get(row.local_date, 0), row.intensity)
    return strongest, cards


def _weeks(at: Access, first: date, today: date, cards: set[date]) -> list[dict[str, Any]]:
    """Daily cards that were expected and done, a week a line. A day that was excused, paused or moved, and today, is not expected."""
    o = table_of(Occurrence)
    asked = set(
        at.session.execute(
            sa.select(o.c.due_on).where(
                o.c.participant_id == at.subject,
                o.c.form_id == DAILY_CARD,
                o.c.due_on >= first,
                o.c.due_on < today,
                o.c.state.in_([OccurrenceState.submitted, OccurrenceState.missed, OccurrenceState.open]),
            )
        ).scalars()
    )
    weeks = []
    for n in range(WEEKS):
        monday = first + timedelta(days=7 * n)
        days = {monday + timedelta(days=m) for m in range(7)}
        done = days & cards
        expected = len(days & (asked | done)) if days & asked else None
        weeks.append({"monday": monday, "expected": expected, "done": len(done)})
    return weeks


def _sessions(at: Access) -> dict[str, int]:
    """Sessions held so far, and how many the programme plans."""
    a, g = table_of(Appointment), table_of(Programme)
    held: int = at.session.execute(
        sa.select(sa.func.count())
        .select_from(a)
        .where(a.c.participant_id == at.subject, a.c.state == AppointmentState.held)
    ).scalar_one()
    planned = at.session.execute(sa.select(g.c.planned_sessions).where(g.c.participant_id == at.subject)).scalar()
    return {"held": held, "planned": max(planned or 0, held)}


def _practised(at: Access) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Skills that were used and rules of the plan that were tried, most often first, from the entries of 30 days."""
    e = table_of(Entry)
    rows = at.session.execute(
        sa.select(e.c.id, e.c.body)
        .where(
            e.c.participant_id == at.subject,
            e.c.happened_at > at.now - BODY_DAYS,
            e.c.kind.in_([Kind.checkin, Kind.trigger, Kind.urge]),
            e.c.withdrawn.is_(False),
        )
        .order_by(e.c.happened_at.desc(), e.c.id)
        .limit(MOST_BODIES)
    ).all()
    if not rows:
        return [], []
    box = at.box()
    changes = amendments(at, box, [row.id for row in rows])
    skills: Counter[str] = Counter()
    used: Counter[str] = Counter()
    helped: Counter[str] = Counter()
    for row in rows:
        plain = box.open("entry", "body", row.id, row.body)
        body = json.loads(merged(plain, changes[row.id]) if row.id in changes else plain)
        named = {*(body.get("skills") or ()), *((body.get("answers") or {}).get("skills") or ())}
        skills.update(one for one in named if isinstance(one, str))
        for rule in body.get("rules") or ():
            used[rule["id"]] += 1
            helped[rule["id"]] += rule.get("helped") in ("yes", "a_bit")
    names = _skill_names(at)
    plan = current_plan(at)
    acts = {str(rule["id"]): rule["then"] for rule in plan["rules"]} if plan else {}
    return [
        {"code": code, "text": names.get(code, humbly(code)), "times": times} for code, times in skills.most_common()
    ], [
        {"id": rule_id, "text": acts[rule_id], "used": times, "helped": helped[rule_id]}
        for rule_id, times in sorted(used.items(), key=lambda one: (-helped[one[0]], -one[1], one[0]))
        if rule_id in acts
    ]


def _skill_names(at: Access) -> dict[str, str]:
    """What the daily card calls each skill, in its newest words for it: an older version may have named one that is gone."""
    catalogue = at.service.catalogue
    now = catalogue.answered_form(DAILY_CARD, 0)
    forms = [*reversed(catalogue.older_versions([DAILY_CARD])), *([now] if now else [])]
    items = [form.item("skills") for form in forms]
    return {option.value: option.text for item in items if item for option in item.options or ()}


def _goals(at: Access) -> list[dict[str, Any]]:
    return [
        {
            "id": one["id"],
            "text": one["text"],
            "steps": len(one["steps"]),
            "done": sum(step["done_on"] is not None for step in one["steps"]),
        }
        for one in actions.goals_of(at, for_phone=True)
        if one["state"] is GoalState.agreed
    ]


def _activities(at: Access, first: date) -> list[dict[str, Any]]:
    found = week.week_of(at, first)
    said: dict[UUID, list[int | None]] = {}
    for one in found["days"]:
        if one["done"]:
            said.setdefault(one["activity_id"], []).append(one["meaning"])
    texts = {one["id"]: one["text"] for one in found["activities"]}
    return [
        {"id": one, "text": texts[one], "times": len(said[one]), "meanings": [m for m in said[one] if m is not None]}
        for one in by_meaning(said)
        if one in texts
    ]
