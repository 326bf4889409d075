"""Blanks in the words of an order take what their type says, and never a name or a place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.learning.conditions import Condition, WrongBlank, filled

ROLES = {"other_person": "the other person", "my_child": "my child"}
KINDS = {
    "who": {"type": "role", "of": ["other_person"]},
    "n": {"type": "number", "min": 1, "max": 3},
    "far": {"type": "distance", "min": 5, "max": 500},
    "when": {"type": "hours"},
    "day": {"type": "date"},
    "weekday": {"type": "weekday"},
}


def condition(name: str) -> Condition:
    return Condition.model_validate(
        {
            "id": "a", "category": "other", "kind": "prohibition", "template": f"Say {{{name}}}.", "blanks": {name: KINDS[name]},
            "plain": "p", "not_allowed": ["x"], "ask_about": ["y"], "sources": ["s"],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("who", "other_person", "Say the other person."),
        ("n", 3, "Say 3."),
        ("far", 100, "Say 100 metres."),
        ("when", {"from": "19:00", "to": "07:30"}, "Say between 7pm and 7:30am."),
        ("day", "2027-01-31", "Say 31 January 2027."),
        ("weekday", 7, "Say Sunday."),
    ],
)
def test_a_blank_takes_its_type(name: str, value: object, said: str) -> None:
    assert filled(condition(name), {name: value}, ROLES) == said


WRONG = [
    ("who", "Jane Smith"), ("who", "my_child"), ("who", 1), ("who", None), ("n", 4), ("n", "2"), ("n", True), ("n", 1.5), ("far", 4),
    ("far", "12 High Street"), ("when", "19:00"), ("when", {"from": "19:00"}), ("when", {"from": "25:00", "to": "07:00"}),
    ("when", {"from": "home", "to": "work"}), ("day", "31 January"), ("day", "2027-02-30"), ("weekday", 8), ("weekday", "Sunday"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_nothing_else_goes_in(name: str, value: object) -> None:
    with pytest.raises(WrongBlank) as refused:
        filled(condition(name), {name: value}, ROLES)
    assert not isinstance(value, str) or value not in str(refused.value)


def test_a_blank_left_open_or_unknown_is_refused() -> None:
    with pytest.raises(WrongBlank):
        filled(condition("n"), {}, ROLES)
    with pytest.raises(WrongBlank):
        filled(condition("n"), {"n": 1, "m": 1}, ROLES)


@given(st.sampled_from(sorted(KINDS)), st.text(min_size=1, max_size=40))
def test_no_free_words_ever_come_through(name: str, typed: str) -> None:
    try:
        said = filled(condition(name), {name: typed}, ROLES)
    except WrongBlank:
        return
    assert said in ("Say the other person.",) or name == "day"
