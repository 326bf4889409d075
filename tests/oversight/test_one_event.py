"""A pause and the log made from it tell of one event: one review with both in it, and nothing of either is lost."""

from typing import Any

import pytest

from api.journal.upgrades import FORMS
from tests.world import Person, Phone, World

REPLY = {"outcome": "replied", "reply": "I read it. We talk on Monday."}


@pytest.fixture
def maya(world: World) -> Person:
    return world.clinician(first_name="Maya")


@pytest.fixture
def phone(world: World, maya: Person) -> Phone:
    return world.phone(world.participant(maya))


def pause(world: World, intensity: int = 8, end: str = "passed", **more: Any) -> dict[str, Any]:
    body = {"happened_at": world.clock.now.isoformat(), "intensity": intensity, "end": end, "want": "relief"}
    return body | {"rounds": {"1": {"minutes": 10, "did": ["Wash up"], "after": 3}}} | more


def log(world: World, kind: str = "urge", intensity: int = 8, **more: Any) -> dict[str, Any]:
    return {
        "happened_at": world.clock.now.isoformat(),
        "kind": kind,
        "intensity": intensity,
        "text": "It was late",
        **more,
    }


def reviews(maya: Person, view: str = "open") -> list[Any]:
    return list(maya.client.get(f"/api/reviews?view={view}").json()["items"])


def read(maya: Person, one: Any) -> Any:
    answer = maya.client.get(f"/api/reviews/{one['id']}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def close(maya: Person, one: Any) -> None:
    assert maya.client.post(f"/api/reviews/{one['id']}/claim").status_code == 200
    answer = maya.client.post(f"/api/reviews/{one['id']}/close", REPLY)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        (("urge", {}), ("trigger", {}), "urge"),
        (("trigger", {}), ("urge", {}), "urge"),
        (("urge", {}), ("trigger", {"kind": "near_miss"}), "near_miss"),
        (("urge", {"end": "acted"}), ("trigger", {}), "acted"),
        (("urge", {}), ("trigger", {"kind": "acted"}), "acted"),
        (("urge", {"intensity": 5}), ("trigger", {"intensity": 9}), "urge"),
        (("urge", {"intensity": 9}), ("trigger", {"intensity": 4}), "urge"),
    ],
)
def test_one_event_is_one_review_of_the_more_pressing_kind_with_both_in_it(
    world: World, maya: Person, phone: Phone, first: Any, second: Any, kind: str, together: bool
) -> None:
    made = [
        phone.envelope(one, pause(world, **more) if one == "urge" else log(world, **more))
        for one, more in (first, second)
    ]
    for batch in [made] if together else [[one] for one in made]:
        assert {one["status"] for one in phone.post(batch).json()["items"]} == {"stored"}
    (one,) = reviews(maya)
    assert one["kind"] == kind
    shown = read(maya, one)
    said = " ".join([shown["words"] or "", *(f"{row['label']}: {row['value']}" for row in shown["fields"])])
    assert "It was late" in said and "Wash up" in said
    items = maya.client.get("/api/attention").json()["items"]
    assert len([item for item in items if item["rule"] in ("acted_logged", "near_miss")]) == (kind != "urge")

    close(maya, one)
    phone.unlock()
    own = phone.client.get("/api/me/entries").json()["items"]
    assert [entry["read"]["first_name"] for entry in own] == ["Maya", "Maya"]
    assert {entry["reply"]["text"] for entry in own} == {REPLY["reply"]}
    line = maya.client.get(f"/api/participants/{phone.participant_id}/timeline").json()["items"]
    assert [row["review_id"] for row in line if row["source"] == "entry"] == [one["id"]] * 2


def test_what_comes_after_somebody_took_it_or_closed_it_has_a_review_of_its_own(
    world: World, maya: Person, phone: Phone
) -> None:
    phone.send("urge", pause(world))
    (one,) = reviews(maya)
    assert maya.client.post(f"/api/reviews/{one['id']}/claim").status_code == 200
    phone.send("trigger", log(world))
    assert sorted(row["kind"] for row in reviews(maya)) == ["urge", "urge"]
    for each in reviews(maya):
        close(maya, each)
    phone.send("trigger", log(world, kind="acted"))
    assert [row["kind"] for row in reviews(maya)] == ["acted"]


def test_a_change_to_either_goes_to_the_one_review_while_it_is_unread(world: World, maya: Person, phone: Phone) -> None:
    phone.send("urge", pause(world))
    told = phone.send("trigger", log(world))
    assert phone.send("amend", {"of": told["id"], "body": {"kind": "acted"}})["status"] == "stored"
    (one,) = reviews(maya)
    assert one["kind"] == "acted"
    assert {row["label"]: row["value"] for row in read(maya, one)["fields"]}["In the log: What"] == "Acted on an urge"


def test_another_instant_or_another_person_is_another_event(world: World, maya: Person, phone: Phone) -> None:
    phone.send("urge", pause(world))
    other = world.phone(world.participant(maya, case_reference="K70 4822"))
    other.send("trigger", log(world))
    world.clock.advance(minutes=1)
    phone.send("trigger", log(world))
    assert len(reviews(maya)) == 3


def test_what_was_taken_back_tells_of_nothing(world: World, maya: Person, phone: Phone) -> None:
    first = phone.send("urge", pause(world))
    assert phone.send("withdraw", {"of": first["id"]})["status"] == "stored"
    phone.send("trigger", log(world))
    assert len(reviews(maya)) == 2


@pytest.mark.parametrize("together", [True, False])
def test_what_is_said_later_of_an_unread_entry_is_read_with_it(
    world: World, maya: Person, phone: Phone, together: bool
) -> None:
    """A pause that was begun locked goes out as it is; how it ended comes as an amendment of it."""
    begun = phone.envelope("urge", pause(world, end="stopped"))
    more = {"of": begun["id"], "of_schema": FORMS.schema_of("urge"), "body": {"end": "acted"}}
    ended = phone.envelope("amend", more)
    for batch in [[begun, ended]] if together else [[begun], [ended]]:
        assert {one["status"] for one in phone.post(batch).json()["items"]} == {"stored"}
    [one] = reviews(maya)
    assert one["kind"] == "acted"
    close(maya, one)
    # Read meanwhile: what comes after that is read as well.
    later = phone.envelope("amend", more | {"body": {"end": "passed", "intensity": 9}})
    assert phone.post([later]).json()["items"][0]["status"] == "stored"
    assert [one["kind"] for one in reviews(maya)] == ["urge"]
