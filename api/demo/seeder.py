"""The events of the demonstration, gathered and then played in order, each at its instant."""

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from api.act import Access, Service, as_user
from api.attendance.release import release_due
from api.clock import wall_to_instant
from api.demo.stories import SEED, ZONE
from api.people.models import User

Do = Callable[[Session, datetime], None]
Run = Callable[[Service, datetime], Any]


class Seeder:
    """Gathers events, then plays them in order, a simulated week to a transaction."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.random = random.Random(SEED)
        self.now = service.clock()
        self.events: list[tuple[datetime, int, Do | None, Run | None]] = []
        self.users: dict[str, User] = {}
        self.entries = 0

    def at(self, when: datetime, do: Do) -> None:
        """Plan an event. One in the future does not happen."""
        if when <= self.now:
            self.events.append((when, len(self.events), do, None))

    def jobs_at(self, when: datetime) -> None:
        """Plan a run of the job that releases what has waited out its grace: it opens transactions of its own."""
        if when <= self.now:
            self.events.append((when, len(self.events), None, release_due))

    def run_at(self, when: datetime, run: Run) -> None:
        """Plan a run of jobs, which open transactions of their own."""
        if when <= self.now:
            self.events.append((when, len(self.events), None, run))

    def play(self, progress: Callable[[float], None]) -> None:
        """Run every event at its instant."""
        events = sorted(self.events, key=lambda event: event[:2])
        place = 0
        while place < len(events):
            if (run := events[place][3]) is not None:
                run(self.service, events[place][0])
                place += 1
                continue
            until = events[place][0] + timedelta(days=7)
            with self.service.database.transaction() as session:
                while place < len(events) and events[place][0] < until:
                    when, _, do, _ = events[place]
                    if do is None:
                        break
                    do(session, when)
                    place += 1
            progress(place / len(events))

    def staff(self, session: Session, when: datetime, name: str, participant_id: UUID | None = None) -> Access:
        """A member of staff acting."""
        return as_user(self.service, session, when, self.users[name], participant_id)

    def local(self, day: date, hour: int, minute: int = 0) -> datetime:
        """An instant by the wall clock in London."""
        return wall_to_instant(day, time(hour, minute), ZONE)


def done(at: Access) -> None:
    """What was done goes into the trail, as at the end of a request."""
    at.trail.write(at.session, at.now)
