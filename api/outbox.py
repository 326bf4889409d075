"""Messages to the outside: left in a transaction, delivered after it, tried again, never lost without a person told.

At least once, with a stable id; in order per case; 30 seconds to 6 hours apart over 3 days; then a dead letter, which a
person is told about (security 6.6). Nothing is sent while a transaction is open.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
import structlog
from sqlmodel import Field, SQLModel

from api import channels
from api.act import Access, Service, as_service
from api.attendance.models import Alert, Appointment, WebhookEndpoint
from api.clock import add_working_days
from api.db import enum_column, insert_ignoring, instant, maybe_instant, table_of
from api.errors import NotFound, Problem
from api.oversight import caseload, raising
from api.oversight.models import Band
from api.people.models import LinkState, Participant, ProbationLink, Role, Team, User

log = structlog.get_logger()

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
ATTEMPTS = 22
"""30 seconds doubling to 6 hours: 22 tries reach over 3 days. Counted in tries, so that a worker that was down for a
weekend does not come back to dead letters that nobody ever tried to deliver."""

LEASE = timedelta(minutes=2)
"""How long a claimed message is left alone. Longer than the longest send, so that nobody sends it twice at once."""

AT_ONCE = 20
SENDERS = 4

POINTER = b"You have a message"
"""All that an e-mail ever says, beside the public address: never who, and never why (security C23)."""


class Channel(StrEnum):
    """How a message travels."""

    webhook = "webhook"
    email = "email"


class MessageState(StrEnum):
    """WAITING → SENT | DEAD. A dead letter has been tried for three days, or was refused for good."""

    waiting = "waiting"
    sent = "sent"
    dead = "dead"


class OutboxMessage(SQLModel, table=True):
    """One message on one channel. `unique_key` is what makes "exactly one per cause" true; `case_key` keeps order.

    `body` is exactly what is sent, sealed with the service's box.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        sa.UniqueConstraint("unique_key", name="uq_outbox_message_unique_key"),
        sa.Index("ix_outbox_message_state_next_at", "state", "next_at"),
        sa.Index("ix_outbox_message_case_key_made_at", "case_key", "made_at"),
    )
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    channel: Channel = Field(sa_column=enum_column(Channel))
    unique_key: str = Field(max_length=120)
    case_key: str = Field(max_length=60)
    team_id: UUID | None = Field(default=None, foreign_key="team.id", index=True)
    alert_id: UUID | None = Field(default=None, foreign_key="alert.id", index=True)
    endpoint_id: UUID | None = Field(default=None, foreign_key="webhook_endpoint.id")
    to_user_id: UUID | None = Field(default=None, foreign_key="user_account.id")
    body: bytes
    state: MessageState = Field(default=MessageState.waiting, sa_column=enum_column(MessageState))
    made_at: datetime = instant()
    next_at: datetime = instant()
    leased_until: datetime | None = maybe_instant()
    attempts: int = 0
    sent_at: datetime | None = maybe_instant()
    dead_at: datetime | None = maybe_instant()
    told_at: datetime | None = maybe_instant()
    last_status: str | None = Field(default=None, max_length=40)


class OutboxAttempt(SQLModel, table=True):
    """One try at delivery: when, and what came of it (an HTTP status, or a code of ours; never an answer's text)."""

    __tablename__ = "outbox_attempt"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    message_id: UUID = Field(foreign_key="outbox_message.id", index=True)
    at: datetime = instant()
    status: str = Field(max_length=40)


class NotDead(Problem):
    """Only a dead letter can be sent again."""

    slug, title = "not-dead", "This message is not waiting for a person"


class NewerSent(Problem):
    """Something newer of the same case has been sent: the old one would now say the wrong thing."""

    slug, title = "newer-sent", "A newer message has been sent since. This one would put it wrong again"


@dataclass(frozen=True, slots=True)
class Claimed:
    """One message that this worker holds, with all that sending it needs: nothing is read from the database after."""

    id: UUID
    channel: Channel
    attempts: int
    body: bytes
    url: str | None
    secrets: tuple[str, ...]
    email: str | None


