"""The small words that staff pages are made of: lists, quotes, days and hours, from stored values."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from api.clock import plausible

Fields = list[tuple[str, str]]
"""Label and value, in reading order."""


class Said(NamedTuple):
    """How one kind of entry reads for staff, in the third person.

    `name` is its heading. `fields` makes every answer, given the body and the participant's zone, the person's own words
    last under "In their words". `lines` makes the short facts of a timeline's line, each a sentence without its full stop;
    own words (`text`), "wants to talk about this" and "not finished" are added to them.
    """

    name: str
    fields: Callable[[Mapping[str, Any], str], Fields]
    lines: Callable[[Mapping[str, Any]], list[str]]


def shown(*pairs: tuple[str, str | None]) -> Fields:
    return [(label, value) for label, value in pairs if value]


def sentences(parts: Iterable[str]) -> str:
    return " ".join(part if part[-1] in ".!?”" else f"{part}." for part in parts if part)


def listed(words: Mapping[str, str], values: Iterable[str] | None) -> str:
    """The wordings of several values as one phrase: first as it stands, the rest in small letters."""
    said = [words.get(value, humbly(value)) for value in values or ()]
    return ", ".join([*said[:1], *(word[0].lower() + word[1:] for word in said[1:])])


def humbly(name: str) -> str:
    """A stored name as words, for a value that no table here knows."""
    return name.replace("_", " ").replace("-", " ").replace(".", " ").capitalize()


def yes_no(value: bool | None) -> str | None:
    return None if value is None else "Yes" if value else "No"


def quoted(text: str | None) -> str | None:
    return f"“{text}”" if text else None


def hours(value: float) -> str:
    return f"{value:g} hour{'' if value == 1 else 's'}"


def day(on: date) -> str:
    return f"{on:%a} {on.day} {on:%b}"


def when(instant: str | datetime | None, zone: str) -> str | None:
    if instant is None:
        return None
    if isinstance(instant, str):
        instant = datetime.fromisoformat(instant.replace("Z", "+00:00"))
    local = plausible(instant).astimezone(ZoneInfo(zone))
    return f"{day(local.date())}, {local:%H:%M}"
