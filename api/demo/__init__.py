"""The demonstration: a made-up team and twelve made-up participants with months of history.

Nothing is written into tables by hand. Each event is the action that real use would have called, at the instant when it
would have been called; phones seal, the server opens, guards, encrypts and audits. The seed is fixed, so that two
machines show the same people; only the dates move with the day.
"""

import json
import time as stopwatch
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import sqlalchemy as sa
from rich.console import Console
from rich.progress import Progress
from sqlmodel import Session, col

from api.act import Service, as_service
from api.attendance import probation
from api.clock import local_day
from api.coping import actions as coping
from api.coping import suggestions
from api.coping.merge import SECTIONS
from api.coping.models import SuggestionKind
from api.demo import checkins
from api.demo.asking import asks
from api.demo.lessons import lessons
from api.demo.mornings import read_everything
from api.demo.orders import orders
from api.demo.phones import ask, logs, purpose, send, send_named
from api.demo.reminders import post_runs, reminders
from api.demo.seeder import Seeder, done
from api.demo.sessions import sessions
from api.demo.signing import signing
from api.demo.stories import DUTY_HOURS, DUTY_PHONE, PASSWORD, PLAN, POLICY, ZONE, Story, stories
from api.oversight.participant_page import set_state
from api.people import actions as people
from api.people import enrolment, staffing
from api.people.models import Basis, Cadence, LegalBasis, ParticipantState, Phase, Role, User


def seed(service: Service, say: Console, *, if_empty: bool = False) -> dict[str, Any] | None:
    """Fill an empty database. Returns {participants, entries, seconds}, or None when there were people already."""
    began = stopwatch.perf_counter()
    with service.database.transaction(write=False) as session:
        if session.execute(sa.select(col(User.id)).limit(1)).first():
            if not if_empty:
                say.print("There are people already. `make demo-reset` forgets them.")
            return None
    seeder = Seeder(service)
    people_of_it = stories()
    _hire(seeder)
    for story in people_of_it:
        _tell(seeder, story)
    read_everything(seeder)
    signing(service, seeder)
    checkins.clock_runs(seeder, local_day(seeder.now, ZONE))
    post_runs(seeder, local_day(seeder.now, ZONE))
    with Progress(console=say, transient=True) as shown:
        task = shown.add_task("Made-up people live through their weeks", total=1.0)
        seeder.play(lambda done: shown.update(task, completed=done))
    return {"participants": len(people_of_it), "entries": seeder.entries, "seconds": stopwatch.perf_counter() - began}


def _hire(seeder: Seeder) -> None:
    service = seeder.service
    long_ago = seeder.now - timedelta(days=100)
    with service.database.transaction() as session:
        at = as_service(service, session, long_ago)
        staffing.settle_in(at)
        team = staffing.add_team(
            at, "Harbour team", DUTY_PHONE, DUTY_HOURS, POLICY.format(clinician="your clinician"), ZONE
        )
        people_here = [
            ("maya", "Maya", "Okafor", Role.clinician, None),
            ("ruth", "Ruth", "Bell", Role.clinician, None),
            ("josh", "Josh", "Lind", Role.lead, None),
            ("jo", "Jo", "Marsh", Role.probation, "North Probation"),
            ("pat", "Pat", "Denholm", Role.probation, "East Probation"),
            ("sam", "Sam", "Ito", Role.admin, None),
            ("lena", "Lena", "Voss", Role.auditor, None),
        ]
        for order, (key, first, last, role, organisation) in enumerate(people_here):
            at.now = long_ago + timedelta(minutes=order)
            made = staffing.add_user(
                at, email=f"{key}@demo.example", first_name=first, last_name=last, role=role, password=PASSWORD,
                team_id=team.id if role in (Role.clinician, Role.lead) else None, organisation=organisation,
            )  # fmt: skip
            seeder.users[key] = made.user
        at.trail.write(session, at.now)


# One participant's weeks ----------------------------------------------------------------------------------------------


