"""Filling the typed blanks of a condition from the library, so that no name and no place can come in (product F1)."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from api.learning.conditions import BLANK, WEEKDAYS, Condition

_HOURS = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d")


class BadBlank(ValueError):
    """A blank is missing, or its value is not of its type. `name` is the blank's."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name, self.message = name, message


def filled(condition: Condition, values: Mapping[str, Any], roles: Mapping[str, str]) -> str:
    """The words of the condition with every blank filled. Raises BadBlank.

    `values` by the blank's name: a role id, a whole number, "19:00-07:00", an ISO date, or a weekday's name.
    """
    said = {name: _said(name, blank, values.get(name), roles) for name, blank in condition.blanks.items()}
    return BLANK.sub(lambda match: said[match["name"]], condition.template)


def in_plain_words(plain: str, condition: Condition, values: Mapping[str, Any], roles: Mapping[str, str]) -> str:
    """Plain words with the same blanks filled: "Keep 100 metres away from the other person". Raises BadBlank.

    Role words stand without their brackets and speak to the participant. What is no blank of the condition stays as it is.
    """

    def said(found: re.Match[str]) -> str:
        name = found["name"]
        if name not in condition.blanks:
            return found[0]
        text = _said(name, condition.blanks[name], values.get(name), roles)
        return re.sub(r"^my ", "your ", text.strip("[]"))

    return BLANK.sub(said, plain)


def _said(name: str, blank: Any, value: Any, roles: Mapping[str, str]) -> str:
    match blank.type:
        case "role":
            allowed = blank.of or tuple(roles)
            if value not in allowed:
                raise BadBlank(name, "Choose a role word from the list.")
            return f"[{roles[value]}]"
        case "number" | "distance":
            if isinstance(value, bool) or not isinstance(value, int) or not blank.min <= value <= blank.max:
                raise BadBlank(name, f"A whole number from {blank.min} to {blank.max}.")
            return f"{value} {blank.unit}" if blank.type == "distance" else str(value)
        case "hours":
            if not isinstance(value, str) or not _HOURS.fullmatch(value):
                raise BadBlank(name, "From and to, like 19:00 and 07:00.")
            start, end = value.split("-")
            return f"{start} to {end}"
        case "weekday":
            if value not in WEEKDAYS:
                raise BadBlank(name, "Choose a day of the week.")
            return str(value)
    try:
        on = date.fromisoformat(str(value))
    except ValueError:
        raise BadBlank(name, "A date.") from None
    return f"{on.day} {on:%B %Y}"
