"""What the made-up people ask of their team, take back, change, and look at step by step. It all happens in the last days."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from api.act import Access
from api.attendance.models import Alert, AlertState
from api.db import table_of
from api.demo.stories import Story
from api.journal.chain import FORM
from api.journal.models import Entry, Kind
from api.oversight.opened import open_item

Send = Callable[[Story, str, dict[str, Any], Session, datetime, random.Random], None]


class Seeds(Protocol):
    """What is needed of the seeder."""

    now: datetime

    def at(self, when: datetime, do: Callable[[Session, datetime], None]) -> None: ...
    def local(self, day: date, hour: int, minute: int = 0) -> datetime: ...
    def staff(self, session: Session, when: datetime, name: str, participant_id: UUID | None = None) -> Access: ...


def asks(seeder: Seeds, story: Story, today: date, send: Send) -> None:
    """One person's part in it, if they have one."""
    dice = random.Random(story.reference)  # made-up people, the same on every machine
    yesterday = today - timedelta(days=1)

    def say(when: datetime, kind: str, body: Callable[[Session, datetime], dict[str, Any] | None]) -> None:
        def do(session: Session, at: datetime) -> None:
            made = body(session, at)
            if made is not None:
                send(story, kind, made, session, at, dice)

        seeder.at(when, do)

    def plainly(**fields: Any) -> Callable[[Session, datetime], dict[str, Any]]:
        return lambda session, at: {"happened_at": at.isoformat(), **fields}

    match story.first_name:
        case "Daniel":
            seeder.at(seeder.local(today - timedelta(days=12), 16), partial(_open, seeder, story))
            say(seeder.local(today - timedelta(days=6), 17), "chain", partial(_chain, story))
            say(seeder.local(yesterday, 17, 5), "amend", partial(_changed, story))
        case "Lee":
            say(seeder.local(yesterday, 18, 40), "cannot_come", plainly(reason="work", move=True))
        case "Kieran":
            say(seeder.local(yesterday, 18), "dispute", partial(_disputed, story))
            say(seeder.local(yesterday, 18, 5), "absence_reason", partial(_why, story))
        case "Gary":
            text = "I can't see what this is for now."
            say(seeder.local(yesterday, 19, 30), "stop_request", plainly(wish="not_sure", call_me=True, text=text))
        case "Owen":
            text = "Who looked at my logs on Tuesday?"
            say(seeder.local(yesterday, 12, 10), "complaint", plainly(about="who_saw_it", text=text))
        case "Chris":
            say(seeder.local(yesterday, 10, 20), "copy_request", plainly(what="sent_about_me"))
        case "Aaron":
            say(seeder.local(yesterday, 20, 15), "withdraw", partial(_taken_back, story))


def _open(seeder: Seeds, story: Story, session: Session, when: datetime) -> None:
    at = seeder.staff(session, when, story.clinician, story.id)
    open_item(at, "chain")
    at.trail.write(session, when)


def _newest(story: Story, session: Session, when: datetime, *details: str) -> Any:
    """The newest log of these kinds, if there is one."""
    e = table_of(Entry)
    return session.execute(
        sa.select(e.c.id, e.c.happened_at)
        .where(
            e.c.participant_id == story.id,
            e.c.kind == Kind.trigger,
            e.c.detail.in_(details),
            e.c.happened_at < when,
        )
        .order_by(e.c.happened_at.desc())
        .limit(1)
    ).first()


def _chain(story: Story, session: Session, when: datetime) -> dict[str, Any] | None:
    log = _newest(story, session, when, "urge")
    if log is None:
        return None
    return {
        "form_id": FORM, "form_version": 1, "happened_at": log.happened_at.isoformat(), "about": str(log.id),
        "answers": {
            "before": ["little_sleep", "alone"], "prompt": "cannot_sleep", "thoughts": ["just_once", "need_to_know"],
            "feelings": ["lonely", "anxious"], "body": ["restless"], "urge": 6, "act": "did_not", "soon_after": ["relief"],
            "later": ["proud_i_stopped"], "break_at": "thoughts", "fits": "phone_away", "tell": False,
            "stay_away": ["keep_to_order", "no_looking"], "talk_about": True,
        },
    }  # fmt: skip


def _changed(story: Story, session: Session, when: datetime) -> dict[str, Any] | None:
    log = _newest(story, session, when, "urge", "near_miss")
    return {"of": str(log.id), "body": {"helped": "yes", "sleep_hours": 4}} if log else None


def _taken_back(story: Story, session: Session, when: datetime) -> dict[str, Any] | None:
    log = _newest(story, session, when, "urge", "trigger_only", "good_moment")
    return {"of": str(log.id), "why": "by_mistake"} if log else None


def _record(story: Story, session: Session) -> Any:
    a = table_of(Alert)
    return session.execute(
        sa.select(a.c.id)
        .where(a.c.participant_id == story.id, a.c.state == AlertState.released, a.c.pushes.is_(True))
        .order_by(a.c.told_at.desc())
        .limit(1)
    ).scalar()


def _disputed(story: Story, session: Session, when: datetime) -> dict[str, Any] | None:
    record = _record(story, session)
    text = "I rang on the day and nobody wrote it down."
    body = {"happened_at": when.isoformat(), "alert_id": str(record), "reason": "i_told_you", "text": text}
    return body if record else None


def _why(story: Story, session: Session, when: datetime) -> dict[str, Any] | None:
    record = _record(story, session)
    return {"happened_at": when.isoformat(), "alert_id": str(record), "reason": "travel"} if record else None
