"""What a participant shows without a PIN: chosen with one, sealed at rest, given to a locked phone, leading to nobody."""

from typing import Any

import pytest
import sqlalchemy as sa

from api.db import table_of
from api.people.models import Participant
from tests.world import Phone, World

CHOSEN = ["Put the kettle on", "Ring my brother", "Walk round the block"]


def put(phone: Phone, items: list[Any]) -> Any:
    return phone.client.put("/api/me/open-alternatives", {"items": items})


def shown(phone: Phone) -> list[str]:
    found: list[str] = phone.client.get("/api/me/device").json()["open_alternatives"]
    return found


def test_what_was_chosen_shows_on_every_phone_locked_or_not(world: World) -> None:
    person = world.participant()
    phone, other = world.phone(person), world.phone(person)
    assert shown(phone) == []
    answer = put(phone, [" Put the kettle on ", *CHOSEN])
    assert answer.status_code == 200 and answer.json() == {"items": CHOSEN}
    other.client.delete("/api/unlock")
    assert shown(other) == shown(phone) == CHOSEN
    assert put(phone, []).json() == {"items": []}
    assert shown(other) == []


def test_it_is_sealed_where_it_lies(world: World) -> None:
    person = world.participant()
    put(world.phone(person), CHOSEN)
    with world.act() as at:
        p = table_of(Participant)
        [kept] = at.session.execute(sa.select(p.c.open_alternatives).where(p.c.id == person)).scalars()
    assert kept and b"kettle" not in kept


def test_choosing_needs_the_pin_and_a_live_phone(world: World) -> None:
    phone = world.phone(world.participant())
    put(phone, CHOSEN)
    phone.client.delete("/api/unlock")
    assert put(phone, ["Something else"]).status_code == 401
    assert shown(phone) == CHOSEN


@pytest.mark.parametrize(
    ("text", "slug", "message"),
    [
        ("Ring 07700 900123", "identifiers-found", "Take out a phone number."),
        ("Read my order again", "tells-too-much", "Leave out the word order."),
        ("Stop STALKING", "tells-too-much", "Leave out the word stalking."),
    ],
)
def test_what_leads_to_somebody_or_says_what_the_app_is_for_is_refused(
    world: World, text: str, slug: str, message: str
) -> None:
    phone = world.phone(world.participant())
    put(phone, CHOSEN)
    answer = put(phone, ["Wash up", text])
    assert answer.status_code == 409 and answer.json()["type"] == f"/problems/{slug}"
    assert answer.json()["errors"] == [{"field": "items.1", "message": message}]
    assert text not in answer.text
    assert shown(phone) == CHOSEN


@pytest.mark.parametrize("items", [[f"Thing {n}" for n in range(6)], [""], ["x" * 81], [5], "Wash up"])
def test_what_is_malformed_is_refused(world: World, items: Any) -> None:
    phone = world.phone(world.participant())
    assert put(phone, items).status_code == 422
    assert shown(phone) == []


def test_the_choice_is_in_the_trail_without_its_words(world: World) -> None:
    person = world.participant()
    put(world.phone(person), CHOSEN)
    seen = world.auditor().client.get(f"/api/audit?participant_id={person}")
    assert "open_alternatives_choose" in seen.text and "kettle" not in seen.text
