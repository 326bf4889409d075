"""What the phone asks of the team, and who answers it; a session that cannot be kept; taking back; step by step."""

import json
from datetime import date, timedelta
from typing import Any, get_args

import pytest
import sqlalchemy as sa

from api.db import table_of
from api.journal import chain, kinds, request_wording, requests, wording
from api.journal.models import Entry, Kind
from api.learning.catalogue import load
from api.oversight.models import AttentionItem, Review
from tests.journal.test_wording import CONTENT
from tests.world import Person, Phone, World

WHEN = "2026-11-23T00:40:00+00:00"
NOW = "2026-11-23T09:10:00+00:00"


def reviews_of(person: Person) -> list[dict[str, Any]]:
    return list(person.client.get("/api/reviews").json()["items"])


def items_of(person: Person) -> list[dict[str, Any]]:
    return list(person.client.get("/api/attention").json()["items"])


def own(phone: Phone) -> dict[str, dict[str, Any]]:
    phone.unlock()
    return {one["id"]: one for one in phone.client.get("/api/me/entries").json()["items"]}


def timeline(world: World, who: Person, participant: Any, show: str = "all") -> list[dict[str, Any]]:
    answer = who.client.get(f"/api/participants/{participant}/timeline?show={show}")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (requests.StopWish, request_wording.STOP_WISH),
        (requests.DisputeReason, request_wording.DISPUTE),
        (requests.ComplaintAbout, request_wording.COMPLAINT),
        (requests.CopyOf, request_wording.COPY),
        (requests.AbsenceReason, request_wording.REASON),
        (requests.WithdrawWhy, request_wording.WHY),
    ],
)
def test_every_choice_has_its_words(values: Any, words: dict[str, str]) -> None:
    assert set(get_args(values)) == set(words)
    assert set(get_args(requests.CannotCome)) <= set(words) or values is not requests.AbsenceReason


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("stop_request", "Asks to stop"),
        ("dispute", "Says a record is wrong"),
        ("complaint", "Complaint about data"),
        ("copy_request", "Asks for a copy"),
    ],
)
def test_each_request_is_a_review_due_in_two_working_days(world: World, kind: str, title: str) -> None:
    maya, lead = world.clinician(first_name="Maya"), world.lead()
    phone = world.phone(world.participant(maya, tier=3))
    body = kinds.EXAMPLES[Kind(kind)] | {"text": "markerwords here"}
    body.pop("alert_id", None)
    assert phone.send(kind, body)["status"] == "stored"
    owner = lead if kind == "dispute" else maya
    (line,) = reviews_of(owner)
    assert line["title"].startswith(title)
    assert line["due_at"].startswith("2026-11-25T17:00")
    taken = owner.client.post(f"/api/reviews/{line['id']}/claim")
    assert taken.status_code == 200, taken.text
    assert "markerwords" in json.dumps(taken.json())
    done = owner.client.post(f"/api/reviews/{line['id']}/close", {"outcome": "replied", "reply": "I read it."})
    assert done.status_code == 200, done.text
    (mine,) = own(phone).values()
    assert mine["reply"]["text"] == "I read it." and mine["read"]["role"] == owner.user.role
    # What it raised is answered with it.
    assert [item["rule"] for item in items_of(owner)] in ([], ["asked_for_call"])


def test_a_dispute_is_decided_by_the_lead(world: World) -> None:
    maya, lead = world.clinician(), world.lead()
    phone = world.phone(world.participant(maya))
    phone.send("dispute", {"happened_at": NOW, "reason": "i_came", "text": "I was there."})
    (line,) = reviews_of(maya)
    assert maya.client.get(f"/api/reviews/{line['id']}").status_code == 200
    refused = maya.client.post(f"/api/reviews/{line['id']}/claim")
    assert refused.status_code == 403 and "lead" in refused.json()["detail"]
    assert lead.client.post(f"/api/reviews/{line['id']}/claim").status_code == 200
    (item,) = items_of(lead)
    assert item["rule"] == "dispute" and any("With the lead" in fact for fact in item["facts"])


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ("everything", "Asks to stop the programme, today"),
        ("a_break", "Asks to have a break, today"),
        ("not_sure", "Is not sure about going on, today"),
    ],
)
def test_the_caseload_says_what_was_asked_for(world: World, wish: str, words: str) -> None:
    maya = world.clinician()
    world.phone(world.participant(maya)).send("stop_request", {"happened_at": NOW, "wish": wish})
    assert words in maya.client.get("/api/caseload?view=mine").text


