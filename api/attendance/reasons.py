"""Why somebody did not come, sent to probation only where they chose it: the code of the list, never their words (product F11).

A reason given later is the next version of the series with the same outcome, on every channel. What still waits for its grace takes
the reason with it. It accuses nobody of anything, so it waits for no grace of its own.
"""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from api.act import Access
from api.attendance.models import Alert, AlertState
from api.attendance.outcomes import Fact, is_absence
from api.attendance.release import put_out, why_not_now
from api.db import table_of
from api.oversight import caseload


def reason_given(at: Access, alert_id: UUID, reason: str, tell: bool) -> str:
    """Send the reason where the person chose so. Never raises: not_asked | told | goes_with_it | already | not_sent | unknown.

    `not_sent`: there is no absence with probation to give a reason for (corrected, taken back), or the link is over.
    """
    if not tell:
        return "not_asked"
    caseload.touch(at, at.subject)
    a = table_of(Alert)
    series = sa.select(a.c.series_id).where(a.c.id == alert_id, a.c.participant_id == at.subject).scalar_subquery()
    newest = at.session.execute(
        sa.select(Alert)
        .where(col(Alert.series_id) == series)
        .order_by(col(Alert.version).desc())
        .limit(1)
        .with_for_update()
    ).scalar_one_or_none()
    if newest is None:
        return "unknown"
    if not is_absence(Fact(newest.fact)) or newest.state in (AlertState.stopped, AlertState.superseded):
        return "not_sent"
    if newest.reason_code == reason:
        return "already"
    if why_not_now(at, newest.id) is not None:
        return "not_sent"
    if newest.state in (AlertState.waiting, AlertState.held):
        newest.reason_code = reason
        at.session.flush()
        at.audit("alert_reason", f"alert:{newest.id}", version=newest.version)
        return "goes_with_it"
    made = Alert(
        series_id=newest.series_id, version=newest.version + 1, participant_id=newest.participant_id,
        appointment_id=newest.appointment_id, outcome_id=newest.outcome_id, link_id=newest.link_id,
        pushes=newest.pushes, fact=newest.fact, code=newest.code, reason_code=reason, state=AlertState.waiting,
        told_at=at.now,
    )  # fmt: skip
    at.session.add(made)
    at.session.flush()
    at.audit("alert_reason", f"alert:{made.id}", version=made.version)
    put_out(at, made.id, AlertState.waiting)
    caseload.refresh(at, at.subject)
    return "told"