def enqueue(
    at: Access,
    channel: Channel,
    unique_key: str,
    case_key: str,
    body: bytes,
    *,
    team_id: UUID | None,
    alert_id: UUID | None,
    endpoint_id: UUID | None = None,
    to_user_id: UUID | None = None,
) -> bool:
    """Leave one message in this transaction. False when `unique_key` is there already: one cause, one message.

    Within a case messages go in the order of `unique_key`, which therefore holds the version in five digits. Earlier ones of the case that still wait are
    tried at once, so that a correction is not held up by what it corrects.
    """
    m = table_of(OutboxMessage)
    message_id = uuid4()
    row = {
        "id": message_id,
        "channel": channel,
        "unique_key": unique_key,
        "case_key": case_key,
        "team_id": team_id,
        "alert_id": alert_id,
        "endpoint_id": endpoint_id,
        "to_user_id": to_user_id,
        "body": at.vault.system.seal("outbox_message", "body", message_id, body),
        "state": MessageState.waiting,
        "made_at": at.now,
        "next_at": at.now,
        "attempts": 0,
    }
    if insert_ignoring(at.session, m, [row], m.c.id).scalar() is None:
        return False
    at.session.execute(
        sa.update(m)
        .where(m.c.case_key == case_key, m.c.state == MessageState.waiting, m.c.next_at > at.now)
        .values(next_at=at.now)
    )
    return True


def deliver_waiting(service: Service, now: Callable[[], datetime]) -> dict[str, int]:
    """Send what is due: claim in one transaction, send outside any, write the result in another.

    Goes on until nothing more is due, so that a case's next message follows its first in the same run. `now` is asked
    again for each round. Returns counts: sent, later, dead, withdrawn, failed.
    """
    counts: dict[str, int] = {}
    with ThreadPoolExecutor(SENDERS, thread_name_prefix="send") as pool:
        for _ in range(50):
            claimed, withdrawn = _claim(service, now())
            if withdrawn:
                counts["withdrawn"] = counts.get("withdrawn", 0) + withdrawn
            if not claimed:
                break
            started = now()
            sends = [(message, pool.submit(_send, service, message, started)) for message in claimed]
            for message, result in sends:
                try:
                    came = _finish(service, message, result.result(), now())
                except Exception as fault:
                    # The lease runs out and the message is tried again; the others go on.
                    came = "failed"
                    log.error("item_failed", job="deliver_waiting", fault=type(fault).__name__)
                counts[came] = counts.get(came, 0) + 1
    return counts


def tell_dead(service: Service, now: datetime) -> dict[str, int]:
    """Raise an urgent item for each dead letter, and each withdrawn correction, that no person has been told about."""
    m = table_of(OutboxMessage)
    with service.database.transaction(write=False) as session:
        rows = session.execute(
            sa.select(m.c.id)
            .where(m.c.state == MessageState.dead, m.c.told_at.is_(None))
            .order_by(m.c.dead_at)
            .limit(200)
        ).all()
    told = 0
    for row in rows:
        try:
            with service.database.transaction() as session:
                won = session.execute(
                    sa.update(m)
                    .where(m.c.id == row.id, m.c.state == MessageState.dead, m.c.told_at.is_(None))
                    .values(told_at=now)
                    .returning(m.c.channel, m.c.alert_id, m.c.dead_at, m.c.last_status)
                ).first()
                if won is None:
                    continue
                about = _about(session, won.alert_id)
                if about is not None and won.last_status == WITHDRAWN:
                    at = as_service(service, session, now, about.participant_id)
                    facts = {"at": about.planned_at.strftime("%Y-%m-%dT%H:%M:%SZ")}
                    raising.raise_item(
                        at, about.participant_id, "correction_unsent", str(about.appointment_id), facts=facts
                    )
                    at.trail.write(session, now)
                elif about is not None:
                    at = as_service(service, session, now, about.participant_id)
                    facts = {"channel": str(won.channel.value), "at": won.dead_at.strftime("%Y-%m-%dT%H:%M:%SZ")}
                    raising.raise_item(
                        at, about.participant_id, "dead_letter", str(row.id), Band.urgent, facts,
                        add_working_days(now, 1, about.zone),
                    )  # fmt: skip
                    at.audit("dead_letter", f"outbox_message:{row.id}", about.participant_id, reason=won.channel.value)
                    caseload.refresh(at, about.participant_id)
                    at.trail.write(session, now)
                told += 1
        except Exception as fault:
            log.error("item_failed", job="tell_dead", fault=type(fault).__name__)
    return {"told": told} if told else {}


