"""Which of several orders is shown first: the stricter one, because that is the one to keep to where two say different things
(content-facts 2.2 answer 6 and 1.7, our judgement).

By what a breach is, then by how many things it forbids, then the newest. An aid to reading, not a ruling: every order stays
on the page, and the page says that the stricter one counts.
"""

from datetime import date
from typing import NamedTuple

BREACH = ("crime", "crime_or_contempt", "contempt", "recall", "arrest", "back_to_court")
"""From the gravest on. Anything else comes last."""


class Weighed(NamedTuple):
    """What decides the place of one order."""

    breach: str
    prohibitions: int
    requirements: int
    made_on: date
    id: str


def place(order: Weighed) -> tuple[int, int, int, int, str]:
    """A key to sort by: the stricter first."""
    grave = BREACH.index(order.breach) if order.breach in BREACH else len(BREACH)
    return (grave, -order.prohibitions, -order.requirements, -order.made_on.toordinal(), order.id)
