"""Answering what a rule raised, and what happens when nobody does."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from api.db import table_of
from api.outbox import OutboxMessage
from api.oversight.escalation import escalate_overdue, turn_sessions
from api.oversight.models import AttentionItem, CaseloadRow
from api.oversight.raising import raise_item
from tests.world import START, Person, World


def items(who: Person) -> Any:
    return who.client.get("/api/attention").json()["items"]


@pytest.fixture
def maya(world: World) -> Person:
    return world.clinician(first_name="Maya")


def test_the_list_is_urgent_first_then_by_what_is_due(world: World, maya: Person) -> None:
    phone = world.phone(world.participant(maya, tier=3))
    phone.trigger("urge", 8)
    phone.trigger("urge", 9)
    phone.card(call_me=True)
    phone.send("not_safe", {"happened_at": START.isoformat(), "about": "someone_else", "call_me": True})
    found = items(maya)
    assert [(one["band"], one["text"]) for one in found] == [
        ("urgent", "Does not feel safe, today 10:00"),
        ("attention", "Asked for a call, today 10:00"),
        ("attention", "Urge 8 and 9 within 48 hours"),
    ]
    assert found[0]["facts"] == ["Asked for a call", "About someone else"]


def test_seeing_leaves_it_open_and_acting_closes_it_once(world: World, maya: Person) -> None:
    world.phone(world.participant(maya)).trigger("near_miss", 4)
    [item] = items(maya)
    path = f"/api/attention/{item['id']}"
    assert maya.client.post(f"{path}/see").json()["state"] == "seen"
    assert maya.client.post(f"{path}/see").json()["state"] == "seen"
    assert [one["state"] for one in items(maya)] == ["seen"]
    done = maya.client.post(f"{path}/act", {"outcome": "spoke", "note": "Rang at 2, calm"})
    assert done.json()["state"] == "actioned" and done.json()["overdue"] is False
    assert items(maya) == []
    for what, body in (("see", {}), ("act", {"outcome": "called"}), ("dismiss", {"reason": "Done"})):
        refused = maya.client.post(f"{path}/{what}", body)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/already-answered")
    table = table_of(AttentionItem)
    with world.act() as at:
        assert b"calm" not in bytes(at.session.execute(sa.select(table.c.words)).scalar_one())


def test_an_urgent_item_can_be_closed_with_a_reason_and_its_rule_goes_on(world: World, maya: Person) -> None:
    phone = world.phone(world.participant(maya))
    phone.trigger("acted", 4)
    [item] = items(maya)
    for body in ({}, {"reason": ""}, {"reason": "  "}):
        assert maya.client.post(f"/api/attention/{item['id']}/dismiss", body).status_code == 422
    gone = maya.client.post(f"/api/attention/{item['id']}/dismiss", {"reason": "Spoke of it in the session"})
    assert gone.json()["state"] == "dismissed"
    phone.trigger("acted", 4)
    assert len(items(maya)) == 1, "the next one is raised all the same"


@pytest.mark.parametrize("body", [{}, {"outcome": "ignored"}, {"outcome": "called", "more": 1}])
def test_acting_needs_a_known_outcome(world: World, maya: Person, body: dict[str, Any]) -> None:
    world.phone(world.participant(maya)).trigger("acted", 4)
    [item] = items(maya)
    assert maya.client.post(f"/api/attention/{item['id']}/act", body).status_code == 422


def test_others_neither_see_nor_answer_it(world: World, maya: Person) -> None:
    world.phone(world.participant(maya)).trigger("acted", 4)
    [item] = items(maya)
    stranger = world.clinician(world.team("Elsewhere"))
    assert items(stranger) == []
    for what, body in (("see", {}), ("act", {"outcome": "called"}), ("dismiss", {"reason": "Done"})):
        assert stranger.client.post(f"/api/attention/{item['id']}/{what}", body).status_code == 404


def at_time(world: World, *people: Person, day: int, hour: int = 17) -> datetime:
    world.clock.set(datetime(2026, 11, day, hour, tzinfo=UTC))
    for person in people:
        world.sign_in(person.client, person.user)
    return world.clock.now


def test_what_nobody_answers_goes_to_the_lead_then_to_the_duty_phone(world: World, maya: Person) -> None:
    world.phone(world.participant(maya)).trigger("near_miss", 4)
    assert items(maya)[0]["due_at"] == "2026-11-24T17:00:00Z"
    assert escalate_overdue(world.service, at_time(world, maya, day=25, hour=16)) == {}, "not yet a working day late"
    assert items(maya)[0]["overdue"] is True
    assert escalate_overdue(world.service, at_time(world, maya, day=25)) == {"lead": 1}
    assert escalate_overdue(world.service, world.clock.now) == {}, "once"
    assert items(maya)[0]["facts"] == ["Urge 4 of 10", "With the lead since today 17:00"]
    [row] = maya.client.get("/api/caseload").json()["rows"]
    assert "With the lead" in [reason["text"] for reason in row["reasons"]]
    assert escalate_overdue(world.service, at_time(world, maya, day=26)) == {"duty_phone": 1}
    assert escalate_overdue(world.service, at_time(world, maya, day=30)) == {}
    assert items(maya)[0]["facts"][1].startswith("With the duty phone since Thu 26")


def test_a_worker_that_slept_for_a_week_passes_on_everything_at_once(world: World, maya: Person) -> None:
    for n in range(3):
        world.phone(world.participant(maya, first_name=f"P{n}")).trigger("near_miss", 4)
    assert escalate_overdue(world.service, at_time(world, maya, day=30)) == {"duty_phone": 3}
    table = table_of(AttentionItem)
    with world.act() as at:
        assert all(row.escalated_at and row.handed_at for row in at.session.execute(sa.select(table)))


def test_a_weekend_is_no_working_day(world: World, maya: Person) -> None:
    world.clock.set(datetime(2026, 11, 26, 10, tzinfo=UTC))
    world.phone(world.participant(maya)).trigger("near_miss", 4)
    assert escalate_overdue(world.service, at_time(world, maya, day=29)) == {}, "due Friday, and it is Sunday"
    assert escalate_overdue(world.service, at_time(world, maya, day=30)) == {"lead": 1}


def test_a_late_review_without_an_item_is_raised_once_and_starts_with_the_lead(world: World, maya: Person) -> None:
    world.phone(world.participant(maya, tier=1)).trigger("urge", 8)
    assert escalate_overdue(world.service, at_time(world, maya, day=25)) == {"review_late": 1}
    assert escalate_overdue(world.service, world.clock.now) == {}
    [item] = items(maya)
    assert (item["text"], item["facts"]) == ("A review was due Tue 24, 17:00", ["With the lead since today 17:00"])
    [review] = maya.client.get("/api/reviews").json()["items"]
    maya.client.post(f"/api/reviews/{review['id']}/claim")
    maya.client.post(
        f"/api/reviews/{review['id']}/close", {"outcome": "replied", "reply": "Thank you. Sorry that it took long."}
    )
    assert items(maya) == []


def test_a_late_review_whose_entry_has_an_open_item_is_not_said_twice(world: World, maya: Person) -> None:
    world.phone(world.participant(maya)).trigger("near_miss", 4)
    assert "review_late" not in escalate_overdue(world.service, at_time(world, maya, day=26))


class TestMail:
    @pytest.fixture
    def settings(self) -> dict[str, Any]:
        return {"smtp_url": "smtp://localhost:2525"}

    def test_each_lead_of_the_team_is_sent_a_pointer_once(self, world: World, maya: Person) -> None:
        leads = [world.lead(), world.lead()]
        world.lead(world.team("Elsewhere"))
        world.phone(world.participant(maya)).trigger("near_miss", 4)
        for _ in range(2):
            escalate_overdue(world.service, at_time(world, day=25))
        escalate_overdue(world.service, at_time(world, day=26))
        table = table_of(OutboxMessage)
        with world.act() as at:
            sent = at.session.execute(sa.select(table)).all()
            bodies = {at.vault.system.open("outbox_message", "body", row.id, row.body) for row in sent}
        assert {row.to_user_id for row in sent} == {lead.id for lead in leads} and len(sent) == 2
        assert bodies == {b"You have a message"}


def test_one_persons_failure_does_not_stop_the_rest(
    world: World, maya: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.oversight import escalation

    people = [world.participant(maya, first_name=f"P{n}") for n in range(3)]
    for person in people:
        world.phone(person).trigger("near_miss", 4)
    broken, real = people[1], escalation._pass_on

    def sometimes(at: Any, row: Any) -> str:
        if row.participant_id == broken:
            raise RuntimeError("made up")
        return real(at, row)

    monkeypatch.setattr(escalation, "_pass_on", sometimes)
    assert escalate_overdue(world.service, at_time(world, day=25)) == {"lead": 2, "failed": 1}
    monkeypatch.undo()
    assert escalate_overdue(world.service, world.clock.now) == {"lead": 1}, "it is found again"


def test_a_session_whose_time_has_come_gives_way_to_the_next(world: World, maya: Person) -> None:
    person = world.participant(maya)
    for day in (24, 26):
        booked = maya.client.post(
            f"/api/participants/{person}/appointments",
            {
                "planned_at": f"2026-11-{day}T14:00:00Z",
                "length_minutes": 50,
                "mode": "phone",
                "place": None,
                "basis": "licence",
            },
        )
        assert booked.status_code == 201, booked.text
    next_session = maya.client.get("/api/caseload").json()["rows"][0]["next_session"]
    assert next_session == {"planned_at": "2026-11-24T14:00:00Z", "mode": "phone", "text": "Tue 24, 14:00, phone"}
    now = at_time(world, maya, day=24, hour=15)
    assert maya.client.get("/api/caseload").json()["rows"][0]["next_session"] is None
    assert turn_sessions(world.service, now) == {"turned": 1} and turn_sessions(world.service, now) == {}
    assert maya.client.get("/api/caseload").json()["rows"][0]["next_session"]["text"] == "Thu 26, 14:00, phone"


def test_a_second_absence_in_12_months_and_raised_urges_before_it_stand_beside_it(world: World, maya: Person) -> None:
    person = world.participant(maya)
    phone = world.phone(person)
    for number, day in enumerate((19, 23), 1):
        booked = maya.client.post(
            f"/api/participants/{person}/appointments",
            {"planned_at": f"2026-11-{day}T{14 if day < 23 else 11}:00:00Z", "length_minutes": 50, "mode": "phone", "place": None, "basis": "licence"},
        )  # fmt: skip
        if booked.status_code != 201:
            pytest.fail(booked.text)
        if number == 2:
            phone.trigger("urge", 7)
            phone.trigger("urge", 6)
        world.clock.set(max(world.clock.now, datetime(2026, 11, 23, 12 if number == 2 else 10, tzinfo=UTC)))
        world.sign_in(maya.client, maya.user)
        answer = maya.client.put(
            f"/api/appointments/{booked.json()['id']}/outcome",
            {
                "came": "no",
                "minutes_late": None,
                "happened": False,
                "why_not": None,
                "told_before": "none",
                "confirm": None,
            },
        )
        assert answer.status_code == 200, answer.text
    texts = [(one["band"], one["text"]) for one in items(maya)]
    assert ("attention", "Did not come Thu 19") in texts
    assert ("urgent", "Did not come Mon 23, second in 12 months") in texts
    assert ("attention", "Urge 6 and 7 in the week before") in texts


def test_the_rows_reasons_follow_an_item_raised_by_the_service(world: World, maya: Person) -> None:
    person = world.participant(maya)
    with world.act(participant_id=person) as at:
        raise_item(
            at, person, "outcome_missing", "a1", facts={"at": (START - timedelta(days=3)).isoformat(), "number": 2}
        )
    table = table_of(CaseloadRow)
    with world.act() as at:
        row = at.session.execute(sa.select(table).where(table.c.participant_id == person)).one()
    assert row.next_due_kind == "outcome_missing" and row.band == 2
    [line] = maya.client.get("/api/caseload").json()["rows"]
    assert [reason["text"] for reason in line["reasons"]] == ["Session 2 on Fri 20 has no outcome"]
    assert line["yours"]["text"] == "Record it by Tue 24, 17:00"


def test_a_session_that_we_could_not_hold_is_nobodys_absence(world: World, maya: Person) -> None:
    person = world.participant(maya)
    for number, why in enumerate(("staff", None), 1):
        booked = maya.client.post(
            f"/api/participants/{person}/appointments",
            {
                "planned_at": f"2026-11-23T0{number + 6}:00:00Z",
                "length_minutes": 50,
                "mode": "phone",
                "place": None,
                "basis": "licence",
            },
        )
        told = None if why else "none"
        answer = maya.client.put(
            f"/api/appointments/{booked.json()['id']}/outcome",
            {
                "came": "no",
                "minutes_late": None,
                "happened": False,
                "why_not": why,
                "told_before": told,
                "confirm": None,
            },
        )
        assert answer.status_code == 200, answer.text
    assert [one["text"] for one in items(maya)] == ["Did not come Mon 23"], "one absence, not the second"
