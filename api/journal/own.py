"""A participant's own entries as the phone shows them: what was sent, whether it was read, and what was answered.

The stored body is spliced into the answer as it is, never parsed and dumped again; only amended entries are merged.
"""

import functools
import json
import re
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from pydantic_core import to_json

from api.act import Access
from api.clock import LATEST, stamp
from api.db import table_of
from api.journal.models import Entry, Kind
from api.journal.revisions import Fields, between_read, laid_over, revisions, revisions_between, was
from api.journal.upgrades import opened
from api.oversight.models import Review, ReviewKind, ReviewState
from api.people.models import User
from api.together import Read
from api.vault import Box


def own_entries(
    at: Access,
    *,
    since: datetime | None = None,
    received: datetime | None = None,
    before: tuple[datetime, UUID] | None = None,
    limit: int = 100,
) -> tuple[list[bytes], tuple[datetime, UUID] | None]:
    """One's own entries, newest first by when they happened, each as JSON bytes; and where the next page starts.

    `since`: those that happened then or later. `received`: those that reached us then or later, and what shares a review with one.
    """
    rows = at.rows(_page_read(at, since, received, before, limit))
    more, rows = len(rows) > limit, rows[:limit]
    if not rows:
        return [], None
    box = at.box()
    mondays = {row.local_date: _monday(row.local_date) for row in rows if row.kind == Kind.checkin}
    span = lately(at, since) if since else _Span(rows[-1].happened_at, rows[0].happened_at, "", "")
    span = span.with_weeks(mondays.values())
    changes = revisions_between(at, box, span.oldest, span.newest)
    reads = _reads(at, box, rows, mondays, span)
    out = []
    for row in rows:
        body = opened(box, row)
        history = []
        if row.id in changes:
            history = [{"at": stamp(one.at), "was": one.was} for one in was(json.loads(body), changes[row.id])]
            body = merged(body, [one.fields for one in changes[row.id]])
        head = {
            "id": str(row.id),
            "kind": row.kind,
            "made_at": stamp(row.made_at),
            "received_at": stamp(row.received_at),
            "happened_at": stamp(row.happened_at),
            "local_date": row.local_date.isoformat(),
            "late": row.late,
            "amended": row.id in changes,
            "withdrawn": row.withdrawn,
            "revisions": history,
            **reads.get(row.id, _NOT_REVIEWED),
        }
        if row.entered_by is not None:
            head["entered_by"] = row.entered_by
        out.append(to_json(head)[:-1] + b',"body":' + body + b"}")
    return out, (rows[-1].happened_at, rows[-1].id) if more else None


def lately_reads(at: Access, since: datetime, received: datetime | None, limit: int) -> list[Read]:
    """What `own_entries` reads of the entries `since` then: the page, what was changed of it, and its reviews."""
    span = lately(at, since)
    return [
        _page_read(at, since, received, None, limit),
        between_read(at, span.oldest, span.newest),
        _reviews_read(at, span),
    ]


def _page_read(
    at: Access, since: datetime | None, received: datetime | None, before: tuple[datetime, UUID] | None, limit: int
) -> Read:
    asked: dict[str, Any] = {"who": at.subject, "most": limit + 1}
    asked |= {"since": since} if since else {}
    asked |= {"received": received} if received else {}
    asked |= {"before": before[0], "before_id": before[1]} if before else {}
    return Read(_page(since is not None, received is not None, before is not None), asked)


class _Span(NamedTuple):
    """What a page of entries reaches over: from when to when they happened, and the Mondays of its cards' weeks."""

    oldest: datetime
    newest: datetime
    first: str
    last: str

    def with_weeks(self, mondays: Collection[str]) -> "_Span":
        """Reaching over the weeks of these Mondays too: a card says itself which day it is about."""
        known = [*filter(None, (self.first, self.last)), *mondays]
        return self._replace(first=min(known, default=""), last=max(known, default=""))


def lately(at: Access, since: datetime) -> _Span:
    """The same before the page is known: all that happened `since` then, with a week on either side."""
    week = timedelta(days=7)
    return _Span(since, LATEST, _monday((since - week).date()), _monday((at.now + week).date()))


@functools.cache
def _page(dated: bool, new: bool, further: bool) -> Any:
    """The statement of one page: made once for each of its forms, since making it costs more than running it."""
    e, u = table_of(Entry), table_of(User)
    query = (
        sa.select(
            e.c.id, e.c.kind, e.c.schema_version, e.c.made_at, e.c.received_at, e.c.happened_at, e.c.local_date,
            e.c.late, e.c.withdrawn, e.c.body, u.c.first_name.label("entered_by"),
        )
        .outerjoin(u, u.c.id == e.c.entered_for)
        .where(e.c.participant_id == sa.bindparam("who"), e.c.kind != Kind.amend, e.c.kind != Kind.withdraw)
    )  # fmt: skip
    if dated:
        query = query.where(e.c.happened_at >= sa.bindparam("since"))
    if new:
        # A pause and the log made from it have one instant: what was read of one is told of the other too.
        other = e.alias("other")
        told = sa.select(other.c.happened_at).where(
            other.c.participant_id == sa.bindparam("who"),
            other.c.received_at >= sa.bindparam("received"),
            _tells(other),
        )
        query = query.where(
            sa.or_(e.c.received_at >= sa.bindparam("received"), sa.and_(_tells(e), e.c.happened_at.in_(told)))
        )
    if further:
        at: Any = sa.bindparam("before")
        earlier = sa.and_(e.c.happened_at == at, e.c.id < sa.bindparam("before_id"))
        query = query.where(sa.or_(e.c.happened_at < at, earlier))
    return query.order_by(e.c.happened_at.desc(), e.c.id.desc()).limit(sa.bindparam("most"))


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


