"""What the phone is told about check-ins: what is open, what comes, what was missed, and what its forms ask beside their own.

Four reads by index, whatever the history. Occurrences that no job has written down yet are worked out from the schedules,
so that a phone with no signal has the next 14 days.
"""

import json
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.checkins.models import ExtraQuestion, Occurrence, OccurrenceState, Schedule, Target
from api.checkins.planning import AHEAD, occurrence_id, of_the_programme, wanted_of
from api.checkins.wording import Names
from api.clock import local_day, stamp
from api.db import table_of
from api.learning.pieces import Form
from api.people.models import ParticipantState
from api.together import Read
from api.vault import Box

MISSED_SHOWN = timedelta(days=6)
"""How long a missed check-in stands on Today: so long that the name of its day can mean no other day."""


ANSWERED_SHOWN = timedelta(days=60)
"""How long the words of a target or question stay on the phone once it is no longer asked: an entry of the last 30 days may answer
it, and its phone may have asked it for a while longer, without signal."""


class Planned(NamedTuple):
    """An occurrence that no job has written down yet, as the row it will be."""

    id: UUID
    form_id: str
    due_on: date
    opens_at: datetime
    closes_at: datetime
    state: OccurrenceState = OccurrenceState.planned
    entry_id: UUID | None = None
    reason_entry_id: UUID | None = None
    missed_at: datetime | None = None


def checkins_of(at: Access, person: Any) -> dict[str, Any]:
    """{forms, due, coming, missed, targets, form_questions, answered_targets, answered_questions} of the bundle.

    Empty lists unless the programme is active, save for the two last: what is asked no longer, and own entries may answer.

    `person` is a row with the participant's id, zone, state and cadence. `forms` are the pieces themselves. `due` is what is open now, and what was open today and is done; `coming` opens later.
    """
    empty: dict[str, Any] = {name: [] for name in ("forms", "due", "coming", "missed", "targets", "form_questions")}
    active = person.state is ParticipantState.active
    today = local_day(at.now, person.zone)
    asks: dict[str, Any] = {"targets": [], "form_questions": [], "answered_targets": [], "answered_questions": []}
    oldest = today - ANSWERED_SHOWN
    for row, words in targets_of(at, person.id):
        if row.active_to is None or row.active_to >= oldest:
            asked = active and (row.active_to is None or row.active_to >= today)
            target = {"id": str(row.id), "text": words, "from": row.active_from, "to": row.active_to}
            asks["targets" if asked else "answered_targets"].append(target)
    for row, question in _questions(at, person.id):
        if row.stopped_at is None or row.stopped_at > at.now - ANSWERED_SHOWN:
            asked = active and row.stopped_at is None
            asks["form_questions" if asked else "answered_questions"].append(question)
    if not active:
        return empty | asks
    rows = _occurrences(at, person, today)
    forms: dict[str, Form | None] = {}
    found = dict(empty)
    due: list[dict[str, Any]] = []
    coming: list[dict[str, Any]] = []
    missed: list[dict[str, Any]] = []
    for row in rows:
        if row.form_id not in forms:
            forms[row.form_id] = at.service.catalogue.shown_form(row.form_id)
        form = forms[row.form_id]
        if form is None:
            continue
        if row.state is OccurrenceState.missed:
            if row.missed_at > at.now - MISSED_SHOWN:
                missed.append(_missed(row, form))
            continue
        done = row.entry_id is not None
        if row.state in (OccurrenceState.cancelled, OccurrenceState.excused) and not done:
            continue
        if row.closes_at <= at.now:
            continue
        (due if row.opens_at <= at.now or done else coming).append(_due(row, form, done))
    found["forms"] = [form for form in forms.values() if form is not None]
    found["due"], found["coming"], found["missed"] = due, coming, missed
    return found | asks


