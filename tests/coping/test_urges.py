"""A pause sent from the phone: one entry, whose facts raise what an act or a strong urge raises, and that reads well."""

from datetime import timedelta
from typing import Any, get_args

import pytest

from api.coping import urge_wording, urges
from api.coping.urges import UrgeBody
from api.journal import body, wording
from tests.world import START, World


def said(**more: Any) -> dict[str, Any]:
    return {"happened_at": START.isoformat(), "intensity": 5, **more}


@pytest.mark.parametrize(
    ("given", "detail", "intensity", "acted"),
    [
        ({}, None, 5, None),
        ({"intensity": None}, None, None, None),
        ({"intensity": 0}, None, 0, None),
        ({"rounds": {"1": {"minutes": 10, "after": 9}, "2": {"minutes": 5, "after": 3}}, "end": "passed"}, "passed", 9, None),
        ({"end": "still_strong"}, "still_strong", 5, None),
        ({"end": "acted"}, "acted", 5, True),
        ({"end": "stopped", "rounds": {"1": {}}}, "stopped", 5, None),
    ],
)  # fmt: skip
def test_the_facts_are_the_strongest_rating_and_how_it_ended(
    given: dict[str, Any], detail: str | None, intensity: int | None, acted: bool | None
) -> None:
    facts = UrgeBody.model_validate(said(**given)).facts()
    assert (facts["detail"], facts["intensity"], facts["acted"]) == (detail, intensity, acted)


@pytest.mark.parametrize(
    "wrong",
    [
        {"rounds": {"1": {"minutes": 7}}},
        {"rounds": {"0": {"minutes": 5}}},
        {"rounds": {"100": {"minutes": 5}}},
        {"rounds": {"one": {"minutes": 5}}},
        {"rounds": {"1": {"minutes": 5, "with": "somebody"}}},
        {"end": "won"},
        {"intensity": 11},
        {"rounds": {"1": {"did": ["x" * 301]}}},
    ],
)
def test_what_a_pause_cannot_say_is_kept_apart_and_not_lost(world: World, wrong: dict[str, Any]) -> None:
    phone = world.phone(world.participant())
    assert phone.send("urge", said(**wrong))["status"] == "quarantined"


def reviews_of(clinician: Any) -> list[str]:
    return [one["kind"] for one in clinician.client.get("/api/reviews?view=open").json()["items"]]


def rules_of(clinician: Any) -> list[str]:
    return [one["rule"] for one in clinician.client.get("/api/attention").json()["items"]]


def test_a_pause_is_raised_as_a_log_of_the_same_is(world: World) -> None:
    clinician = world.clinician()
    phone = world.phone(world.participant(clinician))
    assert phone.send("urge", said())["status"] == "stored"
    assert reviews_of(clinician) == rules_of(clinician) == []
    phone.send("urge", said(rounds={"1": {"minutes": 5, "after": 8}}, end="passed"))
    assert reviews_of(clinician) == ["urge"]
    world.clock.advance(hours=20)
    world.sign_in(clinician.client, clinician.user)
    phone.send("urge", said(happened_at=world.clock.now.isoformat(), intensity=9, end="acted"))
    assert sorted(reviews_of(clinician)) == ["acted", "urge"]
    assert sorted(rules_of(clinician)) == ["acted_logged", "urge_high_twice"]


def test_a_log_made_from_a_pause_is_not_a_second_urge(world: World) -> None:
    clinician = world.clinician()
    person = world.participant(clinician)
    phone = world.phone(person)
    phone.send("urge", said(intensity=8, end="passed"))
    phone.send("trigger", {"happened_at": START.isoformat(), "kind": "urge", "intensity": 8})
    assert "urge_high_twice" not in rules_of(clinician)
    page = clinician.client.get(f"/api/participants/{person}/patterns").json()
    assert page["urges_by_hour"]["total"] == 1
    later = START - timedelta(hours=3)
    phone.send("trigger", {"happened_at": later.isoformat(), "kind": "urge", "intensity": 8})
    assert "urge_high_twice" in rules_of(clinician)
    page = clinician.client.get(f"/api/participants/{person}/patterns").json()
    assert page["urges_by_hour"]["total"] == 2


