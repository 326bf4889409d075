"""One participant's months, page by page; and what they look like."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from api.oversight.routes import Happening, TimelineOut
from tests.oversight.conftest import Counting
from tests.world import START, Person, World


@pytest.fixture
def maya(world: World) -> Person:
    return world.clinician(first_name="Maya")


def read(who: Person, person: UUID, **query: Any) -> Any:
    answer = who.client.get(f"/api/participants/{person}/timeline", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def record(maya: Person, person: UUID, planned_at: str, **outcome: Any) -> None:
    """Book a session; with an outcome, come back when it is over and record it."""
    given = {
        "came": "yes",
        "minutes_late": None,
        "happened": True,
        "why_not": None,
        "told_before": None,
        "confirm": None,
    }
    booked = maya.client.post(
        f"/api/participants/{person}/appointments",
        {"planned_at": planned_at, "length_minutes": 50, "mode": "phone", "place": None, "basis": "licence"},
    )
    assert booked.status_code == 201, booked.text
    if outcome:
        answer = maya.client.put(f"/api/appointments/{booked.json()['id']}/outcome", given | outcome)
        assert answer.status_code == 200, answer.text


def test_everything_that_happened_stands_in_one_list_newest_first(world: World, maya: Person) -> None:
    person = world.participant(maya, link=world.probation())
    phone = world.phone(person)
    plan = maya.client.put(
        f"/api/participants/{person}/coping-plan",
        {"signs": ["Pacing"], "agreed_on": "2026-11-23", "rules": [{"when": "It is late", "then": "I walk"}]},
    )
    assert plan.status_code == 200, plan.text
    world.clock.advance(minutes=1)
    record(maya, person, "2026-11-23T09:00:00Z", came="late", minutes_late=10)
    world.clock.advance(minutes=1)
    phone.trigger("near_miss", 8, text="I had it typed", did=["put_phone_away"])
    world.clock.advance(minutes=1)
    phone.card(urge=3)
    found = read(maya, person)
    assert found["next"] is None
    assert set(found) == set(TimelineOut.model_fields)
    for one in found["items"]:
        Happening.model_validate_json(json.dumps(one), extra="forbid", strict=True)
        assert one["at"].endswith("Z")
    assert [(one["source"], one["title"]) for one in found["items"]] == [
        ("entry", "Daily card"),
        ("entry", "Near miss"),
        ("alert", "Sent to probation"),
        ("plan", "Coping plan, version 1"),
        ("appointment", "Session 1 held"),
    ]
    card, near, alert, plan_line, session = found["items"]
    assert (
        near["urgent"] is True and near["by"] == "participant" and near["state"] == {"code": "unread", "text": "Unread"}
    )
    assert near["review_id"] and near["lines"][-1] == "“I had it typed”"
    assert card["state"] is None, "its week still runs"
    assert plan_line["lines"] == ["Written with Maya, agreed."]
    assert session["lines"] == ["Phone, 50 minutes. Came, 10 minutes late.", "You recorded it today 10:01."]
    assert alert["lines"][0] == "Came, 10 minutes late." and alert["by"] == "system"


def test_the_states_of_an_entry_are_said_in_words(world: World, maya: Person) -> None:
    lead = world.lead(first_name="Ruth")
    person = world.participant(maya)
    world.phone(person).trigger("near_miss", 8)
    [entry] = read(maya, person)["items"]
    path = f"/api/reviews/{entry['review_id']}"
    maya.client.post(f"{path}/claim")
    assert read(maya, person)["items"][0]["state"] == {"code": "in_review", "text": "You have it"}
    assert read(lead, person)["items"][0]["state"] == {"code": "in_review", "text": "Maya has it"}
    maya.client.post(f"{path}/close", {"outcome": "replied", "reply": "Thank you."})
    assert read(maya, person)["items"][0]["state"] == {"code": "closed", "text": "You replied Mon 23"}
    assert read(lead, person)["items"][0]["state"] == {"code": "closed", "text": "Maya replied Mon 23"}


def test_a_card_is_read_with_its_week_and_the_week_is_a_line_of_its_own(world: World, maya: Person) -> None:
    person = world.participant(maya)
    world.phone(person).card(date(2026, 11, 18))
    [week] = maya.client.get("/api/reviews").json()["items"]
    assert read(maya, person)["items"][0]["state"]["text"] == "Unread"
    maya.client.post(f"/api/reviews/{week['id']}/claim")
    maya.client.post(f"/api/reviews/{week['id']}/close", {"outcome": "replied", "reply": "A steady week."})
    found = {one["source"]: one for one in read(maya, person)["items"]}
    assert found["entry"]["state"]["text"] == "You replied Mon 23"
    assert found["review"]["title"] == "Daily cards, 16 to 22 Nov"
    assert found["review"]["lines"] == ["You wrote back: “A steady week.”"]


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_show_each_thing_once_and_miss_none(world: World, maya: Person, limit: int) -> None:
    person = world.participant(maya)
    phone = world.phone(person)
    for n in range(4):
        phone.trigger("urge", n)
        record(maya, person, world.clock.now.isoformat(), came="yes")
        maya.client.put(f"/api/participants/{person}/coping-plan", {"signs": ["Pacing"], "base_version": n or None})
        if n % 2:
            world.clock.advance(minutes=1)
    whole = read(maya, person, limit=100)["items"]
    assert len(whole) == 12, "many of them at the same instant"
    paged: list[Any] = []
    cursor = None
    while True:
        page = read(maya, person, limit=limit, **({"before": cursor} if cursor else {}))
        assert len(page["items"]) <= limit
        paged += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert paged == whole


def test_something_new_does_not_move_the_page_that_is_being_read(world: World, maya: Person) -> None:
    person = world.participant(maya)
    phone = world.phone(person)
    for n in range(6):
        phone.trigger("urge", n)
        world.clock.advance(minutes=1)
    first = read(maya, person, limit=3)
    phone.trigger("urge", 9)
    second = read(maya, person, limit=3, before=first["next"])
    assert [one["lines"] for one in first["items"] + second["items"]] == [[f"Urge {n}."] for n in (5, 4, 3, 2, 1, 0)]


@pytest.mark.parametrize(
    "cursor", ["x", "bm90IGpzb24", "WyIyMDI2Il0", "W10", "WyIyMDI2LTExLTIzVDEwOjAwOjAwKzAwOjAwIiwiYTpiIl0"]
)
def test_a_cursor_that_is_not_ours_is_malformed(world: World, maya: Person, cursor: str) -> None:
    person = world.participant(maya)
    answer = maya.client.get(f"/api/participants/{person}/timeline", params={"before": cursor})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/malformed")


def test_a_page_costs_the_same_after_a_long_history(world: World, maya: Person, counting: Counting) -> None:
    person = world.participant(maya)
    phone = world.phone(person)
    costs = []
    for rounds in (1, 30):
        for n in range(rounds):
            phone.trigger("near_miss", 8)
            phone.card(START.date() - timedelta(days=n))
        record(maya, person, world.clock.now.isoformat(), came="yes")
        read(maya, person)
        with counting() as said:
            read(maya, person)
        costs.append(len(said))
    assert costs[0] == costs[1] <= 20, costs


def test_a_coming_session_is_not_history(world: World, maya: Person) -> None:
    person = world.participant(maya)
    record(maya, person, "2026-11-26T14:00:00Z")
    assert read(maya, person)["items"] == []
    world.clock.set(datetime(2026, 11, 26, 16, tzinfo=UTC))
    world.sign_in(maya.client, maya.user)
    assert [one["title"] for one in read(maya, person)["items"]] == ["Session 1 has no outcome"]


def test_who_may_not_read_it_gets_what_a_missing_one_gets(world: World, maya: Person) -> None:
    person = world.participant(maya)
    stranger, probation = world.clinician(world.team("Elsewhere")), world.probation()
    for path in ("timeline", "patterns"):
        for who in (stranger, probation):
            assert who.client.get(f"/api/participants/{person}/{path}").status_code == 404


def test_urges_are_counted_by_the_hour_of_the_participants_clock(world: World, maya: Person) -> None:
    person = world.participant(maya)
    phone = world.phone(person)
    for at, kind in (
        ("2026-11-22T21:10:00+00:00", "urge"),
        ("2026-11-22T22:50:00+00:00", "near_miss"),
        ("2026-11-23T00:40:00+00:00", "acted"),
        ("2026-11-23T09:00:00+00:00", "good_moment"),
        ("2026-11-23T09:30:00+00:00", "trigger_only"),
        ("2026-10-20T12:00:00+00:00", "urge"),
    ):
        phone.send("trigger", {"happened_at": at, "kind": kind, "intensity": 5})
    found = maya.client.get(f"/api/participants/{person}/patterns").json()["urges_by_hour"]
    assert (found["days"], found["total"]) == (30, 3)
    assert {hour: n for hour, n in enumerate(found["hours"]) if n} == {0: 1, 21: 1, 22: 1}
    assert found["sentence"] == "3 urges logged. All of them between 21:00 and 00:59."


def test_in_summer_an_urge_at_midnight_is_not_an_hour_early(world: World, maya: Person) -> None:
    world.clock.set(datetime(2026, 7, 1, 9, tzinfo=UTC))
    world.sign_in(maya.client, maya.user)
    person = world.participant(maya)
    world.phone(person).send("trigger", {"happened_at": "2026-06-30T23:40:00Z", "kind": "urge", "intensity": 5})
    found = maya.client.get(f"/api/participants/{person}/patterns").json()["urges_by_hour"]
    assert found["sentence"] == "1 urge logged. It was between 00:00 and 00:59."


def test_the_card_grid_shows_gaps_as_gaps_and_a_logged_near_miss(world: World, maya: Person) -> None:
    person = world.participant(maya)
    phone = world.phone(person)
    first = phone.card(
        date(2026, 11, 22), urge=4, acted=False, sleep_hours=6.5, substances="alcohol", skills=["stop", "my-plan"]
    )
    phone.card(date(2026, 11, 20), urge=0, acted=True, used_skill=False)
    phone.send("trigger", {"happened_at": "2026-11-22T23:00:00+00:00", "kind": "near_miss", "intensity": 8})
    phone.send("amend", {"of": first["id"], "body": {"answers": {"urge": 5, "acted": False}}})
    phone.send("amend", {"of": first["id"], "body": {"answers": {"sleep_hours": 7}}})
    days = maya.client.get(f"/api/participants/{person}/patterns").json()["cards"]["days"]
    assert len(days) == 14 and (days[0]["on"], days[-1]["on"]) == ("2026-11-10", "2026-11-23")
    by_day = {day["on"]: day for day in days}
    assert by_day["2026-11-22"] == {
        "on": "2026-11-22", "card": True, "urge": 5, "acted": "near_miss", "sleep": 7, "substances": "alcohol", "skills": 2,
        "targets": [], "state": None, "hours_later": None,
    }  # fmt: skip
    assert by_day["2026-11-20"] == {
        "on": "2026-11-20", "card": True, "urge": 0, "acted": "acted", "sleep": None, "substances": None, "skills": 0,
        "targets": [], "state": None, "hours_later": None,
    }  # fmt: skip
    gap = by_day["2026-11-21"]
    assert gap["card"] is False and all(
        gap[name] is None for name in ("urge", "acted", "sleep", "substances", "skills")
    )


def test_every_answer_of_a_card_is_read_in_the_timeline_in_its_week_and_by_its_day(world: World, maya: Person) -> None:
    person = world.participant(maya)
    phone = world.phone(person)
    asked = f"/api/participants/{person}/check-ins/questions"
    maya.client.post(asked, {"type": "choice", "text": "What helped most?", "options": ["A walk", "Sleep"]})
    world.clock.advance(minutes=1)
    maya.client.post(asked, {"type": "text", "text": "How did the call with your brother go?"})
    phone.unlock()
    ids = [one["id"] for one in phone.client.get("/api/me/bundle").json()["form_questions"]]
    phone.send(
        "checkin",
        {
            "form_id": "daily-card", "form_version": 2, "local_date": "2026-11-23",
            "answers": {"urge": 5, "acted": False, "mood": 4, "shame": 6, "skills": ["stop"], "line": "Rain all day"},
            "extra": {ids[0]: "o2", ids[1]: "He rang me first"},
        },
    )  # fmt: skip
    phone.card(date(2026, 11, 22), urge=1)
    said = {
        "Strongest urge": "5 of 10", "Mood": "4 of 10", "Shame": "6 of 10", "In their words": "“Rain all day”",
        "What helped most?": "Sleep", "How did the call with your brother go?": "“He rang me first”",
    }  # fmt: skip
    [of_day] = read(maya, person, cards_of="2026-11-23")["items"]
    [in_list] = [one for one in read(maya, person)["items"] if one["id"] == of_day["id"]]
    world.clock.set(datetime(2026, 11, 30, 9, tzinfo=UTC))
    world.sign_in(maya.client, maya.user)
    week = next(one for one in maya.client.get("/api/reviews").json()["items"] if one["title"].endswith("29 Nov"))
    review = maya.client.get(f"/api/reviews/{week['id']}").json()
    assert review["fields"][0]["label"] == "Mon 23" and len(review["cards"]) == 1
    for answers in (of_day["answers"], in_list["answers"], review["cards"][0]):
        told = {one["label"]: one["value"] for one in answers}
        assert said.items() <= told.items() and "Skills used" in told
    assert read(maya, person, cards_of="2026-11-21")["items"] == []
    phone.unlock()
    seen = phone.client.get("/api/me/who-saw").json()["items"]
    assert ("What you logged", "2026-11-23") in {(one["what"], one["on"]) for one in seen}


def test_of_a_card_that_was_taken_back_only_its_line_stands(world: World, maya: Person) -> None:
    """Taking back hides (product F6). A card that speaks of an act keeps its line, since somebody has to hear of it."""
    person = world.participant(maya)
    phone = world.phone(person)
    sent = phone.send(
        "checkin",
        {
            "form_id": "daily-card", "form_version": 2, "local_date": "2026-11-23",
            "answers": {"urge": 9, "acted": True, "mood": 2, "line": "Rain all day"},
        },
    )  # fmt: skip
    assert phone.send("withdraw", {"of": sent["id"]})["answer"] == "withdrawn"
    for more in ({}, {"show": "withdrawn"}, {"cards_of": "2026-11-23"}):
        cards = [one for one in read(maya, person, **more)["items"] if one["id"] == sent["id"]]
        assert cards and all(one["lines"] and one["answers"] == [] for one in cards), more
    world.clock.set(datetime(2026, 11, 30, 9, tzinfo=UTC))
    world.sign_in(maya.client, maya.user)
    week = next(one for one in maya.client.get("/api/reviews").json()["items"] if one["title"].endswith("29 Nov"))
    review = maya.client.get(f"/api/reviews/{week['id']}").json()
    assert review["cards"] == [[]] and review["fields"][0]["value"].endswith("Withdrawn by the participant.")
