"""Answers against the form they were given to: what is asked, what is out of place, and the sums that the form names.

An answer that is out of place refuses nothing. It is marked, and shown plainly with its mark (product F12: link ids are keys).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from api.learning.pieces import EnableWhen, Form, Item

Answers = Mapping[str, Any]

OLDER = "_version"
"""The key under which a whole form is marked, because it was answered in a version that is not the one of now."""

SAID = {
    "unknown_question": "not a question of this form",
    "wrong_type": "not an answer of this kind",
    "not_an_option": "not one of the choices",
    "out_of_range": "outside the range",
    "too_long": "longer than the form allows",
    "not_asked": "answered though it was not asked",
    "missing": "not answered",
    "older_version": "answered in an older version of the form",
}
"""Mark → words for staff."""


class Sum(NamedTuple):
    """A sum of scales: `given` of `asked` were answered; `most` is the most that those given could add up to."""

    title: str
    total: int
    most: int
    given: int
    asked: int


def asked(form: Form, answers: Answers) -> set[str]:
    """The link ids of the questions that these answers ask. A question that hangs on one that is not asked is not asked."""
    found: set[str] = set()
    for item in form.items:  # A condition only looks back, as the lint holds.
        if item.enable_when is None or _holds(item.enable_when, found, answers):
            found.add(item.link_id)
    return found


def quality(form: Form, version: int, answers: Answers, unfinished: bool = False) -> dict[str, str]:
    """Link id → mark of each answer that is out of place; empty when all is well.

    Of a version that is not `form`'s, only what is known is held to it: link ids keep their type for ever, the rest may
    have changed.
    """
    same = version == form.version
    marks = {} if same else {OLDER: "older_version"}
    showing = asked(form, answers)
    for link_id, value in answers.items():
        if value in ("", []):  # Taken out later: no answer.
            continue
        item = form.item(link_id)
        if item is None:
            if same:
                marks[link_id] = "unknown_question"
        elif mark := _wrong(item, value, same):
            marks[link_id] = mark
        elif same and link_id not in showing:
            marks[link_id] = "not_asked"
    if same and not unfinished:
        for item in form.items:
            if item.required and item.link_id in showing and answers.get(item.link_id) in (None, "", []):
                marks[item.link_id] = "missing"
    return marks


def sums(form: Form, answers: Answers) -> list[Sum]:
    """What the form adds up, of the scales that were answered as scales. None of them answered: no sum."""
    out = []
    for score in form.scores:
        items = [form.item(link_id) for link_id in score.items]
        given = [
            (int(answers[item.link_id]), item.max or 0)
            for item in items
            if item is not None and item.link_id in answers and _wrong(item, answers[item.link_id], True) is None
        ]
        if given:
            total, most = sum(value for value, _ in given), sum(most for _, most in given)
            out.append(Sum(score.title, total, most, len(given), len(items)))
    return out


def _wrong(item: Item, value: Any, bounds: bool) -> str | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    match item.type:
        case "boolean":
            return None if isinstance(value, bool) else "wrong_type"
        case "scale" | "number":
            if not number or (item.type == "scale" and value != int(value)):
                return "wrong_type"
            low, high = item.min or 0, item.max
            return "out_of_range" if bounds and (value < low or (high is not None and value > high)) else None
        case "text":
            if not isinstance(value, str):
                return "wrong_type"
            return "too_long" if bounds and item.max is not None and len(value) > item.max else None
        case "choice":
            if not isinstance(value, str):
                return "wrong_type"
            return "not_an_option" if bounds and value not in _values(item) else None
        case "choices":
            if not isinstance(value, list):
                return "wrong_type"
            return "not_an_option" if bounds and not set(value) <= _values(item) else None


def _values(item: Item) -> set[str]:
    return {option.value for option in item.options or ()}


def _holds(when: EnableWhen, showing: set[str], answers: Answers) -> bool:
    if when.all is not None:
        return all(_holds(one, showing, answers) for one in when.all)
    if when.any is not None:
        return any(_holds(one, showing, answers) for one in when.any)
    value = answers.get(when.link_id or "") if when.link_id in showing else None
    there = value is not None and value != "" and value != []
    if when.exists is not None:
        return there == when.exists
    if not there:
        return False
    if when.equals is not None:
        return _is(value, when.equals)
    if when.not_equals is not None:
        return not _is(value, when.not_equals)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return value > when.more_than if when.more_than is not None else value < (when.less_than or 0)


def _is(value: Any, wanted: bool | int | str) -> bool:
    if isinstance(value, list):
        return wanted in value
    return isinstance(value, bool) == isinstance(wanted, bool) and bool(value == wanted)
