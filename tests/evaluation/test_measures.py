"""Measures: asked for by the clinician, answered on the phone as a form, shown as a dated list and never to probation."""

from typing import Any
from uuid import uuid4

import pytest

from tests.checkins.test_checkins import jobs, on
from tests.goals.test_goals import Case
from tests.world import World

FORM = "how-things-are"
ANSWERS = {"sleeping": 4, "things_to_do": 3, "people": 2, "feelings": 5, "plan_sure": 6, "ground": 3}


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def ask(case: Case, moment: str = "pre", form_id: str = FORM) -> Any:
    return case.maya.client.post(
        f"{case.base}/measures", {"form_id": form_id, "moment": moment, "due_on": "2026-11-30"}
    )


def answer(case: Case, **over: Any) -> dict[str, Any]:
    body = {"form_id": FORM, "form_version": 1, "local_date": "2026-11-24", "answers": ANSWERS, **over}
    return case.phone.send("checkin", body)


def test_asked_answered_and_listed_with_dates(case: Case) -> None:
    page = case.maya.client.get(f"{case.base}/measures").json()
    assert page["measures"] == []
    [form] = [one for one in page["forms"] if one["id"] == FORM]
    assert "not a validated test" in form["note"]
    assert ask(case).status_code == 201
    assert ask(case).json()["type"].endswith("measure-asked")
    bundle = case.bundle()
    [due] = bundle["measures"]
    assert (due["form_id"], due["moment"], due["due_on"]) == (FORM, "pre", "2026-11-30")
    assert "not a validated test" in next(one["note"] for one in bundle["forms"] if one["id"] == FORM)
    assert answer(case, unfinished=True)["status"] == "stored"
    assert case.bundle()["measures"] == [due], "one half filled in is not an answer"
    assert answer(case)["status"] == "stored"
    assert case.bundle()["measures"] == []
    [line] = case.maya.client.get(f"{case.base}/measures").json()["measures"]
    assert (line["state"], line["answered_on"], line["moment"]) == ("answered", "2026-11-24", "pre")
    assert {one["link_id"]: one["value"] for one in line["answers"]} == ANSWERS
    assert all(one["of"] == 10 for one in line["answers"]) and line["answers"][0]["text"].startswith("How well")


def test_one_filled_in_on_paper_and_keyed_in_is_answered(case: Case) -> None:
    ask(case)
    forms = {one["id"]: one for one in case.maya.client.get(f"{case.base}/check-ins").json()["forms"]}
    assert FORM in forms, "it can be printed"
    body = {"form_id": FORM, "form_version": forms[FORM]["version"], "local_date": "2026-11-22", "answers": ANSWERS}
    keyed = case.maya.client.post(f"{case.base}/entries/paper", {"id": str(uuid4()), "body": body})
    assert keyed.status_code == 200, keyed.text
    [line] = case.maya.client.get(f"{case.base}/measures").json()["measures"]
    assert (line["state"], line["answered_on"]) == ("answered", "2026-11-22")
    assert {one["link_id"]: one["value"] for one in line["answers"]} == ANSWERS


def test_help_that_is_wanted_on_paper_is_a_need(case: Case) -> None:
    weekly = next(
        one for one in case.maya.client.get(f"{case.base}/check-ins").json()["forms"] if one["id"] == "weekly"
    )
    body = {
        "form_id": "weekly", "form_version": weekly["version"], "local_date": "2026-11-22",
        "answers": {"help_wanted": ["housing"]},
    }  # fmt: skip
    keyed = case.maya.client.post(f"{case.base}/entries/paper", {"id": str(uuid4()), "body": body})
    assert keyed.status_code == 200, keyed.text
    assert [one["kind"] for one in case.page()["needs"]] == ["housing"]


def test_step_by_step_is_printed_and_never_keyed_in(case: Case) -> None:
    page = case.maya.client.get(f"{case.base}/check-ins").json()
    assert page["print_only"] == ["step-by-step"]
    assert "step-by-step" in {one["id"] for one in page["forms"]}
    body = {"form_id": "step-by-step", "form_version": 1, "local_date": "2026-11-22", "answers": {}}
    refused = case.maya.client.post(f"{case.base}/entries/paper", {"id": str(uuid4()), "body": body})
    assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == "form_id"


