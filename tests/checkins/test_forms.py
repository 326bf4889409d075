"""Forms as content: what is asked, what is out of place, the sums; and a form with a mistake does not publish."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.checkins.answers import asked, quality, sums
from api.learning.catalogue import load
from api.learning.files import ContentError
from api.learning.lint import lint
from api.learning.pieces import Form

CONTENT = Path(__file__).resolve().parents[2] / "content"
TODAY = date(2026, 11, 26)
CATALOGUE = load(CONTENT, demo=True, today=lambda: TODAY)
CARD, WEEKLY, SESSION = (CATALOGUE.form(one) for one in ("daily-card", "weekly", "after-session"))


def form(*items: dict[str, Any], **more: Any) -> Form:
    head = {
        name: getattr(WEEKLY, name) for name in type(WEEKLY).model_fields if name not in ("items", "groups", "scores")
    }
    return Form.model_validate(head | {"items": items} | more)


NUMBER = {"link_id": "n", "type": "number", "text": "How many?", "min": 0, "max": 20}
YES = {"link_id": "b", "type": "boolean", "text": "Did you?"}
MANY = {
    "link_id": "m", "type": "choices", "text": "Which?",
    "options": [{"value": "x", "text": "X"}, {"value": "y", "text": "Y"}],
}  # fmt: skip


def last(when: dict[str, Any]) -> Form:
    return form(NUMBER, YES, MANY, {"link_id": "z", "type": "boolean", "text": "And?", "enable_when": when})


ALL = {"all": [{"link_id": "n", "more_than": 3}, {"link_id": "b", "equals": True}]}
ANY = {"any": [{"link_id": "n", "less_than": 3}, {"link_id": "m", "equals": "y"}]}


@pytest.mark.parametrize(
    ("when", "answers", "shows"),
    [
        ({"link_id": "b", "equals": True}, {"b": True}, True),
        ({"link_id": "b", "equals": True}, {"b": False}, False),
        ({"link_id": "b", "equals": True}, {"b": 1}, False),
        ({"link_id": "n", "equals": 0}, {"n": 0}, True),
        ({"link_id": "n", "equals": 0}, {"n": False}, False),
        ({"link_id": "b", "not_equals": True}, {"b": False}, True),
        ({"link_id": "b", "not_equals": True}, {}, False),
        ({"link_id": "n", "more_than": 3}, {"n": 3}, False),
        ({"link_id": "n", "more_than": 3}, {"n": 3.5}, True),
        ({"link_id": "n", "less_than": 3}, {"n": 2}, True),
        ({"link_id": "n", "less_than": 3}, {"n": "2"}, False),
        ({"link_id": "m", "exists": True}, {"m": ["x"]}, True),
        ({"link_id": "m", "exists": True}, {"m": []}, False),
        ({"link_id": "m", "exists": False}, {}, True),
        ({"link_id": "m", "equals": "y"}, {"m": ["x", "y"]}, True),
        (ALL, {"n": 4, "b": True}, True),
        (ALL, {"n": 4}, False),
        (ANY, {"n": 2}, True),
        (ANY, {"m": ["y"]}, True),
        (ANY, {"n": 9, "m": ["x"]}, False),
    ],
)
def test_a_question_shows_when_its_conditions_hold(when: dict[str, Any], answers: dict[str, Any], shows: bool) -> None:
    assert ("z" in asked(last(when), answers)) is shows


@pytest.mark.parametrize(
    ("answers", "marks"),
    [
        ({"urge": 4, "acted": False}, {}),
        ({"urge": 11, "acted": False}, {"urge": "out_of_range"}),
        ({"urge": 4.5, "acted": False}, {"urge": "wrong_type"}),
        ({"urge": True, "acted": "no"}, {"urge": "wrong_type", "acted": "wrong_type"}),
        ({"acted": False}, {"urge": "missing"}),
        ({"urge": 4, "acted": False, "substances": "tea"}, {"substances": "not_an_option"}),
        ({"urge": 4, "acted": False, "skills": ["stop"]}, {"skills": "not_asked"}),
        ({"urge": 4, "acted": False, "used_skill": True, "skills": ["stop", "juggling"]}, {"skills": "not_an_option"}),
        ({"urge": 4, "acted": False, "shoe_size": 9}, {"shoe_size": "unknown_question"}),
        ({"urge": 4, "acted": False, "line": "x" * 301}, {"line": "too_long"}),
    ],
)
def test_an_answer_out_of_place_is_marked_and_nothing_else_is(answers: dict[str, Any], marks: dict[str, str]) -> None:
    assert quality(CARD, CARD.version, answers) == marks


def test_an_older_version_is_marked_as_older_and_not_held_to_what_changed_since() -> None:
    assert quality(CARD, 7, {"urge": 11, "gone": 1, "acted": "x"}) == {
        "_version": "older_version",
        "acted": "wrong_type",
    }


def test_what_is_not_finished_misses_nothing() -> None:
    assert quality(CARD, CARD.version, {"acted": False}, unfinished=True) == {}


def test_a_sum_counts_the_scales_that_were_answered() -> None:
    one = sums(WEEKLY, {"how_are_you": 6, "company": 4, "sleep_quality": 12})
    assert [(s.total, s.most, s.given, s.asked) for s in one] == [(10, 20, 2, 4)]
    assert sums(WEEKLY, {"help_wanted": ["money"]}) == [] and sums(CARD, {"urge": 4}) == []


BROKEN = [
    ("weekly.yaml", "{link_id: help_wanted, equals: other}", "{link_id: nowhere, equals: other}", "is not the link id"),
    (
        "weekly.yaml",
        "{link_id: help_wanted, equals: other}",
        "{link_id: help_wanted, equals: rent}",
        "can never be 'rent'",
    ),
    (
        "weekly.yaml",
        "{link_id: order_question, equals: true}",
        "{link_id: order_question, more_than: 3}",
        "is no number",
    ),
    ("weekly.yaml", "{link_id: order_question, equals: true}", "{link_id: line, exists: true}", "is asked after it"),
    (
        "weekly.yaml",
        "{link_id: order_question, equals: true}",
        "{link_id: order_question_text, exists: true}",
        "a circle",
    ),
    (
        "weekly.yaml",
        "[how_are_you, sleep_quality, company, days_filled]",
        "[how_are_you, help_wanted]",
        "adds up scales only",
    ),
    ("weekly.yaml", "title: Your week, four answers together", "title: Risk this week", "never called a risk"),
    ("weekly.yaml", "    group: week\n  - link_id: days_filled", "  - link_id: days_filled", "do not stand together"),
    (
        "after-session.yaml",
        "{link_id: useful, less_than: 5}",
        "{link_id: useful, less_than: 0}",
        "can never be less than 0",
    ),
    (
        "after-session.yaml",
        "{link_id: useful, less_than: 5}",
        "{link_id: useful, less_than: 5, equals: 3}",
        "say one of",
    ),
    (
        "after-session.yaml",
        "    max: 300\n  - link_id: missed_out",
        "    max: 900\n  - link_id: missed_out",
        "300 characters",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "complaint"), BROKEN)
def test_a_form_with_a_mistake_is_refused_by_file_and_line(
    tmp_path: Path, name: str, old: str, new: str, complaint: str
) -> None:
    root = tmp_path / "content"
    shutil.copytree(CONTENT, root)
    path = root / "en" / "forms" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    found = [one for one in lint(root, TODAY) if complaint in one.message]
    assert found and found[0].path == f"en/forms/{name}"
    at = text[: text.index(old)].count("\n") + 1
    assert abs(found[0].line - at) <= 12, "the line is in the item that is wrong"


def test_a_service_does_not_start_on_a_form_with_a_mistake(tmp_path: Path) -> None:
    root = tmp_path / "content"
    shutil.copytree(CONTENT, root)
    path = root / "en" / "forms" / "weekly.yaml"
    path.write_text(
        path.read_text().replace("{link_id: help_wanted, equals: other}", "{link_id: nowhere, equals: other}")
    )
    with pytest.raises(ContentError, match=r"^en/forms/weekly\.yaml:\d+: `nowhere` is not the link id"):
        load(root, demo=True, today=lambda: TODAY)
