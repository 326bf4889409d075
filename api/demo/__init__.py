"""The demonstration: a made-up team and twelve made-up participants with months of history.

Nothing is written into tables by hand. Each event is the action that real use would have called, at the instant when it
would have been called; phones seal, the server opens, guards, encrypts and audits. The seed is fixed, so that two
machines show the same people; only the dates move with the day.
"""

import json
import random
import time as stopwatch
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import sqlalchemy as sa
from rich.console import Console
from rich.progress import Progress
from sqlmodel import Session, col

from api.act import Access, Service, as_phone, as_service, as_user
from api.attendance import actions as attendance
from api.attendance import probation
from api.attendance.models import Alert, AppointmentMode, Came, ToldBefore, WhyNot
from api.attendance.outcomes import checked
from api.attendance.release import release_due
from api.clock import local_day, wall_to_instant
from api.coping import actions as coping
from api.coping import open_alternatives, suggestions
from api.coping.merge import SECTIONS
from api.coping.models import SuggestionKind
from api.demo import checkins
from api.demo.asking import asks
from api.demo.lessons import lessons
from api.demo.orders import orders
from api.demo.purpose import PEOPLE, Purpose
from api.demo.reminders import post_runs, reminders
from api.demo.signing import signing
from api.demo.stories import (
    DUTY_HOURS,
    DUTY_PHONE,
    OPEN,
    PASSWORD,
    PLAN,
    POLICY,
    REPLIES,
    SEED,
    ZONE,
    Story,
    card,
    near_miss,
    pause,
    rules_used,
    stories,
    trigger,
)
from api.journal.receive import receive
from api.oversight import attention, reviews
from api.oversight.models import AttentionItem, Review, ReviewKind, ReviewOutcome, ReviewState
from api.oversight.participant_page import set_state
from api.people import actions as people
from api.people import enrolment, staffing
from api.people.models import (
    Basis,
    Cadence,
    Device,
    LegalBasis,
    ParticipantState,
    Phase,
    Role,
    User,
)
from api.vault import b64

Do = Callable[[Session, datetime], None]
Run = Callable[[Service, datetime], Any]