_FORM = re.compile(rb'"form_id":"([a-z0-9._-]+)","form_version":([0-9]{1,5})[,}]')
"""In a stored body. Quotation marks in somebody's own words have a backslash before them, so they do not look like this."""


def forms_answered(entries: list[bytes]) -> set[tuple[str, int]]:
    """Which versions of which forms these entries answer, without parsing them."""
    return {(form_id.decode(), int(version)) for one in entries for form_id, version in _FORM.findall(one)}


_NOT_REVIEWED = {"read": None, "reply": None, "state": "none"}


def of_weeks(review: sa.FromClause) -> sa.ColumnElement[bool]:
    """The reviews of the weeks of cards whose Mondays are from `first` to `last`."""
    monday = sa.func.substr(review.c.subject, 1, 10)
    return sa.and_(review.c.kind == ReviewKind.week, monday.between(sa.bindparam("first"), sa.bindparam("last")))


_R, _U, _E = table_of(Review), table_of(User), table_of(Entry)
_REVIEWS = (
    sa.select(
        _R.c.id, _R.c.subject, _R.c.entry_id, _R.c.state, _R.c.closed_at, _R.c.reply, _U.c.first_name, _U.c.role,
    )
    .outerjoin(_U, _U.c.id == _R.c.closed_by)
    .outerjoin(_E, _E.c.id == _R.c.entry_id)
    .where(
        _R.c.participant_id == sa.bindparam("who"),
        sa.or_(
            _E.c.happened_at.between(sa.bindparam("oldest"), sa.bindparam("newest")),
            of_weeks(_R),
        ),
    )
    .order_by(_R.c.raised_at)
)  # fmt: skip


def _reviews_read(at: Access, span: _Span) -> Read:
    return Read(_REVIEWS, {"who": at.subject, **span._asdict()})


def _reads(at: Access, box: Box, rows: Any, mondays: dict[date, str], span: _Span) -> dict[UUID, dict[str, Any]]:
    """Of each entry with a review: unread, in review, or closed by whom and when, and the reply."""
    reviews = at.rows(_reviews_read(at, span))
    by_entry: dict[UUID, dict[str, Any]] = {}
    rounds: dict[str, list[dict[str, Any]]] = {}
    for review in reviews:
        said: dict[str, Any] = {"read": None, "reply": None, "state": str(review.state)}
        if review.state == ReviewState.closed:
            on = stamp(review.closed_at)[:10]
            said["read"] = {"first_name": review.first_name, "role": str(review.role), "on": on}
            text = box.open_text("review", "reply", review.id, review.reply)
            said["reply"] = {"text": text, "on": on} if text else None
        if review.entry_id is not None:
            by_entry[review.entry_id] = said | {"closed_at": review.closed_at}
        else:
            # A week read before all its cards came has a second round (oversight/raising.py).
            week = said | {"reply": None, "closed_at": review.closed_at}
            rounds.setdefault(review.subject[:10], []).append(week)
    for row in rows:
        if row.kind == Kind.checkin and row.id not in by_entry:
            for week in rounds.get(mondays[row.local_date], []):
                closed_at = week["closed_at"]
                if closed_at is None or closed_at >= row.received_at:
                    by_entry[row.id] = {k: v for k, v in week.items() if k != "closed_at"}
                    break
    _told_twice(rows, by_entry)
    return by_entry


def _told_twice(rows: Any, by_entry: dict[UUID, dict[str, Any]]) -> None:
    """A pause and the log made from it have one instant, and may have one review: what was read of one was read of both."""
    by_instant = {row.happened_at: row for row in rows if row.kind in _TELLS and row.id in by_entry}
    for row in rows:
        other = by_instant.get(row.happened_at) if row.kind in _TELLS and row.id not in by_entry else None
        if other is not None and other.kind != row.kind:
            closed = by_entry[other.id]["closed_at"]
            if closed is None or closed >= row.received_at:
                by_entry[row.id] = by_entry[other.id]
    for said in by_entry.values():
        said.pop("closed_at", None)


_TELLS = (Kind.urge, Kind.trigger)


def _tells(entry: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.or_(*(entry.c.kind == one for one in _TELLS))


def _monday(day: date) -> str:
    return (day - timedelta(days=day.weekday())).isoformat()
