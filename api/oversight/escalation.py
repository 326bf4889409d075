"""What nobody answered goes further: from the clinician to the lead, then to the duty phone (product F10, security 6.5).

Jobs: found by "due and not done", one transaction each in the order that entries use (caseload row first), safe to run
twice or a day late; one person's failure does not stop the rest.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog

from api import outbox
from api.act import Access, Service, as_service
from api.db import Instant, table_of
from api.oversight import caseload, raising
from api.oversight.due import overdue_by_working_days
from api.oversight.models import AttentionItem, CaseloadRow, Review, ReviewState
from api.oversight.rules import QUIET_AFTER
from api.people.models import Device, Mode, Participant, ParticipantState, Role, User, UserState

log = structlog.get_logger("foothold.jobs")

NEARLY_A_DAY = timedelta(hours=20)
"""Less than any working day, clocks going forward included: what the query sieves before the calendar is asked."""

AT_ONCE = 200
"""Rows that one run takes; the next run takes the rest."""

TO_LEAD_AFTER = 1
"""Working days overdue until an item goes to the lead."""
TO_DUTY_PHONE_AFTER = 2
"""Working days overdue until it is handed to the duty phone."""


def escalate_overdue(service: Service, now: datetime) -> dict[str, int]:
    """Pass on what is overdue by a working day: to the lead, after one more to the duty phone.

    A review that late, about which nothing else is open, becomes an item of its own and starts with the lead.
    """
    i, r, p = table_of(AttentionItem), table_of(Review), table_of(Participant)
    items = (
        sa.select(i.c.id, i.c.participant_id, i.c.due_at, i.c.escalated_at, p.c.zone, p.c.team_id)
        .join(p, p.c.id == i.c.participant_id)
        .where(i.c.open_key.is_not(None), i.c.handed_at.is_(None), i.c.due_at <= now - NEARLY_A_DAY)
        .order_by(i.c.due_at, i.c.id)
        .limit(AT_ONCE)
    )
    late = (
        sa.select(r.c.id, r.c.participant_id, r.c.subject, r.c.due_at, p.c.zone, p.c.team_id)
        .join(p, p.c.id == r.c.participant_id)
        .where(r.c.state != ReviewState.closed, r.c.due_at <= now - NEARLY_A_DAY)
        .order_by(r.c.due_at, r.c.id)
    )
    raised = (
        sa.select(i.c.participant_id, i.c.subject, i.c.rule)
        .where(sa.or_(i.c.open_key.is_not(None), i.c.rule == "review_late"))
        .where(i.c.participant_id.in_(sa.select(late.subquery().c.participant_id)))
    )
    with service.database.transaction(write=False) as session:
        due = session.execute(items).all()
        known = {(row.participant_id, row.subject) for row in session.execute(raised)}
        unsaid = [
            row
            for row in session.execute(late)
            if not {(row.participant_id, row.subject), (row.participant_id, str(row.id))} & known
        ]
    return each(service, now, due, _pass_on) | each(service, now, unsaid[:AT_ONCE], _raise_late)


def raise_quiet(service: Service, now: datetime) -> dict[str, int]:
    """Raise "nothing for 7 days" for people on a phone who are active, once until somebody answers or they write."""
    c, p, d, i = table_of(CaseloadRow), table_of(Participant), table_of(Device), table_of(AttentionItem)
    enrolled = sa.select(sa.func.max(d.c.enrolled_at)).where(d.c.participant_id == p.c.id).scalar_subquery()
    since = sa.func.coalesce(c.c.last_entry_at, enrolled)
    answered = sa.exists().where(
        i.c.participant_id == p.c.id,
        i.c.rule == raising.QUIET,
        sa.or_(i.c.open_key.is_not(None), i.c.closed_at > now - QUIET_AFTER),
    )
    with service.database.transaction(write=False) as session:
        due = session.execute(
            sa.select(p.c.id.label("participant_id"), sa.type_coerce(since, Instant).label("since"), c.c.cards_in_week)
            .outerjoin(c, c.c.participant_id == p.c.id)
            .where(
                p.c.state == ParticipantState.active,
                p.c.mode == Mode.phone,
                sa.type_coerce(since, Instant) <= now - QUIET_AFTER,
                ~answered,
            )
            .order_by(p.c.id)
            .limit(AT_ONCE)
        ).all()
    return each(service, now, due, _raise_quiet)


def turn_sessions(service: Service, now: datetime) -> dict[str, int]:
    """Move the caseload on from sessions whose time has come, to the next one booked."""
    c = table_of(CaseloadRow)
    with service.database.transaction(write=False) as session:
        due = session.execute(
            sa.select(c.c.participant_id).where(c.c.next_session_at <= now).order_by(c.c.participant_id).limit(AT_ONCE)
        ).all()
    return each(service, now, due, _turn)


def each(service: Service, now: datetime, rows: Sequence[Any], do: Callable[[Access, Any], str]) -> dict[str, int]:
    """Run `do` for each row in a transaction of its own and count what came of them; a failure is counted and passed over."""
    counts: dict[str, int] = {}
    for row in rows:
        try:
            with service.database.transaction() as session:
                at = as_service(service, session, now, row.participant_id)
                came = do(at, row)
                at.trail.write(session, now)
        except Exception as fault:
            came = "failed"
            log.error("item_failed", job=do.__name__.strip("_"), fault=type(fault).__name__)
        if came:
            counts[came] = counts.get(came, 0) + 1
    return counts


def _pass_on(at: Access, row: Any) -> str:
    i = table_of(AttentionItem)
    to_duty = overdue_by_working_days(row.due_at, TO_DUTY_PHONE_AFTER, at.now, row.zone)
    if not overdue_by_working_days(row.due_at, TO_LEAD_AFTER, at.now, row.zone) or (row.escalated_at and not to_duty):
        return ""
    locked = caseload.touch(at, row.participant_id)
    still_open = sa.and_(i.c.id == row.id, i.c.open_key.is_not(None))
    stamp = {"handed_at": at.now} if to_duty else {"escalated_at": at.now}
    free = i.c.handed_at.is_(None) if to_duty else i.c.escalated_at.is_(None)
    won = at.session.execute(sa.update(i).where(still_open, free).values(**stamp).returning(i.c.id)).first()
    if won is None:
        return ""
    if not row.escalated_at:
        at.session.execute(sa.update(i).where(i.c.id == row.id).values(escalated_at=at.now))
        _tell_leads(at, row)
    at.audit("attention_escalate", f"attention_item:{row.id}", reason="duty_phone" if to_duty else "lead")
    caseload.recount(at, row.participant_id, caseload.kept(locked))
    return "duty_phone" if to_duty else "lead"


def _raise_late(at: Access, row: Any) -> str:
    if not overdue_by_working_days(row.due_at, TO_LEAD_AFTER, at.now, row.zone):
        return ""
    caseload.touch(at, row.participant_id)
    i, r = table_of(AttentionItem), table_of(Review)
    mine = sa.and_(i.c.participant_id == row.participant_id, i.c.rule == "review_late", i.c.subject == str(row.id))
    still_open = at.session.execute(sa.select(r.c.id).where(r.c.id == row.id, r.c.state != ReviewState.closed)).first()
    if still_open is None or at.session.execute(sa.select(i.c.id).where(mine)).first():
        return ""
    raising.raise_item(at, row.participant_id, "review_late", str(row.id), facts={"at": row.due_at.isoformat()})
    item_id = at.session.execute(sa.update(i).where(mine).values(escalated_at=at.now).returning(i.c.id)).scalar_one()
    _tell_leads(at, row, item_id)
    return "review_late"


def _tell_leads(at: Access, row: Any, item_id: UUID | None = None) -> None:
    """Leave each lead of the team an e-mail that says no more than "You have a message"."""
    if not at.settings.smtp_url:
        return
    item, u = item_id or row.id, table_of(User)
    leads = at.session.execute(
        sa.select(u.c.id).where(u.c.team_id == row.team_id, u.c.role == Role.lead, u.c.state == UserState.active)
    ).scalars()
    for lead in leads.all():
        outbox.enqueue(
            at, outbox.Channel.email, f"attention:{item}:{lead}", f"attention:{item.hex}", outbox.POINTER,
            team_id=row.team_id, alert_id=None, to_user_id=lead,
        )  # fmt: skip


def _raise_quiet(at: Access, row: Any) -> str:
    caseload.touch(at, row.participant_id)
    i, c = table_of(AttentionItem), table_of(CaseloadRow)
    heard = at.session.execute(
        sa.select(c.c.last_entry_at).where(c.c.participant_id == row.participant_id)
    ).scalar_one()
    open_already = at.session.execute(
        sa.select(i.c.id).where(i.c.open_key == raising.open_key(row.participant_id, raising.QUIET, raising.QUIET))
    ).first()
    if open_already or (heard is not None and heard > at.now - QUIET_AFTER):
        return ""
    facts = {"at": row.since.isoformat(), "cards": row.cards_in_week}
    raising.raise_item(at, row.participant_id, raising.QUIET, raising.QUIET, facts=facts)
    return "raised"


def _turn(at: Access, row: Any) -> str:
    caseload.refresh(at, row.participant_id)
    return "turned"
