"""Content on its way to being signed: a lesson that waits for its second signature, one that changed since it was signed, and one
whose review date has passed, with what the phone says in its place. Signed by nobody real: the demonstration alone.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

from sqlmodel import Session

from api.act import Access, Service
from api.clock import Clock
from api.demo.orders import Seeds
from api.learning import sign_off
from api.learning.catalogue import Catalogue
from api.learning.models import Step
from api.learning.pieces import Lesson
from api.learning.published import name_of

WAITS = "en/law.england-wales.looking-online"
CHANGED = "en/lesson.asking-for-help"
STALE = "en/lesson.persistence"
_EARLIER = ("an advice centre", "Citizens Advice")
"""What the lesson says now, and what it said in the version before."""


def with_a_date_passed(catalogue: Catalogue, clock: Clock) -> Catalogue:
    """The content of a demonstration: one lesson was to be read again nine days ago."""
    passed = clock().date() - timedelta(days=9)
    return _with(catalogue, STALE, lambda one: one.model_copy(update={"review_by": passed}))


def signing(service: Service, seeder: Seeds) -> None:
    """Who checked and signed what, over the last months."""

    def earlier() -> Catalogue:
        """The content as it was 80 days ago."""
        was = _with(service.catalogue, CHANGED, _earlier)
        return _with(was, STALE, lambda one: one.model_copy(update={"review_by": seeder.now.date()}))

    def step(days: int, hour: int, who: str, do: Callable[[Access], None], of: Callable[[], Catalogue]) -> None:
        def play(session: Session, when: datetime) -> None:
            at, today = seeder.staff(session, when, who), service.catalogue
            service.catalogue = of()
            try:
                do(at)
            finally:
                service.catalogue = today
            today.changed()
            at.trail.write(session, when)

        seeder.at(seeder.local(seeder.now.date() - timedelta(days=days), hour), play)

    def today() -> Catalogue:
        return cast(Catalogue, service.catalogue)

    step(80, 9, "maya", sign_off.keep_versions, earlier)
    for name in (CHANGED, STALE):
        step(80, 10, "maya", partial(_check, name=name), earlier)
        step(80, 12, "josh", partial(_sign, name=name, step=Step.clinician, signer="Ines Calder"), earlier)
    step(3, 9, "maya", sign_off.keep_versions, today)
    step(3, 10, "maya", partial(_check, name=WAITS), today)
    step(3, 13, "josh", partial(_sign, name=WAITS, step=Step.lawyer, signer="Owen Tarrant"), today)


def _check(at: Access, name: str) -> None:
    found = at.service.catalogue.entry(name)
    sign_off.check(at, name, found.piece.version, at.service.catalogue.digest(found.piece))


def _sign(at: Access, name: str, step: Step, signer: str) -> None:
    found = at.service.catalogue.entry(name)
    sign_off.sign(at, name, found.piece.version, at.service.catalogue.digest(found.piece), step, signer)


def _earlier(one: Lesson) -> Lesson:
    """The lesson in the words of the version before."""
    now, then = _EARLIER
    return Lesson.model_validate_json(one.model_dump_json().replace(now, then)).model_copy(
        update={"version": one.version - 1}
    )


def _with(catalogue: Catalogue, name: str, change: Any) -> Catalogue:
    """The same content with one lesson changed."""
    entries = tuple(
        replace(one, piece=change(one.piece)) if name_of(one.piece) == name else one for one in catalogue.shelf.entries
    )
    return catalogue.holding(replace(catalogue.shelf, entries=entries))
