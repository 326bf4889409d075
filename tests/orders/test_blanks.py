"""Blanks in the words of an order take what their type says, and never a name or a place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.learning.conditions import Condition
from api.orders.blanks import BadBlank, filled, in_plain_words

ROLES = {"other_person": "the other person", "my_child": "my child"}
KINDS = {
    "who": {"type": "role", "of": ["other_person"]},
    "child": {"type": "role"},
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
            "plain": f"Mind {{{name}}}.", "not_allowed": ["x"], "ask_about": ["y"], "sources": ["s"],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("who", "other_person", "Say [the other person]."),
        ("n", 3, "Say 3."),
        ("far", 100, "Say 100 metres."),
        ("when", "19:00-07:30", "Say 19:00 to 07:30."),
        ("day", "2027-01-31", "Say 31 January 2027."),
        ("weekday", "Sunday", "Say Sunday."),
    ],
)
def test_a_blank_takes_its_type(name: str, value: object, said: str) -> None:
    assert filled(condition(name), {name: value}, ROLES) == said


WRONG = [
    ("who", "Jane Smith"), ("who", "my_child"), ("who", 1), ("who", None), ("n", 4), ("n", "2"), ("n", True), ("n", 1.5), ("far", 4),
    ("far", "12 High Street"), ("when", "18:30"), ("when", {"from": "19:00"}), ("when", "25:00-07:00"), ("when", "home-work"),
    ("day", "31 January"), ("day", "2027-02-30"), ("weekday", 8), ("weekday", "Sundays"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_nothing_else_goes_in(name: str, value: object) -> None:
    with pytest.raises(BadBlank) as refused:
        filled(condition(name), {name: value}, ROLES)
    assert not isinstance(value, str) or value not in str(refused.value)


def test_a_blank_left_open_is_refused() -> None:
    with pytest.raises(BadBlank):
        filled(condition("n"), {}, ROLES)
    with pytest.raises(BadBlank):
        in_plain_words("Mind {n}.", condition("n"), {}, ROLES)


def test_plain_words_take_the_same_blanks_and_speak_to_the_reader() -> None:
    whose = condition("child")
    assert in_plain_words(whose.plain, whose, {"child": "my_child"}, ROLES) == "Mind your child."
    assert (
        in_plain_words("Leave {who} alone.", condition("who"), {"who": "other_person"}, ROLES)
        == "Leave the other person alone."
    )
    assert in_plain_words("Keep {far} away.", condition("far"), {"far": 100}, ROLES) == "Keep 100 metres away."
    assert in_plain_words("What {they} say.", condition("far"), {"far": 100}, ROLES) == "What {they} say."


@given(st.sampled_from(sorted(KINDS)), st.text(min_size=1, max_size=40))
def test_no_free_words_ever_come_through(name: str, typed: str) -> None:
    try:
        said = filled(condition(name), {name: typed}, ROLES)
    except BadBlank:
        return
    assert said in ("Say [the other person].", "Say [my child].") or name in ("day", "weekday", "when")
    assert name != "when" or not any(letter.isalpha() for letter in typed)
