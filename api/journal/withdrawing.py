"""Taking an entry back: it is hidden from the ordinary view and counts for nothing more. It is never deleted.

What it raised stays open: a person reads "taken back by the person" and closes it (product F6).
"""

from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.db import table_of
from api.journal.models import Entry
from api.journal.requests import WITHDRAWABLE
from api.oversight import caseload


def withdraw(at: Access, entry_id: UUID) -> str:
    """Hide an entry of one's own. Never raises: withdrawn | already | not_there."""
    e = table_of(Entry)
    mine = sa.and_(e.c.id == entry_id, e.c.participant_id == at.subject, e.c.kind.in_(WITHDRAWABLE))
    caseload.touch(at, at.subject)
    done = at.session.execute(
        sa.update(e).where(mine, e.c.withdrawn.is_(False)).values(withdrawn=True).returning(e.c.id)
    ).first()
    if done is None:
        known = at.session.execute(sa.select(e.c.id).where(mine)).first()
        return "already" if known else "not_there"
    caseload.refresh(at, at.subject)
    at.audit("entry_withdraw", f"entry:{entry_id}")
    return "withdrawn"
