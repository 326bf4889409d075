"""Entries about goals, activities and needs in words for staff. `journal/wording.py` gathers these."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.journal.said import Fields, Said, day, quoted, shown, when, yes_no

AREA = {
    "healthy_life": "Healthy life",
    "knowledge": "Learning",
    "play": "Play and sport",
    "work": "Work",
    "agency": "Choosing for myself",
    "inner_peace": "Peace of mind",
    "relationships": "Friends and family",
    "community": "Belonging",
    "meaning": "Meaning or faith",
    "happiness": "Happiness",
    "creativity": "Making things",
}

ACTOR = {"me": "The participant", "clinician": "Clinician", "probation": "Probation", "other": "Someone else"}

PART = {"morning": "Morning", "afternoon": "Afternoon", "evening": "Evening"}

NEED_KIND = {
    "housing": "Housing",
    "work": "Work",
    "money": "Money",
    "alcohol": "Alcohol",
    "drugs": "Drugs",
    "mental_health": "Mental health",
    "other": "Something else",
}

GOAL_MOVE = {
    "step_done": "Says a step is done",
    "step_undone": "Says a step is not done after all",
    "step_new": "Adds a step",
    "want": "Wants the proposed goal",
    "not_for_me": "Does not want the proposed goal",
    "leave": "Leaves the goal",
}

ACTIVITY_MOVE = {"plan": "Plans an activity", "did": "Says how an activity went", "stop": "Stops an activity"}

NEED_MOVE = {"ask": "Asks for help", "still": "Still needs it", "sorted": "Says it is sorted"}


def _on(value: Any) -> str | None:
    return day(date.fromisoformat(str(value))) if value else None


def _goal(body: Mapping[str, Any], zone: str) -> Fields:
    steps = [f"{step['text']} ({ACTOR.get(step.get('actor', 'me'), '')})" for step in body.get("steps") or ()]
    return shown(
        ("When", when(body.get("happened_at"), zone)),
        ("Area", AREA.get(body.get("area", ""))),
        ("By", _on(body.get("target_on"))),
        ("Needs the person on the order", yes_no(body.get("needs_person"))),
        ("Why", quoted(body.get("why"))),
        ("Steps", "; ".join(steps)),
        ("In their words", quoted(body.get("text"))),
    )


def _goal_step(body: Mapping[str, Any], zone: str) -> Fields:
    return shown(
        ("When", when(body.get("happened_at"), zone)),
        ("What", GOAL_MOVE.get(body.get("move", ""))),
        ("In their words", quoted((body.get("step") or {}).get("text") or body.get("text"))),
    )


def _activity(body: Mapping[str, Any], zone: str) -> Fields:
    meaning = body.get("meaning")
    return shown(
        ("When", when(body.get("happened_at"), zone)),
        ("What", ACTIVITY_MOVE.get(body.get("move", ""))),
        ("Day", _on(body.get("day"))),
        ("Part of the day", PART.get(body.get("part") or "")),
        ("Every week", "Yes" if body.get("repeats") else None),
        ("Done", yes_no(body.get("done"))),
        ("How much it meant", None if meaning is None else f"{meaning} of 10"),
        ("In their words", quoted(body.get("text"))),
    )


def _need(body: Mapping[str, Any], zone: str) -> Fields:
    return shown(
        ("When", when(body.get("happened_at"), zone)),
        ("What", NEED_MOVE.get(body.get("move", ""))),
        ("Help with", NEED_KIND.get(body.get("kind") or "")),
        ("In their words", quoted(body.get("text"))),
    )


def _goal_lines(body: Mapping[str, Any]) -> list[str]:
    refused = "Needs the person on the order, so it is no goal" if body.get("needs_person") else ""
    return [AREA.get(body.get("area", ""), ""), refused]


def _goal_step_lines(body: Mapping[str, Any]) -> list[str]:
    return [GOAL_MOVE.get(body.get("move", ""), "")]


def _activity_lines(body: Mapping[str, Any]) -> list[str]:
    done = body.get("done")
    meaning = body.get("meaning")
    return [
        ACTIVITY_MOVE.get(body.get("move", ""), ""),
        "" if done is None else "Done" if done else "Not done",
        "" if meaning is None else f"Meant {meaning} of 10",
    ]


def _need_lines(body: Mapping[str, Any]) -> list[str]:
    return [NEED_MOVE.get(body.get("move", ""), ""), NEED_KIND.get(body.get("kind") or "", "")]


SAID: dict[str, Said] = {
    "goal": Said("Goal", _goal, _goal_lines),
    "goal_step": Said("About a goal", _goal_step, _goal_step_lines),
    "activity": Said("Activity", _activity, _activity_lines),
    "need": Said("Help wanted", _need, _need_lines),
}
"""By kind of entry."""
