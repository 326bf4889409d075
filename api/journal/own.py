"""A participant's own entries as the phone shows them: what was sent, whether it was read, and what was answered.

The stored body is spliced into the answer as it is, never parsed and dumped again; only amended entries are merged.
"""

import json
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.db import table_of
from api.journal.models import Entry, Kind
from api.journal.revisions import Fields, laid_over, revisions, was
from api.journal.upgrades import opened
from api.oversight.models import Review, ReviewKind, ReviewState
from api.people.models import User
from api.vault import Box


def own_entries(
    at: Access, *, since: datetime | None = None, before: tuple[datetime, UUID] | None = None, limit: int = 100
) -> tuple[list[bytes], tuple[datetime, UUID] | None]:
    """One's own entries, newest first by when they happened, each as JSON bytes; and where the next page starts."""
    e = table_of(Entry)
    u = table_of(User)
    query = (
        sa.select(e, u.c.first_name.label("entered_by"))
        .outerjoin(u, u.c.id == e.c.entered_for)
        .where(e.c.participant_id == at.subject, e.c.kind.not_in([Kind.amend, Kind.withdraw]))
    )
    if since is not None:
        query = query.where(e.c.happened_at >= since)
    if before is not None:
        query = query.where(
            sa.or_(e.c.happened_at < before[0], sa.and_(e.c.happened_at == before[0], e.c.id < before[1]))
        )
    rows = at.session.execute(query.order_by(e.c.happened_at.desc(), e.c.id.desc()).limit(limit + 1)).all()
    more, rows = len(rows) > limit, rows[:limit]
    if not rows:
        return [], None
    box = at.box()
    changes = revisions(at, box, [row.id for row in rows])
    reads = _reads(at, box, rows)
    out = []
    for row in rows:
        body = opened(box, row)
        history = []
        if row.id in changes:
            history = [{"at": _z(one.at), "was": one.was} for one in was(json.loads(body), changes[row.id])]
            body = merged(body, [one.fields for one in changes[row.id]])
        head = {
            "id": str(row.id),
            "kind": str(row.kind),
            "made_at": _z(row.made_at),
            "received_at": _z(row.received_at),
            "happened_at": _z(row.happened_at),
            "local_date": row.local_date.isoformat(),
            "late": row.late,
            "amended": row.id in changes,
            "withdrawn": row.withdrawn,
            "revisions": history,
            **reads.get(row.id, _NOT_REVIEWED),
        }
        if row.entered_by is not None:
            head["entered_by"] = row.entered_by
        out.append(json.dumps(head, separators=(",", ":")).encode()[:-1] + b',"body":' + body + b"}")
    return out, (rows[-1].happened_at, rows[-1].id) if more else None


def amendments(at: Access, box: Box, entry_ids: list[UUID]) -> dict[UUID, list[Fields]]:
    """The changed fields of each amended entry, oldest amendment first."""
    found = revisions(at, box, entry_ids)
    return {entry_id: [one.fields for one in changes] for entry_id, changes in found.items()}


def merged(body: bytes, changes: list[dict[str, Any]]) -> bytes:
    """A body with its amendments laid over it."""
    whole = json.loads(body)
    for change in changes:
        whole = laid_over(whole, change)
    return json.dumps(whole, separators=(",", ":")).encode()


_NOT_REVIEWED = {"read": None, "reply": None, "state": "none"}


def _reads(at: Access, box: Box, rows: Any) -> dict[UUID, dict[str, Any]]:
    """Of each entry with a review: unread, in review, or closed by whom and when, and the reply."""
    r, u = table_of(Review), table_of(User)
    mondays = sorted({_monday(row.local_date) for row in rows if row.kind == Kind.checkin})
    reviews = at.session.execute(
        sa.select(
            r.c.id, r.c.kind, r.c.subject, r.c.entry_id, r.c.state, r.c.closed_at, r.c.outcome, r.c.reply,
            u.c.first_name, u.c.role,
        )
        .outerjoin(u, u.c.id == r.c.closed_by)
        .where(
            r.c.participant_id == at.subject,
            sa.or_(
                r.c.entry_id.in_([row.id for row in rows]),
                sa.and_(r.c.kind == ReviewKind.week, sa.func.substr(r.c.subject, 1, 10).in_(mondays)),
            ),
        )
        .order_by(r.c.raised_at)
    ).all()  # fmt: skip
    by_entry: dict[UUID, dict[str, Any]] = {}
    rounds: dict[str, list[dict[str, Any]]] = {}
    for review in reviews:
        said: dict[str, Any] = {"read": None, "reply": None, "state": str(review.state)}
        if review.state == ReviewState.closed:
            on = _z(review.closed_at)[:10]
            said["read"] = {"first_name": review.first_name, "role": str(review.role), "on": on}
            text = box.open_text("review", "reply", review.id, review.reply)
            said["reply"] = {"text": text, "on": on} if text else None
        if review.entry_id is not None:
            by_entry[review.entry_id] = said
        else:
            # A week read before all its cards came has a second round (oversight/raising.py).
            week = said | {"reply": None, "closed_at": review.closed_at}
            rounds.setdefault(review.subject[:10], []).append(week)
    for row in rows:
        if row.kind == Kind.checkin and row.id not in by_entry:
            for week in rounds.get(_monday(row.local_date), []):
                closed_at = week["closed_at"]
                if closed_at is None or closed_at >= row.received_at:
                    by_entry[row.id] = {k: v for k, v in week.items() if k != "closed_at"}
                    break
    return by_entry


def _monday(day: date) -> str:
    return (day - timedelta(days=day.weekday())).isoformat()


def _z(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
