"""What a phone is called, in words that mean the same to its owner and to staff: by the day it was set up, and nothing about whose it is."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from api.tongue import ENGLISH, Both, short_date

_NAME = Both("Phone set up on {day}", "Ffôn a osodwyd ar {day}")
_NTH = (
    None,
    Both(", the second", ", yr ail"), Both(", the third", ", y trydydd"), Both(", the fourth", ", y pedwerydd"),
    Both(", the fifth", ", y pumed"), Both(", the sixth", ", y chweched"), Both(", the seventh", ", y seithfed"),
    Both(", the eighth", ", yr wythfed"), Both(", the ninth", ", y nawfed"), Both(", the tenth", ", y degfed"),
)  # fmt: skip
_NUMBER = Both(", number {n}", ", rhif {n}")


def phone_names(
    phones: Sequence[tuple[UUID, datetime]], zone: str, today: date, language: str = ENGLISH
) -> dict[UUID, str]:
    """Names of one person's phones, given in the order they were set up: "Phone set up on 3 March", with the year when it is
    not this one. Two of one day are told apart by their order."""
    seen: Counter[date] = Counter()
    names = {}
    for phone_id, enrolled_at in phones:
        day = enrolled_at.astimezone(ZoneInfo(zone)).date()
        name = _NAME.filled(day=short_date(day, year=day.year != today.year)).of(language)
        n, seen[day] = seen[day], seen[day] + 1
        if n:
            which = _NTH[n] if n < len(_NTH) else None
            name += (which or _NUMBER.filled(n=n + 1)).of(language)
        names[phone_id] = name
    return names
