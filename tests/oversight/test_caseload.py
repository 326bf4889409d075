"""The caseload page: who needs what, why, and in which order."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from api.db import table_of
from api.oversight import caseload
from api.oversight.models import CaseloadRow
from api.oversight.routes import CaseloadOut
from api.people.models import Participant, ParticipantState
from tests.oversight.conftest import Counting
from tests.world import START, Person, World


def page(person: Person, view: str = "mine") -> Any:
    answer = person.client.get(f"/api/caseload?view={view}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def texts(row: Any) -> list[str]:
    return [reason["text"] for reason in row["reasons"]]


def set_row(world: World, person: UUID, **columns: Any) -> None:
    """Make a row say what a long history would."""
    table = table_of(CaseloadRow)
    with world.act() as at:
        caseload.touch(at, person)
        at.session.execute(sa.update(table).where(table.c.participant_id == person).values(**columns))


def test_the_row_prints_the_facts_that_raised_it_most_urgent_first(world: World) -> None:
    maya = world.clinician(first_name="Maya")
    phone = world.phone(world.participant(maya))
    world.clock.set(datetime(2026, 11, 24, 9, tzinfo=UTC))
    world.sign_in(maya.client, maya.user)
    phone.send(
        "trigger", {"happened_at": "2026-11-24T00:40:00+00:00", "kind": "near_miss", "intensity": 8, "talk_about": True}
    )
    [row] = page(maya)["rows"]
    assert row["name"] == "Daniel Reeve" and row["line"] == "Settling in, session 1 of 12" and row["group"] == "today"
    assert [(r["band"], r["text"]) for r in row["reasons"]] == [
        ("urgent", "Near miss, today 00:40"),
        ("urgent", "Urge 8 of 10"),
        ("info", "Wants to talk about it"),
    ]
    assert row["yours"] == {"text": "Review by Wed 25, 17:00", "due_at": "2026-11-25T17:00:00Z", "late": False}
    assert row["next_session"] is None


def test_the_order_can_be_made_again_from_what_the_rows_print(world: World) -> None:
    maya = world.clinician()
    names = ["Aaron", "Ben", "Carl", "Dan", "Ed", "Fred", "Gary"]
    people = {name: world.participant(maya, first_name=name, last_name="Holt") for name in names}
    phones = {name: world.phone(person) for name, person in people.items()}
    phones["Ed"].trigger("urge", 8)
    world.clock.advance(minutes=1)
    phones["Fred"].card(call_me=True)
    world.clock.set(START + timedelta(days=2, hours=8))
    phones["Ben"].trigger("near_miss", 3)
    world.clock.advance(minutes=5)
    phones["Carl"].trigger("acted", 3)
    phones["Dan"].trigger("urge", 9)
    world.sign_in(maya.client, maya.user)
    found = page(maya)
    CaseloadOut.model_validate_json(json.dumps(found), extra="forbid", strict=True)
    rows = found["rows"]
    assert [(row["name"].split()[0], row["group"]) for row in rows] == [
        ("Ben", "today"), ("Carl", "today"), ("Fred", "today"), ("Ed", "today"), ("Dan", "week"),
        ("Aaron", "nothing"), ("Gary", "nothing"),
    ]  # fmt: skip
    assert [row["yours"]["text"] for row in rows if row["yours"]] == [
        "Review by Thu 26, 17:00", "Review by Thu 26, 17:00", "1 day late", "Late since 17:00", "Review by Fri 27, 17:00",
    ]  # fmt: skip

    def printed(row: Any) -> tuple[Any, ...]:
        """The order, from nothing but what the row says."""
        urgent = min((r["at"] for r in row["reasons"] if r["band"] == "urgent"), default=None)
        yours = row["yours"]
        if urgent:
            return (0, urgent, row["name"])
        if yours:
            return (1 if yours["late"] else 2, yours["due_at"], row["name"])
        return (3, "", row["name"])

    assert rows == sorted(rows, key=printed)


def test_several_items_of_one_rule_are_one_chip_with_their_number(world: World) -> None:
    maya = world.clinician()
    phone = world.phone(world.participant(maya))
    phone.trigger("near_miss", 3)
    world.clock.advance(minutes=5)
    phone.trigger("near_miss", 9)
    [row] = page(maya)["rows"]
    assert texts(row) == ["2 near misses since today 10:00"]


def test_nothing_for_seven_days_is_said_by_the_clock_without_any_job(world: World) -> None:
    maya = world.clinician()
    phone = world.phone(world.participant(maya))
    for day in range(17, 24):
        phone.card(date(2026, 11, day), urge=1)
    for minutes, said in ((-1, False), (0, True)):
        world.clock.set(START + timedelta(days=7, minutes=minutes))
        world.sign_in(maya.client, maya.user)
        [row] = page(maya)["rows"]
        assert ("Nothing for 7 days" in texts(row)) is said
    assert "Before that, 7 cards a week" in texts(row)
    assert row["group"] == "today", "the week of cards was due"
    world.clock.set(START + timedelta(days=9))
    world.sign_in(maya.client, maya.user)
    assert "Nothing for 9 days" in texts(page(maya)["rows"][0])
    phone.trigger("urge", 1)
    assert not any("Nothing for" in text for text in texts(page(maya)["rows"][0]))


def test_somebody_enrolled_who_never_wrote_is_quiet_from_enrolment_and_paper_never(world: World) -> None:
    maya = world.clinician()
    world.phone(world.participant(maya, first_name="Quiet"))
    world.participant(maya, first_name="Paper", internet=False)
    world.participant(maya, first_name="Invited")
    world.clock.set(START + timedelta(days=8))
    world.sign_in(maya.client, maya.user)
    rows = {row["name"].split()[0]: row for row in page(maya)["rows"]}
    assert texts(rows["Quiet"]) == ["Nothing for 8 days"] and rows["Quiet"]["group"] == "week"
    assert rows["Quiet"]["yours"]["text"].startswith("Ask by")
    assert rows["Paper"]["line"] == "Settling in, on paper" and rows["Paper"]["reasons"] == []
    assert rows["Invited"]["line"] == "Settling in, not on a phone yet" and rows["Invited"]["group"] == "nothing"


def test_an_answered_silence_is_not_said_again_for_seven_days(world: World) -> None:
    from api.oversight.escalation import raise_quiet

    maya = world.clinician()
    world.phone(world.participant(maya))
    world.clock.set(START + timedelta(days=8))
    assert raise_quiet(world.service, world.clock.now) == {"raised": 1}
    assert raise_quiet(world.service, world.clock.now) == {}, "once"
    world.sign_in(maya.client, maya.user)
    [item] = maya.client.get("/api/attention").json()["items"]
    assert item["text"] == "Nothing for 8 days"
    assert texts(page(maya)["rows"][0]) == ["Nothing for 8 days"], "the item and the clock say it once"
    assert maya.client.post(f"/api/attention/{item['id']}/act", {"outcome": "called"}).status_code == 200
    assert page(maya)["rows"][0]["group"] == "nothing"
    world.clock.advance(days=6, hours=23)
    world.sign_in(maya.client, maya.user)
    assert texts(page(maya)["rows"][0]) == [] and raise_quiet(world.service, world.clock.now) == {}
    world.clock.advance(hours=1)
    world.sign_in(maya.client, maya.user)
    assert texts(page(maya)["rows"][0]) == ["Nothing for 15 days"]
    assert raise_quiet(world.service, world.clock.now + timedelta(seconds=1)) == {"raised": 1}


def test_somebody_paused_leaves_the_list_unless_something_waits_today(world: World) -> None:
    maya = world.clinician()
    person = world.participant(maya)
    phone = world.phone(person)
    answer = maya.client.post(f"/api/participants/{person}/status", {"to": "paused", "reason": "In hospital"})
    assert answer.status_code == 200, answer.text
    assert page(maya)["rows"] == [] and page(maya)["counts"] == {"mine": 0, "team": 0, "paused": 1, "ended": 0}
    assert [row["status"] for row in page(maya, "paused")["rows"]] == ["paused"]
    phone.trigger("acted", 8)
    assert [row["status"] for row in page(maya)["rows"]] == ["paused"], "nobody is missed for a tab"
    assert page(maya)["counts"] == {"mine": 1, "team": 1, "paused": 1, "ended": 0}


def test_a_lead_sees_the_team_and_a_clinician_their_own(world: World) -> None:
    maya, josh, lead = world.clinician(), world.clinician(), world.lead()
    stranger = world.clinician(world.team("Elsewhere"))
    world.participant(maya, first_name="Ana")
    world.participant(josh, first_name="Ben")
    assert [row["name"] for row in page(maya, "team")["rows"]] == ["Ana Reeve"]
    assert [row["name"] for row in page(lead, "team")["rows"]] == ["Ana Reeve", "Ben Reeve"]
    assert page(lead)["rows"] == [] and page(lead)["counts"]["team"] == 2
    assert page(stranger, "team")["rows"] == []


def test_an_ended_programme_is_in_no_list_but_its_own(world: World) -> None:
    maya, stranger = world.clinician(), world.clinician(world.team("Elsewhere"))
    person = world.participant(maya)
    with world.act() as at:
        at.session.get_one(Participant, person).state = ParticipantState.ended
    assert page(maya)["counts"] == {"mine": 0, "team": 0, "paused": 0, "ended": 1}
    assert [page(maya, view)["rows"] for view in ("mine", "team", "paused")] == [[], [], []]
    found = page(maya, "ended")
    [row] = found["rows"]
    assert (row["status"], row["line"]) == ("ended", "Ended, 0 of 12 sessions held") and found["counts"]["ended"] == 1
    assert page(stranger, "ended")["rows"] == [] and page(stranger)["counts"]["ended"] == 0


def test_what_was_unread_at_the_end_is_missed_by_nobody(world: World) -> None:
    maya = world.clinician()
    person = world.participant(maya)
    world.phone(person).trigger("near_miss", 8)
    answer = maya.client.post(f"/api/participants/{person}/status", {"to": "ended", "reason": "Twelve sessions done."})
    assert answer.status_code == 200, answer.text
    [row] = page(maya)["rows"]
    assert (row["status"], row["group"]) == ("ended", "today") and texts(row)[0].startswith("Near miss")
    assert page(maya)["counts"] == {"mine": 1, "team": 1, "paused": 0, "ended": 1}
    for review in maya.client.get("/api/reviews?view=open").json()["items"]:
        assert maya.client.post(f"/api/reviews/{review['id']}/claim").status_code == 200
        closed = {"outcome": "noted", "reason": "Read after the end."}
        assert maya.client.post(f"/api/reviews/{review['id']}/close", closed).status_code == 200
    for item in maya.client.get("/api/attention").json()["items"]:
        done = maya.client.post(f"/api/attention/{item['id']}/dismiss", {"reason": "Read after the end."})
        assert done.status_code == 200, done.text
    assert page(maya)["rows"] == []


def test_the_page_costs_the_same_for_thirty_people_as_for_three(world: World, counting: Counting) -> None:
    costs = []
    for number in (3, 30):
        maya = world.clinician()
        for n in range(number):
            person = world.participant(maya, first_name=f"P{n}")
            set_row(world, person, last_entry_at=START if n % 2 else None, changed_at=START)
        maya.client.get("/api/caseload")
        with counting() as said:
            assert len(page(maya)["rows"]) == number
        costs.append(len([one for one in said if not one.startswith("INSERT INTO audit_subject")]))
    assert costs[0] == costs[1] <= 10, costs


def test_the_list_records_whom_it_showed(world: World) -> None:
    maya = world.clinician()
    person = world.participant(maya)
    page(maya)
    with world.act() as at:
        seen = at.session.execute(sa.text("SELECT count(*) FROM audit_subject")).scalar_one()
    assert seen == 1
    assert world.phone(person).client.get("/api/me/who-saw").status_code == 200


@pytest.mark.parametrize("view", ["all", "", "mine "])
def test_another_view_is_malformed(world: World, view: str) -> None:
    assert world.clinician().client.get("/api/caseload", params={"view": view}).status_code == 422


def test_the_row_holds_codes_and_numbers_and_no_word_of_anybodys(world: World) -> None:
    maya = world.clinician()
    person = world.participant(maya)
    phone = world.phone(person)
    phone.trigger("near_miss", 8, text="I had it typed", talk_about=True)
    phone.card(line="Saw my brother", call_me=True)
    table = table_of(CaseloadRow)
    with world.act() as at:
        stored = at.session.execute(sa.select(table.c.reasons).where(table.c.participant_id == person)).scalar_one()
    said = json.dumps(stored)
    assert "typed" not in said and "brother" not in said and len(stored) >= 3


def test_the_head_of_the_page_counts_what_is_to_be_read_and_not_a_week_that_runs(world: World) -> None:
    maya = world.clinician()
    person = world.participant(maya)
    phone = world.phone(person)
    phone.card()
    phone.trigger("near_miss", 8)
    head = maya.client.get(f"/api/participants/{person}").json()
    assert head["open_reviews"] == 1 and head["reasons"][0]["text"] == "Near miss, today 10:00"
    world.clock.set(datetime(2026, 11, 30, 9, tzinfo=UTC))
    world.sign_in(maya.client, maya.user)
    assert maya.client.get(f"/api/participants/{person}").json()["open_reviews"] == 2
