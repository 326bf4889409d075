"""One participant's check-ins as staff see them: schedules, due dates, targets, own questions, and the forms themselves."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from api.act import Access
from api.checkins.due import last_hours, questions_of, targets_of
from api.checkins.models import Occurrence, Schedule
from api.checkins.schedule import FORM_OF
from api.clock import local_day
from api.db import table_of
from api.journal.chain import FORM as STEP_BY_STEP
from api.people.models import Cadence, Participant, User

BACK = timedelta(days=27)
AHEAD = timedelta(days=14)


def checkins(at: Access) -> dict[str, Any]:
    """Everything of the check-ins page. A fixed number of queries."""
    p, s, u = table_of(Participant), table_of(Schedule), table_of(User)
    zone, state = at.session.execute(sa.select(p.c.zone, p.c.state).where(p.c.id == at.subject)).one()
    today = local_day(at.now, zone)
    schedules = at.session.execute(
        sa.select(s, u.c.first_name)
        .outerjoin(u, u.c.id == s.c.made_by)
        .where(s.c.participant_id == at.subject, s.c.ended_at.is_(None))
    ).all()
    catalogue = at.service.catalogue
    asked = [form for form_id in dict.fromkeys(FORM_OF.values()) if (form := catalogue.shown_form(form_id))]
    step_by_step = catalogue.shown_form(STEP_BY_STEP)
    forms = [*asked, *catalogue.measures(), *([step_by_step] if step_by_step else [])]
    return {
        "as_of": at.now,
        "zone": zone,
        "active": state == "active",
        "today": today,
        "schedules": [_schedule(row) for row in sorted(schedules, key=lambda row: list(Cadence).index(row.cadence))],
        "occurrences": occurrences(at, today - BACK, today + AHEAD),
        "targets": [
            {"id": row.id, "text": words, "from": row.active_from, "to": row.active_to, "live": _live(row, today)}
            for row, words in targets_of(at, at.subject)
        ],
        "questions": [
            {**one, "options": [option["text"] for option in one.get("options", ())]}
            for one in questions_of(at, at.subject)
        ],
        "forms": [form.drawn() for form in forms],
        "print_only": [STEP_BY_STEP],
        "older_forms": [form.drawn() for form in catalogue.older_versions([form.id for form in forms])],
    }


def occurrences(at: Access, first: date, last: date) -> list[dict[str, Any]]:
    """Due dates from `first` to `last`, oldest first, with what became of each."""
    o, u = table_of(Occurrence), table_of(User)
    rows = at.session.execute(
        sa.select(o, u.c.first_name.label("by"))
        .outerjoin(u, u.c.id == o.c.excused_by)
        .where(o.c.participant_id == at.subject, o.c.due_on.between(first, last))
        .order_by(o.c.due_on, o.c.opens_at, o.c.id)
    ).all()
    box = at.box()
    return [
        {
            "id": row.id, "form_id": row.form_id, "due_on": row.due_on, "opens_at": row.opens_at,
            "closes_at": row.closes_at, "state": row.state, "on_time": row.on_time, "entry_id": row.entry_id,
            "arrived_hours_later": last_hours(row, at.now), "missed_at": row.missed_at,
            "reason_entry_id": row.reason_entry_id, "cancelled_why": row.cancelled_why, "excused_by": row.by,
            "excused_why": box.open_text("checkin_occurrence", "excused_why", row.id, row.excused_why),
        }
        for row in rows
    ]  # fmt: skip


def _schedule(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "cadence": row.cadence,
        "form_id": row.form_id,
        "weekday": row.weekday,
        "opens": _clock(row.opens_minute),
        "closes": _clock(row.closes_minute),
        "days": row.days,
        "starts_on": row.starts_on,
        "made_by": row.first_name,
        "made_on": row.made_at.astimezone(ZoneInfo("UTC")).date(),
    }


def _live(row: Any, today: date) -> bool:
    return bool(row.active_to is None or row.active_to >= today)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
