"""When something is due, and whether it is late: the same answer for the screen, the list and the message."""

from datetime import datetime

from api.clock import add_working_days, utc
from api.oversight.models import ReviewKind
from api.oversight.moments import Say

TIER_DAYS = {1: 1, 2: 2, 3: 5}
"""Working days until a review is due, by `programme.tier` as the clinician set it (product F8)."""

ALWAYS_ONE_DAY = {ReviewKind.acted, ReviewKind.near_miss, ReviewKind.not_safe, ReviewKind.that_is_wrong}
"""Acted, near miss and not safe are always due in one working day (product F8); so is a disputed absence, because its
release waits at most one working day (product F11)."""

REQUEST_DAYS = 2
"""Working days in which a person answers a request: to stop, a dispute, a complaint, a copy. As for a question about an
order (product F1): our own rule and no legal time limit. The phone says the same."""

REQUESTS = {ReviewKind.stop_request, ReviewKind.dispute, ReviewKind.complaint, ReviewKind.copy_request}


def review_due(kind: ReviewKind, tier: int, arrived: datetime, zone: str) -> datetime:
    """When a review is due: working days from arrival, 17:00 in `zone`. `tier` is 1, 2 or 3."""
    if kind in REQUESTS:
        return add_working_days(arrived, REQUEST_DAYS, zone)
    return add_working_days(arrived, 1 if kind in ALWAYS_ONE_DAY else TIER_DAYS[tier], zone)


def overdue(due_at: datetime, now: datetime) -> bool:
    """Whether something due at `due_at` is late."""
    return utc(due_at) <= now


def overdue_by_working_days(due_at: datetime, days: int, now: datetime, zone: str) -> bool:
    """Whether something has been late for `days` working days or more."""
    return overdue(add_working_days(due_at, days, zone), now)


def said_due(verb: str, due_at: datetime, say: Say) -> str:
    """What is yours to do and by when: `Review by Thu 26, 17:00`; once late, how late: `1 day late`."""
    if not overdue(due_at, say.now):
        return f"{verb} by {say.moment(due_at)}"
    days = (say.today - say.wall(due_at).date()).days
    if days < 1:
        return f"Late since {say.clock(due_at)}"
    return "1 day late" if days == 1 else f"{days} days late"