def test_what_was_added_while_locked_lies_beside_what_came_before(world: World) -> None:
    clinician = world.clinician()
    person = world.participant(clinician)
    phone = world.phone(person)
    first = phone.send("urge", said(want="relief", rounds={"1": {"minutes": 10, "did": ["Wash up"]}}, unfinished=True))
    later = {"rounds": {"2": {"did": ["Shower"], "after": 2}}, "end": "acted", "unfinished": False}
    assert phone.send("amend", {"of": first["id"], "body": later})["status"] == "stored"
    [entry] = phone.client.get("/api/me/entries").json()["items"]
    assert entry["body"]["rounds"] == {
        "1": {"minutes": 10, "did": ["Wash up"]},
        "2": {"did": ["Shower"], "after": 2},
    }
    assert (entry["body"]["want"], entry["body"]["end"], entry["body"]["unfinished"]) == ("relief", "acted", False)
    assert reviews_of(clinician) == ["acted"] and rules_of(clinician) == ["acted_logged"]
    [line] = [
        one
        for one in clinician.client.get(f"/api/participants/{person}/timeline").json()["items"]
        if one["kind"] == "urge"
    ]
    assert line["urgent"] and line["title"] == "Urge, with a pause"
    assert (
        line["lines"][0]
        == "Urge 5, then 2. Would have given: relief. Set 10 minutes. Picked: Wash up and Shower. Acted on it."
    )


def test_an_amendment_says_only_what_it_says(world: World) -> None:
    """Nothing of the published example, with its urge of 7 and its end, may be taken for the person's own."""
    clinician = world.clinician()
    phone = world.phone(world.participant(clinician))
    first = phone.send("urge", said(intensity=2))
    for change in ({"talk_about": True}, {"rounds": {"1": {"minutes": 5}}}, {"rounds": {"1": {"after": 1}}}):
        assert phone.send("amend", {"of": first["id"], "body": change})["status"] == "stored"
    assert reviews_of(clinician) == rules_of(clinician) == []


def test_a_number_in_what_was_picked_is_masked(world: World) -> None:
    phone = world.phone(world.participant())
    phone.send("urge", said(rounds={"1": {"minutes": 5, "did": ["Ring 07700 900123"]}}))
    [entry] = phone.client.get("/api/me/entries").json()["items"]
    assert "900123" not in str(entry["body"])


def test_every_value_has_its_words_and_every_answer_is_told() -> None:
    assert set(get_args(urges.End)) == set(urge_wording.END)
    assert set(get_args(body.Need)) == set(urge_wording.WANT) and wording.NEED == urge_wording.WANT
    assert set(get_args(body.Helped)) == set(urge_wording.HELPED)
    assert wording.fields("urge", urges.EXAMPLE) == [
        ("When", "Mon 23 Nov, 00:40"),
        ("How strong at first", "7 of 10"),
        ("Would have given", "Relief"),
        ("Wait 1", "10 minutes chosen; picked: Wash up and Put the radio on; opened: slow breathing; then 6 of 10"),
        ("Wait 2", "5 minutes chosen; picked: Have a shower; then 3 of 10"),
        ("How it ended", "It passed"),
        ("Rules of the plan used", "1, helped: yes"),
        ("Helped", "A bit"),
    ]


def test_rounds_are_told_in_the_order_of_their_numbers() -> None:
    rounds = {str(n): {"minutes": 5, "after": n % 10} for n in range(1, 13)}
    told = wording.fields("urge", said(rounds=rounds))
    assert [label for label, _ in told if label.startswith("Wait")] == [f"Wait {n}" for n in range(1, 13)]
