"""What staff read of appointments: the calendar, one appointment with its history, its alerts, and what recording would send."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from api.act import Access
from api.attendance.actions import AppointmentClosed, NotYet
from api.attendance.going import Going, going, grace
from api.attendance.models import (
    Alert,
    AlertState,
    Appointment,
    AppointmentState,
    Outcome,
    SaidBefore,
    WebhookEndpoint,
)
from api.attendance.outcomes import Recorded, proposed_code
from api.attendance.words import BASES, all_words, day_words, fact_words, moment_words, time_words
from api.db import table_of
from api.errors import NotFound
from api.outbox import MessageState, OutboxMessage
from api.people.models import Participant, Team, User
from api.people.records import names_of

AT_MOST = 500


def on_calendar(at: Access, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Appointments within reach and between two instants, in order of time. The list is audited."""
    v = table_of(Appointment)
    shown = appointments(
        at, v.c.participant_id.in_(at.reach()), v.c.planned_at >= since, v.c.planned_at < until
    )  # fmt: skip
    at.listed("appointment_list", [one["participant_id"] for one in shown])
    return shown


def of_person(at: Access) -> list[dict[str, Any]]:
    """All appointments of the participant in the address, in order of time."""
    return appointments(at, table_of(Appointment).c.participant_id == at.subject)


def one(at: Access, appointment_id: UUID) -> dict[str, Any]:
    """One appointment, with every version of its outcome and its newest alert."""
    found = appointments(at, table_of(Appointment).c.id == appointment_id)
    if not found:
        raise NotFound
    return found[0]


