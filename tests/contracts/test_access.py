"""Every operation of the OpenAPI, as everybody, in every relation: who gets in is what the table by hand says.

No transaction of the walk is kept, so that every cell meets the same world. A stranger never sees a 422, a 409 or a 2xx.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from api import access
from api.access import ROWS, May, Row, Scope
from api.act import Service
from api.attendance.models import Alert
from api.checkins.models import ExtraQuestion, Occurrence, Schedule, Target
from api.db import Database, table_of
from api.evaluation.models import Measure
from api.goals.models import Activity, Goal, GoalStep, NeedItem
from api.journal.models import Quarantine
from api.main import guards
from api.orders.models import CourtOrder, OrderProposal, Question
from api.outbox import Channel, MessageState, OutboxMessage
from api.oversight.models import AttentionItem, Review
from api.people.actions import propose_link, revoke_device
from api.people.models import (
    Assignment,
    Invitation,
    LegalBasis,
    LinkState,
    ProbationLink,
    Role,
    StaffSession,
    User,
    UserState,
)
from tests.contracts.living import ORDER, Marks, purpose
from tests.contracts.matrix import ANYONE, MATRIX
from tests.world import Client, World

ROLES = ["participant", "clinician", "lead", "probation", "admin", "auditor"]
INSIDE = {
    "participant": {"own phone"},
    "clinician": {"assigned clinician"},
    "lead": {"lead of the team"},
    "probation": {"linked probation"},
}
"""Who is within reach of the participant of the walk, by role."""


class Forgetful:
    """A database whose transactions are all rolled back after their answer was made."""

    def __init__(self, real: Database) -> None:
        self.real, self.kind = real, real.kind

    @contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[Session]:
        with self.real.engine.connect() as connection:
            connection.execution_options(foothold_write=True)
            transaction = connection.begin()
            try:
                with Session(bind=connection, expire_on_commit=False) as session:
                    yield session
                    session.flush()
            finally:
                transaction.rollback()

    def close(self) -> None:
        self.real.close()


@dataclass
class Stage:
    """The people of the walk, and the ids that its addresses name."""

    service: Service
    clients: dict[str, tuple[str, Client]]
    ids: dict[str, str]


@pytest.fixture
def stage(world: World, service: Service) -> Stage:
    clinician, colleague, lead = world.clinician(), world.clinician(), world.lead()
    away = world.team("Away")
    other_clinician, other_lead = world.clinician(away), world.lead(away)
    linked, unlinked, ended = world.probation(), world.probation(), world.probation()
    admin, auditor, suspended = world.admin(), world.auditor(), world.clinician()
    person = world.participant(clinician, linked)
    another = world.participant(colleague)
    with world.act(lead.user, person) as at:
        at.session.add(Assignment(participant_id=person, user_id=suspended.id, started_at=at.now))
        tie = ProbationLink(
            participant_id=person, probation_user_id=ended.id, legal_basis=LegalBasis.licence, state=LinkState.ended,
            proposed_by=lead.id, proposed_at=at.now, accepted_at=at.now, ended_at=at.now,
        )  # fmt: skip
        at.session.add(tie)
        at.session.get_one(User, suspended.id).state = UserState.suspended
    with world.act(lead.user, another) as at:
        propose_link(at, linked.id, LegalBasis.licence, False)
    phone, other_phone, old_phone = world.phone(person), world.phone(another), world.phone(person)
    phone.trigger("near_miss", 8)
    phone.trigger("near_miss", 9)
    phone.send("trigger", {}, raw=b"not json")
    phone.send("question", {"text": "Can I go?"})
    drafted = clinician.client.post(f"/api/participants/{person}/orders", ORDER)
    assert drafted.status_code == 201, drafted.text
    proposed = linked.client.post(f"/api/attendance/participants/{person}/order-text", {"text": "To live there."})
    assert proposed.status_code == 201, proposed.text
    clinician.client.post(f"/api/participants/{person}/invitations")
    purpose(f"/api/participants/{person}", clinician.client, phone, Marks())
    planned = (world.clock.now + timedelta(minutes=5)).isoformat()
    made = clinician.client.post(
        f"/api/participants/{person}/appointments",
        {"planned_at": planned, "length_minutes": 50, "mode": "phone", "place": None, "basis": "licence"},
    )
    assert made.status_code == 201, made.text
    appointment = made.json()["id"]
    world.clock.advance(minutes=10)
    told = clinician.client.put(
        f"/api/appointments/{appointment}/outcome",
        {
            "came": "yes", "minutes_late": None, "happened": True, "why_not": None, "told_before": None, "confirm": None,
        },
    )  # fmt: skip
    assert told.status_code == 200, told.text
    with world.act() as at:
        device = old_phone.device_id
        at.participant_id = person
        revoke_device(at, device)

    suggested = clinician.client.post(
        f"/api/participants/{person}/coping-plan/suggestions",
        {"kind": "suggestion", "part": "night", "text": "Radio on"},
    )
    assert suggested.status_code == 201, suggested.text
    message = OutboxMessage(
        channel=Channel.email, unique_key="walk", case_key="walk", team_id=world.home.id, to_user_id=linked.id,
        body=b"", state=MessageState.dead, made_at=world.clock.now, next_at=world.clock.now, dead_at=world.clock.now,
    )  # fmt: skip
    with world.act() as at:
        at.session.add(message)

    def one(model: Any, *where: Any) -> str:
        with world.act() as at:
            return str(at.session.execute(sa.select(table_of(model).c.id).where(*where)).scalars().first())

    checkins = f"/api/participants/{person}/check-ins"
    for path, more in (
        ("/targets", {"words": "Check their page"}), ("/questions", {"type": "boolean", "text": "Did you walk?"})
    ):  # fmt: skip
        made = clinician.client.post(checkins + path, more)
        assert made.status_code == 200, made.text
    asked = clinician.client.put(f"{checkins}/schedule", {"cadence": "weekly", "weekday": 3, "days": 3})
    assert asked.status_code == 200, asked.text

    ids = {
        "participant_id": str(person),
        "schedule_id": one(Schedule),
        "occurrence_id": one(Occurrence),
        "target_id": one(Target),
        "extra_question_id": one(ExtraQuestion),
        "appointment_id": appointment,
        "alert_id": one(Alert),
        "review_id": one(Review),
        "item_id": one(AttentionItem),
        "attention_item_id": one(AttentionItem),
        "invitation_id": one(Invitation),
        "device_id": str(phone.device_id),
        "assignment_id": one(Assignment, table_of(Assignment).c.user_id == clinician.id),
        "link_id": one(ProbationLink, table_of(ProbationLink).c.state == LinkState.proposed),
        "session_id": one(StaffSession, table_of(StaffSession).c.user_id == clinician.id),
        "quarantine_id": one(Quarantine),
        "suggestion_id": suggested.json()["id"],
        "clash_id": str(uuid4()),
        "message_id": str(message.id),
        "court_order_id": one(CourtOrder),
        "question_id": one(Question),
        "proposal_id": one(OrderProposal),
        "goal_id": one(Goal),
        "goal_step_id": one(GoalStep),
        "activity_id": one(Activity),
        "need_item_id": one(NeedItem),
        "measure_id": one(Measure),
        "digest": "0" * 16,
        "path": "x",
        "language": "en",
        "piece_id": "stop",
    }
    with world.act() as at:
        ids["invitation_id"] = str(at.session.execute(sa.select(table_of(Invitation).c.pair_id)).scalars().first())
    clients = {
        "own phone": ("participant", phone.client),
        "another's phone": ("participant", other_phone.client),
        "assigned clinician": ("clinician", clinician.client),
        "clinician of the team": ("clinician", colleague.client),
        "clinician of another team": ("clinician", other_clinician.client),
        "lead of the team": ("lead", lead.client),
        "lead of another team": ("lead", other_lead.client),
        "linked probation": ("probation", linked.client),
        "unlinked probation": ("probation", unlinked.client),
        "probation whose link ended": ("probation", ended.client),
        "admin": ("admin", admin.client),
        "auditor": ("auditor", auditor.client),
        "suspended clinician": ("nobody", suspended.client),
        "anonymous": ("nobody", world.anonymous()),
    }
    service.database = Forgetful(service.database)  # type: ignore[assignment]
    return Stage(service, clients, ids)


def operations() -> list[tuple[str, str, str]]:
    """(method, path, verb) of every route, checked against the OpenAPI by a test of its own."""
    return sorted((*key.split(" ", 1), guard.may.value) for key, guard in guards().items())  # type: ignore[misc]


def names_person(path: str, verb: str) -> bool:
    """Whether the address names somebody's object, so that what is out of reach is 404."""
    ones_own = ("/api/me/devices/", "/api/sessions/", "/api/outbox/", "/content/", "/api/content/")
    return "{" in path and not path.startswith(ones_own)


