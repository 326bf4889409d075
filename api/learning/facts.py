"""Facts of law that live once: longest sentences, dates, days to tell the police, sections, by jurisdiction.

Pages name a fact as `{{fact:its.id}}` and the server writes the plain words in its place, so that a figure that moves is
changed in one file. A page that writes such a figure out is held against the table by `figures`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from pydantic import Field, field_validator, model_validator

from api.learning.pieces import Frozen, Id, Text

Unit = Literal["years", "months", "weeks", "days", "hours", "times", "date", "section"]

MARK = re.compile(r"\{\{fact:(?P<id>[a-z0-9._-]+)\}\}")
"""A fact named in the text of a page."""

_MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "cy": [
        "Ionawr",
        "Chwefror",
        "Mawrth",
        "Ebrill",
        "Mai",
        "Mehefin",
        "Gorffennaf",
        "Awst",
        "Medi",
        "Hydref",
        "Tachwedd",
        "Rhagfyr",
    ],
}
_COUNTED = {
    "en": {"years": ("year", "years"), "months": ("month", "months"), "weeks": ("week", "weeks"), "days": ("day", "days"),
           "hours": ("hour", "hours"), "times": ("time", "times")},
    "cy": {"years": ("flwyddyn", "o flynyddoedd"), "months": ("mis", "o fisoedd"), "weeks": ("wythnos", "o wythnosau"),
           "days": ("diwrnod", "o ddiwrnodau"), "hours": ("awr", "o oriau"), "times": ("waith", "o weithiau")},
}  # fmt: skip
_SECTION = {"en": "section", "cy": "adran"}


class UnknownFact(KeyError):
    """A page names a fact that the table does not hold. The argument is its id."""


class Fact(Frozen):
    """One figure of law.

    `value` is a whole number, a date (`2012-11-25`, or `2017-04` where only the month is known) or the number of a section,
    as `unit` says. `mark` as for a source. `check`: the figure may have moved, so no page shows it: pages get `words`, which
    must stay true if it has. `read_on` is the day on which somebody last read it in the source.
    """

    id: Id
    jurisdiction: Id
    what: Text
    value: int | str
    unit: Unit
    source: Id
    mark: Literal["V", "K", "J"]
    check: bool = False
    read_on: date
    words: Mapping[Literal["en", "cy"], Text] = Field(default_factory=dict)

    @field_validator("value", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        return value.isoformat() if isinstance(value, date) else value

    @model_validator(mode="after")
    def _fits(self) -> "Fact":
        if self.unit == "date":
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", str(self.value)):
                raise ValueError("a date is written 2012-11-25, or 2017-04 where only the month is known")
            date.fromisoformat(f"{self.value}-01"[:10])
        elif self.unit == "section":
            if not re.fullmatch(r"[0-9]+[A-Z]*(\([0-9A-Za-z]+\))*", str(self.value)):
                raise ValueError("a section is written 2A, 7(3A) or 9")
        elif isinstance(self.value, str) or self.value < 1:
            raise ValueError(f"{self.unit} are a whole number, 1 or more")
        if self.check and "en" not in self.words:
            raise ValueError("a figure to check needs `words` that stay true if it has moved")
        return self

    def figure(self, language: str = "en") -> str:
        """The figure itself: "10 years", "25 November 2012", "section 2A"."""
        tongue = language if language in _MONTHS else "en"
        if self.unit == "date":
            year, month, *day = str(self.value).split("-")
            said = f"{_MONTHS[tongue][int(month) - 1]} {year}"
            return f"{int(day[0])} {said}" if day else said
        if self.unit == "section":
            return f"{_SECTION[tongue]} {self.value}"
        one, many = _COUNTED[tongue][self.unit]
        return f"{self.value} {one if self.value == 1 else many}"

    def said(self, language: str = "en") -> str:
        """What a page says: the words given for that language, else the figure, unless it is to be checked."""
        found = self.words.get(language)  # type: ignore[call-overload]  # any language may be asked for
        if found is None and self.check:
            found = self.words["en"]
        return str(found) if found is not None else self.figure(language)


@dataclass(frozen=True)
class Facts:
    """The table, by id."""

    rows: Mapping[str, Fact]

    def written(self, text: str, language: str = "en") -> str:
        """The text with the words of each named fact in its place. Raises UnknownFact."""

        def words(found: re.Match[str]) -> str:
            fact = self.rows.get(found["id"])
            if fact is None:
                raise UnknownFact(found["id"])
            said = fact.said(language)
            before = text[: found.start()].rstrip()
            return said[0].upper() + said[1:] if not before or before[-1] in ".?:" else said

        return MARK.sub(words, text)

    def named(self, text: str) -> list[str]:
        """The ids that a text names, in order."""
        return [found["id"] for found in MARK.finditer(text)]


class Figure(NamedTuple):
    """A figure that a text writes out: its words there, and what they come to."""

    words: str
    value: int | str
    unit: Unit


_NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ],
        1,
    )
}
_NUMBER = rf"(?P<number>[0-9]+|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_COUNT = re.compile(rf"(?<![\w.]){_NUMBER}[\s-]+(?P<unit>year|month|week|day|hour)s?\b", re.IGNORECASE)
_DATE = re.compile(rf"\b(?:(?P<day>[0-9]{{1,2}})\s+)?(?P<month>{'|'.join(_MONTHS['en'])})\s+(?P<year>[0-9]{{4}})\b")
_UNITS: Mapping[str, Unit] = {
    "year": "years",
    "month": "months",
    "week": "weeks",
    "day": "days",
    "hour": "hours",
}


def figures(text: str) -> Iterator[Figure]:
    """Every number with a unit of time, and every date, that a text writes out in figures or in words up to twenty."""
    for found in _COUNT.finditer(text):
        said = found["number"].lower()
        yield Figure(found[0], _NUMBERS.get(said) or int(said), _UNITS[found["unit"].lower()])
    for found in _DATE.finditer(text):
        month = f"{found['year']}-{_MONTHS['en'].index(found['month']) + 1:02}"
        yield Figure(found[0], f"{month}-{int(found['day']):02}" if found["day"] else month, "date")
