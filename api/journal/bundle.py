"""The door down: everything the phone needs offline after its PIN, in one answer (architecture section 5)."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from pydantic_core import to_json

from api.act import Access
from api.attendance.actions import upcoming, upcoming_read
from api.attendance.words import about_me, about_me_read
from api.checkins.due import asked_of, checkins_of
from api.clock import local_day, stamp
from api.coping.actions import work, work_reads
from api.coping.phone import kept_aside, kept_read
from api.db import table_of
from api.evaluation.measures import waiting_on_phone, waiting_read
from api.goals import actions as goals
from api.goals import needs
from api.goals.week import week_of, week_reads
from api.journal import held
from api.journal.chain import FORM as CHAIN_FORM
from api.journal.own import forms_answered, lately_reads, own_entries
from api.learning.pieces import Form
from api.learning.place import for_phone
from api.orders import questions, reading
from api.oversight.opened import opened_now, opened_read
from api.oversight.reviews import replies, replies_read
from api.people.enrolment import readers, sheet_says
from api.people.models import LearningPlace, Participant, ParticipantKey, Programme, Team
from api.people.records import first_name_of
from api.together import Read
from api.vault import WrappedKey

OWN_DAYS = timedelta(days=30)
OWN_AT_MOST = 100
CLOSED_DAYS = timedelta(days=90)
"""For so long a goal or a need that is over still stands on the phone."""
WEEKS_BACK = 4
"""Weeks of the week plan before this one."""
SHORT_HISTORY = 6


_P, _G, _T, _K, _L = (table_of(one) for one in (Participant, Programme, Team, ParticipantKey, LearningPlace))
_PERSON = (
    sa.select(
        _P.c.id, _P.c.first_name, _P.c.zone, _P.c.state, _P.c.phase, _G.c.cadence, _G.c.free_text, _T.c.duty_phone,
        _T.c.duty_hours, _L.c.language, _L.c.jurisdiction, _K.c.kek_id, _K.c.wrapped, *readers(_P),
        sheet_says("reading_support", _P).label("reading_support"),
    )
    .join(_G, _G.c.participant_id == _P.c.id)
    .join(_T, _T.c.id == _P.c.team_id)
    .join(_K, _K.c.participant_id == _P.c.id)
    .outerjoin(_L, _L.c.participant_id == _P.c.id)
    .where(_P.c.id == sa.bindparam("who"))
)  # fmt: skip


def bundle(at: Access, holds: str | None = None) -> tuple[bytes, str]:
    """The bundle as JSON bytes, and its version: a digest that changes only when something in it does.

    `holds`: the version that a phone holds which lays changes over it, "" where it holds none. It gets what it lacks, as long as
    nothing about the rest changed (held.py): with `entries_since` only new entries; with `as_held` no part but those that change
    as time goes by. None: a phone that always takes it whole.
    """
    # Asked first: what is signed or retired meanwhile may be in the answer, and is then told again.
    shown = at.service.catalogue.shown_hash()
    person = at.session.execute(_PERSON, {"who": at.subject}).one()
    at.keep_box(person.id, at.vault.box(WrappedKey(person.kek_id, person.wrapped), person.id))
    mark = None if holds is None else held.mark_of(holds, at.now)
    by_the_hour, steady = reads_of(at, person, mark)
    found = at.read_ahead(*by_the_hour, *steady)[len(by_the_hour) :]
    checkins = checkins_of(at, person)
    asked, asked_forms = waiting_on_phone(at)
    opened = opened_now(at)
    if "chain" in opened and (form := at.service.catalogue.shown_form(CHAIN_FORM)) is not None:
        asked_forms.append(form)
    forms = {form.id: form for form in [*checkins.pop("forms"), *asked_forms]}
    passing = to_json({**checkins, "needs": needs.for_phone(at, CLOSED_DAYS)})
    entries, mark, whole = _entries(at, mark, shown, [(form.id, form.version) for form in forms.values()])
    rest = held.rest(at, person, found) if mark else None
    as_held = mark is not None and mark.rest == rest
    # Own answers are read and changed in the words that they answered. Step by step goes from the phone once it is closed.
    answered = at.service.catalogue.answered_forms(
        one for one in forms_answered(entries) if one[0] != CHAIN_FORM or CHAIN_FORM in forms
    )
    others = _drawn(at, [form for form in answered if form != forms.get(form.id)])
    parts = passing[:-1]
    if not as_held:
        parts += (
            b"," + to_json(_steady(at, person, opened, asked))[1:-1] + b',"forms":[' + _drawn(at, forms.values()) + b"]"
        )
    body = b"".join((parts, b',"answered_forms":[', others, b'],"entries":[', b",".join(entries), b"]}"))
    if mark is None:
        version = hashlib.sha256(body).hexdigest()[:16]
    else:
        version = mark._replace(rest=rest).tag(passing, () if whole else entries)
    made: dict[str, Any] = {"version": version, "made_at": stamp(at.now)}
    if not whole:
        made["entries_since"] = stamp(at.now - OWN_DAYS)
    if as_held:
        made["as_held"] = True
    return json.dumps(made, separators=(",", ":")).encode()[:-1] + b"," + body[1:], version


def _drawn(at: Access, forms: Iterable[Form]) -> bytes:
    return b",".join(at.service.catalogue.form_json(form) for form in forms)


def _steady(at: Access, person: Any, opened: set[str], asked: list[dict[str, Any]]) -> dict[str, Any]:
    """The parts that stay as they are until somebody does something, or a day begins: of each, what is read is in `reads_of`."""
    plan, plan_work = plan_for_phone(at)
    return {
        "participant": {
            "first_name": first_name_of(at, person),
            "zone": person.zone,
            "status": person.state,
            "phase": person.phase,
        },
        "clinician": {"first_name": person.clinician} if person.clinician else None,
        "lead": {"first_name": person.lead} if person.lead else None,
        "plan": plan,
        "orders": reading.for_phone(at),
        "questions": questions.for_phone(at),
        "plan_work": plan_work,
        "appointments": upcoming(at),
        "goals": goals.goals_of(at, for_phone=True, since=at.now - CLOSED_DAYS),
        "week": week_of(at, _first_monday(at, person)),
        "measures": asked,
        "replies": replies(at, at.now - OWN_DAYS),
        "about_me": about_me(at),
        "opened": sorted(opened),
        **for_phone(at, person, opened),
        "settings": {
            "duty_phone": person.duty_phone,
            "duty_hours": person.duty_hours,
            "reading_support": bool(person.reading_support),
            "free_text": person.free_text,
        },
    }


def _entries(
    at: Access, mark: held.Mark | None, shown: str, forms: list[tuple[str, int]]
) -> tuple[list[bytes], held.Mark | None, bool]:
    """The entries of the bundle, the mark of it, and whether those are all that the phone shows."""
    since = at.now - OWN_DAYS
    if mark is not None:
        standing = held.stands(at, mark, OWN_DAYS, shown, forms)
        if mark.stands == standing:
            return own_entries(at, since=since, received=mark.at, limit=OWN_AT_MOST)[0], mark, False
        if mark.stands is not None:
            # Read anew, from one moment: a digest that is newer than the entries would hide what they lack.
            mark = held.mark_of("", at.now)
            at.read_ahead(*lately_reads(at, since, None, OWN_AT_MOST), held.stands_read(at, mark, OWN_DAYS))
            standing = held.stands(at, mark, OWN_DAYS, shown, forms)
        mark = held.Mark(mark.at, standing, None)
    return own_entries(at, since=since, limit=OWN_AT_MOST)[0], mark, True


def reads_of(at: Access, person: Any, mark: held.Mark | None) -> tuple[list[Read], list[Read]]:
    """What every room reads for the bundle of this person: for the parts that change as time goes by, and for the steady ones.

    A room whose read is missing here asks for itself; in a steady part, a phone would then not be told what that found.
    """
    received = mark.at if mark and mark.stands else None
    by_the_hour = [
        *lately_reads(at, at.now - OWN_DAYS, received, OWN_AT_MOST),
        *([held.stands_read(at, mark, OWN_DAYS)] if mark else []),
        *asked_of(at, person),
        needs.needs_read(at, closed_within=CLOSED_DAYS),
    ]
    return by_the_hour, [
        *work_reads(at, SHORT_HISTORY),
        kept_read(at),
        waiting_read(at),
        opened_read(at),
        *reading.orders_reads(at),
        questions.questions_read(at),
        upcoming_read(at),
        goals.goals_read(at, for_phone=True, since=at.now - CLOSED_DAYS),
        *week_reads(at, _first_monday(at, person)),
        replies_read(at, at.now - OWN_DAYS),
        about_me_read(at),
    ]


def _first_monday(at: Access, person: Any) -> date:
    """Where the week plan begins that the phone shows."""
    today = local_day(at.now, person.zone)
    return today - timedelta(days=today.weekday() + 7 * WEEKS_BACK)


def plan_for_phone(at: Access) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """The agreed plan, and what goes back and forth about it as the phone needs it: no clinician's draft, a short history."""
    going = work(at, most=SHORT_HISTORY)
    del going["draft"]
    return going.pop("current"), going | {"kept": kept_aside(at)}