def wanted(verb: str, path: str, role: str, who: str) -> set[int] | str:
    """The statuses that the table allows, or 'in' when the caller is let in."""
    if verb in ANYONE:
        return "in"
    if role == "nobody":
        return {401}
    phone_path = path.startswith(("/api/me/", "/api/unlock"))
    if phone_path != (role == "participant") and verb not in ("self_read", "entry_kinds_read"):
        return {401}
    cell = MATRIX[verb][ROLES.index(role)]
    if verb == "link_accept":
        return "in" if who == "linked probation" else {404}
    if verb == "dead_letter_resend":
        return "in" if who in ("lead of the team", "admin") else {404}
    if names_person(path, verb):
        inside = who in INSIDE.get(role, set())
        if cell == "-":
            # That somebody wrote, or that something waits, is itself no business of probation's: 404, as if it were not.
            told = role != "probation" or "{participant_id}" in path
            return {403} if inside and told else {404}
        if cell in "ctlo":
            return "in" if inside else {404}
        if cell == "*":
            return "in"
        raise AssertionError(f"the walk does not know whose {path} is")
    if cell == "-":
        return {404} if "{" in path else {403}
    return "in"


def mismatches(stage: Stage, only: May | None = None, role_only: str | None = None) -> list[str]:
    """Every cell where the service and the table by hand do not agree."""
    found: list[str] = []
    for method, path, verb in operations():
        if only is not None and verb != only.value:
            continue
        address = re.sub(r"\{(\w+)(:path)?\}", lambda m: stage.ids[m[1]], path)
        for who, (role, client) in stage.clients.items():
            if role_only is not None and role != role_only:
                continue
            expected = wanted(verb, path, role, who)
            for body in ({"nonsense": 1}, None):
                if body is None and method == "GET":
                    continue
                kept = list(client.http.cookies.jar)
                answer = client.request(method, address, json=body) if body else client.request(method, address)
                client.http.cookies.jar.clear()
                for cookie in kept:  # Signing out forgets the cookie as well as the session.
                    client.http.cookies.jar.set_cookie(cookie)
                status = answer.status_code
                if status >= 500 and path != "/readyz":  # No tick has been, and it says so.
                    found.append(f"{who}: {method} {path} -> {status}")
                elif expected == "in" and status in (401, 403, 404) and not _fine(verb, status, address):
                    found.append(f"{who}: {method} {path} kept out with {status}")
                elif isinstance(expected, set) and status not in expected:
                    found.append(f"{who}: {method} {path} -> {status}, not {sorted(expected)}")
    return found


