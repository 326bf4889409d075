"""The only place that reads the clock, and the calendar rules that depend on whose day it is.

Everything else takes `now` as an argument, so that a test can hand it in.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

Clock = Callable[[], datetime]

ZONES = frozenset(available_timezones())
"""The names of all time zones. Asked once: it reads the whole folder of them, which takes 15 ms."""

DAY_STARTS = time(4, 0)
"""A participant's day runs from 04:00 to 04:00: what is logged at 00:40 belongs to the evening before (product F4)."""


def system_clock() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""No instant outside is anybody's: a clock that says so is broken. Far enough from the ends of the calendar to add years."""


def utc(instant: datetime) -> datetime:
    """The same instant in UTC. A naive value is taken to be UTC already (SQLite gives instants back naive).

    One that falls off either end of the calendar in UTC stays at that end: what a phone or an address says is never a fault.
    """
    if instant.tzinfo is None:
        return instant.replace(tzinfo=UTC)
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC) if instant.year == 1 else datetime.max.replace(tzinfo=UTC)


def stamp(instant: datetime) -> str:
    """A UTC instant to the second as phones read it: 2026-11-23T10:00:00Z."""
    return instant.isoformat()[:19] + "Z"


def plausible(instant: datetime) -> datetime:
    """The instant in UTC, or the nearer end of 1900 to 2200: a broken clock refuses nothing (sync rule 8)."""
    return min(max(utc(instant), EARLIEST), LATEST)


def local_day(instant: datetime, zone: str) -> date:
    """The participant's day that `instant` belongs to, by the wall clock in `zone` and the 04:00 boundary."""
    wall = utc(instant).astimezone(ZoneInfo(zone))
    return wall.date() if wall.time() >= DAY_STARTS else wall.date() - timedelta(days=1)


def calendar_day(instant: datetime, zone: str) -> date:
    """The date on the calendar in `zone`: what stands on a court's paper, and on the day that it is read."""
    return utc(instant).astimezone(ZoneInfo(zone)).date()


def wall_to_instant(day: date, at: time, zone: str) -> datetime:
    """The instant at which the wall clock in `zone` shows `at` on `day`, in UTC.

    An hour that comes twice (clocks go back) means its first pass; an hour that is skipped means the next instant that
    exists.
    """
    wall = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
    instant = wall.astimezone(UTC)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall.replace(tzinfo=None):
        # In the gap: fold=0 uses the offset before the change, so the round trip lands an hour later; the gap's end is
        # where the two offsets meet.
        before = wall.replace(fold=0).utcoffset()
        after = wall.replace(fold=1).utcoffset()
        assert before is not None and after is not None
        low, high = instant - abs(after - before), instant
        while high - low > timedelta(seconds=1):
            middle = low + (high - low) / 2
            if middle.astimezone(ZoneInfo(zone)).utcoffset() == before:
                low = middle
            else:
                high = middle
        return high.replace(microsecond=0)
    return instant


def day_closes_at(day: date, zone: str) -> datetime:
    """When the participant's `day` ends: 04:00 on the next calendar day in `zone`."""
    return wall_to_instant(day + timedelta(days=1), DAY_STARTS, zone)


def add_working_days(instant: datetime, days: int, zone: str, ends_at: time = time(17, 0)) -> datetime:
    """`days` working days (Monday to Friday) after `instant`, at `ends_at` local time.

    Zero days means today's end if today is a working day and it has not passed, else the next working day's end.
    Bank holidays are not known here and count as working days; the team's duty phone covers them.
    """
    wall = utc(instant).astimezone(ZoneInfo(zone))
    day, left = wall.date(), days
    while left > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            left -= 1
    while day.weekday() >= 5 or (days == 0 and wall_to_instant(day, ends_at, zone) <= utc(instant)):
        day += timedelta(days=1)
    return wall_to_instant(day, ends_at, zone)


def next_working_time(
    instant: datetime, zone: str, starts_at: time = time(9, 0), ends_at: time = time(17, 0)
) -> datetime:
    """The next instant at which staff are at work: now if it is a working hour, else the next morning's start."""
    wall = utc(instant).astimezone(ZoneInfo(zone))
    if wall.weekday() < 5 and starts_at <= wall.time() < ends_at:
        return utc(instant)
    day = wall.date() if wall.weekday() < 5 and wall.time() < starts_at else wall.date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return wall_to_instant(day, starts_at, zone)
