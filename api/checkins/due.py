"""What the phone is told about check-ins: what is open, what comes, what was missed, and what its forms ask beside their own.

Four queries by index, whatever the history. Occurrences that no job has written down yet are worked out from the schedules,
so that a phone with no signal has the next 14 days.
"""

import json
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from api.act import Access
from api.checkins.models import ExtraQuestion, Occurrence, OccurrenceState, Schedule, Target
from api.checkins.planning import AHEAD, occurrence_id, of_the_programme, wanted_of
from api.checkins.wording import Names
from api.clock import local_day
from api.db import table_of
from api.learning.pieces import Form
from api.people.models import Participant, ParticipantState, Programme
from api.vault import Box

MISSED_SHOWN = timedelta(days=6)
"""How long a missed check-in stands on Today: so long that the name of its day can mean no other day."""
SHOWN = {"id", "version", "title", "note", "items", "groups"}
"""What the phone gets of a form. Its sums are for staff."""


def checkins_of(at: Access, person: Participant, programme: Programme) -> dict[str, Any]:
    """{forms, due, coming, missed, targets, form_questions} of the bundle. Empty lists unless the programme is active.

    `due` is what is open now, and what was open today and is done; `coming` opens later.
    """
    empty: dict[str, Any] = {name: [] for name in ("forms", "due", "coming", "missed", "targets", "form_questions")}
    if person.state is not ParticipantState.active:
        return empty
    today = local_day(at.now, person.zone)
    rows = _occurrences(at, person, programme, today)
    forms: dict[str, Form | None] = {}
    found = dict(empty)
    due: list[dict[str, Any]] = []
    coming: list[dict[str, Any]] = []
    missed: list[dict[str, Any]] = []
    for row in rows:
        form_id = row["form_id"]
        if form_id not in forms:
            forms[form_id] = at.service.catalogue.shown_form(form_id)
        form = forms[form_id]
        if form is None:
            continue
        if row["state"] == OccurrenceState.missed:
            if row["missed_at"] > at.now - MISSED_SHOWN:
                missed.append(_missed(row, form))
            continue
        done = row["entry_id"] is not None
        if row["state"] in (OccurrenceState.cancelled, OccurrenceState.excused) and not done:
            continue
        if not done and row["closes_at"] <= at.now:
            continue
        if done and row["closes_at"] <= at.now:
            continue
        (due if row["opens_at"] <= at.now or done else coming).append(_due(row, form, done))
    shown = [form for form in forms.values() if form is not None]
    found["forms"] = [form_for_phone(form) for form in shown]
    found["due"], found["coming"], found["missed"] = due, coming, missed
    found["targets"] = [
        {"id": str(row.id), "text": words, "from": row.active_from, "to": row.active_to}
        for row, words in targets_of(at, person.id)
        if row.active_to is None or row.active_to >= today
    ]
    found["form_questions"] = [question for question in questions_of(at, person.id) if not question.pop("stopped")]
    return found


def form_for_phone(form: Form) -> dict[str, Any]:
    """A form as the phone draws it."""
    shown: dict[str, Any] = form.model_dump(mode="json", include=SHOWN, exclude_none=True)
    return shown


def targets_of(at: Access, participant_id: Any) -> list[tuple[Any, str]]:
    """Every target a person has had, oldest first, with its words."""
    t = table_of(Target)
    rows = at.session.execute(
        sa.select(t).where(t.c.participant_id == participant_id).order_by(t.c.made_at, t.c.id)
    ).all()
    box: Box | None = at.box(participant_id) if rows else None
    return [(row, box.open("checkin_target", "words", row.id, row.words).decode()) for row in rows if box]


def questions_of(at: Access, participant_id: Any) -> list[dict[str, Any]]:
    """Every question a clinician asked of a person, oldest first: {id, form_id, type, text, options, once, stopped}."""
    q = table_of(ExtraQuestion)
    rows = at.session.execute(
        sa.select(q).where(q.c.participant_id == participant_id).order_by(q.c.made_at, q.c.id)
    ).all()
    box: Box | None = at.box(participant_id) if rows else None
    return [
        {
            "id": str(row.id), "form_id": row.form_id, "type": row.kind.value,
            **json.loads(box.open("checkin_question", "asks", row.id, row.asks)), "once": row.once,
            "stopped": row.stopped_at is not None,
        }
        for row in rows
        if box
    ]  # fmt: skip


def _occurrences(at: Access, person: Participant, programme: Programme, today: date) -> list[dict[str, Any]]:
    """Those around now, by when they open: as they are written, and worked out where they are not."""
    o, s = table_of(Occurrence), table_of(Schedule)
    first = today - timedelta(days=21)
    rows = {
        row.id: dict(row._mapping)
        for row in at.session.execute(
            sa.select(o).where(
                o.c.participant_id == person.id, o.c.due_on.between(first, today + AHEAD),
                o.c.closes_at > at.now - MISSED_SHOWN,
            )
        )
    }  # fmt: skip
    schedules: list[Any] = [
        SimpleNamespace(**row._mapping, zone=person.zone)
        for row in at.session.execute(sa.select(s).where(s.c.participant_id == person.id))
    ]
    if not schedules:
        made = of_the_programme(person.id, programme.cadence, at.now, person.zone)
        schedules = [SimpleNamespace(**made.model_dump(), zone=person.zone)]
    for schedule in schedules:
        planned_until = schedule.planned_until or today - timedelta(days=1)
        if schedule.ended_at is not None or planned_until >= today + AHEAD:
            continue
        since = max(schedule.starts_on, planned_until + timedelta(days=1))
        for due in wanted_of(at, schedule, min(since, today), today + AHEAD, None):
            known = occurrence_id(schedule.id, due.key)
            if known not in rows and due.due_on >= since and due.closes_at > at.now:
                rows[known] = {
                    "id": known, "form_id": schedule.form_id, "due_on": due.due_on, "opens_at": due.opens_at,
                    "closes_at": due.closes_at, "state": OccurrenceState.planned, "entry_id": None, "on_time": None,
                    "reason_entry_id": None, "missed_at": None,
                }  # fmt: skip
    return sorted(rows.values(), key=lambda row: (row["opens_at"], row["form_id"]))


def _due(row: dict[str, Any], form: Form, done: bool) -> dict[str, Any]:
    return {
        "id": row["id"],
        "kind": "checkin",
        "form_id": form.id,
        "form_version": form.version,
        "local_date": row["due_on"],
        "opens_at": row["opens_at"],
        "closes_at": row["closes_at"],
        "done": done,
    }


def _missed(row: dict[str, Any], form: Form) -> dict[str, Any]:
    return {
        "id": row["id"],
        "form_id": form.id,
        "local_date": row["due_on"],
        "closed_at": row["closes_at"],
        "reason_said": row["reason_entry_id"] is not None,
    }


def names_for(at: Access, participant_id: Any) -> Names:
    """The words of a person's targets and of the questions they were asked, for a page that shows answers to them."""
    return Names(
        {str(row.id): words for row, words in targets_of(at, participant_id)},
        {
            one["id"]: (one["text"], {option["value"]: option["text"] for option in one.get("options", ())})
            for one in questions_of(at, participant_id)
        },
    )


def last_hours(row: Any, now: datetime) -> int | None:
    """Hours by which an answer that was made in time came after the close; None where it came before."""
    if row.arrived_at is None or not row.on_time or row.arrived_at <= row.closes_at:
        return None
    hours: float = (row.arrived_at - row.closes_at) / timedelta(hours=1)
    return max(1, round(hours))
