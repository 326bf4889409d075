"""What recording an outcome would send to probation, and how: decided before anything is written (security 6.2, 6.4)."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from api.act import Access
from api.attendance.links import NO_LINK, live_link
from api.attendance.models import Alert, AlertState, Appointment, Outcome
from api.attendance.outcomes import Recorded, lessens, worsens
from api.db import table_of
from api.people.models import Participant, ProbationLink, Team


@dataclass(frozen=True, slots=True)
class Going:
    """What recording these facts would send to probation, decided before anything is written.

    `standing` is what probation has now. `waits` needs identifiers and a grace; otherwise it goes at once. `owed` says
    that probation has something heavier which can no longer be put right from here: a person must ring.
    """

    goes: bool
    why: str
    pushes: bool = False
    waits: bool = False
    standing: Any = None
    link_id: UUID | None = None
    organisation: str | None = None
    owed: bool = False


def going(at: Access, appointment: Appointment, said: Recorded) -> Going:
    """What recording `said` would send, and how (product F11, security 6.2 and 6.4)."""
    a, o, tie = table_of(Alert), table_of(Outcome), table_of(ProbationLink)
    standing = at.session.execute(
        sa.select(a.c.id, a.c.fact, a.c.pushes, a.c.acknowledged_at, o.c.minutes_late, tie.c.probation_user_id)
        .join(o, o.c.id == a.c.outcome_id)
        .join(tie, tie.c.id == a.c.link_id)
        .where(a.c.series_id == appointment.id, a.c.state == AlertState.released)
        .order_by(a.c.version.desc())
        .limit(1)
    ).first()
    link = live_link(at, appointment.participant_id)
    refused = NO_LINK if link is None else link.refuses(appointment.basis)
    if refused or link is None:
        owed = standing is not None and lessens(standing.fact, said.fact)
        ring = " Probation was told something that this puts right: ring them." if owed else ""
        return Going(False, f"{refused}{ring}", standing=standing, owed=owed)
    way = partial(Going, standing=standing, link_id=link.id, organisation=link.organisation)
    if standing and standing.fact == said.fact and standing.minutes_late == said.minutes_late:
        return way(False, "Probation has these very words already, so nothing more goes.")
    if worsens(standing.fact if standing else None, said.fact):
        return way(True, "Goes to probation when the time to say it is wrong has passed.", True, True)
    if standing and lessens(standing.fact, said.fact):
        why = "A correction: goes at once, and is chased until probation has read it."
        if standing.probation_user_id != link.probation_user_id:
            # Who was told first has no link any more, and would go on believing it.
            return way(True, f"{why} Another practitioner was told before: ring them.", True, owed=True)
        return way(True, why, True)
    # A correction that nobody has read yet is still owed its reading, whatever refines it.
    unread = bool(standing and standing.pushes and standing.acknowledged_at is None)
    return way(True, "Goes to probation's inbox as a plain record.", unread)


def grace(at: Access, participant_id: UUID) -> timedelta:
    """How long the participant's team lets a record wait before it goes."""
    minutes = at.session.execute(
        sa.select(col(Team.grace_minutes))
        .join(Participant, col(Participant.team_id) == col(Team.id))
        .where(col(Participant.id) == participant_id)
    ).scalar_one()
    return timedelta(minutes=minutes)
