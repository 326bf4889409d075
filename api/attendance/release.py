"""When a record leaves for probation, what stops it, and how long it is chased (product F11, security section 6).

Every change of state is one conditional update: who changes the row goes on, who finds it changed leaves it alone. So
two workers, or a worker and a clinician, can meet at any instant and each message goes once or not at all. Whoever
changes an alert locks the participant's caseload row before, as arriving entries do: one order, no deadlock.
"""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog

from api import outbox
from api.act import Access, Service, as_service
from api.attendance.links import live_link
from api.attendance.models import (
    Alert,
    AlertState,
    Appointment,
    AppointmentState,
    AttendanceNote,
    WebhookEndpoint,
)
from api.attendance.record import records, webhook_body
from api.clock import add_working_days, calendar_day, next_working_time, utc, wall_to_instant
from api.db import table_of
from api.oversight import caseload, raising
from api.oversight.models import Band
from api.people.models import Basis, LinkState, Participant, ProbationLink, Team

log = structlog.get_logger()

CHASE_HOURS = 4
"""Working hours before a person is asked to ring about an alert that nobody acknowledged (security 6.4)."""

WORK_STARTS, WORK_ENDS = time(9, 0), time(17, 0)

TOO_LATE = timedelta(hours=2)
"""A release that comes this late means that the service was down in the grace: nobody could have said "that is wrong",
so another grace runs, once (security 6.2, "service not down")."""

NAG_AFTER = timedelta(hours=1)
"""How long after its end an appointment without an outcome nags its clinician."""

AT_ONCE = 200
"""Rows that one run of a job takes; the next run takes the rest."""


def put_out(at: Access, alert_id: UUID, came_from: AlertState) -> bool:
    """Release one version: to the inbox, and on every configured channel where it pushes. False when somebody was first.

    What was released before in the series is superseded, its chase ends, and this one is chased instead.
    """
    a = table_of(Alert)
    if not _move(at, alert_id, came_from, AlertState.released, released_at=at.now, releases_at=None):
        return False
    row = at.session.execute(
        sa.select(a.c.series_id, a.c.version, a.c.participant_id, a.c.pushes, a.c.link_id).where(a.c.id == alert_id)
    ).one()
    replaced = (
        at.session.execute(
            sa.update(a)
            .where(a.c.series_id == row.series_id, a.c.version < row.version, a.c.state == AlertState.released)
            .values(state=AlertState.superseded, superseded_at=at.now, chase_due_at=None)
            .returning(a.c.id)
        )
        .scalars()
        .all()
    )
    for old in replaced:
        raising.settle(at, row.participant_id, "alert_unacknowledged", str(old), "superseded")
    record = records(at, a.c.id == alert_id)[0]
    values: dict[str, Any] = {"supersedes_version": record.supersedes}
    if row.pushes:
        values["chase_due_at"] = add_working_hours(at.now, CHASE_HOURS, _zone(at, row.participant_id))
    at.session.execute(sa.update(a).where(a.c.id == alert_id).values(**values))
    if row.pushes:
        _leave_messages(at, alert_id, row.series_id, row.version, row.participant_id, webhook_body(record))
    at.audit("alert_release", f"alert:{alert_id}", row.participant_id, version=record.version)
    return True


def stop(at: Access, appointment_id: UUID, reason: str) -> int:
    """Stop what waits or is held for an appointment: it never goes. Returns how many were stopped.

    `reason` is a code for the trail: corrected, moved, cancelled, link_ended, changed.
    """
    a = table_of(Alert)
    stopped = at.session.execute(
        sa.update(a)
        .where(a.c.appointment_id == appointment_id, a.c.state.in_([AlertState.waiting, AlertState.held]))
        .values(state=AlertState.stopped, releases_at=None, wrong_answered_at=_answered(a, at.now))
        .returning(a.c.id, a.c.participant_id, a.c.version)
    ).all()
    for row in stopped:
        at.audit("alert_stop", f"alert:{row.id}", row.participant_id, version=row.version, reason=reason)
        settle_dispute(at, row.participant_id, row.id, reason)
    return len(stopped)