def _tell(seeder: Seeder, story: Story) -> None:
    today = local_day(seeder.now, ZONE)
    start = today - timedelta(weeks=story.weeks)
    start -= timedelta(days=max(0, start.weekday() - 4))
    # Daniel is made first of all, so that "try as a participant" is always him.
    began = seeder.local(start, 9, 0) if story.first_name != "Daniel" else seeder.local(today - timedelta(weeks=13), 9)
    seeder.at(began, partial(_take_on, seeder, story))
    if (story.officer and not story.paper) or story.officer:
        seeder.at(seeder.local(start, 9, 30), partial(_link, seeder, story))
    if not story.paper:
        seeder.at(seeder.local(start, 10, 0), partial(_enrol, seeder, story))
    if story.plan:
        seeder.at(seeder.local(start + timedelta(days=9), 15), partial(_plan, seeder, story))
    if story.first_name in ("Daniel", "Lee", "Stephen"):
        seeder.at(seeder.local(today - timedelta(days=2), 17), partial(_plan_moves, seeder, story))
    if story.phase is not Phase.settling:
        seeder.at(seeder.local(start + timedelta(days=15), 15, 5), partial(_phase, seeder, story))
    sessions(seeder, story, start, today)
    checkins.tell(seeder, story, start, today)
    orders(seeder, story, today, partial(send_named, seeder))
    if not story.paper:
        logs(seeder, story, start, today)
        purpose(seeder, story, today)
        asks(seeder, story, today, partial(ask, seeder))
        lessons(seeder.service, seeder, story, today, partial(send_named, seeder))
        reminders(seeder, story, today)
    if story.first_name == "Marek":
        seeder.at(seeder.local(today - timedelta(days=10), 12), partial(_pause, seeder, story))


def _take_on(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:
    at = seeder.staff(session, when, story.clinician)
    person = people.take_on(
        at, first_name=story.first_name, last_name=story.last_name, date_of_birth=date.fromisoformat(story.born),
        case_reference=story.reference, zone=ZONE, tier=story.tier, basis=story.basis, cadence=Cadence.daily_card,
        planned_sessions=12,
        suitability={
            "agreed": True, "internet_device_allowed": not story.paper, "inspection": story.basis is Basis.licence,
            "no_deletion": False, "no_auto_deletion_software": False, "reading_support": story.paper,
            "digital_skill": "none" if story.paper else "some", "excluded_motivation": False, "note": None,
        },
    )  # fmt: skip
    story.id = person.id
    done(at)


def _link(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:
    assert story.id and story.officer
    at = seeder.staff(session, when, "josh", story.id)
    basis = {Basis.requirement: LegalBasis.requirement, Basis.spo: LegalBasis.spo}.get(story.basis, LegalBasis.licence)
    link = people.propose_link(at, seeder.users[story.officer].id, basis, False)
    session.flush()
    done(at)
    officer = seeder.staff(session, when + timedelta(minutes=20), story.officer, story.id)
    problem = probation.accept_link(officer, link.id, story.reference, date.fromisoformat(story.born))
    assert problem is None
    done(officer)


def _enrol(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:
    assert story.id
    clinician = seeder.staff(session, when, story.clinician, story.id)
    codes = enrolment.invite(clinician)
    session.flush()
    done(clinician)
    at = as_service(seeder.service, session, when + timedelta(minutes=4))
    found = enrolment.look(at, codes.qr)
    assert not isinstance(found, Exception)
    at.participant_id = story.id
    agreed = [point["id"] for point in enrolment.points(at)]
    device = enrolment.confirm(at, found, seeder.service.settings.demo_pin, agreed, ZONE)
    story.device_id = device.id
    done(at)


def _plan(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:
    at = seeder.staff(session, when, story.clinician, story.id)
    plan = json.loads(json.dumps(PLAN))
    coping.write(at, plan, local_day(when, ZONE), None)
    done(at)


def _plan_moves(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:
    """Plans that wait: Lee proposed a change, Daniel has a suggestion to answer, and Stephen's words clash with Ruth's."""
    at = seeder.staff(session, when, story.clinician, story.id)
    plan = coping.current_plan(at)
    assert plan is not None
    night = str(plan["ids"]["night"][0])
    draft: dict[str, Any] = {
        "base_version": plan["version"],
        "lines": [
            {"section": "night", "id": night, "text": "Phone in the hall cupboard at 10"},
            {
                "section": "alone",
                "id": str(uuid5(NAMESPACE_OID, story.reference)),
                "text": "Walk to the harbour wall and back",
            },
        ],
        "text": "The old one does not work on late shifts.",
    }
    if story.first_name == "Daniel":
        rule = plan["rules"][0]
        idea = {"then": "I will put the phone in the drawer and make tea"}
        suggestions.suggest(at, SuggestionKind.suggestion, "rules", UUID(rule["id"]), "You said tea helped.", idea)
        done(at)
        return
    if story.first_name == "Stephen":
        ours = {name: plan[name] for name in (*SECTIONS, "rules", "ids")} | {
            "night": ["Phone with the neighbour at 10", *plan["night"][1:]]
        }
        coping.propose(at, json.loads(json.dumps(ours)), plan["version"])
        done(at)
    send(seeder, story, "plan_draft", draft, session, when + timedelta(minutes=50))


def _phase(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:
    at = seeder.staff(session, when, story.clinician, story.id)
    people.change_phase(at, story.phase)
    done(at)


def _pause(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:

    at = seeder.staff(session, when, story.clinician, story.id)
    set_state(at, ParticipantState.paused, "In hospital for some weeks. We take it up again after.")
    done(at)
