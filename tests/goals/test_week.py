"""The week: planned once or every week, done or not, and a day that nobody wrote about is a gap."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.goals.week import planned_on
from tests.goals.test_goals import Case
from tests.world import World


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def send(case: Case, move: str, day: str, **more: Any) -> tuple[str, str]:
    body = {"happened_at": case.world.clock.now.isoformat(), "move": move, "day": day, **more}
    said = case.phone.send("activity", body)
    assert said["status"] == "stored", said
    return said["id"], said["answer"]


def test_planned_done_and_meant(case: Case) -> None:
    activity, code = send(case, "plan", "2026-11-24", part="evening", repeats=True, text="Football with the team")
    assert code == "plan"
    case.later(days=1, hours=11)
    assert send(case, "did", "2026-11-24", activity_id=activity, done=True, meaning=8)[1] == "did"
    week = case.bundle()["week"]
    assert week == case.page()["week"]
    [one] = week["activities"]
    assert (one["text"], one["starts_on"], one["part"], one["repeats"], one["made_by"]) == (
        "Football with the team", "2026-11-24", "evening", True, "participant",
    )  # fmt: skip
    assert week["days"] == [{"activity_id": activity, "day": "2026-11-24", "done": True, "meaning": 8}]


def test_the_later_word_of_the_phone_stands_in_whichever_order_they_come(case: Case) -> None:
    activity, _ = send(case, "plan", "2026-11-23", part="morning", text="Swim")
    later = {"happened_at": "2026-11-23T21:00:00+00:00", "move": "did", "day": "2026-11-23", "activity_id": activity}
    earlier = later | {"happened_at": "2026-11-23T20:00:00+00:00", "done": False}
    case.phone.send("activity", later | {"done": True, "meaning": 6})
    case.phone.send("activity", earlier)
    assert case.bundle()["week"]["days"] == [{"activity_id": activity, "day": "2026-11-23", "done": True, "meaning": 6}]


def test_not_done_has_no_meaning_and_one_that_was_not_planned_comes_whole(case: Case) -> None:
    activity, _ = send(case, "plan", "2026-11-23", part="morning", text="Fix the bike", done=True, meaning=9)
    assert case.bundle()["week"]["days"][0]["meaning"] == 9
    send(case, "did", "2026-11-23", activity_id=activity, done=False, meaning=4)
    assert case.bundle()["week"]["days"][0] == {
        "activity_id": activity, "day": "2026-11-23", "done": False, "meaning": None,
    }  # fmt: skip


def test_stopped_from_a_day_on_and_what_was_done_stays(case: Case) -> None:
    activity, _ = send(case, "plan", "2026-11-23", part="morning", repeats=True, text="Swim", done=True, meaning=7)
    assert send(case, "stop", "2026-11-24", activity_id=activity)[1] == "stop"
    week = case.bundle()["week"]
    assert week["activities"][0]["ends_on"] == "2026-11-23" and len(week["days"]) == 1
    answer = case.maya.client.post(f"/api/activities/{activity}/stop")
    assert answer.status_code == 200
    assert case.maya.client.post(f"/api/activities/{activity}/stop").status_code == 409


def test_staff_plan_with_a_goal_and_stop(case: Case) -> None:
    goal = case.write(state="agreed").json()["goals"][0]["id"]
    body = {"text": "Walk by the canal", "day": "2026-11-25", "part": "afternoon", "repeats": True, "goal_id": goal}
    made = case.maya.client.post(f"{case.base}/activities", body)
    assert made.status_code == 201, made.text
    [one] = made.json()["week"]["activities"]
    assert (one["goal_id"], one["made_by"]) == (goal, "clinician")
    for words, slug in (("I will not go out", "goal-not-positive"), ("Ring 07700 900123", "identifiers-found")):
        refused = case.maya.client.post(f"{case.base}/activities", body | {"text": words})
        assert refused.status_code == 409 and refused.json()["type"].endswith(slug)
    foreign = case.maya.client.post(f"{case.base}/activities", body | {"goal_id": str(uuid4())}).json()
    assert sorted(one["goal_id"] or "" for one in foreign["week"]["activities"]) == ["", goal]


def test_somebody_else_s_activity_is_unknown(case: Case, world: World) -> None:
    activity, _ = send(case, "plan", "2026-11-23", part="morning", text="Swim")
    other = Case(world)
    assert send(other, "did", "2026-11-23", activity_id=activity, done=True)[1] == "unknown_activity"
    assert other.maya.client.post(f"/api/activities/{activity}/stop").status_code == 404
    assert send(other, "plan", "2026-11-23", part="morning", text="I will not sleep in")[1] == "not_positive"


@pytest.mark.parametrize(
    ("starts", "repeats", "ends", "day", "yes"),
    [
        ("2026-11-24", False, "2026-11-24", "2026-11-24", True),
        ("2026-11-24", False, "2026-11-24", "2026-12-01", False),
        ("2026-11-24", True, None, "2026-12-01", True),
        ("2026-11-24", True, None, "2026-12-02", False),
        ("2026-11-24", True, None, "2026-11-17", False),
        ("2026-11-24", True, "2026-11-30", "2026-12-01", False),
        ("2026-10-25", True, None, "2027-03-28", True),
        ("2026-11-24", True, "2026-11-23", "2026-11-24", False),
    ],
)
def test_which_days_it_is_planned_for(starts: str, repeats: bool, ends: str | None, day: str, yes: bool) -> None:
    last = date.fromisoformat(ends) if ends else None
    assert planned_on(date.fromisoformat(starts), repeats, last, date.fromisoformat(day)) is yes


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(0, 400))
def test_every_week_is_once_in_seven_days(starts: date, after: int) -> None:
    days = [starts + timedelta(days=after + n) for n in range(7)]
    assert sum(planned_on(starts, True, None, day) for day in days) == 1
