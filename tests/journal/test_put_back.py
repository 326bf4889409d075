"""A database put back from an older backup: phones offer again what they hold, and what was acknowledged is there again."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.people import staffing
from tests.world import Phone, World


def facts(phone: Phone) -> Any:
    answer = phone.client.get("/api/me/device")
    assert answer.status_code == 200, answer.text
    return answer.json()


def put_back(world: World) -> None:
    with world.act() as at:
        staffing.put_back(at)


def test_a_new_epoch_and_nothing_known_of_backups(world: World) -> None:
    phone = world.phone(world.participant())
    before = facts(phone)
    with world.act() as at:
        staffing.backed_up(at, world.clock.now - timedelta(hours=1))
    assert facts(phone)["watermark"] is not None
    put_back(world)
    after = facts(phone)
    assert after["epoch"] != before["epoch"] and after["watermark"] is None
    item = phone.envelope("trigger", {"happened_at": world.clock.now.isoformat(), "kind": "urge", "intensity": 3})
    assert phone.post([item]).json()["epoch"] == after["epoch"]
    assert phone.post([item]).json()["items"][0]["status"] == "same", "offered again, and stored once"


def test_a_backup_holds_nothing_that_is_to_come_and_no_less_than_the_one_before(world: World) -> None:
    world.phone(world.participant())
    with world.act() as at:
        staffing.backed_up(at, world.clock.now)
    for began in (world.clock.now + timedelta(seconds=1), world.clock.now - timedelta(seconds=1)):
        with pytest.raises(staffing.NotInABackup), world.act() as at:
            staffing.backed_up(at, began)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_what_was_acknowledged_after_the_backup_comes_back_from_the_phone(world: World, database_kind: str) -> None:
    phone = world.phone(world.participant())
    bodies = [{"happened_at": world.clock.now.isoformat(), "kind": "acted", "intensity": n} for n in (8, 9)]
    first, second = (phone.envelope("trigger", body) for body in bodies)
    assert phone.post([first]).json()["items"][0]["status"] == "stored"
    database = world.service.database
    path = Path(str(database.url.database))
    database.close()
    shutil.copyfile(path, path.with_suffix(".backup"))
    assert phone.post([second]).json()["items"][0]["status"] == "stored"
    database.close()
    shutil.copyfile(path.with_suffix(".backup"), path)
    put_back(world)
    assert [one["status"] for one in phone.post([first, second]).json()["items"]] == ["same", "stored"]
    assert sorted(one["body"]["intensity"] for one in phone.client.get("/api/me/entries").json()["items"]) == [8, 9]
