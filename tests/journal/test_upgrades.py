"""Phones with an older version of the app: what they send becomes an entry of now, and is never lost (sync rule 18).

No kind has changed so far that an older body would not fit, so the table of upgrades is handed in.
"""

import json
from typing import Any

import pytest
import sqlalchemy as sa

from api.act import as_phone
from api.db import table_of
from api.journal.kinds import EXAMPLES, MODELS
from api.journal.models import Entry, Kind, Quarantine
from api.journal.own import own_entries
from api.journal.receive import receive
from api.journal.upgrades import FORMS, Forms, Unreadable
from api.people.models import Device
from tests.world import Phone, World

WHEN = "2026-11-23T00:40:00+00:00"


def _renamed(fields: dict[str, Any]) -> dict[str, Any]:
    """Schema 1 called it `how_strong`, in words."""
    said = fields.pop("how_strong", None)
    return fields | ({} if said is None else {"intensity": {"a little": 2, "strong": 8}[said]})


def _halved(fields: dict[str, Any]) -> dict[str, Any]:
    """Schema 2 counted sleep in minutes."""
    if "sleep_minutes" in fields:
        fields["sleep_hours"] = fields.pop("sleep_minutes") / 60
    return fields


THREE = Forms(MODELS, EXAMPLES, {"trigger": 3}, {"trigger": {1: _renamed, 2: _halved}})
OLDEST = {"happened_at": WHEN, "kind": "urge", "how_strong": "strong", "sleep_minutes": 90}
MIDDLE = {"happened_at": WHEN, "kind": "urge", "intensity": 8, "sleep_minutes": 90}
NEWEST = {"happened_at": WHEN, "kind": "urge", "intensity": 8, "sleep_hours": 1.5}


def send(world: World, phone: Phone, *items: dict[str, Any]) -> list[dict[str, Any]]:
    """What a server with three schemas of a log answers."""
    with world.act() as at:
        device = at.session.get_one(Device, phone.device_id)
        answer: dict[str, Any] = json.loads(
            receive(as_phone(world.service, at.session, world.clock.now, device), list(items), None, THREE)
        )
    return list(answer["items"])


def read(world: World, phone: Phone) -> list[dict[str, Any]]:
    with world.act() as at:
        device = at.session.get_one(Device, phone.device_id)
        found, _ = own_entries(as_phone(world.service, at.session, world.clock.now, device))
    return [json.loads(one) for one in found]


def rows(world: World, model: Any) -> list[Any]:
    with world.act() as at:
        return list(at.session.execute(sa.select(table_of(model))).all())


@pytest.mark.parametrize(("schema", "body"), [(1, OLDEST), (2, MIDDLE), (3, NEWEST)])
def test_a_body_of_any_known_schema_is_an_entry_of_now(world: World, schema: int, body: dict[str, Any]) -> None:
    phone = world.phone(world.participant())
    item = phone.envelope("trigger", body, schema=schema)
    assert [one["status"] for one in send(world, phone, item)] == ["stored"]
    (row,) = rows(world, Entry)
    assert (row.schema_version, row.intensity) == (3, 8)
    (own,) = read(world, phone)
    assert (own["body"]["intensity"], own["body"]["sleep_hours"]) == (8, 1.5)
    assert "how_strong" not in own["body"] and "sleep_minutes" not in own["body"]
    # The promise is about what the phone sealed, and stays the same when it is offered again.
    assert [one["status"] for one in send(world, phone, item)] == ["same"]


def test_what_an_old_phone_adds_to_its_log_is_upgraded_too(world: World) -> None:
    phone = world.phone(world.participant())
    first = phone.envelope("trigger", OLDEST, schema=1)
    late = phone.envelope("amend", {"of": first["id"], "body": {"how_strong": "a little"}})
    newer = phone.envelope("amend", {"of": first["id"], "of_schema": 3, "body": {"sleep_hours": 4}})
    assert [one["status"] for one in send(world, phone, first, late, newer)] == ["stored"] * 3
    (own,) = read(world, phone)
    assert (own["body"]["intensity"], own["body"]["sleep_hours"], own["amended"]) == (2, 4, True)


@pytest.mark.parametrize(
    ("schema", "body", "reason"),
    [
        (4, NEWEST, "unknown_schema"),
        (0, OLDEST, "unknown_schema"),
        (1, OLDEST | {"how_strong": "very"}, "malformed_body"),
        (1, OLDEST | {"happened_at": "yesterday"}, "malformed_body"),
        (3, OLDEST, "malformed_body"),
        (1, ["how_strong"], "malformed_body"),
    ],
)
def test_what_cannot_be_upgraded_is_kept_for_a_person(world: World, schema: int, body: Any, reason: str) -> None:
    phone = world.phone(world.participant())
    (answer,) = send(world, phone, phone.envelope("trigger", body, schema=schema))
    assert (answer["status"], answer["reason"]) == ("quarantined", reason)
    assert not rows(world, Entry) and len(rows(world, Quarantine)) == 1


def test_a_later_answer_in_an_unknown_schema_is_kept_for_a_person(world: World) -> None:
    phone = world.phone(world.participant())
    first = phone.envelope("trigger", NEWEST, schema=3)
    later = phone.envelope("amend", {"of": first["id"], "of_schema": 9, "body": {"mood": 3}})
    assert [one["status"] for one in send(world, phone, first, later)] == ["stored", "quarantined"]


def test_a_body_stored_before_the_change_is_upgraded_when_it_is_read() -> None:
    stored = json.dumps(OLDEST).encode()
    assert json.loads(THREE.stored("trigger", 1, stored)) == NEWEST
    assert THREE.stored("trigger", 3, stored) is stored
    with pytest.raises(Unreadable):
        THREE.stored("trigger", 1, b"[]")


def test_a_schema_without_a_way_from_the_one_before_does_not_start() -> None:
    with pytest.raises(RuntimeError, match="trigger needs exactly one upgrade"):
        Forms(MODELS, EXAMPLES, {"trigger": 3}, {"trigger": {1: _renamed}})
    with pytest.raises(RuntimeError, match="trigger needs exactly one upgrade"):
        Forms(MODELS, EXAMPLES, {}, {"trigger": {1: _renamed}})


def test_each_kind_publishes_its_own_schema_and_takes_every_earlier_one(world: World) -> None:
    phone = world.phone(world.participant())
    published = {one["kind"]: one["schema"] for one in phone.client.get("/api/entry-kinds").json()}
    assert published == {kind.value: FORMS.schema_of(kind) for kind in Kind if kind in MODELS}
    for kind, newest in published.items():
        assert FORMS.knows(kind, newest) and not FORMS.knows(kind, newest + 1) and not FORMS.knows(kind, 0)
        assert all(FORMS.knows(kind, schema) for schema in range(1, newest + 1))
    answer = phone.send("trigger", EXAMPLES[Kind.trigger], schema=published["trigger"])
    assert answer["status"] == "stored"
