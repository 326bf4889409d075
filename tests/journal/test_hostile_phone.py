"""A phone that is broken, old or hostile: nothing it sends may stop its own queue, or what others read of it."""

import json
import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from api.audit import verify
from api.db import table_of
from api.journal.items import Item
from api.journal.models import Entry, Quarantine
from api.journal.upgrades import FORMS
from api.oversight.models import AttentionItem
from tests.world import Person, Phone, World

WHEN = "2026-11-23T00:40:00+00:00"


def rows(world: World, model: Any) -> list[Any]:
    with world.act() as at:
        return list(at.session.execute(sa.select(table_of(model))).all())


@pytest.fixture
def clinician(world: World) -> Person:
    return world.clinician()


@pytest.fixture
def phone(world: World, clinician: Person) -> Phone:
    return world.phone(world.participant(clinician))


INSTANTS = [
    "0001-01-01T00:00:00+14:00",
    "0001-01-01T00:00:00+00:00",
    "0999-06-01T00:00:00+00:00",
    "1970-01-01T00:00:00+00:00",
    "2106-02-08T00:00:00+00:00",
    "9999-12-31T23:59:59-14:00",
    "9999-12-31T23:59:59+00:00",
]


def everything_reads(clinician: Person, phone: Phone) -> None:
    """That the phone and its clinician still read all of it."""
    person = phone.participant_id
    for path in ("", "/timeline", "/patterns", "/quarantine"):
        answer = clinician.client.get(f"/api/participants/{person}{path}")
        assert answer.status_code == 200, (path, answer.text)
    for view in ("open", "mine", "closed"):
        answer = clinician.client.get(f"/api/reviews?view={view}")
        assert answer.status_code == 200, answer.text
        for review in answer.json()["items"]:
            assert clinician.client.get(f"/api/reviews/{review['id']}").status_code == 200
    for path in ("/api/caseload", "/api/attention"):
        assert clinician.client.get(path).status_code == 200, path
    for path in ("/api/me/bundle", "/api/me/entries"):
        answer = phone.client.get(path)
        assert answer.status_code == 200 and answer.json(), path


@pytest.mark.parametrize("instant", INSTANTS)
@pytest.mark.parametrize("where", ["made_at", "happened_at", "sent_at"])
def test_no_clock_however_wrong_refuses_an_item_or_breaks_a_page(
    clinician: Person, phone: Phone, where: str, instant: str
) -> None:
    body = {"happened_at": instant if where == "happened_at" else WHEN, "kind": "near_miss", "intensity": 9}
    over = {"made_at": instant} if where == "made_at" else {}
    item = phone.envelope("trigger", body, **over)
    card = phone.envelope(
        "checkin", {"form_id": "daily-card", "form_version": 2, "local_date": "2026-11-22", "answers": {}}, **over
    )
    request: dict[str, Any] = {"items": [item, card]}
    if where == "sent_at":
        request["sent_at"] = instant
    answer = phone.client.post("/api/me/entries", request)
    assert answer.status_code == 200, answer.text
    assert [one["status"] for one in answer.json()["items"]] == ["stored", "stored"]
    everything_reads(clinician, phone)


@pytest.mark.parametrize("day", ["0001-01-01", "0001-01-02", "9999-12-31"])
def test_a_card_of_an_impossible_day_breaks_nothing(clinician: Person, phone: Phone, day: str) -> None:
    body = {"form_id": "daily-card", "form_version": 2, "local_date": day, "answers": {"urge": 9, "acted": True}}
    assert phone.send("checkin", body)["status"] in ("stored", "quarantined")
    everything_reads(clinician, phone)


