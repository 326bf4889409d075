"""Days and times in words, as staff read them: British order, 24 hours, by the wall clock of one zone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from api.clock import utc
from api.tongue import Both, short_in_welsh

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NEAR = 9
"""Days for which "Thu 26" can only mean one Thursday; farther away the month is said."""


@dataclass(frozen=True, slots=True)
class Say:
    """Words for instants, seen from `now` in `zone`."""

    now: datetime
    zone: str

    def wall(self, at: datetime | str) -> datetime:
        """The wall clock at an instant, which may be ISO text."""
        return utc(datetime.fromisoformat(at) if isinstance(at, str) else at).astimezone(ZoneInfo(self.zone))

    @property
    def today(self) -> date:
        return self.wall(self.now).date()

    def clock(self, at: datetime | str) -> str:
        """`00:40`"""
        return self.wall(at).strftime("%H:%M")

    def day(self, at: datetime | str | date) -> str:
        """`Thu 26`, or `Wed 2 Dec` when it is far away, or `2 Dec 2027` in another year."""
        on = at if isinstance(at, date) and not isinstance(at, datetime) else self.wall(at).date()
        if on.year != self.today.year and abs((on - self.today).days) > NEAR:
            return f"{on.day} {MONTHS[on.month - 1]} {on.year}"
        near = abs((on - self.today).days) <= NEAR
        return f"{DAYS[on.weekday()]} {on.day}" + ("" if near else f" {MONTHS[on.month - 1]}")

    def day_in_both(self, at: datetime | str | date) -> Both:
        """The same for a participant, after a preposition: `Thu 26`, `Iau 26`."""
        return Both(self.day(at), short_in_welsh(self.day(at)))

    def days_in_both(self, first: date, last: date) -> Both:
        """`16 to 22 Nov`, `16 i 22 Tach`"""
        said = self.days(first, last)
        return Both(said, short_in_welsh(said).replace(" to ", " i "))

    def moment(self, at: datetime | str) -> str:
        """`today 00:40`, `Tue 24, 18:42`, `Wed 2 Dec, 13:00`"""
        if self.wall(at).date() == self.today:
            return f"today {self.clock(at)}"
        return f"{self.day(at)}, {self.clock(at)}"

    def days(self, first: date, last: date) -> str:
        """`16 to 22 Nov`, `30 Nov to 6 Dec`"""
        head = f"{first.day}" if first.month == last.month else f"{first.day} {MONTHS[first.month - 1]}"
        return f"{head} to {last.day} {MONTHS[last.month - 1]}"

    def whole_days(self, since: datetime | str) -> int:
        """Whole 24 hour days from an instant until now."""
        return (self.now - self.wall(since)) // timedelta(days=1)


def capital(words: str) -> str:
    """The same words with a capital first letter."""
    return words[:1].upper() + words[1:]
