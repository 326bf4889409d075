"""The working mornings of the demonstration: what clinicians and practitioners read and answer."""

from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from api.act import Access
from api.attendance import probation
from api.attendance.models import Alert
from api.clock import local_day
from api.demo.seeder import Seeder, done
from api.demo.stories import REPLIES, ZONE
from api.oversight import attention, reviews
from api.oversight.models import AttentionItem, Review, ReviewKind, ReviewOutcome, ReviewState


def read_everything(seeder: Seeder) -> None:
    """Each working morning the clinicians read what waits, up to two days ago; the rest still waits."""
    today = local_day(seeder.now, ZONE)
    for days in range(90, 1, -1):
        day = today - timedelta(days=days)
        if day.weekday() < 5:
            for name in ("jo", "pat"):
                seeder.at(seeder.local(day, 10, 5), partial(_post, seeder, name))
            for name in ("maya", "ruth"):
                seeder.at(seeder.local(day, 9, 15), partial(_morning, seeder, name))


def _morning(seeder: Seeder, name: str, session: Session, when: datetime) -> None:
    at = seeder.staff(session, when, name)
    waiting = session.execute(
        sa.select(Review)
        .where(
            col(Review.state) == ReviewState.unread,
            col(Review.participant_id).in_(at.reach()),
            col(Review.raised_at) < when - timedelta(hours=4),
            col(Review.kind).not_in({*reviews.FOR_THE_LEAD, ReviewKind.question}),
        )
        .order_by(col(Review.due_at))
    ).scalars()
    for review in list(waiting):
        if review.kind is ReviewKind.week and (when.date() - date.fromisoformat(review.subject)).days < 7:
            continue
        mine = seeder.staff(session, when, name, review.participant_id)
        reviews.claim(mine, review.id)
        if review.kind is ReviewKind.week:
            reviews.close(mine, review.id, ReviewOutcome.noted, None, "Read with the week's cards.", False)
        else:
            reply = seeder.random.choice(REPLIES)
            reviews.close(mine, review.id, ReviewOutcome.replied, reply, None, seeder.random.random() < 0.3)
        done(mine)

    _answer_what_stands_out(seeder, session, when, name, at)


def _answer_what_stands_out(seeder: Seeder, session: Session, when: datetime, name: str, at: Access) -> None:
    open_items = session.execute(
        sa.select(AttentionItem).where(
            col(AttentionItem.open_key).is_not(None),
            col(AttentionItem.participant_id).in_(at.reach()),
            col(AttentionItem.raised_at) < when - timedelta(hours=20),
            col(AttentionItem.rule) != "unrecorded",
        )
    ).scalars()
    for item in list(open_items):
        mine = seeder.staff(session, when, name, item.participant_id)
        attention.answer(mine, item.id, "spoke", "Spoke about it.")
        done(mine)


def _post(seeder: Seeder, name: str, session: Session, when: datetime) -> None:
    """A probation practitioner's morning: what came in is read."""
    at = seeder.staff(session, when, name)
    for record in probation.inbox(at):
        if not record.acknowledged_at and not record.superseded:
            mine = seeder.staff(session, when, name, _person_of(session, record.id))
            probation.acknowledge(mine, record.id, True if record.supersedes else None)
            done(mine)


def _person_of(session: Session, alert_id: UUID) -> UUID:
    return session.get_one(Alert, alert_id).participant_id
