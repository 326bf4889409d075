"""Answering attention items: NEW → SEEN → ACTIONED | DISMISSED (product F10).

An urgent item can be closed with a reason; the rule behind it can never be switched off.
"""

from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.db import table_of
from api.errors import Problem
from api.oversight import caseload
from api.oversight.due import overdue
from api.oversight.models import AttentionItem, AttentionState, Band
from api.oversight.moments import Say
from api.oversight.rules import main_words, more_words
from api.people.models import Participant
from api.people.records import names_of

LISTED = 500

Outcome = Literal["called", "spoke", "visited", "plan_change", "passed_on", "other"]


class AlreadyAnswered(Problem):
    """Somebody has closed this item."""

    slug, title = "already-answered", "Somebody has answered this one"


def listing(at: Access) -> dict[str, Any]:
    """Open items in reach: urgent first, then by when an answer is due."""
    i, p = table_of(AttentionItem), table_of(Participant)
    reach = at.reach().subquery()
    rows = at.session.execute(
        sa.select(i, p.c.zone)
        .join(p, p.c.id == i.c.participant_id)
        .where(i.c.open_key.is_not(None), i.c.participant_id.in_(sa.select(reach.c[0])))
        .order_by(sa.case((i.c.band == Band.urgent, 0), else_=1), i.c.due_at, i.c.id)
        .limit(LISTED)
    ).all()
    people = sorted({row.participant_id for row in rows})
    names = names_of(at, people)
    at.listed("attention_list", people)
    return {"as_of": at.now, "items": [_item(at, row, names[row.participant_id]) for row in rows]}


def one(at: Access, item_id: UUID) -> dict[str, Any]:
    """One item, open or closed."""
    i, p = table_of(AttentionItem), table_of(Participant)
    row = at.session.execute(
        sa.select(i, p.c.zone).join(p, p.c.id == i.c.participant_id).where(i.c.id == item_id)
    ).one()
    return _item(at, row, names_of(at, [row.participant_id])[row.participant_id])


def see(at: Access, item_id: UUID) -> None:
    """Say that one has seen it; it stays open until somebody acts. Seeing it again changes nothing."""
    i = table_of(AttentionItem)
    seen = at.session.execute(
        sa.update(i)
        .where(i.c.id == item_id, i.c.open_key.is_not(None))
        .values(state=AttentionState.seen)
        .returning(i.c.id)
    ).first()
    if seen is None:
        raise AlreadyAnswered
    at.audit("attention_see", f"attention_item:{item_id}")


def answer(at: Access, item_id: UUID, outcome: Outcome, note: str | None) -> None:
    """Say what was done. Raises AlreadyAnswered."""
    _close(at, item_id, AttentionState.actioned, outcome, note)
    at.audit("attention_act", f"attention_item:{item_id}", reason=outcome)


def dismiss(at: Access, item_id: UUID, reason: str) -> None:
    """Close without acting, and say why. Raises AlreadyAnswered."""
    _close(at, item_id, AttentionState.dismissed, "dismissed", reason)
    at.audit("attention_dismiss", f"attention_item:{item_id}")


def _close(at: Access, item_id: UUID, state: AttentionState, outcome: str, words: str | None) -> None:
    caseload.touch(at, at.subject)
    i = table_of(AttentionItem)
    closed = at.session.execute(
        sa.update(i)
        .where(i.c.id == item_id, i.c.open_key.is_not(None))
        .values(
            open_key=None,
            state=state,
            outcome=outcome,
            closed_by=at.user_id,
            closed_at=at.now,
            words=at.box().seal_text("attention_item", "words", item_id, words or None),
        )
        .returning(i.c.id)
    ).first()
    if closed is None:
        raise AlreadyAnswered
    caseload.refresh(at, at.subject)


def _item(at: Access, row: Any, name: str) -> dict[str, Any]:
    say = Say(at.now, row.zone)
    facts = [chip.text for chip in more_words(row.rule, row.facts, say)]
    if row.count > 1:
        facts.append(f"Raised {row.count} times, last {say.moment(row.last_at)}")
    if row.handed_at is not None:
        facts.append(f"With the duty phone since {say.moment(row.handed_at)}")
    elif row.escalated_at is not None:
        facts.append(f"With the lead since {say.moment(row.escalated_at)}")
    return {
        "id": row.id,
        "participant_id": row.participant_id,
        "name": name,
        "rule": row.rule,
        "band": row.band,
        "text": main_words(row.rule, row.facts, 1, say),
        "facts": facts,
        "count": row.count,
        "raised_at": row.raised_at,
        "due_at": row.due_at,
        "overdue": row.open_key is not None and overdue(row.due_at, at.now),
        "state": row.state,
    }
