"""The door up: what becomes of each item, and that nothing is lost (security section 5)."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from api.checkins.planning import plan_occurrences
from api.db import table_of
from api.journal.models import Entry, Quarantine
from api.oversight.models import AttentionItem, Review
from api.people.models import Device, ParticipantState
from tests.bench.recorded import listening
from tests.world import World

WHEN = "2026-11-23T00:40:00+00:00"


def rows(world: World, model: Any) -> list[Any]:
    with world.act() as at:
        return list(at.session.execute(sa.select(table_of(model))).all())


def test_an_entry_sent_twice_is_stored_and_audited_once(world: World) -> None:
    phone = world.phone(world.participant())
    item = phone.envelope("trigger", {"happened_at": WHEN, "kind": "near_miss", "intensity": 8})
    first, again = phone.post([item]).json(), phone.post([item]).json()
    assert first["items"][0]["status"] == "stored"
    assert again["items"][0]["status"] == "same"
    assert first["items"][0]["receipt"] == again["items"][0]["receipt"]
    assert len(rows(world, Entry)) == 1
    assert len(rows(world, Review)) == 1


MOST = 29
"""Statements of a batch with five cards of one day: each but the first of those costs two."""


@pytest.mark.parametrize("size", [20, 50])
def test_a_batch_costs_the_same_whatever_its_size_and_a_card_in_it_two_statements_at_most(
    world: World, size: int
) -> None:
    phone = world.phone(world.participant(world.clinician()))
    plan_occurrences(world.service, world.clock.now)
    now, day = world.clock.now.isoformat(), world.clock.now.date().isoformat()
    card = {"form_id": "daily-card", "form_version": 2, "local_date": day, "answers": {"urge": 3, "acted": False}}
    log = {"happened_at": now, "kind": "urge", "intensity": 5, "text": "Walked"}
    costs = []
    for _ in range(2):
        items = [phone.envelope("checkin", card) for _ in range(5)]
        items += [phone.envelope("trigger", log | {"kind": "near_miss", "intensity": 7}) for _ in range(5)]
        items += [phone.envelope("trigger", log) for _ in range(size - len(items))]
        with listening(world.service.database) as heard:
            said = phone.post(items).json()["items"]
        assert {one["status"] for one in said} == {"stored"}
        costs.append(len([sql for sql, _, _ in heard if not sql.startswith("BEGIN")]))
    assert costs[1] <= MOST, costs


def test_a_log_at_00_40_belongs_to_the_day_before(world: World) -> None:
    phone = world.phone(world.participant())
    answer = phone.send("trigger", {"happened_at": WHEN, "kind": "urge", "intensity": 3})
    assert answer["local_date"] == "2026-11-22"


def test_the_words_are_sealed_at_rest(world: World) -> None:
    phone = world.phone(world.participant())
    phone.send("trigger", {"happened_at": WHEN, "kind": "urge", "intensity": 3, "text": "markerwords"})
    (entry,) = rows(world, Entry)
    assert b"markerwords" not in bytes(entry.body)
    own = phone.client.get("/api/me/entries").json()["items"]
    assert own[0]["body"]["text"] == "markerwords"


def test_a_phone_number_is_masked_whatever_the_phone_let_through(world: World) -> None:
    phone = world.phone(world.participant())
    text = "I rang 07700 900123 twice"
    phone.send("trigger", {"happened_at": WHEN, "kind": "urge", "intensity": 3, "text": text, "kept": ["07700 900123"]})
    body = phone.client.get("/api/me/entries").json()["items"][0]["body"]
    assert "900123" not in json.dumps(body)
    assert body["text"].startswith("I rang [")


def test_identifiers_are_masked_wherever_a_hostile_client_puts_them(world: World) -> None:
    phone = world.phone(world.participant())
    phone.card(line="ring 07700 900123", skills=["07700 900123"])
    first = phone.trigger()
    phone.send("amend", {"of": first["id"], "body": {"text": "07700 900123", "skills": []}})
    own = phone.client.get("/api/me/entries")
    assert own.status_code == 200 and "900123" not in own.text


def test_same_id_with_other_content_keeps_the_first_and_the_second(world: World) -> None:
    phone = world.phone(world.participant())
    first = phone.envelope("trigger", {"happened_at": WHEN, "kind": "urge", "intensity": 3})
    second = phone.envelope("trigger", {"happened_at": WHEN, "kind": "urge", "intensity": 9}, id=first["id"])
    assert phone.post([first]).json()["items"][0]["status"] == "stored"
    answer = phone.post([second]).json()["items"][0]
    assert (answer["status"], answer["reason"]) == ("conflict", "same_id_other_content")
    assert [row.intensity for row in rows(world, Entry)] == [3]
    assert len(rows(world, Quarantine)) == 1
    assert phone.post([second]).json()["items"][0]["status"] == "conflict"
    assert len(rows(world, Quarantine)) == 1


def test_another_participants_id_is_answered_like_a_new_conflict(world: World) -> None:
    mine, theirs = world.phone(world.participant()), world.phone(world.participant())
    stored = theirs.envelope("trigger", {"happened_at": WHEN, "kind": "urge", "intensity": 3})
    theirs.post([stored])
    item = mine.envelope("trigger", {"happened_at": WHEN, "kind": "urge", "intensity": 3}, id=stored["id"])
    own = mine.envelope("trigger", {"happened_at": WHEN, "kind": "urge", "intensity": 1})
    mine.post([own])
    conflict = mine.envelope("trigger", {"happened_at": WHEN, "kind": "urge", "intensity": 2}, id=own["id"])
    first, second = (mine.post([one]).json()["items"][0] for one in (item, conflict))
    assert {k: v for k, v in first.items() if k != "id"} == {k: v for k, v in second.items() if k != "id"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "postcard"}, "unknown_kind"),
        ({"schema": 7}, "unknown_schema"),
        ({"raw": b"not json"}, "malformed_body"),
        ({"raw": json.dumps({"kind": "urge"}).encode()}, "malformed_body"),
        ({"raw": json.dumps({"happened_at": WHEN, "kind": "urge", "extra": 1}).encode()}, "malformed_body"),
        ({"zone": "Nowhere/At-All"}, "malformed_body"),
        ({"made_at": "yesterday"}, "malformed_body"),
        ({"kind": "amend", "raw": json.dumps({"of": str(uuid4()), "body": {}}).encode()}, "nothing_to_amend"),
    ],
)
def test_what_cannot_be_an_entry_is_kept_and_a_person_is_told(
    world: World, change: dict[str, Any], reason: str
) -> None:
    phone = world.phone(world.participant())
    over = {"kind": "trigger"} | change
    item = phone.envelope(over.pop("kind"), {"happened_at": WHEN, "kind": "urge", "intensity": 3}, **over)
    answer = phone.post([item])
    assert answer.status_code == 200
    assert (answer.json()["items"][0]["status"], answer.json()["items"][0]["reason"]) == ("quarantined", reason)
    (kept,) = rows(world, Quarantine)
    assert kept.reason == reason
    assert [item.rule for item in rows(world, AttentionItem)] == ["quarantine"]
    assert rows(world, Entry) == []


def test_an_entry_sealed_for_another_place_does_not_open(world: World) -> None:
    phone = world.phone(world.participant())
    item = phone.envelope("trigger", {"happened_at": WHEN, "kind": "urge", "intensity": 3})
    item["device_seq"] += 1
    answer = phone.post([item]).json()["items"][0]
    assert (answer["status"], answer["reason"]) == ("quarantined", "does_not_open")


def test_one_bad_item_does_not_hold_up_the_others(world: World) -> None:
    phone = world.phone(world.participant())
    good = [phone.envelope("trigger", {"happened_at": WHEN, "kind": "urge", "intensity": n}) for n in range(3)]
    bad: list[Any] = [
        phone.envelope("trigger", {}, raw=b"{"),
        {"id": "nonsense"},
        {"id": str(uuid4())},
        "text",
        None,
        7,
    ]
    answer = phone.post([good[0], *bad, *good[1:]])
    assert answer.status_code == 200
    statuses = [item["status"] for item in answer.json()["items"]]
    assert statuses == [
        "stored",
        "quarantined",
        "conflict",
        "quarantined",
        "conflict",
        "conflict",
        "conflict",
        "stored",
        "stored",
    ]


@pytest.mark.parametrize("items", [[], "x", None, [{}] * 51])
def test_the_whole_request_is_refused_only_for_its_own_form(world: World, items: Any) -> None:
    phone = world.phone(world.participant())
    assert phone.client.post("/api/me/entries", {"items": items}).status_code == 422


def test_too_large_and_too_deep_are_refused_before_anything_is_read(world: World) -> None:
    phone = world.phone(world.participant())
    assert phone.client.post("/api/me/entries", {"items": ["x" * 300_000]}).status_code == 413
    deep: Any = 1
    for _ in range(30):
        deep = [deep]
    assert phone.client.post("/api/me/entries", {"items": deep}).status_code == 413


def test_a_locked_phone_writes_and_cannot_read(world: World) -> None:
    phone = world.phone(world.participant())
    phone.lock()
    assert phone.trigger()["status"] == "stored"
    for path in ("/api/me/entries", "/api/me/bundle", "/api/me/who-saw", "/api/me/devices"):
        answer = phone.client.get(path)
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/locked")
    assert phone.client.get("/api/me/device").status_code == 200


def test_what_was_put_aside_can_be_offered_again_and_is_taken_once_it_can_be(world: World) -> None:
    """Offered again unchanged it is put aside once; when what it speaks of came after it, it is an entry."""
    phone = world.phone(world.participant())
    log = phone.envelope("trigger", {"happened_at": WHEN, "kind": "urge", "intensity": 3})
    change = phone.envelope("amend", {"of": log["id"], "body": {"intensity": 6}})
    for _ in range(3):
        (said,) = phone.post([change]).json()["items"]
        assert (said["status"], said["reason"]) == ("quarantined", "nothing_to_amend")
        world.clock.advance(days=1)
    assert len(rows(world, Quarantine)) == 1
    assert [(item.rule, item.count) for item in rows(world, AttentionItem)] == [("quarantine", 1)]
    assert [one["status"] for one in phone.post([log]).json()["items"]] == ["stored"]
    (said,) = phone.post([change]).json()["items"]
    assert said["status"] == "stored" and said["receipt"]
    assert phone.post([change]).json()["items"][0]["receipt"] == said["receipt"]
    phone.unlock()
    (own,) = phone.client.get("/api/me/entries").json()["items"]
    assert own["body"]["intensity"] == 6


def test_an_ended_programme_may_append_into_quarantine_and_reads_nothing(world: World) -> None:
    clinician = world.clinician()
    person = world.participant(clinician)
    phone = world.phone(person)
    body = {"to": "ended", "reason": "Twelve sessions done."}
    assert clinician.client.post(f"/api/participants/{person}/status", body).status_code == 200
    answer = phone.trigger()
    assert (answer["status"], answer["reason"]) == ("quarantined", "ended")
    assert phone.client.get("/api/me/bundle").status_code == 409
    state = phone.client.get("/api/me/device").json()
    assert state["status"] == ParticipantState.ended


def test_thirty_days_after_the_end_a_phone_is_out(world: World) -> None:
    clinician = world.clinician()
    person = world.participant(clinician)
    phone = world.phone(person)
    clinician.client.post(f"/api/participants/{person}/status", {"to": "ended", "reason": "Done."})
    world.clock.advance(days=29)
    assert phone.trigger()["reason"] == "ended"
    world.clock.advance(days=3)
    assert phone.post([phone.envelope("trigger", {})]).status_code == 401


def test_a_revoked_phone_may_append_for_thirty_days(world: World) -> None:
    clinician = world.clinician()
    person = world.participant(clinician)
    phone = world.phone(person)
    assert clinician.client.delete(f"/api/participants/{person}/devices/{phone.device_id}").status_code == 204
    assert phone.trigger()["reason"] == "device_revoked"
    assert phone.client.get("/api/me/device").json()["revoked"] is True
    world.clock.advance(days=31)
    assert phone.post([phone.envelope("trigger", {})]).status_code == 401


def test_an_old_log_says_that_it_arrived_late(world: World) -> None:
    phone = world.phone(world.participant())
    made = world.clock.now - timedelta(hours=6)
    phone.send("trigger", {"happened_at": made.isoformat(), "kind": "urge", "intensity": 2}, made_at=made.isoformat())
    (entry,) = rows(world, Entry)
    assert entry.late is True


def test_a_wrong_clock_never_refuses_an_item(world: World) -> None:
    phone = world.phone(world.participant())
    wrong = datetime(2031, 1, 1, tzinfo=UTC)
    item = phone.envelope(
        "trigger", {"happened_at": wrong.isoformat(), "kind": "urge", "intensity": 2}, made_at=wrong.isoformat()
    )
    answer = phone.client.post("/api/me/entries", {"items": [item], "sent_at": wrong.isoformat()})
    assert answer.json()["items"][0]["status"] == "stored"
    (entry,) = rows(world, Entry)
    assert entry.clock_offset_seconds > 5 * 60


def test_the_phone_is_told_its_next_sequence(world: World) -> None:
    phone = world.phone(world.participant())
    phone.trigger(), phone.trigger()
    assert phone.client.get("/api/me/device").json()["next_seq"] == phone.seq
    assert rows(world, Device)[0].next_seq == phone.seq


def test_an_amendment_lies_over_the_entry_and_the_first_stays(world: World) -> None:
    phone = world.phone(world.participant())
    first = phone.trigger("urge", 5, helped="no")
    phone.send("amend", {"of": first["id"], "body": {"kind": "acted", "helped": "a_bit"}})
    own = phone.client.get("/api/me/entries").json()["items"]
    assert len(own) == 1
    assert own[0]["amended"] is True
    assert (own[0]["body"]["kind"], own[0]["body"]["helped"], own[0]["body"]["intensity"]) == ("acted", "a_bit", 5)
    assert "acted" in {review.kind for review in rows(world, Review)}


def test_every_example_of_an_entry_kind_is_taken(world: World) -> None:
    phone = world.phone(world.participant())
    kinds = phone.client.get("/api/entry-kinds").json()
    assert {kind["kind"] for kind in kinds} >= {"trigger", "checkin", "not_safe", "that_is_wrong", "amend"}
    first = phone.trigger()
    for kind in kinds:
        example = kind["example"] | ({"of": first["id"]} if kind["kind"] == "amend" else {})
        assert phone.send(kind["kind"], example)["status"] == "stored", kind["kind"]


def test_the_bundle_is_unchanged_until_something_changes(world: World) -> None:
    phone = world.phone(world.participant())
    first = phone.client.get("/api/me/bundle")
    assert first.status_code == 200
    tag = first.headers["etag"]
    world.clock.advance(minutes=1)
    assert phone.client.get("/api/me/bundle", headers={"If-None-Match": tag}).status_code == 304
    phone.trigger()
    again = phone.client.get("/api/me/bundle", headers={"If-None-Match": tag})
    assert again.status_code == 200
    bundle = again.json()
    assert [entry["kind"] for entry in bundle["entries"]] == ["trigger"]
    assert bundle["due"][0]["done"] is False
    phone.card()
    assert phone.client.get("/api/me/bundle").json()["due"][0]["done"] is True


def test_what_was_queued_before_a_new_code_is_not_lost(world: World) -> None:
    person = world.participant()
    old = world.phone(person)
    queued = old.envelope("trigger", {"happened_at": WHEN, "kind": "near_miss", "intensity": 8})
    new = world.phone(person)
    assert new.post([queued]).json()["items"][0]["status"] == "stored"
    stranger = world.phone(world.participant())
    again = old.envelope("trigger", {"happened_at": WHEN, "kind": "urge", "intensity": 2})
    assert stranger.post([again]).json()["items"][0]["reason"] == "does_not_open"