_T, _Q, _O, _S = table_of(Target), table_of(ExtraQuestion), table_of(Occurrence), table_of(Schedule)
_TARGETS = sa.select(_T).where(_T.c.participant_id == sa.bindparam("who")).order_by(_T.c.made_at, _T.c.id)
_QUESTIONS = sa.select(_Q).where(_Q.c.participant_id == sa.bindparam("who")).order_by(_Q.c.made_at, _Q.c.id)
_AROUND_NOW = sa.select(
    _O.c.id, _O.c.form_id, _O.c.due_on, _O.c.opens_at, _O.c.closes_at, _O.c.state, _O.c.entry_id, _O.c.reason_entry_id,
    _O.c.missed_at,
).where(
    _O.c.participant_id == sa.bindparam("who"),
    _O.c.due_on.between(sa.bindparam("first"), sa.bindparam("last")),
    _O.c.closes_at > sa.bindparam("since"),
)  # fmt: skip
_SCHEDULES = sa.select(_S).where(_S.c.participant_id == sa.bindparam("who"))


def asked_of(at: Access, person: Any) -> list[Read]:
    """What `checkins_of` reads."""
    own = {"who": person.id}
    today = local_day(at.now, person.zone)
    around = _around(at, person, today)
    return [around, Read(_SCHEDULES, own), Read(_TARGETS, own), Read(_QUESTIONS, own)]


def _around(at: Access, person: Any, today: date) -> Read:
    return Read(
        _AROUND_NOW,
        {
            "who": person.id,
            "first": today - timedelta(days=21),
            "last": today + AHEAD,
            "since": at.now - MISSED_SHOWN,
        },
    )


def targets_of(at: Access, participant_id: Any) -> list[tuple[Any, str]]:
    """Every target a person has had, oldest first, with its words."""
    rows = at.rows(Read(_TARGETS, {"who": participant_id}))
    box: Box | None = at.box(participant_id) if rows else None
    return [(row, box.open("checkin_target", "words", row.id, row.words).decode()) for row in rows if box]


def questions_of(at: Access, participant_id: Any) -> list[dict[str, Any]]:
    """Every question a clinician asked of a person, oldest first: {id, form_id, type, text, options, once, stopped}."""
    return [one | {"stopped": row.stopped_at is not None} for row, one in _questions(at, participant_id)]


def _questions(at: Access, participant_id: Any) -> list[tuple[Any, dict[str, Any]]]:
    rows = at.rows(Read(_QUESTIONS, {"who": participant_id}))
    box: Box | None = at.box(participant_id) if rows else None
    return [
        (
            row,
            {
                "id": str(row.id), "form_id": row.form_id, "type": row.kind.value,
                **json.loads(box.open("checkin_question", "asks", row.id, row.asks)), "once": row.once,
            },
        )
        for row in rows
        if box
    ]  # fmt: skip


def _occurrences(at: Access, person: Any, today: date) -> list[Any]:
    """Those around now, by when they open: as they are written, and worked out where they are not."""
    rows: dict[UUID, Any] = {row.id: row for row in at.rows(_around(at, person, today))}
    schedules: list[Any] = [
        SimpleNamespace(**row._asdict(), zone=person.zone) for row in at.rows(Read(_SCHEDULES, {"who": person.id}))
    ]
    if not schedules:
        made = of_the_programme(person.id, person.cadence, at.now, person.zone)
        schedules = [SimpleNamespace(**made.model_dump(), zone=person.zone)]
    for schedule in schedules:
        planned_until = schedule.planned_until or today - timedelta(days=1)
        if schedule.ended_at is not None or planned_until >= today + AHEAD:
            continue
        since = max(schedule.starts_on, planned_until + timedelta(days=1))
        for due in wanted_of(at, schedule, min(since, today), today + AHEAD, None):
            known = occurrence_id(schedule.id, due.key)
            if known not in rows and due.due_on >= since and due.closes_at > at.now:
                rows[known] = Planned(known, schedule.form_id, due.due_on, due.opens_at, due.closes_at)
    return sorted(rows.values(), key=lambda row: (row.opens_at, row.form_id))


def _due(row: Any, form: Form, done: bool) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": "checkin",
        "form_id": form.id,
        "form_version": form.version,
        "local_date": row.due_on,
        "opens_at": stamp(row.opens_at),
        "closes_at": stamp(row.closes_at),
        "done": done,
    }


def _missed(row: Any, form: Form) -> dict[str, Any]:
    return {
        "id": row.id,
        "form_id": form.id,
        "local_date": row.due_on,
        "closed_at": stamp(row.closes_at),
        "reason_said": row.reason_entry_id is not None,
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