def test_asking_to_stop_stops_nothing_by_itself(world: World) -> None:
    maya = world.clinician()
    who = world.participant(maya)
    phone = world.phone(who)
    phone.send("stop_request", {"happened_at": NOW, "wish": "everything"})
    assert maya.client.get(f"/api/participants/{who}").json()["status"] == "active"
    phone.trigger("near_miss", 8)
    assert {line["kind"] for line in reviews_of(maya)} == {"stop_request", "near_miss"}
    assert {item["rule"] for item in items_of(maya)} == {"stop_request", "near_miss"}


def _booked(world: World, maya: Person, who: Any) -> str:
    when = (world.clock.now + timedelta(days=3)).isoformat()
    body = {"planned_at": when, "length_minutes": 50, "mode": "room", "place": None, "basis": "licence"}
    made = maya.client.post(f"/api/participants/{who}/appointments", body)
    assert made.status_code in (200, 201), made.text
    return str(made.json()["id"])


@pytest.mark.parametrize("locked", [False, True])
def test_what_is_said_of_a_coming_session_reaches_the_clinician(world: World, locked: bool) -> None:
    maya = world.clinician()
    who = world.participant(maya)
    phone = world.phone(who)
    session = _booked(world, maya, who)
    body: dict[str, Any] = {"happened_at": world.clock.now.isoformat(), "reason": "work", "move": True}
    answer = phone.send("cannot_come", body if locked else body | {"appointment_id": session})
    assert answer["answer"] == "noted"
    late = {"happened_at": world.clock.now.isoformat(), "minutes": 20, "appointment_id": session}
    assert phone.send("running_late", late)["answer"] == "noted"
    texts = {item["rule"]: item["text"] for item in items_of(maya)}
    assert texts["cannot_come"].startswith("Says they can't come, session")
    assert texts["running_late"].startswith("Says they are 20 minutes late, session")
    page = maya.client.get(f"/api/participants/{who}/appointments").json()
    assert "20 minutes late" in json.dumps(page)


def test_moving_the_session_answers_what_was_said_of_it(world: World) -> None:
    maya = world.clinician()
    who = world.participant(maya)
    phone = world.phone(who)
    session = _booked(world, maya, who)
    phone.send("cannot_come", {"happened_at": world.clock.now.isoformat(), "appointment_id": session})
    body = {"planned_at": (world.clock.now + timedelta(days=5)).isoformat(), "who_asked": "participant", "why": "Work."}
    moved = maya.client.post(f"/api/appointments/{session}/supersede", body)
    assert moved.status_code == 200, moved.text
    assert items_of(maya) == []
    page = maya.client.get(f"/api/participants/{who}/appointments").json()["items"]
    assert [one["said"] is None for one in page if one["state"] == "planned"] == [True]


def test_a_word_that_comes_late_is_not_put_on_the_session_after(world: World) -> None:
    maya = world.clinician()
    who = world.participant(maya)
    phone = world.phone(who)
    said_at = world.clock.now.isoformat()
    first = _booked(world, maya, who)
    world.clock.advance(days=3, hours=2)
    world.sign_in(maya.client, maya.user)
    recorded = maya.client.put(f"/api/appointments/{first}/outcome", {"came": "yes", "happened": True})
    assert recorded.status_code == 200, recorded.text
    _booked(world, maya, who)
    assert phone.send("cannot_come", {"happened_at": said_at})["answer"] == "no_session"
    assert all(one["said"] is None for one in maya.client.get(f"/api/participants/{who}/appointments").json()["items"])
    assert [item["rule"] for item in items_of(maya)] == ["cannot_come"]


