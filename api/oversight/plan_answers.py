"""Saying yes or no to what the participant proposed, which reads it as well: the answer closes its reviews."""

from typing import Literal
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.coping import actions as coping
from api.coping.merge import PARTS
from api.coping.models import CopingPlan, PlanSide, PlanState, SuggestionKind
from api.coping.suggestions import find, suggest
from api.coping.versions import document, head, kinds_found
from api.db import table_of
from api.oversight import caseload
from api.oversight.models import Review, ReviewKind, ReviewOutcome, ReviewState

Verdict = Literal["agree", "not_agree"]


def answer(at: Access, version: int, verdict: Verdict, words: str, picked: set[tuple[str, str]] | None = None) -> None:
    """Agree to the participant's proposal, or not, with words that they read; its reviews are closed with the same words.

    With `picked` only those lines and rules are agreed, and the rest goes on waiting with its reviews; the words are then a
    comment on the first of them.

    Raises NotProposed, YoursToWaitFor, ClashOpen or IdentifiersFound.
    """
    if kinds := kinds_found(words):
        raise coping.IdentifiersFound("Use a role word instead.", errors=[("words", f"Take out {kinds}.")])
    if picked and verdict == "agree" and coping.agree_to_some(at, version, picked):
        part, key = min(picked, key=lambda one: PARTS.index(one[0]))
        there = find(document(at, head(at)), part, key) is not None
        suggest(at, SuggestionKind.comment, part, UUID(key) if there else None, words, None)
        return
    decide(at, version, verdict, words)
    close_reviews(at, words)


def close_reviews(at: Access, words: str) -> None:
    """Close what is to be read of the participant's proposals, with the words that answered them all."""
    row = caseload.touch(at, at.subject)
    r, box = table_of(Review), at.box()
    waiting = at.session.execute(
        sa.select(r.c.id).where(
            r.c.participant_id == at.subject, r.c.kind == ReviewKind.plan_draft, r.c.state != ReviewState.closed
        )
    ).scalars()
    for review_id in waiting.all():
        at.session.execute(
            sa.update(r)
            .where(r.c.id == review_id)
            .values(
                state=ReviewState.closed, closed_by=at.user_id, closed_at=at.now, outcome=ReviewOutcome.plan_change,
                reply=box.seal_text("review", "reply", review_id, words), held_by=None, held_since=None,
            )
        )  # fmt: skip
        at.audit("review_close", f"review:{review_id}", reason=ReviewOutcome.plan_change.value)
    caseload.recount(at, at.subject, caseload.kept(row))


def decide(at: Access, version: int, verdict: Verdict, words: str) -> None:
    """The plan's part of the answer."""
    if verdict == "agree":
        row = coping.agree(at, version, PlanSide.staff)
    else:
        row = coping.not_agree(at, version, PlanSide.staff, words)
    at.audit("plan_answer", f"coping_plan:{row.id}", version=version, reason=verdict)


def decide_for_review(at: Access, review_id: UUID, verdict: Verdict, words: str) -> None:
    """The plan's part of closing a review with an answer. Raises NotProposed where the review's proposal does not wait."""
    if not words:
        return  # The closing itself refuses that, in its own words.
    kind = at.session.execute(sa.select(table_of(Review).c.kind).where(table_of(Review).c.id == review_id)).scalar_one()
    version = proposed_by(at, at.subject) if kind == ReviewKind.plan_draft else None
    if version is None:
        raise coping.NotProposed("Nothing of theirs waits for an answer. Look at the plan as it is now.")
    decide(at, version, verdict, words)


def proposed_by(at: Access, participant_id: UUID) -> int | None:
    """The version that the participant proposed and that waits, or None."""
    t = table_of(CopingPlan)
    found: int | None = at.session.execute(
        sa.select(t.c.version).where(
            t.c.participant_id == participant_id,
            t.c.state == PlanState.proposed,
            t.c.side == PlanSide.participant,
        )
    ).scalar()
    return found
