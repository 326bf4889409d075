"""The door down: everything the phone needs offline after its PIN, in one answer (architecture section 5)."""

import hashlib
import json
from datetime import date, datetime, timedelta
from typing import Any

from api.act import Access
from api.attendance.actions import upcoming
from api.attendance.words import about_me
from api.checkins.due import checkins_of, form_for_phone
from api.clock import local_day
from api.coping.actions import current_plan, work
from api.coping.phone import kept_aside
from api.evaluation.measures import waiting_on_phone
from api.goals import actions as goals
from api.goals.needs import needs_of
from api.goals.week import week_of
from api.journal.chain import FORM as CHAIN_FORM
from api.journal.own import own_entries
from api.learning.place import for_phone
from api.orders import questions, reading
from api.oversight.opened import opened_now
from api.oversight.reviews import replies
from api.people.enrolment import newest_sheet, readers_of
from api.people.models import Participant, Programme, Team
from api.people.records import first_name_of

OWN_DAYS = timedelta(days=30)
OWN_AT_MOST = 100
CLOSED_DAYS = timedelta(days=90)
"""For so long a goal or a need that is over still stands on the phone."""
WEEKS_BACK = 4
"""Weeks of the week plan before this one."""
SHORT_HISTORY = 6


def bundle(at: Access) -> tuple[bytes, str]:
    """The bundle as JSON bytes, and its version: a digest that changes only when something in it does."""
    person = at.session.get_one(Participant, at.subject)
    programme = at.session.get_one(Programme, person.id)
    team = at.session.get_one(Team, person.team_id)
    readers = readers_of(at, person)
    sheet = newest_sheet(at, person.id)
    entries, _ = own_entries(at, since=at.now - OWN_DAYS, limit=OWN_AT_MOST)
    today = local_day(at.now, person.zone)
    checkins = checkins_of(at, person, programme)
    asked, asked_forms = waiting_on_phone(at)
    opened = opened_now(at)
    if "chain" in opened and (form := at.service.catalogue.shown_form(CHAIN_FORM)) is not None:
        asked_forms.append(form)
    known = {form["id"] for form in checkins["forms"]}
    checkins["forms"] += [form_for_phone(form) for form in asked_forms if form.id not in known]
    head: dict[str, Any] = {
        "participant": {
            "first_name": first_name_of(at, person),
            "zone": person.zone,
            "status": person.state,
            "phase": person.phase,
        },
        "clinician": {"first_name": readers["clinician"]} if readers["clinician"] else None,
        "lead": {"first_name": readers["lead"]} if readers["lead"] else None,
        "plan": current_plan(at),
        "orders": reading.for_phone(at),
        "questions": questions.for_phone(at),
        "plan_work": plan_work(at),
        "appointments": upcoming(at),
        **checkins,
        "goals": goals.goals_of(at, for_phone=True, since=at.now - CLOSED_DAYS),
        "week": week_of(at, today - timedelta(days=today.weekday() + 7 * WEEKS_BACK)),
        "needs": needs_of(at, closed_within=CLOSED_DAYS),
        "measures": asked,
        "replies": replies(at, at.now - OWN_DAYS),
        "about_me": about_me(at),
        "opened": sorted(opened),
        **for_phone(at, person.phase, opened),
        "settings": {
            "duty_phone": team.duty_phone,
            "duty_hours": team.duty_hours,
            "reading_support": bool(sheet and sheet.reading_support),
            "free_text": programme.free_text,
        },
    }
    body = json.dumps(head, separators=(",", ":"), default=_plain).encode()
    body = body[:-1] + b',"entries":[' + b",".join(entries) + b"]}"
    version = hashlib.sha256(body).hexdigest()[:16]
    made = json.dumps({"version": version, "made_at": at.now.strftime("%Y-%m-%dT%H:%M:%SZ")}, separators=(",", ":"))
    return made.encode()[:-1] + b"," + body[1:], version


def plan_work(at: Access) -> dict[str, Any]:
    """What goes back and forth about the plan, as the phone needs it: no clinician's draft, and a short history."""
    going = work(at, most=SHORT_HISTORY)
    del going["draft"]
    return going | {"kept": kept_aside(at)}


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
