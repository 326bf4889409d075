"""One event told twice: a pause, and the log that was made from it, which has the pause's very instant (product F5, F8).

Both stay entries. So does what is said of an entry later, in an amendment. Whoever reads has one review of them with both in it, as long as nobody has taken or closed it: nobody closes
what they have not read, so what comes later than that gets a review of its own. It is of the more pressing kind of the two,
and due when the first of the two would be.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.db import table_of
from api.journal.models import Entry, Kind
from api.oversight.models import AttentionItem, Review, ReviewKind, ReviewState

TELLS = (Kind.urge, Kind.trigger)
PRESSING = (ReviewKind.acted, ReviewKind.near_miss, ReviewKind.urge)
"""Reviews that fold, the most pressing first."""
ITEMS = ("acted_logged", "near_miss")
"""Attention items that say of both entries what one says."""

Reviews = dict[tuple[str, str], dict[str, Any]]


def told_also(at: Access, entry_ids: Iterable[UUID]) -> Mapping[str, list[str]]:
    """Of each of these pauses and logs, the ids of the others that tell of the same event. One query."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in at.session.execute(_TOLD_ALSO, {"these": list(entry_ids)}):
        found[str(row.id)].append(str(row.other))
    return found


_E = table_of(Entry)
_OTHER = _E.alias("other")
_TOLD_ALSO = (
    sa.select(_E.c.id, _OTHER.c.id.label("other"))
    .join(
        _OTHER,
        sa.and_(
            _OTHER.c.participant_id == _E.c.participant_id,
            _OTHER.c.happened_at == _E.c.happened_at,
            _OTHER.c.kind != _E.c.kind,
            _OTHER.c.kind.in_(TELLS),
            _OTHER.c.withdrawn.is_(False),
        ),
    )
    .where(_E.c.id.in_(sa.bindparam("these", expanding=True)), _E.c.kind.in_(TELLS))
    .order_by(_OTHER.c.received_at, _OTHER.c.id)
)


def folded(
    at: Access, participant_id: UUID, reviews: Reviews, also: Mapping[str, list[str]], changed: set[str]
) -> Reviews:
    """The reviews still to be made, once those that tell of an event again are put to the one that is unread.

    An entry that was `changed` tells of its event again as well: with a later amendment, or with what was added while locked.
    """
    left: Reviews = {}
    for (kind, subject), row in reviews.items():
        others = [*also.get(subject, []), *([subject] if subject in changed else [])]
        same = next((key for key in left if key[1] in others and key[0] in PRESSING), None)
        if kind not in PRESSING or not others:
            left[kind, subject] = row
        elif same is not None:
            kept = left.pop(same)
            kept["kind"], kept["due_at"] = _more(kept["kind"], row["kind"]), min(kept["due_at"], row["due_at"])
            left[kept["kind"], same[1]] = kept
        elif not _put_to(at, participant_id, others, row):
            left[kind, subject] = row
    return left


def told_already(
    at: Access, participant_id: UUID, raised: list[tuple[str, str]], also: Mapping[str, list[str]]
) -> set[tuple[str, str]]:
    """Of these (rule, subject), in the order of arrival: those whose event an open item of the rule, or one before, speaks of."""
    a = table_of(AttentionItem)
    asked = {
        f"{participant_id}:{rule}:{other}": (rule, other)
        for rule, subject in raised
        if rule in ITEMS
        for other in also.get(subject, [])
    }
    if not asked:
        return set()
    rows = at.session.execute(sa.select(a.c.open_key).where(a.c.open_key.in_(sorted(asked))))
    said = {asked[row.open_key] for row in rows}
    again = set()
    for rule, subject in raised:
        if rule in ITEMS and any((rule, other) in said for other in also.get(subject, [])):
            again.add((rule, subject))
        said.add((rule, subject))
    return again


def _put_to(at: Access, participant_id: UUID, others: list[str], row: dict[str, Any]) -> bool:
    """Lay what arrived now to the unread review of what told of it before. False where there is none."""
    r = table_of(Review)
    for found in at.session.execute(
        sa.select(r.c.id, r.c.kind, r.c.subject, r.c.due_at).where(
            r.c.participant_id == participant_id,
            r.c.subject.in_(others),
            r.c.kind.in_(PRESSING),
            r.c.state == ReviewState.unread,
        )
    ).all():
        kind = _more(found.kind, row["kind"])
        taken = sa.exists().where(r.c.participant_id == participant_id, r.c.kind == kind, r.c.subject == found.subject)
        if kind != found.kind and at.session.execute(sa.select(taken)).scalar():
            continue  # One of that kind was closed before.
        done = at.session.execute(
            sa.update(r)
            .where(r.c.id == found.id, r.c.state == ReviewState.unread)
            .values(kind=kind, due_at=min(found.due_at, row["due_at"]))
            .returning(r.c.id)
        ).first()
        if done is not None:
            return True
    return False


def _more(one: ReviewKind, other: ReviewKind) -> ReviewKind:
    return min(ReviewKind(one), ReviewKind(other), key=PRESSING.index)
