"""Three weeks of check-ins in the demonstration: who is asked for what, targets, one excused, one that came late, one on paper.

Before these weeks the made-up people filled in cards that nobody had put on a schedule; nothing of that was missed.
"""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, UUID, uuid5

import sqlalchemy as sa
from sqlmodel import Session

from api.act import Service, as_service
from api.checkins import actions, paper, planning
from api.checkins.bodies import CheckinBody, TargetAnswer
from api.checkins.models import Occurrence, OccurrenceState, QuestionKind, Schedule
from api.checkins.schedule import Rhythm, Window
from api.checkins.turning import turn_occurrences
from api.clock import local_day, wall_to_instant
from api.db import table_of
from api.demo.stories import ZONE, Story
from api.journal import keyed_in
from api.journal.kinds import TriggerBody
from api.oversight import caseload
from api.people.models import Cadence

if TYPE_CHECKING:
    from api.demo.seeder import Seeder

DAYS = 21
TARGETS = {
    "Daniel": ["Look at the other person's page", "Write a message"],
    "Kieran": ["Walk past the other person's work"],
    "Lee": ["Ask a friend how the other person is"],
}
MORE = {
    "Stephen": Rhythm(Cadence.weekly, date.min, Window(time(4), time(4), 3), weekday=4),
    "Chris": Rhythm(Cadence.fortnightly, date.min, Window(time(4), time(4), 3), weekday=1),
    "Aaron": Rhythm(Cadence.after_session, date.min, Window(time(4), time(4), 2)),
    "Kieran": Rhythm(Cadence.weekly, date.min, Window(time(9), time(21), 2), weekday=6),
}
ARRIVED_LATER = "Owen"
"""Whose card of three days ago was made in time, with no signal until noon."""
LATER_DAYS = 3


def tell(seeder: "Seeder", story: Story, start: date, today: date) -> None:
    """The events of one person's check-ins."""
    first = max(start + timedelta(days=1), today - timedelta(days=DAYS))
    # On the day of the code nobody is on a schedule yet.
    enrolled = seeder.local(start, 10, 5) if not story.paper else seeder.local(start, 9, 5)
    seeder.at(enrolled, partial(_not_yet, seeder, story))
    seeder.at(seeder.local(first, 9, 40), partial(_ask, seeder, story))
    if story.first_name == "Lee":
        seeder.at(seeder.local(today - timedelta(days=2), 10, 30), partial(_excuse, seeder, story))
    if story.paper:
        seeder.at(seeder.local(today - timedelta(days=1), 11, 40), partial(_key_in, seeder, story))


def clock_runs(seeder: "Seeder", today: date) -> None:
    """The jobs, once a morning, and once now."""
    for back in range(DAYS, -1, -1):
        seeder.run_at(seeder.local(today - timedelta(days=back), 4, 6), _jobs)
    seeder.run_at(seeder.now, _jobs)


def targets_of(story: Story, strength: int) -> list[dict[str, object]]:
    """What a card says of each target, once they are on it."""
    return [{"id": str(one), "urge": max(0, strength - n), "acted": False} for n, one in enumerate(story.targets)]


def _jobs(service: Service, when: datetime) -> None:
    planning.plan_occurrences(service, when)
    turn_occurrences(service, when)


def _not_yet(seeder: "Seeder", story: Story, session: Session, when: datetime) -> None:
    assert story.id
    at = as_service(seeder.service, session, when, story.id)
    planning.settle_in(at, story.id)
    s = table_of(Schedule)
    session.execute(sa.update(s).where(s.c.participant_id == story.id).values(ended_at=when, next_plan_at=None))
    at.trail.write(session, when)


def _ask(seeder: "Seeder", story: Story, session: Session, when: datetime) -> None:
    at = seeder.staff(session, when, story.clinician, story.id)
    today = local_day(when, ZONE)
    actions.change_schedule(at, Rhythm(Cadence.daily_card, today, Window(time(4), time(4))), None)
    if (more := MORE.get(story.first_name)) is not None:
        actions.change_schedule(at, Rhythm(more.cadence, today, more.window, more.weekday), None)
    for words in TARGETS.get(story.first_name, ()):
        story.targets.append(actions.add_target(at, words, None, None).id)
    if story.first_name == "Daniel":
        asked = actions.Asked("daily-card", QuestionKind.boolean, "Did you get to football on Tuesday?", [], True)
        actions.ask(at, asked)
    at.trail.write(session, when)


def _excuse(seeder: "Seeder", story: Story, session: Session, when: datetime) -> None:
    """The newest missed card of Lee's: he was moving house."""
    assert story.id
    o = table_of(Occurrence)
    missed: UUID | None = session.execute(
        sa.select(o.c.id)
        .where(o.c.participant_id == story.id, o.c.state.in_([OccurrenceState.missed, OccurrenceState.open]))
        .order_by(o.c.state, o.c.due_on.desc())
        .limit(1)
    ).scalar()
    if missed is None:
        return
    at = seeder.staff(session, when, story.clinician, story.id)
    actions.excuse(at, missed, "You told us that you were moving house.")
    at.trail.write(session, when)


def _key_in(seeder: "Seeder", story: Story, session: Session, when: datetime) -> None:
    """Two paper cards and a log, brought to the session."""
    for back in (2, 4):
        at = seeder.staff(session, when, story.clinician, story.id)
        day = local_day(when, ZONE) - timedelta(days=back)
        body = CheckinBody(
            form_id="daily-card", form_version=2, local_date=day,
            answers={"urge": back, "acted": False, "mood": 5, "sleep_hours": 6, "used_skill": True, "skills": ["stop"]},
            targets=[TargetAnswer(id=one, urge=back, acted=False) for one in story.targets],
        )  # fmt: skip
        paper.key_in(at, UUID(int=seeder.random.getrandbits(128), version=4), body)
        at.trail.write(session, when)
    at = seeder.staff(session, when, story.clinician, story.id)
    night = wall_to_instant(local_day(when, ZONE) - timedelta(days=3), time(22, 30), ZONE)
    log = TriggerBody(
        happened_at=night, kind="urge", intensity=5, triggers=["alone"], emotions=["lonely"], need="comfort",
        did=["walked"], helped="a_bit",
    )  # fmt: skip
    keyed_in.log(at, uuid5(NAMESPACE_OID, f"log on paper {story.reference}"), log)
    at.trail.write(session, when)
    assert story.id
    caseload.refresh(as_service(seeder.service, session, when, story.id), story.id)
