"""Facts are said in plain words by language, and figures written out are seen."""

from datetime import date

import pytest
from pydantic import ValidationError

from api.learning.facts import Fact, Facts, UnknownFact, figures


def fact(**given: object) -> Fact:
    row = {"id": "a.b", "jurisdiction": "uk", "what": "It", "value": 5, "unit": "years", "source": "s", "mark": "V"}
    return Fact.model_validate(row | {"read_on": date(2026, 11, 23)} | given)


@pytest.mark.parametrize(
    ("value", "unit", "english", "welsh"),
    [
        (10, "years", "10 years", "10 o flynyddoedd"),
        (1, "months", "1 month", "1 mis"),
        (3, "days", "3 days", "3 o ddiwrnodau"),
        (2, "times", "2 times", "2 o weithiau"),
        (48, "hours", "48 hours", "48 o oriau"),
        ("2012-11-25", "date", "25 November 2012", "25 Tachwedd 2012"),
        ("2017-04", "date", "April 2017", "Ebrill 2017"),
        ("7(3A)", "section", "section 7(3A)", "adran 7(3A)"),
    ],
)
def test_a_figure_is_said_in_plain_words(value: object, unit: str, english: str, welsh: str) -> None:
    made = fact(value=value, unit=unit)
    assert (made.said(), made.said("cy")) == (english, welsh)


def test_a_figure_to_check_is_never_shown() -> None:
    made = fact(check=True, words={"en": "years in prison"})
    assert (made.said("en"), made.said("cy"), made.figure()) == ("years in prison", "years in prison", "5 years")


def test_a_fact_stands_in_its_sentence() -> None:
    table = Facts({"a.b": fact(), "a.c": fact(id="a.c", check=True, words={"en": "some time"})})
    assert (
        table.written("Up to {{fact:a.b}}. {{fact:a.c}} for {{fact:a.c}}.") == "Up to 5 years. Some time for some time."
    )
    with pytest.raises(UnknownFact):
        table.written("{{fact:a.d}}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": 0},
        {"value": "five"},
        {"value": "2012-13-1", "unit": "date"},
        {"value": "2012-13-01", "unit": "date"},
        {"value": "2012-13", "unit": "date"},
        {"value": "7 3A", "unit": "section"},
        {"check": True},
        {"unit": "eons"},
        {"mark": "X"},
        {"extra": 1},
    ],
)
def test_what_is_no_fact_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        fact(**wrong)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("up to 10 years in prison", [(10, "years")]),
        ("ten years, or six months", [(10, "years"), (6, "months")]),
        ("a 14-day order", [(14, "days")]),
        ("on 25 November 2012 and in April 2017", [("2012-11-25", "date"), ("2017-04", "date")]),
        ("within Three Days", [(3, "days")]),
        ("{{fact:a.b}} and section 4A and 2 times", []),
        ("one day he left", [(1, "days")]),
        ("version 2.5 years", []),
    ],
)
def test_figures_are_found_in_figures_and_in_words(text: str, found: list[tuple[object, str]]) -> None:
    assert [(one.value, one.unit) for one in figures(text)] == found