def dead_letters(at: Access) -> list[dict[str, Any]]:
    """Dead letters, newest first: a lead sees the team's, admin and auditor see all. Ids, times and states only."""
    m, a = table_of(OutboxMessage), table_of(Alert)
    query = (
        sa.select(
            m.c.id, m.c.channel, m.c.made_at, m.c.dead_at, m.c.attempts, m.c.last_status, a.c.participant_id
        )
        .outerjoin(a, a.c.id == m.c.alert_id)
        .where(m.c.state == MessageState.dead, m.c.last_status != WITHDRAWN)
        .order_by(m.c.dead_at.desc(), m.c.id)
        .limit(200)
    )  # fmt: skip
    if at.who is not None and at.who.role is Role.lead:
        query = query.where(m.c.team_id == at.who.team_id)
    rows = at.session.execute(query).all()
    at.listed("dead_letters", [row.participant_id for row in rows if row.participant_id])
    return [
        {
            "id": row.id,
            "channel": row.channel,
            "created_at": row.made_at,
            "dead_at": row.dead_at,
            "attempts": row.attempts,
            "last_status": row.last_status,
        }
        for row in rows
    ]


def resend(at: Access, message_id: UUID) -> None:
    """Put a dead letter back, unchanged, for another three days of tries. Raises NotFound, NotDead or NewerSent."""
    m = table_of(OutboxMessage)
    row = at.session.execute(sa.select(m).where(m.c.id == message_id).with_for_update()).first()
    if row is None or (at.who is not None and at.who.role is Role.lead and row.team_id != at.who.team_id):
        raise NotFound
    if row.state != MessageState.dead or row.last_status == WITHDRAWN:
        raise NotDead
    newer = sa.and_(m.c.case_key == row.case_key, _later(m.c, row), m.c.state == MessageState.sent)
    if at.session.execute(sa.select(m.c.id).where(newer).limit(1)).first():
        raise NewerSent
    at.session.execute(
        sa.update(m)
        .where(m.c.id == message_id, m.c.state == MessageState.dead)
        .values(
            state=MessageState.waiting, attempts=0, next_at=at.now, leased_until=None, dead_at=None, told_at=None
        )
    )  # fmt: skip
    about = _about(at.session, row.alert_id)
    at.audit("dead_letter_resend", f"outbox_message:{message_id}", about.participant_id if about else None)
    if about is not None:
        raising.settle(at, about.participant_id, "dead_letter", str(message_id), "resent")
        caseload.refresh(at, about.participant_id)


# Underneath ---------------------------------------------------------------------------------------------------------

WITHDRAWN = "withdrawn"
"""The status of a message whose link ended before it could go: it is never sent. Of a correction that nobody had read a
person is told, who rings: whoever got the first version would go on believing it."""


