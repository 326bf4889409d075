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
from api.journal.upgrades import FORMS, opened
from api.oversight.models import Review, ReviewKind, ReviewState
from api.people.models import User
from api.vault import Box


def own_entries(
    at: Access, *, since: datetime | None = None, before: tuple[datetime, UUID] | None = None, limit: int = 100
) -> tuple[list[bytes], tuple[datetime, UUID] | None]:
    """One's own entries, newest first by when they happened, each as JSON bytes; and where the next page starts."""
    e = table_of(Entry)
    query = sa.select(e).where(e.c.participant_id == at.subject, e.c.kind != Kind.amend)
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
    changes = amendments(at, box, [row.id for row in rows])
    reads = _reads(at, box, rows)
    out = []
    for row in rows:
        body = opened(box, row)
        if row.id in changes:
            body = merged(body, changes[row.id])
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
            **reads.get(row.id, _NOT_REVIEWED),
        }
        out.append(json.dumps(head, separators=(",", ":")).encode()[:-1] + b',"body":' + body + b"}")
    return out, (rows[-1].happened_at, rows[-1].id) if more else None


def amendments(at: Access, box: Box, entry_ids: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """The changed fields of each amended entry, oldest amendment first."""
    e = table_of(Entry)
    first = e.alias("first")
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in at.session.execute(
        sa.select(e.c.id, e.c.kind, e.c.schema_version, e.c.amends, e.c.body, first.c.kind.label("of_kind"))
        .join(first, first.c.id == e.c.amends)
        .where(e.c.amends.in_(entry_ids), e.c.withdrawn.is_(False))
        .order_by(e.c.device_seq, e.c.received_at, e.c.id)
    ):
        said = json.loads(opened(box, row))
        fields = FORMS.fields(row.of_kind, said.get("of_schema", 1), said["body"])
        found.setdefault(row.amends, []).append(fields)
    return found


def merged(body: bytes, changes: list[dict[str, Any]]) -> bytes:
    """A body with its amendments laid over it."""
    whole = json.loads(body)
    for change in changes:
        grouped = {
            name: (whole.get(name) or {}) | change[name] for name in GROUPED if isinstance(change.get(name), dict)
        }
        whole |= change | grouped
    return json.dumps(whole, separators=(",", ":")).encode()


GROUPED = ("answers", "rounds")
"""Fields that hold answers by their own keys: an amendment changes the ones that it names."""

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
