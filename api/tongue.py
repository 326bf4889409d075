"""What the service says to a participant, in both languages. Staff and probation are spoken to in English.

The phone's own words are in `web/src/text`; these are the few that only the server can say.
"""

import re
from datetime import date
from typing import NamedTuple

ENGLISH, WELSH = "en", "cy"


class Both(NamedTuple):
    """The same words in English and in Welsh. The Welsh is a draft until a Welsh speaker has signed it."""

    en: str
    cy: str

    def of(self, language: str) -> str:
        """The words in that language: "cy" is Welsh, anything else English."""
        return self.cy if language == WELSH else self.en

    def filled(self, **values: "str | int | Both") -> "Both":
        """Both with their blanks filled; a value may itself be in both languages."""
        return Both(
            self.en.format(**{name: said.en if isinstance(said, Both) else said for name, said in values.items()}),
            self.cy.format(**{name: said.cy if isinstance(said, Both) else said for name, said in values.items()}),
        )


_DAYS = ("Dydd Llun", "Dydd Mawrth", "Dydd Mercher", "Dydd Iau", "Dydd Gwener", "Dydd Sadwrn", "Dydd Sul")
_MONTHS = (
    "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin",
    "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr",
)  # fmt: skip


def weekday(on: date) -> Both:
    """The day's name after a preposition, where its first letter changes: "Thursday", "ddydd Iau"."""
    return Both(f"{on:%A}", "dd" + _DAYS[on.weekday()][1:])


def short_date(on: date, *, year: bool = False) -> Both:
    """A date without its weekday: "3 March", "3 Mawrth", with the year where asked."""
    end = f" {on.year}" if year else ""
    return Both(f"{on.day} {on:%B}{end}", f"{on.day} {_MONTHS[on.month - 1]}{end}")


def long_date(on: date) -> Both:
    """A date with its weekday, after a preposition: "Thursday 19 November", "ddydd Iau 19 Tachwedd"."""
    return Both("{day} {rest}", "{day} {rest}").filled(day=weekday(on), rest=short_date(on))


_SHORT = {
    "Mon": "Llun", "Tue": "Maw", "Wed": "Mer", "Thu": "Iau", "Fri": "Gwe", "Sat": "Sad", "Sun": "Sul",
    "Jan": "Ion", "Feb": "Chwef", "Mar": "Maw", "Apr": "Ebr", "May": "Mai", "Jun": "Meh",
    "Jul": "Gorff", "Aug": "Awst", "Sep": "Medi", "Oct": "Hyd", "Nov": "Tach", "Dec": "Rhag",
}  # fmt: skip


def short_in_welsh(said: str) -> str:
    """Short names of days and months in Welsh: "Thu 26 Nov" is "Iau 26 Tach"."""
    return re.sub("[A-Z][a-z]{2}", lambda name: _SHORT.get(name[0], name[0]), said)


def minutes(n: int) -> Both:
    """So many minutes. A Welsh noun stays singular after a number, and its first letter changes after 1 and 2."""
    return Both(f"{n} minute{'' if n == 1 else 's'}", f"{n} {'funud' if n in (1, 2) else 'munud'}")


def seconds(n: int) -> Both:
    """So many seconds."""
    return Both(f"{n} second{'' if n == 1 else 's'}", f"{n} eiliad")


def tries(n: int) -> Both:
    """So many tries: 1 cynnig, 2 gynnig, 3 chynnig, 6 chynnig."""
    welsh = {2: "gynnig", 3: "chynnig", 6: "chynnig"}.get(n, "cynnig")
    return Both(f"{n} {'try' if n == 1 else 'tries'}", f"{n} {welsh}")