class Seeder:
    """Gathers events, then plays them in order, a simulated week to a transaction."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.random = random.Random(SEED)
        self.now = service.clock()
        self.events: list[tuple[datetime, int, Do | None, Run | None]] = []
        self.users: dict[str, User] = {}
        self.entries = 0

    def at(self, when: datetime, do: Do) -> None:
        """Plan an event. One in the future does not happen."""
        if when <= self.now:
            self.events.append((when, len(self.events), do, None))

    def jobs_at(self, when: datetime) -> None:
        """Plan a run of the job that releases what has waited out its grace: it opens transactions of its own."""
        if when <= self.now:
            self.events.append((when, len(self.events), None, release_due))

    def run_at(self, when: datetime, run: Run) -> None:
        """Plan a run of jobs, which open transactions of their own."""
        if when <= self.now:
            self.events.append((when, len(self.events), None, run))

    def play(self, progress: Callable[[float], None]) -> None:
        """Run every event at its instant."""
        events = sorted(self.events, key=lambda event: event[:2])
        place = 0
        while place < len(events):
            if (run := events[place][3]) is not None:
                run(self.service, events[place][0])
                place += 1
                continue
            until = events[place][0] + timedelta(days=7)
            with self.service.database.transaction() as session:
                while place < len(events) and events[place][0] < until:
                    when, _, do, _ = events[place]
                    if do is None:
                        break
                    do(session, when)
                    place += 1
            progress(place / len(events))

    def staff(self, session: Session, when: datetime, name: str, participant_id: UUID | None = None) -> Access:
        """A member of staff acting."""
        return as_user(self.service, session, when, self.users[name], participant_id)

    def local(self, day: date, hour: int, minute: int = 0) -> datetime:
        """An instant by the wall clock in London."""
        return wall_to_instant(day, time(hour, minute), ZONE)


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
    _read_everything(seeder)
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
    _sessions(seeder, story, start, today)
    checkins.tell(seeder, story, start, today)
    orders(seeder, story, today, partial(_say, seeder))
    if not story.paper:
        _logs(seeder, story, start, today)
        _purpose(seeder, story, today)
        asks(seeder, story, today, partial(_ask, seeder))
        lessons(seeder.service, seeder, story, today, partial(_say, seeder))
        reminders(seeder, story, today)
    if story.first_name == "Marek":
        seeder.at(seeder.local(today - timedelta(days=10), 12), partial(_pause, seeder, story))


def _act(at: Access) -> None:
    at.trail.write(at.session, at.now)


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
    _act(at)


def _link(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:
    assert story.id and story.officer
    at = seeder.staff(session, when, "josh", story.id)
    basis = {Basis.requirement: LegalBasis.requirement, Basis.spo: LegalBasis.spo}.get(story.basis, LegalBasis.licence)
    link = people.propose_link(at, seeder.users[story.officer].id, basis, False)
    session.flush()
    _act(at)
    officer = seeder.staff(session, when + timedelta(minutes=20), story.officer, story.id)
    problem = probation.accept_link(officer, link.id, story.reference, date.fromisoformat(story.born))
    assert problem is None
    _act(officer)


def _enrol(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:
    assert story.id
    clinician = seeder.staff(session, when, story.clinician, story.id)
    codes = enrolment.invite(clinician)
    session.flush()
    _act(clinician)
    at = as_service(seeder.service, session, when + timedelta(minutes=4))
    found = enrolment.look(at, codes.qr)
    assert not isinstance(found, Exception)
    at.participant_id = story.id
    agreed = [point["id"] for point in enrolment.points(at)]
    device = enrolment.confirm(at, found, seeder.service.settings.demo_pin, agreed, ZONE)
    story.device_id = device.id
    _act(at)


def _plan(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:
    at = seeder.staff(session, when, story.clinician, story.id)
    plan = json.loads(json.dumps(PLAN))
    coping.write(at, plan, local_day(when, ZONE), None)
    _act(at)


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
        _act(at)
        return
    if story.first_name == "Stephen":
        ours = {name: plan[name] for name in (*SECTIONS, "rules", "ids")} | {
            "night": ["Phone with the neighbour at 10", *plan["night"][1:]]
        }
        coping.propose(at, json.loads(json.dumps(ours)), plan["version"])
        _act(at)
    _send(seeder, story, "plan_draft", draft, session, when + timedelta(minutes=50))


def _phase(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:
    at = seeder.staff(session, when, story.clinician, story.id)
    people.change_phase(at, story.phase)
    _act(at)


def _pause(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:

    at = seeder.staff(session, when, story.clinician, story.id)
    set_state(at, ParticipantState.paused, "In hospital for some weeks. We take it up again after.")
    _act(at)


# Sessions and attendance ----------------------------------------------------------------------------------------------


def _sessions(seeder: Seeder, story: Story, start: date, today: date) -> None:
    first = start + timedelta(days=(story.weekday - start.weekday()) % 7 or 7)
    days = [
        first + timedelta(weeks=week)
        for week in range(story.weeks + 2)
        if first + timedelta(weeks=week) <= today + timedelta(days=13)
    ]
    paused = story.first_name == "Marek"
    for number, day in enumerate(days):
        booked = max(seeder.local(start, 11), seeder.local(day - timedelta(days=13), 11))
        planned = seeder.local(day, story.hour)
        if paused and day > today - timedelta(days=10):
            continue
        seeder.at(booked, partial(_book, seeder, story, planned))
        seeder.at(booked + timedelta(hours=2), partial(_enforce, seeder, story, number))
        recorded = planned + timedelta(minutes=55)
        if recorded > seeder.now:
            continue
        last = day == max(
            (d for d in days if seeder.local(d, story.hour) + timedelta(minutes=55) <= seeder.now), default=day
        )
        _record_one(seeder, story, number, recorded, last)


def _record_one(seeder: Seeder, story: Story, number: int, recorded: datetime, last: bool) -> None:
    """What happened at one session: mostly they came; each story has its own exceptions."""

    def came(s: Session, when: datetime) -> None:
        late = number % 5 == 3
        said = checked(Came.late if late else Came.yes, 12 if late else None, True, None, None)
        _record(seeder, story, s, when, number, said)

    def absent(s: Session, when: datetime) -> None:
        _record(seeder, story, s, when, number, checked(Came.no, None, False, None, ToldBefore.none), typed=True)

    def ours(s: Session, when: datetime) -> None:
        _record(seeder, story, s, when, number, checked(Came.no, None, False, WhyNot.staff, None))

    after_grace = recorded + timedelta(hours=2, minutes=1)
    if story.first_name == "Kieran" and (number == 1 or last):
        seeder.at(recorded, absent)
        seeder.jobs_at(after_grace)
    elif story.first_name == "Aaron" and number == 2:
        seeder.at(recorded, absent)
        seeder.jobs_at(after_grace)
        seeder.at(recorded + timedelta(days=1, hours=1), came)
        seeder.at(recorded + timedelta(days=1, hours=3), partial(_acknowledge, seeder, story))
    elif story.first_name == "Lee" and number == 3:
        seeder.at(recorded, ours)
    elif story.first_name == "Gary" and last:
        return  # Not recorded: it nags its clinician.
    else:
        seeder.at(recorded, came)


def _book(seeder: Seeder, story: Story, planned: datetime, session: Session, when: datetime) -> None:
    at = seeder.staff(session, when, story.clinician, story.id)
    place = "Room 2" if story.mode is AppointmentMode.room else None
    story.sessions.append(attendance.create(at, planned, 50, story.mode, place, story.basis))
    _act(at)


def _enforce(seeder: Seeder, story: Story, number: int, session: Session, when: datetime) -> None:
    if story.officer is None or story.basis not in (Basis.licence, Basis.requirement, Basis.spo):
        return
    if len(story.sessions) <= number:
        return
    at = seeder.staff(session, when, story.officer, story.id)
    probation.set_enforceable(at, story.sessions[number], True)
    _act(at)


def _record(
    seeder: Seeder, story: Story, session: Session, when: datetime, number: int, said: Any, *, typed: bool = False
) -> None:
    at = seeder.staff(session, when, story.clinician, story.id)
    proof = attendance.Typed(date.fromisoformat(story.born), story.reference[-4:]) if typed else None
    attendance.record(at, story.sessions[number], said, proof)
    _act(at)


def _acknowledge(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:
    assert story.officer
    officer = seeder.users[story.officer]
    at = as_user(seeder.service, session, when, officer, story.id)
    for record in probation.inbox(at):
        if record.case_reference == story.reference and not record.acknowledged_at and not record.superseded:
            probation.acknowledge(at, record.id, True)
    _act(at)


# What the phone sends -------------------------------------------------------------------------------------------------


def _logs(seeder: Seeder, story: Story, start: date, today: date) -> None:
    dice = seeder.random
    for offset in range(1, (today - start).days + 1):
        day = start + timedelta(days=offset)
        if (today - day).days < story.silent_days:
            break
        if story.first_name == "Marek" and (today - day).days <= 10:
            break
        later = story.first_name == checkins.ARRIVED_LATER and (today - day).days == checkins.LATER_DAYS
        if dice.random() < story.cards or later:
            answers = card(dice, story)
            if story.first_name == "Lee" and day == today - timedelta(days=1):
                answers["call_me"] = True
            body = {"form_id": "daily-card", "form_version": 2, "local_date": day.isoformat(), "answers": answers}
            made = seeder.local(day, 21, dice.randrange(60))
            arrives = made
            if story.first_name == checkins.ARRIVED_LATER and (today - day).days == checkins.LATER_DAYS:
                arrives = seeder.local(day + timedelta(days=1), 12, 10)
            seeder.at(arrives, partial(_card, seeder, story, body, made))
        if dice.random() < story.urges / 7:
            hour = dice.choice([0, 1, 11, 16, 18, 20, 21, 22, 22, 23, 23])
            made = seeder.local(day + timedelta(days=1 if hour < 4 else 0), hour, dice.randrange(60))
            seeder.at(made, partial(_urge if offset % 3 == 0 else partial(_log, strength=None), seeder, story))
    if story.first_name == "Daniel":
        night = seeder.local(today, 0, 40)
        seeder.at(night, partial(_night, seeder, story))
        seeder.at(night - timedelta(days=3), partial(_show_without_a_pin, seeder, story))
    if story.first_name == "Kieran":
        night = seeder.local(today - timedelta(days=1), 23, 10)
        seeder.at(night, partial(_log, seeder, story, strength=8))


def _purpose(seeder: Seeder, story: Story, today: date) -> None:
    """Goals, the week, needs and measures of those who have any."""
    tell = PEOPLE.get(story.first_name)
    if tell is None:
        return

    def plan(day: date, hour: int, minute: int, do: Do) -> None:
        seeder.at(seeder.local(day, hour, minute), do)

    def send(kind: str, body: dict[str, Any], entry_id: UUID, session: Session, when: datetime) -> None:
        _send(seeder, story, kind, body, session, when, entry_id=entry_id)

    def staff(session: Session, when: datetime) -> Access:
        return seeder.staff(session, when, story.clinician, story.id)

    tell(Purpose(story, today, plan, send, staff))


def _ask(
    seeder: Seeder, story: Story, kind: str, body: dict[str, Any], session: Session, when: datetime, dice: random.Random
) -> None:
    _send(seeder, story, kind, body, session, when, dice=dice)


def _card(seeder: Seeder, story: Story, body: dict[str, Any], made: datetime, session: Session, when: datetime) -> None:
    targets = checkins.targets_of(story, int(body["answers"]["urge"]))
    _send(seeder, story, "checkin", body | ({"targets": targets} if targets else {}), session, when, made=made)


def _urge(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:
    body = _with_rules(seeder, story, session, when, pause(seeder.random, story, when))
    over = datetime.fromisoformat(list(body["rounds"].values())[-1]["until"])
    _send(seeder, story, "urge", body, session, min(over, seeder.now), made=when)


def _show_without_a_pin(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:
    at = as_phone(seeder.service, session, when, session.get_one(Device, story.device_id))
    open_alternatives.choose(at, OPEN)
    _act(at)


def _say(
    seeder: Seeder, story: Story, kind: str, body: dict[str, Any], session: Session, when: datetime, entry_id: UUID
) -> None:
    _send(seeder, story, kind, body, session, when, entry_id=entry_id)


def _log(seeder: Seeder, story: Story, session: Session, when: datetime, strength: int | None) -> None:
    body = trigger(seeder.random, story, when, strength)
    _send(seeder, story, "trigger", _with_rules(seeder, story, session, when, body), session, when)


def _night(seeder: Seeder, story: Story, session: Session, when: datetime) -> None:
    """The near miss of last night: made with no signal, received in the morning (or now, if it is not morning yet)."""
    arrives = min(when + timedelta(hours=6), seeder.now)
    body = _with_rules(seeder, story, session, when, near_miss(when))
    _send(seeder, story, "trigger", body, session, arrives, made=when)


def _with_rules(seeder: Seeder, story: Story, session: Session, when: datetime, body: dict[str, Any]) -> dict[str, Any]:
    """The log or pause, with the rules of the plan of that day that it says were used."""
    plan = coping.current_plan(seeder.staff(session, when, story.clinician, story.id)) if story.plan else None
    used = rules_used(plan["rules"], body, when, story) if plan else []
    return body | {"rules": used} if used else body


def _send(
    seeder: Seeder, story: Story, kind: str, body: dict[str, Any], session: Session, when: datetime,
    made: datetime | None = None, entry_id: UUID | None = None, dice: random.Random | None = None,
) -> None:  # fmt: skip
    """One entry, sealed as the phone seals it, received at `when`."""
    assert story.device_id and story.id
    device = session.get_one(Device, story.device_id)
    at = as_phone(seeder.service, session, when, device)
    entry_id = entry_id or UUID(int=(dice or seeder.random).getrandbits(128), version=4)
    made_at = (made or when).isoformat()
    sequence, story.sequence = story.sequence, story.sequence + 1
    key_id = at.vault.seal_keys[0]["id"]
    info = f"foothold/entry/1|{story.id}|{device.id}|{entry_id}|{kind}|1|{sequence}|{made_at}|{key_id}"
    plain = json.dumps({k: v for k, v in body.items() if v is not None}).encode()
    _, sealed = at.vault.seal_as_phone(plain, info)

    item = {
        "id": str(entry_id), "kind": kind, "schema": 1, "device_seq": sequence, "made_at": made_at, "zone": ZONE,
        "key_id": key_id, "sealed": b64(sealed),
    }  # fmt: skip
    answer = json.loads(receive(at, [item], None))["items"][0]
    if answer["status"] != "stored":
        raise RuntimeError(f"a made-up entry was not stored: {answer}")
    seeder.entries += 1
    _act(at)


# What clinicians answer -----------------------------------------------------------------------------------------------


def _read_everything(seeder: Seeder) -> None:
    """Each working morning the clinicians read what waits, up to two days ago; the rest still waits."""
    today = local_day(seeder.now, ZONE)
    for days in range(90, 1, -1):
        day = today - timedelta(days=days)
        if day.weekday() < 5:
            for name in ("jo", "pat"):
                seeder.at(seeder.local(day, 10, 5), partial(_post, seeder, name))
            for name in ("maya", "ruth"):
                seeder.at(seeder.local(day, 9, 15), partial(_morning, seeder, name))


def _morning(seeder: Seeder, name: str, session: Session, when: datetime) -> None:
    at = seeder.staff(session, when, name)
    waiting = session.execute(
        sa.select(Review)
        .where(
            col(Review.state) == ReviewState.unread,
            col(Review.participant_id).in_(at.reach()),
            col(Review.raised_at) < when - timedelta(hours=4),
            col(Review.kind).not_in({*reviews.FOR_THE_LEAD, ReviewKind.question}),
        )
        .order_by(col(Review.due_at))
    ).scalars()
    for review in list(waiting):
        if review.kind is ReviewKind.week and (when.date() - date.fromisoformat(review.subject)).days < 7:
            continue
        mine = seeder.staff(session, when, name, review.participant_id)
        reviews.claim(mine, review.id)
        if review.kind is ReviewKind.week:
            reviews.close(mine, review.id, ReviewOutcome.noted, None, "Read with the week's cards.", False)
        else:
            reply = seeder.random.choice(REPLIES)
            reviews.close(mine, review.id, ReviewOutcome.replied, reply, None, seeder.random.random() < 0.3)
        _act(mine)

    _answer_what_stands_out(seeder, session, when, name, at)


def _answer_what_stands_out(seeder: Seeder, session: Session, when: datetime, name: str, at: Access) -> None:
    open_items = session.execute(
        sa.select(AttentionItem).where(
            col(AttentionItem.open_key).is_not(None),
            col(AttentionItem.participant_id).in_(at.reach()),
            col(AttentionItem.raised_at) < when - timedelta(hours=20),
            col(AttentionItem.rule) != "unrecorded",
        )
    ).scalars()
    for item in list(open_items):
        mine = seeder.staff(session, when, name, item.participant_id)
        attention.answer(mine, item.id, "spoke", "Spoke about it.")
        _act(mine)


def _post(seeder: Seeder, name: str, session: Session, when: datetime) -> None:
    """A probation practitioner's morning: what came in is read."""
    at = seeder.staff(session, when, name)
    for record in probation.inbox(at):
        if not record.acknowledged_at and not record.superseded:
            mine = seeder.staff(session, when, name, _person_of(session, record.id))
            probation.acknowledge(mine, record.id, True if record.supersedes else None)
            _act(mine)


def _person_of(session: Session, alert_id: UUID) -> UUID:
    return session.get_one(Alert, alert_id).participant_id