def test_an_amended_answer_is_shown_as_it_is_now(case: Case) -> None:
    ask(case)
    sent = answer(case)
    case.phone.send("amend", {"of": sent["id"], "body": {"answers": {"sleeping": 7}}})
    [line] = case.maya.client.get(f"{case.base}/measures").json()["measures"]
    assert line["answers"][0]["value"] == 7


def test_withdrawn_and_what_is_no_measure(case: Case, world: World) -> None:
    [line] = ask(case, "mid").json()["measures"]
    path = f"/api/measures/{line['id']}/withdraw"
    assert Case(world).maya.client.post(path).status_code == 404
    assert case.maya.client.post(path).json()["measures"][0]["state"] == "withdrawn"
    assert case.maya.client.post(path).status_code == 409
    assert case.bundle()["measures"] == []
    for form_id in ("daily-card", "nothing"):
        assert ask(case, form_id=form_id).json()["type"].endswith("no-such-measure")
    assert answer(case)["status"] == "stored", "a form that nobody asked for is kept all the same"


def test_low_numbers_raise_nothing_and_reach_no_list(case: Case) -> None:
    """Self-report never raises, closes or reorders anything (content-facts 4.7)."""
    ask(case)
    before = case.maya.client.get(case.base).json()["reasons"]
    answer(case, answers=dict.fromkeys(ANSWERS, 0))
    assert case.maya.client.get("/api/attention").json()["items"] == []
    assert case.maya.client.get(case.base).json()["reasons"] == before


def test_progress_shows_gaps_as_gaps_and_what_was_practised(case: Case, world: World) -> None:
    jobs(world)
    case.phone.card(urge=6, skills=["slow-breathing", "my-plan"], used_skill=True)
    case.later(days=2)
    jobs(world)
    case.phone.trigger("urge", 8, skills=["slow-breathing"])
    case.phone.trigger("good_moment", 9)
    goal_id, _ = case.propose()
    case.maya.client.post(f"/api/goals/{goal_id}/agree")
    seen = case.maya.client.get(f"{case.base}/progress").json()
    days = {one["day"]: one["urge"] for one in seen["urges"]}
    assert (days["2026-11-23"], days["2026-11-24"], days["2026-11-25"]) == (6, None, 8)
    assert seen["weeks"][-1] == {"monday": "2026-11-23", "expected": 2, "done": 1}
    assert seen["weeks"][-2]["expected"] is None, "nothing was asked for before there was a phone"
    assert seen["practised"] == [
        {"code": "slow-breathing", "text": "Slow breathing", "times": 2},
        {"code": "my-plan", "text": "A rule from my plan", "times": 1},
    ]
    assert seen["goals"] == [{"id": goal_id, "text": "I work 3 days a week", "steps": 1, "done": 0}]
    assert seen["sessions"] == {"held": 0, "planned": 12}
    assert seen == case.phone.client.get("/api/me/progress").json()
    missed = on(case.maya, case.person, "2026-11-24")
    excused = case.maya.client.post(f"/api/occurrences/{missed['id']}/excuse", {"why": "The phone was being mended."})
    assert excused.status_code == 200, excused.text
    seen = case.maya.client.get(f"{case.base}/progress").json()
    assert seen["weeks"][-1] == {"monday": "2026-11-23", "expected": 1, "done": 1}, "an excused day is not expected"
    case.phone.lock()
    assert case.phone.client.get("/api/me/progress").status_code == 401, "reading needs the PIN"


def test_activities_stand_by_what_they_meant(case: Case) -> None:
    for text, meaning in (("Swim", 4), ("Football", 9), ("Walk", None)):
        body = {
            "happened_at": case.world.clock.now.isoformat(), "move": "plan", "day": "2026-11-23", "part": "morning",
            "text": text, "done": True,
        }  # fmt: skip
        case.phone.send("activity", body | ({"meaning": meaning} if meaning is not None else {}))
    found = case.maya.client.get(f"{case.base}/progress").json()["activities"]
    assert [(one["text"], one["meanings"]) for one in found] == [("Football", [9]), ("Swim", [4]), ("Walk", [])]