def test_another_persons_session_is_not_touched(world: World) -> None:
    maya = world.clinician()
    mine, other = world.participant(maya), world.participant(maya)
    session = _booked(world, maya, other)
    phone = world.phone(mine)
    sent = {"happened_at": world.clock.now.isoformat(), "appointment_id": session}
    assert phone.send("cannot_come", sent)["answer"] == "no_session"
    assert "can't come" not in json.dumps(maya.client.get(f"/api/participants/{other}/appointments").json())
    assert [item["participant_id"] for item in items_of(maya)] == [str(mine)]


def test_taken_back_is_hidden_and_kept_and_closes_nothing(world: World) -> None:
    maya = world.clinician()
    who = world.participant(maya)
    phone = world.phone(who)
    plain = phone.trigger("urge", 4, talk_about=True, text="plainwords")
    grave = phone.trigger("near_miss", 8)
    assert phone.send("withdraw", {"of": plain["id"], "why": "by_mistake"})["answer"] == "withdrawn"
    assert phone.send("withdraw", {"of": plain["id"]})["answer"] == "already"
    assert phone.send("withdraw", {"of": grave["id"]})["answer"] == "withdrawn"
    shown = timeline(world, maya, who)
    assert [one["id"] for one in shown] == [grave["id"]]
    assert "Withdrawn by the participant." in shown[0]["lines"]
    back = timeline(world, maya, who, "withdrawn")
    assert {one["id"] for one in back} == {plain["id"], grave["id"]}
    assert "plainwords" in json.dumps(back)
    (line,) = reviews_of(maya)
    assert line["kind"] == "near_miss"
    notices = maya.client.get(f"/api/reviews/{line['id']}").json()["notices"]
    assert any("Withdrawn by the participant" in notice for notice in notices)
    assert [item["rule"] for item in items_of(maya)] == ["near_miss"]
    hours = maya.client.get(f"/api/participants/{who}/patterns").json()["urges_by_hour"]
    assert hours["total"] == 0
    assert all(one["withdrawn"] for one in own(phone).values())
    reasons = maya.client.get(f"/api/participants/{who}").json()["reasons"]
    assert "talk_about" not in {one["code"] for one in reasons}


def test_made_and_taken_back_in_one_batch_counts_for_nothing(world: World) -> None:
    maya = world.clinician()
    who = world.participant(maya)
    phone = world.phone(who)
    log = phone.envelope("trigger", {"happened_at": WHEN, "kind": "urge", "intensity": 3, "talk_about": True})
    back = phone.envelope("withdraw", {"of": log["id"]})
    said = phone.post([log, back]).json()["items"]
    assert [one["status"] for one in said] == ["stored", "stored"]
    reasons = maya.client.get(f"/api/participants/{who}").json()["reasons"]
    assert "talk_about" not in {one["code"] for one in reasons}


def test_nobody_takes_back_what_is_not_theirs_or_holds_a_message(world: World) -> None:
    mine, other = world.phone(world.participant()), world.phone(world.participant())
    theirs = other.trigger("urge", 4)
    assert mine.send("withdraw", {"of": theirs["id"]})["answer"] == "not_there"
    log = mine.trigger("urge", 4)
    change = mine.send("amend", {"of": log["id"], "body": {"helped": "no"}})
    assert mine.send("withdraw", {"of": change["id"]})["answer"] == "not_there"
    with world.act() as at:
        assert set(at.session.execute(sa.select(table_of(Entry).c.withdrawn)).scalars()) == {False}


def test_a_change_is_a_revision_that_both_can_read(world: World) -> None:
    maya = world.clinician()
    phone = world.phone(world.participant(maya))
    log = phone.trigger("near_miss", 8, text="first words")
    phone.send("amend", {"of": log["id"], "body": {"intensity": 6, "helped": "a_bit", "unfinished": False}})
    phone.send("amend", {"of": log["id"], "body": {"text": "second words"}})
    mine = own(phone)[log["id"]]
    assert (mine["body"]["intensity"], mine["body"]["text"]) == (6, "second words")
    assert [one["was"] for one in mine["revisions"]] == [
        {"intensity": 8, "helped": None}, {"text": "first words"}
    ]  # fmt: skip
    (line,) = reviews_of(maya)
    changed = maya.client.get(f"/api/reviews/{line['id']}").json()["changed"]
    assert changed[0]["lines"] == ["How strong: 6 of 10. Before: 8 of 10.", "Helped: A bit. Before: nothing."]
    assert changed[1]["lines"] == ["In their words: “second words”. Before: “first words”."]


