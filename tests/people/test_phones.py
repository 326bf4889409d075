"""Several phones of one person: each writes by its own count, is named alike to its owner and to staff, and can be signed out."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from api.db import table_of
from api.journal.models import Entry, Quarantine
from api.people.phone_names import phone_names
from tests.world import Phone, World

THIRD_OF_MARCH = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("when", "zone", "names"),
    [
        ([THIRD_OF_MARCH], "Europe/London", ["Phone set up on 3 March"]),
        # By the person's own day, not by the server's.
        ([THIRD_OF_MARCH], "Asia/Tokyo", ["Phone set up on 4 March"]),
        ([THIRD_OF_MARCH - timedelta(days=365)], "Europe/London", ["Phone set up on 3 March 2025"]),
        (
            [THIRD_OF_MARCH, THIRD_OF_MARCH + timedelta(minutes=5), THIRD_OF_MARCH + timedelta(days=1)],
            "Europe/London",
            ["Phone set up on 3 March", "Phone set up on 3 March, the second", "Phone set up on 4 March"],
        ),
    ],
)
def test_a_phone_is_named_by_the_day_it_was_set_up(when: list[datetime], zone: str, names: list[str]) -> None:
    phones = [(uuid4(), at) for at in when]
    assert list(phone_names(phones, zone, date(2026, 11, 23)).values()) == names


def test_many_phones_of_one_day_all_have_names_of_their_own() -> None:
    names = phone_names([(uuid4(), THIRD_OF_MARCH) for _ in range(12)], "Europe/London", date(2026, 3, 3))
    assert len(set(names.values())) == 12 and list(names.values())[-1] == "Phone set up on 3 March, number 12"


def rows(world: World, model: Any) -> list[Any]:
    with world.act() as at:
        return list(at.session.execute(sa.select(table_of(model))).all())


def listed(phone: Phone) -> list[dict[str, Any]]:
    answer = phone.client.get("/api/me/devices")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def test_two_phones_of_one_person_count_each_for_itself(world: World) -> None:
    person = world.participant()
    first, second = world.phone(person), world.phone(person)
    for phone in (first, second, first, second, first):
        assert phone.trigger()["status"] == "stored"
    assert sorted((str(row.device_id), row.device_seq) for row in rows(world, Entry)) == sorted(
        [(str(first.device_id), n) for n in (1, 2, 3)] + [(str(second.device_id), n) for n in (1, 2)]
    )
    assert [phone.client.get("/api/me/device").json()["next_seq"] for phone in (first, second)] == [4, 3]
    assert [len(phone.client.get("/api/me/entries").json()["items"]) for phone in (first, second)] == [5, 5]


def test_owner_and_staff_use_the_same_names(world: World) -> None:
    clinician = world.clinician()
    person = world.participant(clinician)
    first = world.phone(person)
    world.clock.advance(days=2)
    second = world.phone(person)
    names = ["Phone set up on 23 November", "Phone set up on 25 November"]
    assert [(one["name"], one["this"]) for one in listed(second)] == [(names[0], False), (names[1], True)]
    world.sign_in(clinician.client, clinician.user)
    answer = clinician.client.get(f"/api/participants/{person}")
    assert answer.status_code == 200, answer.text
    staff = answer.json()["devices"]
    assert [(one["name"], one["stolen"]) for one in staff] == [(name, False) for name in names]
    assert staff[0]["id"] == str(first.device_id)


def test_signed_out_from_the_other_phone_it_reads_nothing_and_still_sends(world: World) -> None:
    person = world.participant()
    old, new = world.phone(person), world.phone(person)
    waiting = old.envelope("trigger", {"happened_at": world.clock.now.isoformat(), "kind": "acted", "intensity": 9})
    assert new.client.delete(f"/api/me/devices/{old.device_id}").status_code == 204
    for refused in (old.client.get("/api/me/bundle"), old.unlock()):
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/phone-taken-off")
    assert old.client.get("/api/me/device").json()["revoked"] is True
    (answer,) = old.post([waiting]).json()["items"]
    assert (answer["status"], answer["reason"]) == ("quarantined", "device_revoked")
    assert {one["this"]: one["revoked"] for one in listed(new)} == {False: True, True: False}
    assert new.trigger()["status"] == "stored"


def test_another_persons_phone_is_not_there(world: World) -> None:
    mine, theirs = world.phone(world.participant()), world.phone(world.participant())
    assert mine.client.delete(f"/api/me/devices/{theirs.device_id}").status_code == 404
    assert theirs.trigger()["status"] == "stored"


def _stolen(world: World, clinician: Any, person: UUID, phone: Phone) -> Any:
    return clinician.client.post(f"/api/participants/{person}/devices/{phone.device_id}/stolen")


def test_a_stolen_phone_may_not_even_append(world: World) -> None:
    clinician = world.clinician()
    person = world.participant(clinician)
    phone, other = world.phone(person), world.phone(person)
    assert _stolen(world, clinician, person, phone).status_code == 204
    for answer in (
        phone.post([phone.envelope("trigger", {})]),
        phone.client.get("/api/me/device"),
        phone.unlock(),
        phone.client.get("/api/me/bundle"),
    ):
        assert answer.status_code == 401
    assert not rows(world, Entry) and not rows(world, Quarantine)
    assert other.trigger()["status"] == "stored"
    (told,) = [one for one in clinician.client.get(f"/api/participants/{person}").json()["devices"] if one["stolen"]]
    assert told["id"] == str(phone.device_id)


def test_only_staff_may_say_that_a_phone_was_stolen(world: World) -> None:
    clinician, stranger = world.clinician(), world.clinician()
    person = world.participant(clinician)
    phone = world.phone(person)
    assert _stolen(world, stranger, person, phone).status_code == 404
    path = f"/api/participants/{person}/devices/{phone.device_id}/stolen"
    assert phone.client.post(path).status_code in (401, 403, 404)
    assert world.admin().client.post(path).status_code in (403, 404)
    assert phone.trigger()["status"] == "stored"


def test_what_waited_on_a_stolen_phone_that_came_back_can_be_read_by_a_person(world: World) -> None:
    clinician = world.clinician()
    person = world.participant(clinician)
    stolen = world.phone(person)
    body = {"happened_at": world.clock.now.isoformat(), "kind": "acted", "intensity": 9, "text": "I need to tell you"}
    waiting = stolen.envelope("trigger", body)
    assert _stolen(world, clinician, person, stolen).status_code == 204
    # Found again and set up anew: the queue is still on it, and goes under the new credential.
    (answer,) = world.phone(person).post([waiting]).json()["items"]
    assert (answer["status"], answer["reason"]) == ("quarantined", "does_not_open")
    (kept,) = clinician.client.get(f"/api/participants/{person}/quarantine").json()["items"]
    assert "I need to tell you" in kept["opened"]
