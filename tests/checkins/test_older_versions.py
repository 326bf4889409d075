"""A form changes while a phone holds answers to the version before: they are kept, and read in the words that they answered."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.learning.catalogue import Catalogue, load
from tests.later import changed
from tests.world import Person, Phone, World


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """What the service knows after the next release."""
    return load(changed(tmp_path_factory.mktemp("later") / "content"), demo=True, today=lambda: date(2026, 11, 23))


@pytest.fixture
def maya(world: World) -> Person:
    return world.clinician(first_name="Maya")


@pytest.fixture
def phone(world: World, maya: Person) -> Phone:
    return world.phone(world.participant(maya))


def card(version: int, **answers: Any) -> dict[str, Any]:
    given = {"urge": 8, "acted": True, "substances": "alcohol", "shame": 7} | answers
    return {"form_id": "daily-card", "form_version": version, "local_date": "2026-11-23", "answers": given}


def bundle(phone: Phone) -> Any:
    phone.unlock()
    return phone.client.get("/api/me/bundle").json()


def review(maya: Person, kind: str) -> Any:
    found = [one for one in maya.client.get("/api/reviews").json()["items"] if one["kind"] == kind]
    assert len(found) == 1, found
    return maya.client.get(f"/api/reviews/{found[0]['id']}").json()


def fields(read: Any) -> dict[str, str]:
    return {one["label"]: one["value"] for one in read["fields"]}


def test_a_card_made_in_the_version_before_is_read_in_its_own_words(
    world: World, maya: Person, phone: Phone, later: Catalogue
) -> None:
    made = phone.envelope("checkin", card(2))
    world.service.catalogue = later
    world.clock.advance(minutes=10)
    stored = phone.post([made]).json()["items"][0]
    assert stored["status"] == "stored" and stored["receipt"]

    read = fields(review(maya, "acted"))
    assert read["How strong was the strongest urge today?"] == "8 of 10"
    assert read["Any alcohol or drugs today?"] == "Alcohol"
    assert read["How much shame did you feel?"] == "7 of 10"
    assert read["Form"] == "Version 2, shown in its own words. Version 3 is asked now"
    assert not any("not one of the choices" in value or "not a question" in value for value in read.values())

    line = maya.client.get(f"/api/participants/{phone.participant_id}/timeline").json()["items"][0]
    assert (line["title"], line["id"]) == ("Daily card", made["id"]) and "Urge 8" in line["lines"][0]
    grid = maya.client.get(f"/api/participants/{phone.participant_id}/patterns").json()["cards"]
    day = next(one for one in grid["days"] if one["on"] == "2026-11-23")
    assert (day["card"], day["urge"], day["substances"]) == (True, 8, "alcohol")


def test_the_phone_has_the_words_of_what_it_answered_and_changes_it_in_them(
    world: World, maya: Person, phone: Phone, later: Catalogue
) -> None:
    sent = phone.send("checkin", card(2))
    assert bundle(phone)["answered_forms"] == []
    world.service.catalogue = later
    world.clock.advance(minutes=5)
    known = bundle(phone)
    assert [(form["id"], form["version"]) for form in known["answered_forms"]] == [("daily-card", 2)]
    assert next(form for form in known["forms"] if form["id"] == "daily-card")["version"] == 3
    assert any(item["link_id"] == "shame" for item in known["answered_forms"][0]["items"])

    change = {"of": sent["id"], "body": {"answers": {"substances": "both", "shame": 3}}}
    assert phone.send("amend", change)["status"] == "stored"
    read = review(maya, "acted")
    assert fields(read)["Any alcohol or drugs today?"] == "Both"
    assert fields(read)["How much shame did you feel?"] == "3 of 10"
    assert "How much shame did you feel?: 3 of 10. Before: 7 of 10." in read["changed"][0]["lines"]


def test_two_phones_that_answer_one_day_in_two_versions_make_one_card(
    world: World, maya: Person, phone: Phone, later: Catalogue
) -> None:
    due = str(bundle(phone)["due"][0]["id"])
    first = phone.envelope("checkin", card(2) | {"occurrence_id": due})
    world.service.catalogue = later
    world.clock.advance(minutes=5)
    assert phone.post([first]).json()["items"][0]["status"] == "stored"
    second = phone.send("checkin", card(3, urge=9, substances="beer") | {"occurrence_id": due})
    assert second["status"] == "stored"
    read = fields(review(maya, "acted"))
    assert read["How strong was the strongest urge today?"] == "9 of 10"
    # Kept, and said to be no answer of the version that the card is in.
    assert read["Any alcohol or drugs today?"] == "Beer (not one of the choices)"


def test_sums_are_those_of_the_version_that_was_answered(
    world: World, maya: Person, phone: Phone, later: Catalogue
) -> None:
    answers = {"how_are_you": 5, "sleep_quality": 2, "company": 4, "days_filled": 3, "call_me": True}
    body = {"form_id": "weekly", "form_version": 1, "local_date": "2026-11-23", "answers": answers}
    made = phone.envelope("checkin", body)
    world.service.catalogue = later
    assert phone.post([made]).json()["items"][0]["status"] == "stored"
    assert phone.send("checkin", body | {"form_version": 2, "local_date": "2026-11-22"})["status"] == "stored"
    found = [one for one in maya.client.get("/api/reviews").json()["items"] if one["kind"] == "call"]
    read = [fields(maya.client.get(f"/api/reviews/{one['id']}").json()) for one in found]
    sums = sorted((label, value) for one in read for label, value in one.items() if "together" in label)
    assert sums == [
        ("Your week, four answers together", "14 of 40, 4 of 4 answered"),
        ("Your week, two answers together", "9 of 20, 2 of 2 answered"),
    ]


def test_a_sheet_printed_before_the_change_is_keyed_in_as_what_it_asked(
    world: World, maya: Person, phone: Phone, later: Catalogue
) -> None:
    world.service.catalogue = later
    base = f"/api/participants/{phone.participant_id}"
    known = maya.client.get(f"{base}/check-ins").json()
    older = [form["version"] for form in known["older_forms"] if form["id"] == "daily-card"]
    assert older == [2, 1]

    def keyed(version: int, day: str) -> Any:
        body = card(version) | {"local_date": day}
        answer = maya.client.post(f"{base}/entries/paper", {"id": str(uuid4()), "body": body})
        assert answer.status_code == 200, answer.text
        return answer.json()["marks"]

    assert keyed(2, "2026-11-22") == {}
    assert keyed(3, "2026-11-21") == {"substances": "not_an_option", "shame": "unknown_question"}


def test_a_version_that_never_went_out_from_here_is_kept_and_said_to_be_another(
    world: World, maya: Person, phone: Phone
) -> None:
    assert phone.send("checkin", card(9))["status"] == "stored"
    read = fields(review(maya, "acted"))
    assert read["Strongest urge"] == "8 of 10"
    assert read["Form"] == "Version 9, not the one of now"


def test_a_form_that_is_asked_no_more_is_still_read(world: World, maya: Person, phone: Phone) -> None:
    """A measure is asked for once: its answers are shown on the phone in its words, after it was answered."""
    asked = maya.client.post(
        f"/api/participants/{phone.participant_id}/measures", {"form_id": "how-things-are", "moment": "pre"}
    )
    assert asked.status_code == 201, asked.text
    form = next(one for one in bundle(phone)["forms"] if one["id"] == "how-things-are")
    first = next(item["link_id"] for item in form["items"] if item["type"] == "scale")
    body = {"form_id": form["id"], "form_version": form["version"], "local_date": "2026-11-23", "answers": {first: 6}}
    assert phone.send("checkin", body)["status"] == "stored"
    known = bundle(phone)
    assert form["id"] not in [one["id"] for one in known["forms"]]
    assert known["answered_forms"] == [form]


def test_step_by_step_goes_from_the_phone_when_it_is_closed(world: World, maya: Person, phone: Phone) -> None:
    """What a clinician closes is on the phone no more, whatever was answered in it (product F13)."""
    body = {
        "form_id": "step-by-step", "form_version": 1, "happened_at": world.clock.now.isoformat(),
        "answers": {"urge": 4, "act": "did_not"},
    }  # fmt: skip
    assert phone.send("chain", body)["status"] == "stored"
    known = bundle(phone)
    assert "step-by-step" not in [form["id"] for form in known["forms"] + known["answered_forms"]]
    assert UUID(known["entries"][0]["id"])
