"""What a phone is called, in the same words for its owner and for staff: by the day it was set up, and nothing about whose it is."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

_NTH = ("", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def phone_names(phones: Sequence[tuple[UUID, datetime]], zone: str, today: date) -> dict[UUID, str]:
    """Names of one person's phones, given in the order they were set up: "Phone set up on 3 March", with the year when it is
    not this one. Two of one day are told apart by their order."""
    seen: Counter[date] = Counter()
    names = {}
    for phone_id, enrolled_at in phones:
        day = enrolled_at.astimezone(ZoneInfo(zone)).date()
        name = f"Phone set up on {day.day} {day:%B}" + (f" {day.year}" if day.year != today.year else "")
        n, seen[day] = seen[day], seen[day] + 1
        if n:
            name += f", the {_NTH[n]}" if n < len(_NTH) else f", number {n + 1}"
        names[phone_id] = name
    return names
