"""Appointments on the calendar: who sees which, how they move, and what a list costs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event

from api.attendance import actions
from api.people.models import ParticipantState
from tests.attendance.conftest import Case
from tests.world import World


@contextmanager
def statements(case: Case) -> Iterator[list[str]]:
    seen: list[str] = []

    def count(conn: Any, cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(case.service.database.engine, "before_cursor_execute", count)
    yield seen
    event.remove(case.service.database.engine, "before_cursor_execute", count)


def window(case: Case) -> str:
    since, until = case.clock.now - timedelta(days=30), case.clock.now + timedelta(days=30)
    return f"/api/appointments?from={since:%Y-%m-%dT%H:%M:%SZ}&to={until:%Y-%m-%dT%H:%M:%SZ}"


def test_a_clinician_sees_their_own_people_a_lead_the_team_s_and_others_none(case: Case, world: World) -> None:
    made = case.book()
    other = Case(world, case_reference="K70 0002")
    other.book()
    mine = case.clinician.client.get(window(case)).json()["items"]
    assert [one["id"] for one in mine] == [made] and mine[0]["name"] == "Daniel Reeve"
    assert len(case.lead.client.get(window(case)).json()["items"]) == 2
    assert world.lead(world.team()).client.get(window(case)).json()["items"] == []
    hidden = other.clinician.client.get(f"/api/appointments/{made}")
    missing = other.clinician.client.get(f"/api/appointments/{uuid4()}")
    assert (hidden.status_code, hidden.content) == (404, missing.content)
    assert case.probation.client.get(window(case)).status_code == 403


def test_lists_cost_the_same_however_long_they_are(case: Case, world: World) -> None:
    def cost(client: Any, path: str) -> int:
        with statements(case) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    pages = [
        (case.clinician.client, window(case)),
        (case.clinician.client, f"/api/participants/{case.participant_id}/appointments"),
        (case.clinician.client, f"/api/participants/{case.participant_id}/alerts"),
        (case.probation.client, "/api/attendance/alerts"),
        (case.probation.client, "/api/attendance/participants"),
        (case.probation.client, f"/api/attendance/participants/{case.participant_id}"),
    ]
    case.record(case.held(), "yes")
    case.book()
    for client, path in pages:
        client.get(path)
    before = [cost(client, path) for client, path in pages]
    for _ in range(4):
        case.record(case.held(), "late", minutes_late=4)
        case.book()
    for client, path in pages:
        client.get(path)
    assert [cost(client, path) for client, path in pages] == before
    assert max(before) < 25


def test_sessions_are_numbered_and_a_moved_one_keeps_its_number(case: Case) -> None:
    first, second = case.book(), case.book()
    when = (case.clock.now + timedelta(days=1)).isoformat()
    body = {"planned_at": when, "who_asked": "participant", "why": "Work."}
    moved = case.clinician.client.post(f"/api/appointments/{second}/supersede", body).json()
    old = case.clinician.client.get(f"/api/appointments/{second}").json()
    assert (moved["number"], old["state"], old["moved_to"]) == (2, "superseded", moved["id"])
    assert case.clinician.client.post(f"/api/appointments/{second}/supersede", body).status_code == 409
    late = case.clinician.client.post(
        f"/api/appointments/{first}/supersede", body | {"planned_at": "2020-01-01T00:00:00Z"}
    )
    assert late.status_code == 422
    case.clock.advance(hours=2)
    closed = case.record(second, "yes")
    assert closed.status_code == 409 and closed.json()["type"] == "/problems/appointment-closed"


def test_what_probation_set_moves_with_the_session(case: Case) -> None:
    made = case.book(enforceable=True)
    body = {"planned_at": (case.clock.now + timedelta(days=1)).isoformat(), "who_asked": "service", "why": "Room."}
    assert case.clinician.client.post(f"/api/appointments/{made}/supersede", body).json()["enforceable"]


@pytest.mark.parametrize(
    ("place", "status"),
    [("Room 3, first floor", 201), ("https://meet.example.org/abc", 201), ("12 High Street, SW1A 1AA", 201),
     ("ring 07700 900123", 409), ("at dan@example.org", 409), ("@dan_reeve", 409)],
)  # fmt: skip
def test_the_place_on_the_phone_leads_to_nobody(case: Case, place: str, status: int) -> None:
    body = {"planned_at": (case.clock.now + timedelta(days=1)).isoformat(), "length_minutes": 50, "mode": "room",
            "place": place, "basis": "licence"}  # fmt: skip
    answer = case.clinician.client.post(f"/api/participants/{case.participant_id}/appointments", body)
    assert answer.status_code == status, answer.text
    assert place not in answer.text or status == 201


def test_the_phone_reads_what_is_coming(case: Case) -> None:
    made = case.book()
    with case.world.act(participant_id=case.participant_id) as at:
        [shown] = actions.upcoming(at)
    assert set(shown) == {"id", "planned_at", "length_minutes", "mode", "place", "with_first_name", "state"}
    assert (shown["id"], shown["with_first_name"]) == (made, case.clinician.user.first_name)
    case.clinician.client.post(f"/api/appointments/{made}/cancel", {"why": "Ill."})
    with case.world.act(participant_id=case.participant_id) as at:
        assert actions.upcoming(at) == []


def test_nothing_new_is_planned_once_the_programme_has_ended(case: Case) -> None:
    from api.people.models import Participant

    with case.world.act() as at:
        at.session.get_one(Participant, case.participant_id).state = ParticipantState.ended
    body = {
        "planned_at": (case.clock.now + timedelta(days=1)).isoformat(),
        "length_minutes": 50,
        "mode": "room",
        "basis": "licence",
    }
    answer = case.clinician.client.post(f"/api/participants/{case.participant_id}/appointments", body)
    assert answer.status_code == 409 and answer.json()["type"] == "/problems/programme-over"


@pytest.mark.parametrize(
    "change",
    [{"came": "no", "happened": True}, {"came": "yes", "minutes_late": 5}, {"came": "yes", "happened": False},
     {"came": "late", "minutes_late": 0}, {"came": "late", "minutes_late": 9999}, {"came": "perhaps"}, {"extra": 1},
     {"came": "yes", "told_before": "could_not_come"}],
)  # fmt: skip
def test_answers_that_contradict_each_other_are_malformed_and_named(case: Case, change: dict[str, Any]) -> None:
    made = case.held()
    body = {"came": "yes", "minutes_late": None, "happened": True, "why_not": None, "told_before": None} | change
    for method, path in (("PUT", "outcome"), ("POST", "outcome-preview")):
        answer = case.clinician.client.request(method, f"/api/appointments/{made}/{path}", json=body)
        assert answer.status_code == 422 and answer.json()["errors"], answer.text


@pytest.mark.parametrize(
    "when",
    ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "2050-01-01T00:00:00Z", "2026-01-01T00:00:00Z",
     "2026-12-01T10:00:00", "tomorrow", 4102444800000],
)  # fmt: skip
def test_a_time_off_the_calendar_is_malformed(case: Case, when: Any) -> None:
    body = {"planned_at": when, "length_minutes": 50, "mode": "room", "basis": "licence"}
    answer = case.clinician.client.post(f"/api/participants/{case.participant_id}/appointments", body)
    assert answer.status_code == 422, answer.text
    made = case.book()
    move = {"planned_at": when, "who_asked": "service", "why": "Room."}
    assert case.clinician.client.post(f"/api/appointments/{made}/supersede", move).status_code == 422
    for name in ("from", "to"):
        assert case.clinician.client.get("/api/appointments", params={name: when}).status_code == 422