def appointments(at: Access, *conditions: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    """Appointments that meet the conditions; a fixed number of queries, whatever their number."""
    v, u, o = table_of(Appointment), table_of(User), table_of(Outcome)
    rows = at.session.execute(
        sa.select(v).where(*conditions).order_by(v.c.planned_at.desc(), v.c.id).limit(AT_MOST)
    ).all()
    rows = rows[::-1]
    ids = [row.id for row in rows]
    people = list({row.participant_id for row in rows})
    names, boxes = names_of(at, people), at.boxes(people)
    history: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for found in at.session.execute(
        sa.select(o, u.c.first_name, u.c.last_name)
        .join(u, u.c.id == o.c.recorded_by)
        .where(o.c.appointment_id.in_(ids))
        .order_by(o.c.appointment_id, o.c.version)
    ):
        history[found.appointment_id].append(_outcome(found))
    newest: dict[UUID, dict[str, Any]] = {}
    for alert in alerts(at, table_of(Alert).c.appointment_id.in_(ids)):
        newest.setdefault(alert["series_id"], alert)
    return [
        {
            "id": row.id,
            "participant_id": row.participant_id,
            "name": names[row.participant_id],
            "number": row.number,
            "phase": row.phase,
            "planned_at": row.planned_at,
            "length_minutes": row.length_minutes,
            "mode": row.mode,
            "place": boxes[row.participant_id].open_text("appointment", "place", row.id, row.place),
            "basis": row.basis,
            "enforceable": row.enforceable,
            "state": row.state,
            "outcome": history[row.id][-1] if history[row.id] else None,
            "history": history[row.id],
            "needs_outcome": row.state == AppointmentState.planned and row.planned_at <= at.now,
            "alert": newest.get(row.id),
            "moved_to": row.superseded_by,
            "said": said_words(row),
        }
        for row in rows
    ]


def said_words(row: Any) -> dict[str, Any] | None:
    """What the participant last said of a session before it: {what, text, at}. For the team alone."""
    if row.said is None:
        return None
    minutes = row.said_minutes or 0
    late = f"Said they are {minutes} minute{'' if minutes == 1 else 's'} late"
    text = late if row.said == SaidBefore.running_late else "Said they can't come"
    return {"what": row.said, "text": text, "at": row.said_at}


def alerts(at: Access, *conditions: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    """Alerts and records as staff see them, newest version first, each with what came of its channels."""
    a, o, m = table_of(Alert), table_of(Outcome), table_of(OutboxMessage)
    rows = at.session.execute(
        sa.select(a, o.c.minutes_late)
        .join(o, o.c.id == a.c.outcome_id)
        .where(*conditions)
        .order_by(a.c.told_at.desc(), a.c.version.desc(), a.c.id)
        .limit(AT_MOST)
    ).all()
    channels: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for sent in at.session.execute(
        sa.select(m.c.alert_id, m.c.channel, m.c.state, m.c.made_at, m.c.sent_at, m.c.dead_at)
        .where(m.c.alert_id.in_([row.id for row in rows]))
        .order_by(m.c.made_at, m.c.channel, m.c.id)
    ):
        when = {MessageState.sent: sent.sent_at, MessageState.dead: sent.dead_at}.get(sent.state, sent.made_at)
        channels[sent.alert_id].append({"channel": sent.channel.value, "state": sent.state.value, "at": when})
    return [_alert(row, channels[row.id]) for row in rows]


def preview(at: Access, appointment_id: UUID, said: Recorded) -> dict[str, Any]:
    """What recording `said` would send, word for word, and what happens then. Writes nothing.

    The case reference is not shown: the recorder types its end from paper, on a page that does not give it away.
    """
    appointment = at.session.get(Appointment, appointment_id)
    if appointment is None:
        raise NotFound
    if appointment.state in (AppointmentState.superseded, AppointmentState.cancelled):
        raise AppointmentClosed
    if appointment.planned_at > at.now:
        raise NotYet
    team = at.session.execute(
        sa.select(col(Team.zone), col(Team.duty_phone), col(Team.grace_minutes))
        .join(Participant, col(Participant.team_id) == col(Team.id))
        .where(col(Participant.id) == appointment.participant_id)
    ).one()
    plan = going(at, appointment, said)
    releases_at = at.now + grace(at, appointment.participant_id) if plan.waits else None
    code = proposed_code(said.fact, appointment.basis, appointment.enforceable)
    when = f"{day_words(appointment.planned_at, team.zone)}, {time_words(appointment.planned_at, team.zone)}"
    fields = [
        ("Case reference", "The one on file. This page does not show it."),
        ("Appointment", when),
        ("Basis", BASES[appointment.basis]),
        ("Fact", fact_words(said.fact, said.minutes_late)),
        ("Code offered", f"{code}, for probation to decide" if code else "None"),
        ("Version", str(_next_version(at, appointment_id))),
        ("Questions to", f"Duty phone, {team.duty_phone}"),
    ]
    return {
        "goes": plan.goes,
        "why": plan.why,
        "pushes": plan.pushes,
        "needs_identifiers": plan.waits,
        "fields": [{"label": label, "value": value} for label, value in fields] if plan.goes else [],
        "releases_at": releases_at,
        "steps": _steps(at, plan, releases_at, team),
    }


def _steps(at: Access, plan: Going, releases_at: datetime | None, team: Any) -> list[dict[str, str]]:
    now = f"Now, {time_words(at.now, team.zone)}"
    if not plan.goes:
        return [{"when": now, "text": "Saved here. " + plan.why}]
    out = _ways_out(at, plan)
    if releases_at is None:
        if not plan.pushes:
            return [{"when": now, "text": "Saved. They see the same words. It stands in probation's inbox."}]
        return [
            {"when": now, "text": f"Saved. They see the same words. It goes {out}."},
            {
                "when": "Until it is read",
                "text": "It is chased. After 4 working hours, somebody here is asked to ring.",
            },
        ]
    until = moment_words(releases_at, at.now, team.zone)
    return [
        {"when": now, "text": "Saved. They see the same words and can say that it is wrong."},
        {
            "when": f"Until {until}",
            "text": f"{_length(releases_at - at.now)} to correct it. A correction stops it. "
            "If they say that it is wrong, it waits for you.",
        },
        {"when": until, "text": f"It goes {out}. Later corrections go at once and are chased until read."},
    ]


def _ways_out(at: Access, plan: Going) -> str:
    w = table_of(WebhookEndpoint)
    ways = ["to probation's inbox"]
    if at.session.execute(
        sa.select(w.c.id).where(w.c.organisation == plan.organisation, w.c.active.is_(True)).limit(1)
    ).first():
        ways.append("to their own system")
    if at.settings.smtp_url:
        ways.append("with an e-mail that says only that there is a message")
    else:
        return " and ".join(ways) + ". E-mail is not set up here"
    return " and ".join([", ".join(ways[:-1]), ways[-1]])


def _length(left: timedelta) -> str:
    minutes = int(left.total_seconds() // 60)
    if minutes % 60 or minutes == 0:
        return f"{minutes} minutes"
    return "1 hour" if minutes == 60 else f"{minutes // 60} hours"


def _next_version(at: Access, appointment_id: UUID) -> int:
    a = table_of(Alert)
    released: int = at.session.execute(
        sa.select(sa.func.count()).where(a.c.series_id == appointment_id, a.c.released_at.is_not(None))
    ).scalar_one()
    return released + 1


def _outcome(row: Any) -> dict[str, Any]:
    said = Recorded(row.came, row.minutes_late, row.happened, row.why_not, row.told_before)
    return {
        "version": row.version,
        "came": row.came,
        "minutes_late": row.minutes_late,
        "happened": row.happened,
        "why_not": row.why_not,
        "told_before": row.told_before,
        "words": fact_words(said.fact, said.minutes_late),
        "code": row.code,
        "recorded_by": f"{row.first_name} {row.last_name}",
        "recorded_at": row.recorded_at,
    }


def _alert(row: Any, channels: list[dict[str, Any]]) -> dict[str, Any]:
    stopped = row.state == AlertState.stopped
    inbox = {"channel": "inbox", "state": "sent" if row.released_at else "waiting", "at": row.released_at}
    return {
        "id": row.id,
        "series_id": row.series_id,
        "version": row.version,
        "state": row.state,
        "pushes": row.pushes,
        "releases_at": row.releases_at,
        "say_so_before": row.releases_at if row.state == AlertState.waiting else None,
        "wrong_said": {"at": row.wrong_said_at, "reason": row.wrong_reason} if row.wrong_said_at else None,
        "text": all_words(row.fact, row.minutes_late, row.reason_code),
        "channels": [] if stopped else [inbox, *channels],
        "acknowledged_at": row.acknowledged_at,
        "chase_due_at": row.chase_due_at if row.acknowledged_at is None else None,
    }
