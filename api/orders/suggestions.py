"""A question that several people ask, put to the authors of the content in a clinician's own words. Nothing says who asked."""

import json
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from api.act import Access
from api.coping.actions import IdentifiersFound, kinds_found
from api.db import table_of
from api.orders.models import ContentSuggestion, SuggestionState


def suggest(at: Access, question: str, reply: str) -> UUID:
    """Put a question that several people ask to the authors, in one's own words. Raises IdentifiersFound."""
    found = [
        (name, f"Take out {k}.")
        for name, text in (("question", question), ("answer", reply))
        if (k := kinds_found(text))
    ]
    if found:
        raise IdentifiersFound("Nothing of anybody may be in it.", errors=found)
    s, suggestion_id = table_of(ContentSuggestion), uuid4()
    words = json.dumps({"question": question, "answer": reply}, separators=(",", ":")).encode()
    assert at.who is not None
    at.session.execute(
        sa.insert(s).values(
            id=suggestion_id, team_id=at.who.team_id, made_by=at.user_id, made_at=at.now, state=SuggestionState.open,
            words=at.vault.system.seal("content_suggestion", "words", suggestion_id, words),
        )
    )  # fmt: skip
    at.audit("content_suggest", f"content_suggestion:{suggestion_id}")
    return suggestion_id


def suggestions(at: Access) -> list[dict[str, Any]]:
    """What the team has suggested, newest first."""
    s = table_of(ContentSuggestion)
    assert at.who is not None
    rows = at.session.execute(
        sa.select(s).where(s.c.team_id == at.who.team_id).order_by(s.c.made_at.desc()).limit(100)
    ).all()
    return [
        {
            "id": row.id, "made_at": row.made_at, "state": row.state,
            **json.loads(at.vault.system.open("content_suggestion", "words", row.id, row.words)),
        }
        for row in rows
    ]  # fmt: skip
