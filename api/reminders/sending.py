"""Sending reminders: claimed in one transaction, sent outside any, the delivery record written in another.

The first chosen channel that takes it ends it; one that fails hands on to the next at once. When none takes it the whole
round is tried again twice. Before it goes, each is looked at again: what is no longer so is dropped.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
import structlog

from api.act import Service, as_service
from api.attendance.models import Appointment, AppointmentState
from api.channels import Result, send_pointer
from api.checkins.models import Occurrence, OccurrenceState
from api.db import table_of
from api.people.models import Participant, ParticipantState
from api.people.place import language_of
from api.reminders.channels import GONE, WORDS, reference_of, send_push, send_sms
from api.reminders.models import (
    Contact,
    PushSubscription,
    Reminder,
    ReminderChannel,
    ReminderKind,
    ReminderState,
    ReminderTry,
)
from api.reminders.quiet import is_quiet, later

log = structlog.get_logger()

LEASE = timedelta(minutes=2)
AGAIN = timedelta(minutes=5)
ROUNDS = 3
AT_ONCE = 50

SESSIONS = (ReminderKind.session_days, ReminderKind.session_hours)


@dataclass(frozen=True, slots=True)
class Claimed:
    """One reminder that this worker holds, with every address it may go to."""

    id: UUID
    participant_id: UUID
    rounds: int
    channels: tuple[ReminderChannel, ...]
    pushes: tuple[tuple[UUID, dict[str, Any]], ...]
    mobile: str | None
    email: str | None
    language: str


def send_reminders(service: Service, now: datetime, carry: "Carry | None" = None) -> dict[str, int]:
    """Send what is due. One person's failure does not stop the rest. Returns counts: sent, later, failed, dropped.

    `carry` takes one on its way, and is the installation's channels unless given.
    """
    r = table_of(Reminder)
    free = sa.or_(r.c.leased_until.is_(None), r.c.leased_until <= now)
    with service.database.transaction(write=False) as session:
        due = session.execute(
            sa.select(r.c.id)
            .where(r.c.state == ReminderState.waiting, r.c.send_at <= now, free)
            .order_by(r.c.send_at)
            .limit(AT_ONCE)
        ).scalars()
        waiting = list(due)
    counts: dict[str, int] = {}
    for reminder_id in waiting:
        try:
            claimed = _claim(service, reminder_id, now)
            came = (
                claimed
                if isinstance(claimed, str)
                else _finish(service, claimed, (carry or _send)(service, claimed, now), now)
            )
        except Exception as fault:
            came = "broken"
            log.error("item_failed", job="send_reminders", fault=type(fault).__name__)
        if came:
            counts[came] = counts.get(came, 0) + 1
    return counts


def _claim(service: Service, reminder_id: UUID, now: datetime) -> Claimed | str:
    """Take one, with a lease; or say why it does not go now: dropped, later, or nothing when another worker has it."""
    r, c, p, s = table_of(Reminder), table_of(Contact), table_of(Participant), table_of(PushSubscription)
    with service.database.transaction() as session:
        free = sa.or_(r.c.leased_until.is_(None), r.c.leased_until <= now)
        mine = sa.update(r).where(r.c.id == reminder_id, r.c.state == ReminderState.waiting, free)
        row = session.execute(mine.values(leased_until=now + LEASE).returning(r)).first()
        if row is None:
            return ""
        contact = session.execute(
            sa.select(c.c.channels, c.c.email, c.c.mobile, c.c.quiet_from, c.c.quiet_to, p.c.zone, p.c.state)
            .select_from(p)
            .outerjoin(c, c.c.participant_id == p.c.id)
            .where(p.c.id == row.participant_id)
        ).one()
        why = _why_not(session, row, contact, now)
        if why:
            session.execute(
                sa.update(r)
                .where(r.c.id == reminder_id)
                .values(state=ReminderState.dropped, why=why, done_at=now, leased_until=None)
            )
            return "dropped"
        if row.kind is not ReminderKind.trial and is_quiet(now, contact.zone, contact.quiet_from, contact.quiet_to):
            morning = later(now, contact.zone, contact.quiet_from, contact.quiet_to)
            session.execute(sa.update(r).where(r.c.id == reminder_id).values(send_at=morning, leased_until=None))
            return "later"
        box = as_service(service, session, now, row.participant_id).box()
        subscribed = session.execute(
            sa.select(s.c.id, s.c.address).where(s.c.participant_id == row.participant_id, s.c.gone_at.is_(None))
        ).all()
        return Claimed(
            row.id,
            row.participant_id,
            row.rounds,
            tuple(ReminderChannel(name) for name in contact.channels.split(",")),
            tuple((one.id, json.loads(box.open("push_subscription", "address", one.id, one.address))) for one in subscribed),
            box.open_text("contact", "mobile", row.participant_id, contact.mobile),
            box.open_text("contact", "email", row.participant_id, contact.email),
            language_of(session, row.participant_id),
        )  # fmt: skip


def _why_not(session: Any, row: Any, contact: Any, now: datetime) -> str | None:
    """Why this one is not to be said any more, as a code."""
    if now > row.until:
        return "too_late"
    if contact.state not in (ParticipantState.active, ParticipantState.paused):
        return "programme"
    if not contact.channels:
        return "no_channel"
    if row.kind in SESSIONS:
        a = table_of(Appointment)
        state = session.execute(sa.select(a.c.state).where(a.c.id == UUID(row.subject))).scalar()
        if state != AppointmentState.planned:
            return "moved"
    if row.kind is ReminderKind.checkin:
        o = table_of(Occurrence)
        state = session.execute(sa.select(o.c.state).where(o.c.id == UUID(row.subject))).scalar()
        if state not in (OccurrenceState.planned, OccurrenceState.open):
            return "answered"
    return None


Tried = list[tuple[ReminderChannel, Result, UUID | None]]
"""What was tried: the channel, what came of it, and for a push which phone's subscription."""
Carry = Callable[[Service, Claimed, datetime], Tried]