def _claim(service: Service, now: datetime) -> tuple[list[Claimed], int]:
    """Take the heads of cases that are due and free, with a lease. Also withdraws what may no longer go."""
    m, w, u = table_of(OutboxMessage), table_of(WebhookEndpoint), table_of(User)
    a, link = table_of(Alert), table_of(ProbationLink)
    before = m.alias("before")
    free = sa.or_(m.c.leased_until.is_(None), m.c.leased_until <= now)
    head = ~sa.exists().where(
        before.c.case_key == m.c.case_key, before.c.state == MessageState.waiting, _later(m.c, before.c)
    )
    due = sa.and_(m.c.state == MessageState.waiting, m.c.next_at <= now, free)
    with service.database.transaction(write=False) as session:
        # Most of the time nothing is due, and then no writer is kept waiting for us.
        if session.execute(sa.select(m.c.id).where(due).limit(1)).first() is None:
            return [], 0
    with service.database.transaction() as session:
        rows = session.execute(
            sa.select(m.c.id, m.c.channel, m.c.attempts, m.c.body, m.c.endpoint_id, m.c.to_user_id, m.c.alert_id)
            .where(due, head)
            .order_by(m.c.next_at, m.c.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        ).all()
        claimed, withdrawn = [], 0
        for row in rows:
            taken = sa.update(m).where(m.c.id == row.id, m.c.state == MessageState.waiting, free).returning(m.c.id)
            ended = (
                row.alert_id is not None
                and session.execute(
                    sa.select(a.c.supersedes_version, a.c.acknowledged_at)
                    .join(a, a.c.link_id == link.c.id)
                    .where(
                        a.c.id == row.alert_id, sa.or_(link.c.state != LinkState.accepted, link.c.ended_at.is_not(None))
                    )
                ).first()
            )
            if ended:
                owed = ended.supersedes_version is not None and ended.acknowledged_at is None
                told_at = None if owed else now
                gone = {"state": MessageState.dead, "last_status": WITHDRAWN, "dead_at": now, "told_at": told_at}
                withdrawn += session.execute(taken.values(**gone)).first() is not None
                continue
            if session.execute(taken.values(leased_until=now + LEASE, attempts=m.c.attempts + 1)).first() is None:
                continue
            endpoint = (
                session.execute(sa.select(w).where(w.c.id == row.endpoint_id)).first() if row.endpoint_id else None
            )
            box = service.vault.system
            claimed.append(
                Claimed(
                    row.id,
                    Channel(row.channel),
                    row.attempts + 1,
                    box.open("outbox_message", "body", row.id, row.body),
                    endpoint.url if endpoint else None,
                    _secrets(service, endpoint) if endpoint else (),
                    session.execute(sa.select(u.c.email).where(u.c.id == row.to_user_id)).scalar()
                    if row.to_user_id
                    else None,
                )
            )
    return claimed, withdrawn


def _send(service: Service, message: Claimed, now: datetime) -> channels.Result:
    if message.channel is Channel.webhook and message.url:
        return channels.send_webhook(
            message.url, message.secrets, f"msg_{message.id.hex}", message.body, now,
            local=service.settings.webhook_local,
        )  # fmt: skip
    if message.channel is Channel.email and message.email and service.settings.smtp_url:
        return channels.send_pointer(service.settings, message.email, message.id.hex, message.body.decode(), now)
    return channels.Result("no-address", permanent=True)


def _finish(service: Service, message: Claimed, result: channels.Result, now: datetime) -> str:
    m = table_of(OutboxMessage)
    values: dict[str, Any] = {"last_status": result.status, "leased_until": None}
    if result.ok:
        came, values = "sent", values | {"state": MessageState.sent, "sent_at": now}
    elif result.permanent or message.attempts >= ATTEMPTS:
        came, values = "dead", values | {"state": MessageState.dead, "dead_at": now}
    else:
        came, values = "later", values | {"next_at": now + wait_after(message.attempts)}
    with service.database.transaction() as session:
        session.execute(
            sa.insert(table_of(OutboxAttempt)).values(id=uuid4(), message_id=message.id, at=now, status=result.status)
        )
        # A delivery counts whoever made it. A failure counts only for the try it belongs to: one that comes home after
        # its lease must not let go of the message that another worker is sending now.
        mine = sa.true() if result.ok else m.c.attempts == message.attempts
        session.execute(
            sa.update(m).where(m.c.id == message.id, m.c.state == MessageState.waiting, mine).values(**values)
        )
    return came


def wait_after(attempts: int) -> timedelta:
    """How long until the next try, after that many: 30 s, 1 min, 2 min … 6 h."""
    doubled: int = 2 ** min(attempts - 1, 20)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def _later(this: Any, other: Any) -> Any:
    """Whether `this` comes after `other` in its case. By the key, which holds the version: a clock may go back."""
    return this.unique_key > other.unique_key


def _about(session: Any, alert_id: UUID | None) -> Any:
    """The participant and zone of an alert, and its appointment; or None."""
    a, p, t, v = table_of(Alert), table_of(Participant), table_of(Team), table_of(Appointment)
    return session.execute(
        sa.select(a.c.participant_id, t.c.zone, a.c.appointment_id, v.c.planned_at)
        .join(v, v.c.id == a.c.appointment_id)
        .join(p, p.c.id == a.c.participant_id)
        .join(t, t.c.id == p.c.team_id)
        .where(a.c.id == alert_id)
    ).first()


def _secrets(service: Service, endpoint: Any) -> tuple[str, ...]:
    box = service.vault.system
    live = [("secret", endpoint.secret), ("next_secret", endpoint.next_secret)]
    return tuple(box.open("webhook_endpoint", name, endpoint.id, sealed).decode() for name, sealed in live if sealed)
