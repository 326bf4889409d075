"""The duty to tell the police one's names and address, as dates (product F1; Stalking Protection Act 2019 section 9, source 31
of the fact sheet; Northern Ireland: Protection from Stalking Act 2022 section 13, sources 48 and 49).

Day 1 is the day itself: of service in England and Wales, of coming into force in Northern Ireland, of the change for a new
name or address. Weekends and bank holidays count, and the last day is day 3. These are days of the calendar, so a change
of the clocks changes nothing.
"""

from datetime import date, timedelta
from typing import NamedTuple

DAYS = 3
"""How many days there are, the first one included. The content's facts hold the same figure, and a test compares them."""


class Duty(NamedTuple):
    """Day 1, on which to go to the police station, and the last day on which it is still in time."""

    day_1: date
    last_day: date


def tell_police(day_1: date) -> Duty:
    """The days of one duty that starts on `day_1`."""
    return Duty(day_1, day_1 + timedelta(days=DAYS - 1))


def first_day(starts_from: str, served_on: date | None, starts_on: date) -> date | None:
    """Day 1 of the first duty of an order, by what its kind starts from; None while the day of service is not known."""
    if starts_from == "service":
        return served_on
    return starts_on