def _fine(verb: str, status: int, address: str) -> bool:
    """A 401 or 404 of the thing itself, once the caller was let in: no such message, a wrong PIN, nothing to demonstrate."""
    return (verb, status) in {
        ("demo_sign_in", 404),
        ("content_open", 404),
        ("session_own", 404),
        ("sign_in", 401),
        ("device_own", 404),
    }


def test_everybody_gets_just_what_the_table_says(stage: Stage) -> None:
    assert len(operations()) > 50
    assert mismatches(stage) == []


def test_the_openapi_and_the_guards_name_the_same_operations(app: Any) -> None:
    paths = app.openapi()["paths"]
    listed = {f"{method.upper()} {path}" for path, ways in paths.items() for method in ways}
    assert listed == set(guards())


def test_the_table_by_hand_has_every_verb_that_is_used() -> None:
    used = {guard.may.value for guard in guards().values()}
    assert used == set(MATRIX) | ANYONE
    for may, row in ROWS.items():
        if row.planned:
            assert may.value not in used


def flips() -> list[tuple[May, Role]]:
    return [(May(verb), Role(role)) for verb in sorted(MATRIX) for role in ROLES]


@pytest.mark.parametrize("database_kind", ["sqlite"])  # It tries the walk itself, which runs on both.
def test_a_flipped_cell_is_noticed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each role each verb that it lacks, and take each that it has: the walk must see every one."""
    reach = {"participant": Scope.own, "clinician": Scope.case, "lead": Scope.team, "probation": Scope.link}
    unnoticed = []
    flipped = 0
    for may, role in flips():
        row = ROWS[may]
        cells = dict(row.cells)
        if role in cells:
            del cells[role]
        else:
            of_cases = {Scope.case, Scope.team, Scope.link, Scope.own} & set(cells.values())
            cells[role] = reach.get(role.value, Scope.org) if of_cases else Scope.org
        if may is May.link_accept and role is not Role.probation:
            continue  # A proposed link names its practitioner: it belongs to nobody else, whatever the cell.
        if may.value in PHONE_ONLY and role is not Role.participant:
            continue  # These addresses look at the phone's credential alone: a cell for staff opens nothing.
        if (
            may.value not in PHONE_ONLY
            and role is Role.participant
            and may.value not in ("self_read", "entry_kinds_read")
        ):
            continue  # And these look at staff sessions alone.
        flipped += 1
        monkeypatch.setitem(access.ROWS, may, Row(cells, row.anyone, row.reads, row.late, row.planned))
        if not mismatches(stage, may, role.value):
            unnoticed.append(f"{may} {role}")
        monkeypatch.setitem(access.ROWS, may, row)
    assert flipped > 150
    assert not unnoticed, "\n".join(unnoticed)


PHONE_ONLY = {
    "phone_read", "phone_unlock", "phone_pin", "device_own", "entry_create", "entry_read_own", "bundle_read",
    "who_saw_read", "open_alternatives",
}  # fmt: skip


def test_a_missing_object_and_one_out_of_reach_answer_alike(stage: Stage) -> None:
    looked = 0
    for method, path, verb in operations():
        if not names_person(path, verb):
            continue
        phone_path = path.startswith("/api/me/")
        strange = stage.clients["another's phone" if phone_path else "clinician of another team"][1]
        address = re.sub(r"\{(\w+)(:path)?\}", lambda m: stage.ids[m[1]], path)
        missing = re.sub(r"\{(\w+)(:path)?\}", lambda m: str(UUID(int=7)), path)
        malformed = re.sub(r"\{(\w+)(:path)?\}", "not-an-id", path)
        answers = [strange.request(method, one, json={"nonsense": 1}) for one in (address, missing, malformed)]
        assert {(a.status_code, a.content) for a in answers} == {(404, answers[0].content)}, path
        looked += 1
    assert looked > 25
