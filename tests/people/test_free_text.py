"""A clinician switches own words off for one phone (product F14), and nothing that was written is lost by it."""

from typing import Any

from tests.world import World

WHEN = "2026-11-23T00:40:00+00:00"


def offered(phone: Any) -> tuple[bool, bool]:
    """What the phone is told, locked and unlocked."""
    return (
        phone.client.get("/api/me/device").json()["free_text"],
        phone.client.get("/api/me/bundle").json()["settings"]["free_text"],
    )


def test_own_words_are_switched_off_for_one_phone_and_on_again(world: World) -> None:
    maya = world.clinician()
    person, other = world.participant(maya), world.participant(maya)
    phone, others = world.phone(person), world.phone(other)
    address = f"/api/participants/{person}/free-text"
    assert offered(phone) == (True, True)
    was = phone.client.get("/api/me/bundle").headers["etag"]
    assert maya.client.put(address, {"on": False}).status_code == 204
    assert offered(phone) == (False, False) and offered(others) == (True, True)
    assert phone.client.get("/api/me/bundle", headers={"If-None-Match": was}).status_code == 200
    assert maya.client.get(f"/api/participants/{person}").json()["free_text"] is False
    assert maya.client.put(address, {"on": True}).status_code == 204
    assert offered(phone) == (True, True)


def test_what_an_older_phone_still_sends_is_stored_whole(world: World) -> None:
    maya = world.clinician()
    person = world.participant(maya)
    phone = world.phone(person)
    phone.trigger(text="before it was off")
    assert maya.client.put(f"/api/participants/{person}/free-text", {"on": False}).status_code == 204
    sent = phone.send("trigger", {"happened_at": WHEN, "kind": "urge", "intensity": 3, "text": "still in my own words"})
    assert sent["status"] == "stored"
    own = phone.client.get("/api/me/entries").text
    assert "still in my own words" in own and "before it was off" in own


def test_only_who_treats_the_person_may_switch(world: World) -> None:
    person = world.participant(world.clinician())
    for stranger, status in ((world.clinician(), 404), (world.probation(), 404), (world.admin(), 404)):
        assert stranger.client.put(f"/api/participants/{person}/free-text", {"on": False}).status_code in (403, status)
    assert world.anonymous().put(f"/api/participants/{person}/free-text", {"on": False}).status_code == 401
    assert offered(world.phone(person)) == (True, True)