def settle_dispute(at: Access, participant_id: UUID, alert_id: UUID, outcome: str) -> None:
    """Close what was raised about a "that is wrong", now that a person decided. `outcome` is a code."""
    for rule in ("that_is_wrong", "alert_held"):
        raising.settle(at, participant_id, rule, str(alert_id), outcome)


def why_not_now(at: Access, alert_id: UUID) -> str | None:
    """What stands against releasing a waiting or held version, as a code for the trail; None when it may go."""
    a, v = table_of(Alert), table_of(Appointment)
    row = at.session.execute(
        sa.select(a.c.participant_id, a.c.link_id, v.c.state, v.c.basis)
        .join(v, v.c.id == a.c.appointment_id)
        .where(a.c.id == alert_id)
    ).one()
    if row.state not in (AppointmentState.held, AppointmentState.not_held):
        return "changed"
    link = live_link(at, row.participant_id)
    if link is None or link.id != row.link_id or link.refuses(Basis(row.basis)):
        return "link_ended"
    return None


# Jobs: found by "due and not done", one transaction each, safe to run twice -------------------------------------------


def release_due(service: Service, now: datetime) -> dict[str, int]:
    """Release every version whose grace has passed and that nothing stands against; stop the rest."""
    a, p, t = table_of(Alert), table_of(Participant), table_of(Team)
    due = (
        sa.select(a.c.id, a.c.participant_id, a.c.appointment_id, a.c.releases_at, t.c.grace_minutes)
        .join(p, p.c.id == a.c.participant_id)
        .join(t, t.c.id == p.c.team_id)
        .where(a.c.state == AlertState.waiting, a.c.releases_at <= now)
        .order_by(a.c.releases_at, a.c.id)
        .limit(AT_ONCE)
    )

    def release(at: Access, row: Any) -> str:
        caseload.touch(at, row.participant_id)
        # The row is claimed first: whoever else wants it waits here, and then finds it changed.
        held = at.session.execute(
            sa.select(a.c.state, a.c.releases_at).where(a.c.id == row.id).with_for_update()
        ).first()
        if held is None or held.state != AlertState.waiting or held.releases_at > now:
            return "left"
        against = why_not_now(at, row.id)
        if against:
            return "stopped" if stop(at, row.appointment_id, against) else "left"
        if now - held.releases_at > TOO_LATE and _first_time_late(at, row.id):
            again = now + timedelta(minutes=row.grace_minutes)
            at.session.execute(sa.update(a).where(a.c.id == row.id).values(releases_at=again))
            at.audit("alert_wait", f"alert:{row.id}", row.participant_id, reason="service_down")
            return "waiting"
        done = put_out(at, row.id, AlertState.waiting)
        caseload.refresh(at, row.participant_id)
        return "released" if done else "left"

    return _each(service, now, due, release)


def chase_due(service: Service, now: datetime) -> dict[str, int]:
    """Ask a person to ring about every pushed version that nobody acknowledged in time, and again until they do."""
    a, p, t, tie = table_of(Alert), table_of(Participant), table_of(Team), table_of(ProbationLink)
    due = (
        sa.select(
            a.c.id, a.c.participant_id, a.c.chase_due_at, a.c.released_at, a.c.supersedes_version, t.c.zone,
            tie.c.state.label("link_state"),
        )
        .join(tie, tie.c.id == a.c.link_id)
        .join(p, p.c.id == a.c.participant_id)
        .join(t, t.c.id == p.c.team_id)
        .where(a.c.state == AlertState.released, a.c.acknowledged_at.is_(None), a.c.chase_due_at <= now)
        .order_by(a.c.chase_due_at, a.c.id)
        .limit(AT_ONCE)
    )  # fmt: skip

    def chase(at: Access, row: Any) -> str:
        caseload.touch(at, row.participant_id)
        # Where the link has ended nobody can acknowledge any more: a person is asked once, and not every few hours.
        live = row.link_state == LinkState.accepted
        again = add_working_hours(now, CHASE_HOURS, row.zone) if live else None
        won = at.session.execute(
            sa.update(a)
            .where(
                a.c.id == row.id,
                a.c.state == AlertState.released,
                a.c.acknowledged_at.is_(None),
                a.c.chase_due_at == row.chase_due_at,
            )
            .values(chased_at=now, chase_due_at=again)
            .returning(a.c.id)
        ).scalar()
        if won is None:
            return "left"
        version = (row.supersedes_version or 0) + 1
        raising.raise_item(
            at, row.participant_id, "alert_unacknowledged", str(row.id), Band.urgent,
            {"version": version, "at": _iso(row.released_at)}, add_working_hours(now, CHASE_HOURS, row.zone),
        )  # fmt: skip
        at.audit("alert_chase", f"alert:{row.id}", row.participant_id, version=version)
        return "chased"

    return _each(service, now, due, chase)