def _send(service: Service, one: Claimed, now: datetime) -> Tried:
    """Try the channels in their order until one takes it. A push goes to each of the person's phones."""
    settings, tried = service.settings, list[tuple[ReminderChannel, Result, UUID | None]]()
    for channel in one.channels:
        came: list[tuple[Result, UUID | None]] = []
        if channel is ReminderChannel.push:
            came = [(send_push(settings, address, one.language, now), which) for which, address in one.pushes]
        elif channel is ReminderChannel.sms and one.mobile:
            came = [(send_sms(settings, one.mobile, reference_of(one.id), one.language, now), None)]
        elif channel is ReminderChannel.email and one.email:
            result = (
                send_pointer(settings, one.email, reference_of(one.id), WORDS.of(one.language), now)
                if settings.smtp_url
                else Result("not-set-up", permanent=True)
            )
            came = [(result, None)]
        tried += [(channel, result, which) for result, which in came or [(Result("no-address"), None)]]
        if any(result.ok for result, _ in came):
            break
    return tried


def _finish(service: Service, one: Claimed, tried: Tried, now: datetime) -> str:
    """Write the delivery record, and what becomes of the reminder."""
    r, t, s = table_of(Reminder), table_of(ReminderTry), table_of(PushSubscription)
    taken = next((channel for channel, result, _ in tried if result.ok), None)
    rounds = one.rounds + 1
    changes: dict[str, Any] = {"leased_until": None, "rounds": rounds}
    if taken is not None:
        changes |= {"state": ReminderState.sent, "channel": taken, "done_at": now}
    elif rounds >= ROUNDS or all(result.permanent for _, result, _ in tried):
        changes |= {"state": ReminderState.failed, "done_at": now, "why": "no_channel_took_it"}
    else:
        changes |= {"send_at": now + AGAIN}
    with service.database.transaction() as session:
        session.execute(
            sa.insert(t),
            [
                {"id": uuid4(), "reminder_id": one.id, "channel": channel, "at": now, "status": result.status, "ok": result.ok}
                for channel, result, _ in tried
            ],
        )  # fmt: skip
        gone = [which for _, result, which in tried if which and not result.ok and result.status in GONE]
        if gone:
            session.execute(sa.update(s).where(s.c.id.in_(gone)).values(gone_at=now))
        session.execute(sa.update(r).where(r.c.id == one.id).values(**changes))
    state = changes.get("state")
    return state.value if state else "later"
