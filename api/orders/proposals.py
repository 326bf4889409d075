"""Words of a licence or order that probation proposes as text: a clinician takes them into a draft, or says why not.

Probation sees what became of its own words and nothing else: no condition, no question, no word that a clinician wrote. So
the reason for declining is one of a list.
"""

from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from api.act import Access
from api.coping.actions import IdentifiersFound, kinds_found
from api.db import table_of
from api.errors import NotFound, Problem
from api.learning.conditions import OrderKind
from api.orders.models import DeclineReason, OrderProposal, ProposalState
from api.oversight.raising import raise_item, settle
from api.people.models import User


class NotProbations(Problem):
    """Words that probation proposed belong to a licence or a sentence that it supervises, never to another court's order."""

    slug, title = (
        "not-probations",
        "Probation proposes words of a licence or a sentence that it supervises. This order is neither",
    )


def propose(at: Access, text: str) -> UUID:
    """Probation proposes words of its own licence or order. Raises IdentifiersFound."""
    if kinds := kinds_found(text):
        raise IdentifiersFound("Use a role word, like [the other person].", errors=[("text", f"Take out {kinds}.")])
    p, proposal_id = table_of(OrderProposal), uuid4()
    at.session.execute(
        sa.insert(p).values(
            id=proposal_id, participant_id=at.subject, proposed_by=at.user_id, proposed_at=at.now,
            words=at.box().seal("order_proposal", "words", proposal_id, text.encode()), state=ProposalState.proposed,
        )
    )  # fmt: skip
    raise_item(at, at.subject, "order_text_proposed", str(proposal_id), facts={"at": at.now.isoformat()})
    at.audit("order_text_propose", f"order_proposal:{proposal_id}")
    return proposal_id


def take(at: Access, proposal_id: UUID, into: OrderKind | None) -> None:
    """A draft of that kind was made from it. Raises NotProbations; NotFound when it is not open, or not this person's."""
    if into is None or not into.of_probation:
        raise NotProbations(errors=[("kind_id", "Choose a licence or a sentence that probation supervises.")])
    _settle(at, proposal_id, ProposalState.taken, None)


def decline(at: Access, proposal_id: UUID, reason: DeclineReason) -> None:
    """It is not taken up, and the practitioner sees why. Raises NotFound when it is not open, or not this person's."""
    _settle(at, proposal_id, ProposalState.declined, reason)


def _settle(at: Access, proposal_id: UUID, state: ProposalState, reason: DeclineReason | None) -> None:
    p = table_of(OrderProposal)
    settled = at.session.execute(
        sa.update(p)
        .where(p.c.id == proposal_id, p.c.participant_id == at.subject, p.c.state == ProposalState.proposed)
        .values(state=state, decline_reason=reason, settled_by=at.user_id, settled_at=at.now)
        .returning(p.c.id)
    ).first()
    if settled is None:
        raise NotFound
    settle(at, at.subject, "order_text_proposed", str(proposal_id), state.value)
    at.audit("order_draft", f"order_proposal:{proposal_id}", reason=state.value)


def proposals(at: Access, own: bool = False) -> list[dict[str, Any]]:
    """What probation proposed, newest first; `own`: only what the asker proposed."""
    p, u = table_of(OrderProposal), table_of(User)
    query = (
        sa.select(p.c.id, p.c.proposed_at, p.c.words, p.c.state, p.c.decline_reason, p.c.settled_at, u.c.first_name,
                  u.c.last_name)
        .join(u, u.c.id == p.c.proposed_by)
        .where(p.c.participant_id == at.subject)
        .order_by(p.c.proposed_at.desc(), p.c.id)
        .limit(50)
    )  # fmt: skip
    if own:
        query = query.where(p.c.proposed_by == at.user_id)
    box = at.box()
    return [
        {
            "id": row.id,
            "proposed_at": row.proposed_at,
            "by": f"{row.first_name} {row.last_name}",
            "text": box.open("order_proposal", "words", row.id, row.words).decode(),
            "state": row.state,
            "decline_reason": row.decline_reason,
            "settled_at": row.settled_at,
        }
        for row in at.session.execute(query)
    ]
