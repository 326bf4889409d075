"""Measures before, in the middle and at the end (product F16): asked for by the clinician, answered on the phone.

A measure is a form of the content that says `measure: true`. Answers are what somebody says about themselves, and are biased
by shame and by what may follow (content-facts 4.7): they are shown as a dated list, never summed into a risk, never sent to
probation, and no number of them changes how often somebody is seen.
"""

import json
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from api.act import Access
from api.db import table_of
from api.errors import Problem
from api.evaluation.models import Measure, MeasureMoment, MeasureState
from api.journal.models import Entry
from api.journal.own import amendments, merged
from api.learning.pieces import Form
from api.people.over import while_it_runs
from api.together import Read


class NoSuchMeasure(Problem):
    """No form of that id is a measure that may be shown."""

    slug, title = "no-such-measure", "There is no such measure here"


class MeasureAsked(Problem):
    """The same measure waits for an answer already."""

    slug, title = "measure-asked", "This measure is waiting for an answer already"


class MeasureOver(Problem):
    """The measure was answered or withdrawn."""

    slug, title = "measure-over", "This measure is not waiting any more"


def available(at: Access) -> list[Form]:
    """The measures that may be asked for now, by title."""
    return sorted(at.service.catalogue.measures(), key=lambda form: form.title)


def ask(at: Access, form_id: str, moment: MeasureMoment, due_on: date | None) -> UUID:
    """The clinician asks for a measure. Raises NoSuchMeasure, MeasureAsked while the same one waits, ProgrammeOver."""
    while_it_runs(at, "The programme has ended, so no measure can be asked for.")
    if form_id not in {form.id for form in available(at)}:
        raise NoSuchMeasure(errors=[("form_id", "Choose one of the listed measures.")])
    table = table_of(Measure)
    waiting = at.session.execute(
        sa.select(table.c.id).where(
            table.c.participant_id == at.subject, table.c.form_id == form_id, table.c.state == MeasureState.asked
        )
    ).first()
    if waiting:
        raise MeasureAsked
    made = Measure(
        participant_id=at.subject, form_id=form_id, moment=moment, state=MeasureState.asked, asked_by=at.user_id,
        asked_at=at.now, due_on=due_on,
    )  # fmt: skip
    at.session.add(made)
    at.session.flush()
    at.audit("measure_use", f"measure:{made.id}", reason=str(moment))
    return made.id


def withdraw(at: Access, measure_id: UUID) -> None:
    """The clinician no longer asks for it. Raises MeasureOver when it is answered or withdrawn."""
    measure = at.session.execute(sa.select(Measure).where(col(Measure.id) == measure_id).with_for_update()).scalar_one()
    if measure.state is not MeasureState.asked:
        raise MeasureOver
    measure.state = MeasureState.withdrawn
    at.audit("measure_use", f"measure:{measure_id}", reason="withdrawn")


def ask_no_more(at: Access) -> None:
    """The programme has ended: none waits for an answer any more. Called in the transaction that says so."""
    table = table_of(Measure)
    gone = at.session.execute(
        sa.update(table)
        .where(table.c.participant_id == at.subject, table.c.state == MeasureState.asked)
        .values(state=MeasureState.withdrawn)
        .returning(table.c.id)
    ).all()
    if gone:
        at.audit("measure_use", f"participant:{at.subject}", reason="withdrawn", count=len(gone))


def answered(at: Access, form_id: str, entry_id: UUID, day: date, *, unfinished: bool) -> None:
    """A form arrived: the measure that waits for it is answered. Any other form, or one half filled in, changes nothing."""
    if unfinished:
        return
    table = table_of(Measure)
    waiting = at.session.execute(
        sa.select(table.c.id)
        .where(table.c.participant_id == at.subject, table.c.form_id == form_id, table.c.state == MeasureState.asked)
        .order_by(table.c.asked_at)
        .limit(1)
    ).scalar()
    if waiting is not None:
        at.session.execute(
            sa.update(table)
            .where(table.c.id == waiting)
            .values(state=MeasureState.answered, entry_id=entry_id, answered_on=day)
        )


_M = table_of(Measure)
_WAITING = (
    sa.select(_M.c.id, _M.c.form_id, _M.c.moment, _M.c.due_on)
    .where(_M.c.participant_id == sa.bindparam("who"), _M.c.state == MeasureState.asked)
    .order_by(_M.c.asked_at)
)


def waiting_on_phone(at: Access) -> tuple[list[dict[str, Any]], list[Form]]:
    """What the phone asks for: {id, form_id, form_version, moment, due_on}, and the forms themselves."""
    rows = at.rows(waiting_read(at))
    forms = {form.id: form for form in available(at)}
    shown = [row for row in rows if row.form_id in forms]
    return [
        {
            "id": row.id, "form_id": row.form_id, "form_version": forms[row.form_id].version, "moment": row.moment,
            "due_on": row.due_on,
        }
        for row in shown
    ], [forms[form_id] for form_id in sorted({row.form_id for row in shown})]  # fmt: skip


def waiting_read(at: Access) -> Read:
    """What `waiting_on_phone` reads."""
    return Read(_WAITING, {"who": at.subject})


def results(at: Access) -> list[dict[str, Any]]:
    """Every measure asked for, newest first, with its answers as {link_id, text, value} once there are any."""
    table, e = table_of(Measure), table_of(Entry)
    rows = at.session.execute(
        sa.select(table, e.c.body)
        .outerjoin(e, e.c.id == table.c.entry_id)
        .where(table.c.participant_id == at.subject)
        .order_by(table.c.asked_at.desc(), table.c.id)
    ).all()
    if not rows:
        return []
    box = at.box()
    entry_ids = [row.entry_id for row in rows if row.entry_id]
    changes = amendments(at, box, entry_ids) if entry_ids else {}
    found = []
    for row in rows:
        answers: dict[str, Any] = {}
        version = 0
        if row.body is not None:
            plain = box.open("entry", "body", row.entry_id, row.body)
            whole = merged(plain, changes[row.entry_id]) if row.entry_id in changes else plain
            body = json.loads(whole)
            answers, version = body.get("answers") or {}, body.get("form_version") or 0
        found.append(
            {
                "id": row.id,
                "form_id": row.form_id,
                "title": title_of(at, row.form_id),
                "moment": row.moment,
                "state": row.state,
                "asked_on": row.asked_at.date(),
                "due_on": row.due_on,
                "answered_on": row.answered_on,
                "answers": _said(at, row.form_id, version, answers),
            }
        )
    return found


def title_of(at: Access, form_id: str) -> str:
    """The form's title; its id when the content no longer holds it."""
    form = at.service.catalogue.answered_form(form_id, 0)
    return form.title if form else form_id


def _said(at: Access, form_id: str, version: int, answers: dict[str, Any]) -> list[dict[str, Any]]:
    """Answers in the words and order of the version that was answered, then what it does not ask. A choice is given by its text."""
    form, left, lines = at.service.catalogue.answered_form(form_id, version), dict(answers), []
    for item in form.items if form else ():
        if item.link_id in left:
            value = left.pop(item.link_id)
            chosen = next((one.text for one in item.options or () if one.value == value), None)
            lines.append({"link_id": item.link_id, "text": item.text, "value": chosen or value, "of": item.max})
    return lines + [{"link_id": name, "text": name, "value": value, "of": None} for name, value in left.items()]
