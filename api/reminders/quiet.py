"""When a reminder may go: never in quiet hours, by the participant's wall clock (product F11, F19; content-facts 8.10).

A reminder before a session that falls into quiet hours goes earlier, on the evening before; any other waits for the
morning.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from api.clock import utc, wall_to_instant

LEAD = timedelta(minutes=30)
"""How long before quiet hours begin an earlier reminder goes, so that it does not arrive on the stroke."""


def is_quiet(instant: datetime, zone: str, quiet_from: int = 22, quiet_to: int = 7) -> bool:
    """Whether the wall clock in `zone` stands between `quiet_from` (included) and `quiet_to` o'clock (not)."""
    hour = utc(instant).astimezone(ZoneInfo(zone)).hour
    return hour >= quiet_from or hour < quiet_to


def earlier(instant: datetime, zone: str, quiet_from: int = 22, quiet_to: int = 7) -> datetime:
    """The instant itself, or half an hour before the quiet hours that it falls into."""
    if not is_quiet(instant, zone, quiet_from, quiet_to):
        return utc(instant)
    wall = utc(instant).astimezone(ZoneInfo(zone))
    evening = wall.date() if wall.hour >= quiet_from else wall.date() - timedelta(days=1)
    return wall_to_instant(evening, time(quiet_from), zone) - LEAD


def later(instant: datetime, zone: str, quiet_from: int = 22, quiet_to: int = 7) -> datetime:
    """The instant itself, or the end of the quiet hours that it falls into."""
    if not is_quiet(instant, zone, quiet_from, quiet_to):
        return utc(instant)
    wall = utc(instant).astimezone(ZoneInfo(zone))
    morning = wall.date() if wall.hour < quiet_to else wall.date() + timedelta(days=1)
    return wall_to_instant(morning, time(quiet_to), zone)
