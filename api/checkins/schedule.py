"""When a check-in is asked for: which days, and from when to when, by the wall clock of the participant's zone.

A participant's day runs from 04:00 to 04:00, so a time before 04:00 belongs to the evening before: a window from 18:00 to
02:00 is one day's. A closing time of 04:00 is the end of the day. An hour that comes twice means its first pass; one that is
skipped, the next instant that exists (security section 5 rule 9). Nothing here reads a clock or a table.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from api.clock import DAY_STARTS, local_day, wall_to_instant
from api.people.models import Cadence

MINUTES = 24 * 60
_STARTS = DAY_STARTS.hour * 60
LEAST_OPEN = 60
"""Minutes that a window is open at least: a shorter one is easily lost to a shift at work or to clocks going forward."""

MOST_DAYS = {Cadence.daily_card: 1, Cadence.weekly: 7, Cadence.fortnightly: 14, Cadence.after_session: 7}
"""Days that a window may last. No longer than until the next one is due."""
STEP = {Cadence.daily_card: 1, Cadence.weekly: 7, Cadence.fortnightly: 14}
FORM_OF = {
    Cadence.daily_card: "daily-card",
    Cadence.weekly: "weekly",
    Cadence.fortnightly: "weekly",
    Cadence.after_session: "after-session",
}
"""The form that each cadence asks for. One schedule a form at a time."""


@dataclass(frozen=True, slots=True)
class Window:
    """From `opens` on the due day to `closes` on the last of `days` days."""

    opens: time
    closes: time
    days: int = 1


DEFAULT_WINDOW = {
    Cadence.daily_card: Window(DAY_STARTS, DAY_STARTS, 1),
    Cadence.weekly: Window(DAY_STARTS, DAY_STARTS, 3),
    Cadence.fortnightly: Window(DAY_STARTS, DAY_STARTS, 3),
    Cadence.after_session: Window(DAY_STARTS, DAY_STARTS, 3),
}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often, from which day, and with which window. `weekday` (Monday is 0) is for weekly and fortnightly."""

    cadence: Cadence
    starts_on: date
    window: Window
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class SessionEnd:
    """A session after which somebody is asked: its id, and when it ends."""

    id: UUID
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """One due date: `key` makes it one within its schedule."""

    key: str
    due_on: date
    opens_at: datetime
    closes_at: datetime
    session_id: UUID | None = None


def into_the_day(at: time) -> int:
    """Minutes from 04:00 to `at`, 0 to 1439."""
    return (at.hour * 60 + at.minute - _STARTS) % MINUTES


def problem_with(cadence: Cadence, window: Window, weekday: int | None) -> tuple[str, str] | None:
    """Field and sentence for what is wrong with a rhythm, or None."""
    if cadence in (Cadence.weekly, Cadence.fortnightly) and weekday is None:
        return "weekday", "Choose the day of the week."
    most = MOST_DAYS[cadence]
    if not 1 <= window.days <= most:
        return "days", "A daily card is open for its own day." if most == 1 else f"Choose 1 to {most} days."
    if _closes(window) - into_the_day(window.opens) + (window.days - 1) * MINUTES < LEAST_OPEN:
        return "closes", "It closes at least an hour after it opens. The day ends at 04:00."
    return None


def window_on(day: date, window: Window, zone: str) -> tuple[datetime, datetime]:
    """When the window of the check-in due on `day` opens and closes."""
    opens = _instant(day, into_the_day(window.opens), zone)
    closes = _instant(day + timedelta(days=window.days - 1), _closes(window), zone)
    if closes <= opens:  # Both fell into an hour that was skipped: it is open as long as it would have been.
        closes = opens + timedelta(minutes=_closes(window) - into_the_day(window.opens))
    return opens, closes


def due_days(rhythm: Rhythm, first: date, last: date) -> Iterator[date]:
    """The days from `first` to `last` on which this rhythm asks. None for after_session: its sessions decide."""
    step = STEP.get(rhythm.cadence)
    if step is None:
        return
    start = rhythm.starts_on
    if rhythm.weekday is not None and step > 1:
        start += timedelta(days=(rhythm.weekday - start.weekday()) % 7)
    day = start if first <= start else start + timedelta(days=-(-(first - start).days // step) * step)
    while day <= last:
        yield day
        day += timedelta(days=step)


def plan(rhythm: Rhythm, zone: str, first: date, last: date, sessions: Iterable[SessionEnd] = ()) -> list[Due]:
    """Every due date from day `first` to day `last`, in order. Their windows never overlap."""
    if rhythm.cadence is Cadence.after_session:
        return _after(rhythm, zone, first, last, sorted(sessions, key=lambda one: (one.ends_at, one.id)))
    return [Due(day.isoformat(), day, *window_on(day, rhythm.window, zone)) for day in due_days(rhythm, first, last)]


def after(dues: Sequence[Due], busy_until: datetime | None) -> list[Due]:
    """The same, none open before `busy_until`: what another schedule or zone has open is closed first."""
    if busy_until is None:
        return list(dues)
    return [
        Due(one.key, one.due_on, max(one.opens_at, busy_until), one.closes_at, one.session_id)
        for one in dues
        if one.closes_at > busy_until
    ]


def _after(rhythm: Rhythm, zone: str, first: date, last: date, sessions: Sequence[SessionEnd]) -> list[Due]:
    found: list[Due] = []
    for place, session in enumerate(sessions):
        day = local_day(session.ends_at, zone)
        _, closes = window_on(day, rhythm.window, zone)
        if closes <= session.ends_at:
            closes = _instant(day + timedelta(days=rhythm.window.days), _closes(rhythm.window), zone)
        following = next((one.ends_at for one in sessions[place + 1 :] if one.ends_at > session.ends_at), None)
        closes = min(closes, following) if following else closes
        twin = place > 0 and sessions[place - 1].ends_at == session.ends_at
        if first <= day <= last and day >= rhythm.starts_on and not twin:
            found.append(Due(str(session.id), day, session.ends_at, closes, session.id))
    return found


def _closes(window: Window) -> int:
    """Minutes from 04:00 to the close, 1 to 1440."""
    return into_the_day(window.closes) or MINUTES


def _instant(day: date, minutes: int, zone: str) -> datetime:
    days, minute = divmod(_STARTS + minutes, MINUTES)
    return wall_to_instant(day + timedelta(days=days), time(minute // 60, minute % 60), zone)