def nag_unrecorded(service: Service, now: datetime) -> dict[str, int]:
    """Nag the clinician about a past appointment without an outcome, then the lead after one working day.

    Silence never makes an outcome: this asks a person, and does nothing else (security 6.1).
    """
    v, p, t = table_of(Appointment), table_of(Participant), table_of(Team)
    due = (
        sa.select(
            v.c.id, v.c.participant_id, v.c.number, v.c.planned_at, v.c.length_minutes, v.c.nagged_at, v.c.lead_told_at,
            t.c.zone,
        )
        .join(p, p.c.id == v.c.participant_id)
        .join(t, t.c.id == p.c.team_id)
        .where(
            v.c.state == AppointmentState.planned,
            v.c.planned_at <= now - NAG_AFTER,
            v.c.lead_told_at.is_(None),
            sa.or_(v.c.nagged_at.is_(None), v.c.nagged_at <= now - timedelta(hours=12)),
        )
        .order_by(v.c.planned_at, v.c.id)
        .limit(AT_ONCE)
    )  # fmt: skip

    def nag(at: Access, row: Any) -> str:
        first = row.nagged_at is None
        when = (
            row.planned_at + timedelta(minutes=row.length_minutes) + NAG_AFTER
            if first
            else add_working_days(row.nagged_at, 1, row.zone)
        )
        if now < when:
            return "not_yet"
        column = v.c.nagged_at if first else v.c.lead_told_at
        caseload.touch(at, row.participant_id)
        won = at.session.execute(
            sa.update(v)
            .where(v.c.id == row.id, v.c.state == AppointmentState.planned, column.is_(None))
            .values({column.name: now})
            .returning(v.c.id)
        ).scalar()
        if won is None:
            return "left"
        facts = {"at": _iso(row.planned_at), "number": row.number, "to": "clinician" if first else "lead"}
        raising.raise_item(
            at, row.participant_id, "outcome_missing", str(row.id), Band.attention, facts,
            add_working_days(now, 1, row.zone),
        )  # fmt: skip
        caseload.refresh(at, row.participant_id)
        return "clinician" if first else "lead"

    return _each(service, now, due, nag)


def nag_held(service: Service, now: datetime) -> dict[str, int]:
    """Tell the lead about a "that is wrong" that nobody answered within one working day. It never releases by itself."""
    a, p, t = table_of(Alert), table_of(Participant), table_of(Team)
    due = (
        sa.select(a.c.id, a.c.participant_id, a.c.wrong_said_at, t.c.zone)
        .join(p, p.c.id == a.c.participant_id)
        .join(t, t.c.id == p.c.team_id)
        .where(a.c.state == AlertState.held, a.c.nagged_at.is_(None), a.c.wrong_said_at.is_not(None))
        .order_by(a.c.wrong_said_at, a.c.id)
        .limit(AT_ONCE)
    )

    def nag(at: Access, row: Any) -> str:
        if now < add_working_days(row.wrong_said_at, 1, row.zone):
            return "not_yet"
        caseload.touch(at, row.participant_id)
        won = at.session.execute(
            sa.update(a)
            .where(a.c.id == row.id, a.c.state == AlertState.held, a.c.nagged_at.is_(None))
            .values(nagged_at=now)
            .returning(a.c.id)
        ).scalar()
        if won is None:
            return "left"
        raising.raise_item(
            at, row.participant_id, "alert_held", str(row.id), Band.urgent,
            {"at": _iso(row.wrong_said_at), "to": "lead"}, add_working_days(now, 1, row.zone),
        )  # fmt: skip
        caseload.refresh(at, row.participant_id)
        return "lead"

    return _each(service, now, due, nag)


