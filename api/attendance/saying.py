"""What a participant says of a coming session from the phone: that they can't come, or come late (product F11).

It stands on the appointment and asks for a clinician's attention. It changes no appointment and is no outcome.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.attendance.models import Appointment, AppointmentState, SaidBefore
from api.clock import add_working_days, utc
from api.db import table_of
from api.oversight import caseload, raising
from api.people.models import Participant

_STARTED = timedelta(hours=1)
"""A session that began so lately is still the one that a late person means."""

SAID_RULES = {SaidBefore.cannot_come: "cannot_come", SaidBefore.running_late: "running_late"}


def say_before(
    at: Access, appointment_id: UUID | None, said: SaidBefore, said_at: datetime, minutes: int | None, entry_id: UUID
) -> str:
    """Put it on the appointment, None: the next one, and raise it. `minutes` late. Never raises: noted | no_session.

    What names no session of one's own that is still planned is raised all the same: a person looks.
    """
    v, p = table_of(Appointment), table_of(Participant)
    caseload.touch(at, at.subject)
    mine = sa.select(v.c.id, v.c.planned_at, v.c.state).where(v.c.participant_id == at.subject)
    if appointment_id is None:
        # The session that was next when it was said, whatever has become of it since: never the one after.
        still = v.c.state.not_in([AppointmentState.superseded, AppointmentState.cancelled])
        mine = mine.where(still, v.c.planned_at > utc(said_at) - _STARTED).order_by(v.c.planned_at)
    else:
        mine = mine.where(v.c.id == appointment_id)
    found = at.session.execute(mine.limit(1)).first()
    if found is not None and found.state != AppointmentState.planned:
        found = None
    zone = at.session.execute(sa.select(p.c.zone).where(p.c.id == at.subject)).scalar_one()
    facts: dict[str, Any] = {} if minutes is None else {"n": minutes}
    due = add_working_days(at.now, 1, zone)
    if found is not None:
        at.session.execute(
            sa.update(v).where(v.c.id == found.id).values(said=said, said_at=utc(said_at), said_minutes=minutes)
        )
        facts["at"] = utc(found.planned_at).isoformat()
        if at.now < found.planned_at < due:
            due = found.planned_at
    subject = str(found.id if found is not None else entry_id)
    raising.raise_item(at, at.subject, SAID_RULES[said], subject, facts=facts, due_at=due)
    return "noted" if found is not None else "no_session"