@pytest.mark.parametrize(
    "change", [{"made_at": "2026\u0000"}, {"zone": "Europe/\u0000"}, {"extra": "\ud800"}, {"device_seq": 2**40}]
)
def test_a_broken_envelope_is_kept_for_good_and_not_asked_for_again(
    world: World, clinician: Person, phone: Phone, change: dict[str, Any]
) -> None:
    item = phone.envelope("trigger", {"happened_at": WHEN, "kind": "urge"}) | change
    content = json.dumps({"items": [item]}).encode()
    answer = phone.client.http.post("/api/me/entries", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["items"][0]["status"] == "quarantined"
    assert len(rows(world, Quarantine)) == 1
    everything_reads(clinician, phone)


def test_what_a_broken_envelope_says_in_clear_is_sealed_where_it_is_kept(
    world: World, clinician: Person, phone: Phone
) -> None:
    phone.post([{"id": str(uuid4()), "kind": "trigger", "text": "markerwords"}])
    (kept,) = rows(world, Quarantine)
    assert b"markerwords" not in bytes(kept.sealed)
    (shown,) = clinician.client.get(f"/api/participants/{phone.participant_id}/quarantine").json()["items"]
    assert "markerwords" in shown["opened"]


def test_two_tabs_that_send_the_same_item_are_both_told_that_it_is_stored(world: World, phone: Phone) -> None:
    for _ in range(5):
        items = [phone.envelope("trigger", {"happened_at": WHEN, "kind": "urge", "intensity": 3}) for _ in range(10)]
        ready = threading.Barrier(2)
        said: list[Any] = []

        def send(ready: Any = ready, said: Any = said, items: Any = items) -> None:
            ready.wait()
            said.append(phone.post(items))

        tabs = [threading.Thread(target=send) for _ in range(2)]
        for tab in tabs:
            tab.start()
        for tab in tabs:
            tab.join(60)
        assert {answer.status_code for answer in said} == {200}
        statuses = [{one["status"] for one in answer.json()["items"]} for answer in said]
        assert {"stored", "same"} >= set().union(*statuses), statuses
        receipts = [[one["receipt"] for one in answer.json()["items"]] for answer in said]
        assert receipts[0] == receipts[1]
    assert len(rows(world, Entry)) == 50
    assert rows(world, Quarantine) == [] and rows(world, AttentionItem) == []


def _breaks(path: str, monkeypatch: pytest.MonkeyPatch, if_: Callable[[Any], bool]) -> None:
    """What `path` names breaks on arguments of which `if_` is true, and does its work on others."""
    module, name = path.rsplit(".", 1)
    whole = getattr(import_module(module), name)

    def broken(*given: Any) -> Any:
        if any(if_(one) for one in given):
            raise ZeroDivisionError("a mistake of ours")
        return whole(*given)

    monkeypatch.setattr(path, broken)


def _used_in_vain(given: Any) -> bool:
    return isinstance(given, list) and any(rules[0].helped == "no" for _, rules, _ in given)


BREAKS: list[tuple[str, Callable[[Any], bool]]] = [
    ("api.journal.opening.masked", lambda given: getattr(given, "text", None) == "Words"),
    ("api.journal.opening._check_amend", lambda given: isinstance(given, Item) and b"Words" in given.plain),
    ("api.journal.storing.note_uses", _used_in_vain),
]
"""Where a mistake of ours would show: in opening an entry, in looking at an amendment, in what follows from an entry."""


@pytest.mark.parametrize(("path", "if_"), BREAKS, ids=[path.rsplit(".", 1)[1] for path, _ in BREAKS])
def test_an_entry_that_breaks_us_holds_up_no_other(
    world: World, phone: Phone, monkeypatch: pytest.MonkeyPatch, path: str, if_: Callable[[Any], bool]
) -> None:
    _breaks(path, monkeypatch, if_)
    body = {"happened_at": WHEN, "kind": "near_miss", "intensity": 8}
    first = phone.envelope("trigger", body)
    more = {"rules": [{"id": str(uuid4()), "helped": "no"}], "text": "Words"}
    bad = (
        phone.envelope("amend", {"of": first["id"], "of_schema": FORMS.schema_of("trigger"), "body": more})
        if "amend" in path
        else phone.envelope("trigger", body | more)
    )
    items = [first, bad, phone.envelope("trigger", body)]
    for _ in range(2):
        answer = phone.post(items).json()["items"]
        assert [one["status"] for one in answer] in (
            ["stored", "quarantined", "stored"],
            ["same", "quarantined", "same"],
        )
        assert len(rows(world, Entry)) == 2
        [kept] = rows(world, Quarantine)
        assert (str(kept.entry_id), kept.reason) == (bad["id"], "malformed_body")
    assert [item.rule for item in rows(world, AttentionItem)].count("quarantine") == 1
    with world.act() as at:
        assert verify(at.session, at.vault).first_bad is None


def test_a_twin_in_one_batch_is_answered_as_its_first_was(
    world: World, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = phone.envelope("trigger", {}, raw=b"not json")
    answer = phone.post([broken, broken]).json()["items"]
    assert [one["status"] for one in answer] == ["quarantined", "quarantined"]
    assert "receipt" not in answer[1]

    from sqlalchemy.exc import OperationalError

    from api.journal import storing

    def fails(*_: Any) -> None:
        raise OperationalError("insert", {}, Exception())

    monkeypatch.setattr(storing, "insert_ignoring", fails)
    item = phone.envelope("trigger", {"happened_at": WHEN, "kind": "urge", "intensity": 3})
    answer = phone.post([item, item]).json()["items"]
    assert [one["status"] for one in answer] == ["retry", "retry"]
    assert rows(world, Entry) == []