def add_working_hours(instant: datetime, hours: int, zone: str) -> datetime:
    """`hours` working hours (Monday to Friday, 09:00 to 17:00 by the wall clock in `zone`) after `instant`."""
    at, left = next_working_time(instant, zone, WORK_STARTS, WORK_ENDS), timedelta(hours=hours)
    while True:
        ends = wall_to_instant(calendar_day(at, zone), WORK_ENDS, zone)
        if at + left <= ends:
            return at + left
        left -= ends - at
        at = next_working_time(ends, zone, WORK_STARTS, WORK_ENDS)


def _each(service: Service, now: datetime, due: "sa.Select[Any]", do: Any) -> dict[str, int]:
    """Run `do` for each due row in a transaction of its own; one failure is counted and does not stop the rest."""
    with service.database.transaction(write=False) as session:
        rows = session.execute(due).all()
    counts: dict[str, int] = {}
    for row in rows:
        try:
            with service.database.transaction() as session:
                at = as_service(service, session, now, row.participant_id)
                came = do(at, row)
                at.trail.write(session, now)
        except Exception as fault:
            came = "failed"
            log.error("item_failed", job=do.__qualname__.split(".")[0], fault=type(fault).__name__)
        if came != "not_yet":
            counts[came] = counts.get(came, 0) + 1
    return counts


def _move(at: Access, alert_id: UUID, old: AlertState, new: AlertState, **values: Any) -> bool:
    a = table_of(Alert)
    won = at.session.execute(
        sa.update(a).where(a.c.id == alert_id, a.c.state == old).values(state=new, **values).returning(a.c.id)
    ).scalar()
    return won is not None


def _answered(a: sa.Table, now: datetime) -> Any:
    """What `wrong_answered_at` becomes when a version is decided: now, if "that is wrong" was said and stood open."""
    return sa.case(
        (sa.and_(a.c.wrong_said_at.is_not(None), a.c.wrong_answered_at.is_(None)), sa.literal(now, a.c.told_at.type)),
        else_=a.c.wrong_answered_at,
    )


def _first_time_late(at: Access, alert_id: UUID) -> bool:
    n = table_of(AttendanceNote)
    if at.session.execute(sa.select(n.c.id).where(n.c.alert_id == alert_id, n.c.kind == "service_down")).first():
        return False
    at.session.add(AttendanceNote(alert_id=alert_id, kind="service_down", at=at.now))
    at.session.flush()
    return True


def _leave_messages(
    at: Access, alert_id: UUID, series_id: UUID, version: int, participant_id: UUID, body: bytes
) -> None:
    """Leave a message for every channel that the practitioner's organisation has. The inbox needs none."""
    link = live_link(at, participant_id)
    if link is None:
        return
    p, w = table_of(Participant), table_of(WebhookEndpoint)
    team_id = at.session.execute(sa.select(p.c.team_id).where(p.c.id == participant_id)).scalar_one()
    endpoints = (
        at.session.execute(
            sa.select(w.c.id).where(w.c.organisation == link.organisation, w.c.active.is_(True)).order_by(w.c.id)
        )
        .scalars()
        .all()
    )
    for endpoint in endpoints:
        outbox.enqueue(
            at, outbox.Channel.webhook, f"{series_id}:{version:05d}:{endpoint}", _case(series_id, endpoint), body,
            team_id=team_id, alert_id=alert_id, endpoint_id=endpoint,
        )  # fmt: skip
    if at.settings.smtp_url:
        who = link.probation_user_id
        outbox.enqueue(
            at, outbox.Channel.email, f"{series_id}:{version:05d}:{who}", _case(series_id, who), outbox.POINTER,
            team_id=team_id, alert_id=alert_id, to_user_id=who,
        )  # fmt: skip


def _case(series_id: UUID, to: UUID) -> str:
    """Order is kept per series and receiver: a mail server that is down never holds up a webhook."""
    return f"{series_id.hex}:{to.hex[:24]}"


def _zone(at: Access, participant_id: UUID) -> str:
    p, t = table_of(Participant), table_of(Team)
    return str(
        at.session.execute(
            sa.select(t.c.zone).join(p, p.c.team_id == t.c.id).where(p.c.id == participant_id)
        ).scalar_one()
    )


def _iso(instant: datetime) -> str:
    return utc(instant).strftime("%Y-%m-%dT%H:%M:%SZ")