# Step by step ---------------------------------------------------------------------------------------------------------


def test_the_form_has_no_repair_and_every_question_has_its_staff_label() -> None:
    form = load(CONTENT, demo=True, today=lambda: date(2026, 11, 23)).form(chain.FORM)
    assert {item.link_id for item in form.items} | {"line"} == set(wording.CHAIN_LABEL)
    said = json.dumps([item.model_dump(mode="json") for item in form.items]).lower()
    for word in ("repair", "sorry", "apolog", "make up for", "make amends", "letter"):
        assert word not in said
    act = next(item for item in form.items if item.link_id == "act")
    assert {option.value for option in act.options or ()} == set(wording.CHAIN_ACT)
    assert set(wording.CHAIN_ACT) > chain.NOT_DONE
    assert {"tell", "stay_away"} <= {item.link_id for item in form.items}


def test_step_by_step_is_closed_until_a_clinician_opens_it_and_goes_when_it_is_closed(world: World) -> None:
    maya = world.clinician()
    who = world.participant(maya)
    phone = world.phone(who)
    path = f"/api/participants/{who}/opened-items"

    def chain_of(answer: Any) -> Any:
        return next(one for one in answer.json()["items"] if one["item"] == "chain")

    item = chain_of(maya.client.get(path))
    assert item["item"] == "chain" and item["open"] is False
    phone.unlock()

    def bundle() -> tuple[list[str], set[str]]:
        given = phone.client.get("/api/me/bundle").json()
        return given["opened"], {form["id"] for form in given["forms"]}

    assert bundle() == ([], {"daily-card"})
    settling = maya.client.put(path, {"item": "chain", "open": True})
    assert settling.status_code == 409 and settling.json()["type"].endswith("settling-in")
    moved = maya.client.post(f"/api/participants/{who}/phase", {"to": "working"})
    assert moved.status_code == 200, moved.text
    assert maya.client.put(path, {"item": "chain", "open": True}).status_code == 200
    item = chain_of(maya.client.put(path, {"item": "chain", "open": True}))
    assert item["open"] is True and item["by"] == maya.user.first_name
    assert bundle() == (["chain"], {"daily-card", chain.FORM})
    for public in ("/api/content/open", "/api/content/learn"):
        assert "step-by-step" not in world.anonymous().get(public).text
    assert chain_of(maya.client.put(path, {"item": "chain", "open": False}))["open"] is False
    assert bundle() == ([], {"daily-card"})
    assert maya.client.put(path, {"item": "nothing-such", "open": True}).status_code == 422
    # Written before it was closed, sent after: kept all the same.
    assert phone.send("chain", kinds.EXAMPLES[Kind.chain])["status"] == "stored"
    (line,) = reviews_of(maya)
    page = maya.client.get(f"/api/reviews/{line['id']}").json()
    assert line["kind"] == "chain"
    assert {"label": "What they did in the end", "value": "I wrote it and did not send it"} in page["fields"]


def test_an_act_that_no_log_told_of_is_read_as_one(world: World) -> None:
    maya = world.clinician()
    phone = world.phone(world.participant(maya))
    body = kinds.EXAMPLES[Kind.chain] | {"answers": {"act": "message", "urge": 9}}
    phone.send("chain", body)
    assert [line["kind"] for line in reviews_of(maya)] == ["chain"]
    phone.send("chain", {k: v for k, v in body.items() if k != "about"})
    assert sorted(line["kind"] for line in reviews_of(maya)) == ["acted", "chain"]
    with world.act() as at:
        assert "acted_logged" in set(at.session.execute(sa.select(table_of(AttentionItem).c.rule)).scalars())
        assert at.session.execute(sa.select(sa.func.count()).select_from(table_of(Review))).scalar_one() == 2
