"""Help that is wanted: from the phone, from a form, by the clinician; each step dated; silence is said after two weeks."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from api.goals.needs import need_wanted
from tests.goals.test_goals import WHEN, Case
from tests.world import World


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def ask(case: Case, kind: str, text: str | None = None) -> dict[str, Any]:
    body = {"happened_at": WHEN, "move": "ask", "kind": kind} | ({"text": text} if text else {})
    return case.phone.send("need", body)


def chips(case: Case) -> list[str]:
    case.maya.client.get("/api/caseload")
    person = case.maya.client.get(case.base).json()
    return [reason["text"] for reason in person["reasons"] if reason["code"] == "need_open"]


def test_asked_signposted_in_hand_closed_and_both_see_it(case: Case) -> None:
    ask(case, "housing", "I have to leave by January")
    [need] = case.page()["needs"]
    path = f"/api/needs/{need['id']}/move"
    assert (need["kind"], need["state"], need["opened_by"]) == ("housing", "open", "participant")
    assert need["text"] == "I have to leave by January"
    case.later(days=1)
    assert case.maya.client.post(path, {"to": "signposted", "note": "Shelter's line"}).status_code == 200
    assert case.maya.client.post(path, {"to": None, "note": "Rang them together"}).status_code == 200
    assert case.maya.client.post(path, {"to": "in_hand", "note": None}).status_code == 200
    back = case.maya.client.post(path, {"to": "signposted", "note": None})
    assert back.status_code == 409 and back.json()["type"].endswith("need-moved")
    closed = case.maya.client.post(path, {"to": "closed", "note": "Has a room"}).json()
    assert case.maya.client.post(path, {"to": None, "note": "More"}).status_code == 409
    assert case.bundle()["needs"] == closed["needs"]
    steps = closed["needs"][0]["steps"]
    assert [(s["move"], s["by"], s["first_name"]) for s in steps] == [
        ("asked", "participant", None), ("signposted", "clinician", "Maya"), ("note", "clinician", "Maya"),
        ("in_hand", "clinician", "Maya"), ("closed", "clinician", "Maya"),
    ]  # fmt: skip
    assert steps[1]["on"] == "2026-11-24" and steps[1]["note"] == "Shelter's line"


def test_one_need_of_a_kind_is_open_at_a_time(case: Case) -> None:
    ask(case, "work")
    ask(case, "work", "Still nothing")
    [need] = case.page()["needs"]
    assert [step["note"] for step in need["steps"]] == [None, "Still nothing"]
    ask(case, "other", "Glasses")
    ask(case, "other", "A phone that works")
    assert len(case.page()["needs"]) == 3
    said = case.phone.send("need", {"happened_at": WHEN, "move": "sorted", "need_id": need["id"]})
    assert said["answer"] == "sorted"
    again = case.phone.send("need", {"happened_at": WHEN, "move": "still", "need_id": need["id"]})
    assert again["answer"] == "not_open"
    ask(case, "work")
    assert sorted(one["state"] for one in case.page()["needs"] if one["kind"] == "work") == ["closed", "open"]


def test_help_wanted_on_a_form_is_a_need_and_saying_it_twice_changes_nothing(case: Case) -> None:
    entry = uuid4()
    for _ in range(3):
        with case.world.act(None, case.person) as at:
            need_wanted(at, ["money", "alcohol", "money", "a_code_of_tomorrow"], entry)
    needs = case.page()["needs"]
    assert sorted(need["kind"] for need in needs) == ["alcohol", "money", "other"]
    assert all(len(need["steps"]) == 1 and need["opened_by"] == "participant" for need in needs)
    with case.world.act(None, case.person) as at:
        need_wanted(at, ["money"], uuid4())
    assert sorted(len(need["steps"]) for need in case.page()["needs"]) == [1, 1, 2]


def test_two_weeks_without_a_step_is_one_fact_and_a_step_takes_it_away(case: Case) -> None:
    ask(case, "housing")
    assert chips(case) == []
    case.later(days=13, hours=23)
    assert chips(case) == []
    case.later(hours=1)
    assert chips(case) == ["Help asked for, housing: no step since Mon 23 Nov"]
    ask(case, "housing")
    assert len(chips(case)) == 1, "asking again is no step of ours"
    [need] = case.page()["needs"]
    assert need["idle_since"] is not None
    rows = case.maya.client.get("/api/caseload").json()["rows"]
    assert [r["band"] for r in rows[0]["reasons"] if r["code"] == "need_open"] == ["info"]
    empty = case.maya.client.post(f"/api/needs/{need['id']}/move", {"to": None, "note": None})
    assert empty.status_code == 422 and len(chips(case)) == 1, "a step that says nothing is none"
    case.maya.client.post(f"/api/needs/{need['id']}/move", {"to": None, "note": "Wrote to the council"})
    assert chips(case) == []


def test_the_clinician_puts_one_down_and_words_are_guarded(case: Case, world: World) -> None:
    made = case.maya.client.post(f"{case.base}/needs", {"kind": "drugs", "note": "Asked in session"})
    assert made.status_code == 201
    [need] = made.json()["needs"]
    assert (need["opened_by"], need["text"]) == ("clinician", "Asked in session")
    for path, body in (
        (f"{case.base}/needs", {"kind": "work", "note": "Ring 07700 900123"}),
        (f"/api/needs/{need['id']}/move", {"to": "signposted", "note": "Ring 07700 900123"}),
    ):
        refused = case.maya.client.post(path, body)
        assert refused.status_code == 409 and refused.json()["type"].endswith("identifiers-found")
    other = Case(world)
    body = {"happened_at": WHEN, "move": "still", "need_id": need["id"]}
    assert other.phone.send("need", body)["answer"] == "unknown_need"
    assert other.maya.client.post(f"/api/needs/{need['id']}/move", {"to": "closed", "note": None}).status_code == 404


def test_the_caseload_s_row_made_again_says_the_same(case: Case) -> None:
    from api.oversight.caseload import refresh
    from api.oversight.models import CaseloadRow

    ask(case, "housing")
    with case.world.act(None, case.person) as at:
        before = at.session.get_one(CaseloadRow, case.person).reasons
    with case.world.act(None, case.person) as at:
        refresh(at, UUID(str(case.person)))
    with case.world.act(None, case.person) as at:
        assert at.session.get_one(CaseloadRow, case.person).reasons == before != []
