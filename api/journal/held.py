"""What a phone holds already, and so need not be sent again with the bundle (architecture section 5).

A whole bundle carries a mark: the instant up to which its entries were received, a digest of all that can change them later,
and one of all that its steady parts were made of (the plan, the orders, the goals, the forms). For a day after it, a phone that
lays changes over what it holds gets only the entries received since the mark, as long as the first digest is still the same:
what was changed, taken back, read or answered of an older entry brings the whole again. The steady parts come once the second
is another, all of them.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from api import __version__
from api.act import Access
from api.clock import LATEST, calendar_day
from api.db import table_of
from api.journal.models import Entry
from api.journal.own import lately, of_weeks
from api.oversight.models import Review
from api.people.models import Installation
from api.together import Found, Read

LIVES = timedelta(days=1)
"""So long changes are laid over one whole bundle. Then it comes whole, whatever a digest may have missed. So long an entry may
stand on a phone that has grown older than a bundle holds, while nothing else is new."""
SLACK = timedelta(minutes=2)
"""What was received so shortly before a bundle may not have been committed when it was read: it is sent once more."""

_MARK = re.compile(r"\.([0-9a-f]{1,9})\.([0-9a-f]{12})\.([0-9a-f]{12})\.")


class Mark(NamedTuple):
    """Up to when the entries of a whole bundle were received, and the digests of what can change them and of what the steady
    parts were made of (None: not known yet)."""

    at: datetime
    stands: str | None
    rest: str | None

    def tag(self, passing: bytes, news: Iterable[bytes]) -> str:
        """The ETag of a bundle with this mark, without its quotation marks: with what changes as time goes by, and the entries
        since the mark."""
        told = _short(b",".join(news), 12)
        return f"{_short(passing, 16)}.{int(self.at.timestamp()):x}.{self.stands}.{self.rest}.{told}"


def mark_of(tag: str, now: datetime) -> Mark:
    """The mark in the tag that a phone sent; a new one where there is none, or it is a day old, or of another clock."""
    new = Mark((now - SLACK).replace(microsecond=0), None, None)
    found = _MARK.search(tag)
    if found is None:
        return new
    age = int(now.timestamp()) - int(found[1], 16)
    if not SLACK.total_seconds() <= age < LIVES.total_seconds():
        return new
    return Mark(datetime.fromtimestamp(int(found[1], 16), UTC), found[2], found[3])


_R, _E, _I = table_of(Review), table_of(Entry), table_of(Installation)
_FIRST = _E.alias("first")
_NOTHING = sa.literal_column("''", sa.String)


def _text(column: sa.ColumnElement[object]) -> sa.ColumnElement[str | None]:
    return sa.cast(column, sa.String)


def _before_the_mark(of: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.and_(
        of.c.participant_id == sa.bindparam("who"),
        of.c.happened_at >= sa.bindparam("oldest"),
        of.c.received_at < sa.bindparam("mark"),
    )


_STANDS = sa.union_all(
    sa.select(
        _text(_R.c.id).label("id"), _text(_R.c.entry_id).label("of"), _text(_R.c.state).label("state"),
        _text(_R.c.closed_at).label("on"),
    )
    .outerjoin(_E, _E.c.id == _R.c.entry_id)
    .where(_R.c.participant_id == sa.bindparam("who"), sa.or_(_before_the_mark(_E), of_weeks(_R))),
    sa.select(_text(_E.c.id), _text(_E.c.amends), _NOTHING, _NOTHING)
    .join(_FIRST, _FIRST.c.id == _E.c.amends)
    .where(_E.c.withdrawn.is_(False), _before_the_mark(_FIRST)),
    sa.select(_text(_E.c.id), _NOTHING, _NOTHING, _NOTHING).where(_E.c.withdrawn.is_(True), _before_the_mark(_E)),
    sa.select(_I.c.epoch, _NOTHING, _NOTHING, _NOTHING),
)  # fmt: skip


def stands_read(at: Access, mark: Mark, within: timedelta) -> Read:
    """What can change the entries that happened `within` so long before the mark: reviews, revisions, what was taken back, and
    which database this is (a backup that was put back holds other entries)."""
    span = lately(at, mark.at - within)
    return Read(
        _STANDS,
        {"who": at.subject, "mark": mark.at, "oldest": span.oldest, "first": span.first, "last": _LAST_WEEK},
    )


_LAST_WEEK = LATEST.date().isoformat()


def stands(at: Access, mark: Mark, within: timedelta, shown: str, forms: Iterable[tuple[str, int]]) -> str:
    """A digest of all that: and of whose it is, the release, what may be `shown`, and the forms that the phone is asked now."""
    rows = sorted(tuple(row) for row in at.rows(stands_read(at, mark, within)))
    said = [str(at.subject), __version__, shown, sorted(forms), rows]
    return _short(repr(said).encode(), 12)


def rest(at: Access, person: Any, found: Iterable[Found]) -> str:
    """A digest of what the steady parts are made of: what their rooms found, who the person is and in which language, and which
    date it is for them, since words for a day hang on how far away it is.

    It counts only where `stands` is the same too: that says whose it is, the release and what may be shown.
    """
    said = repr([*person, calendar_day(at.now, person.zone)])
    return _short("\n".join([said, *(one.text or "" for one in found)]).encode(), 12)


def _short(what: bytes, most: int) -> str:
    return hashlib.sha256(what).hexdigest()[:most]
