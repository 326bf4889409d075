"""What staff do with an order: draft it, have it checked by a second person, vary it, end it (product F1).

Nothing of an order is shown to the participant before two different people have ticked that it holds no name and no place. No
timer ends an order: a person does, with the source seen.

A draft has a `revision`, which grows with each change. Whoever changes, checks, sends back or throws away a draft says which
one was read, so that nobody overwrites a colleague's words and nobody lets out words that they have not seen.
"""

import json
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from api.act import Access
from api.db import table_of
from api.errors import NotFound, Problem
from api.orders.models import Category, CourtOrder, OrderCondition, OrderState, SourceSeen
from api.orders.proposals import take
from api.orders.terms import DatesDisagree, Draft, NotTicked, checked, kind_of, today_of
from api.oversight.raising import raise_item, settle

LIVE = (OrderState.active,)
DEVICE_CATEGORIES = (Category.devices, Category.online)


class NotADraft(Problem):
    """Only a draft can be changed or checked."""

    slug, title = "not-a-draft", "This version is not a draft any more. Open the order again"


class DraftChanged(Problem):
    """A colleague saved this draft after it was opened here."""

    slug, title = "draft-changed", "Somebody changed this draft after you opened it. Read it again"


class SentBack(Problem):
    """A second person sent this draft back, and nobody has changed it since."""

    slug, title = "sent-back", "This draft was sent back. Its words have to be looked at first"


class NeedsSecondPerson(Problem):
    """Whoever wrote the draft cannot check it."""

    slug, title = "needs-second-person", "Somebody else has to check what you wrote"


class AlreadyDrafted(Problem):
    """The next version of this order is being written already."""

    slug, title = "already-drafted", "A new version of this order is being written already"


class NotActive(Problem):
    """Only an order that binds now can be varied or ended."""

    slug, title = "not-active", "This order does not bind any more"


class OrderMoved(Problem):
    """A newer version binds by now than the one that was opened."""

    slug, title = "order-moved", "A newer version of this order binds now. Open it again and start from there"


def draft(at: Access, given: Draft, no_name: bool, of: UUID | None = None, proposal_id: UUID | None = None) -> UUID:
    """Write the first version of an order, or the next one `of` the version that binds. The draft's id.

    Raises what `terms.checked` raises; AlreadyDrafted, NotActive or OrderMoved for a next version; NotFound for a
    proposal that is settled, NotProbations for one that is taken into an order of another's.
    """
    o = table_of(CourtOrder)
    order_id, version = uuid4(), 1
    series_id = order_id
    if of is not None:
        series_id = at.session.execute(sa.select(o.c.series_id).where(o.c.id == of)).scalar_one()
        rows = at.session.execute(
            sa.select(o.c.id, o.c.version, o.c.state).where(o.c.series_id == series_id).order_by(o.c.version.desc())
        ).all()
        if any(row.state == OrderState.draft for row in rows):
            raise AlreadyDrafted
        live = [row.id for row in rows if row.state in LIVE]
        if not live:
            raise NotActive
        if of not in live:
            raise OrderMoved
        version = rows[0].version + 1
    terms = checked(at, given, no_name)
    at.session.execute(
        sa.insert(o).values(
            id=order_id, participant_id=at.subject, series_id=series_id, version=version, revision=1,
            state=OrderState.draft, drafted_by=at.user_id, drafted_at=at.now, **_columns(at, order_id, given),
        )
    )  # fmt: skip
    _write_terms(at, order_id, terms)
    _written(at, order_id, version, given.kind_id, proposal_id)
    return order_id


def rewrite(
    at: Access, order_id: UUID, given: Draft, no_name: bool, revision: int, proposal_id: UUID | None = None
) -> None:
    """Change a draft, as it was when `revision` was read. Whoever changes it is its writer from then on.

    What a second person said when sending it back is answered by that. Raises what `draft` raises, NotADraft and DraftChanged.
    """
    o, c = table_of(CourtOrder), table_of(OrderCondition)
    terms = checked(at, given, no_name)
    changed = at.session.execute(
        sa.update(o)
        .where(o.c.id == order_id, o.c.state == OrderState.draft, o.c.revision == revision)
        .values(
            drafted_by=at.user_id, drafted_at=at.now, revision=revision + 1, sent_back=None, sent_back_by=None,
            sent_back_at=None, **_columns(at, order_id, given),
        )
        .returning(o.c.version)
    ).first()  # fmt: skip
    if changed is None:
        raise _why_not(at, order_id)
    at.session.execute(sa.delete(c).where(c.c.order_id == order_id))
    _write_terms(at, order_id, terms)
    settle(at, at.subject, "order_sent_back", str(order_id), "changed")
    _written(at, order_id, changed.version, given.kind_id, proposal_id)


def discard(at: Access, order_id: UUID, revision: int) -> None:
    """Throw a draft away, as it was read, which nobody but staff has seen. Raises NotADraft or DraftChanged."""
    o, c = table_of(CourtOrder), table_of(OrderCondition)
    drafted = sa.and_(o.c.id == order_id, o.c.state == OrderState.draft, o.c.revision == revision)
    if at.session.execute(sa.select(o.c.id).where(drafted).with_for_update()).first() is None:
        raise _why_not(at, order_id)
    at.session.execute(sa.delete(c).where(c.c.order_id == order_id))
    at.session.execute(sa.delete(o).where(drafted))
    for rule in ("order_to_check", "order_sent_back"):
        settle(at, at.subject, rule, str(order_id), "discarded")
    at.audit("order_draft", f"court_order:{order_id}", reason="discarded")


def check(at: Access, order_id: UUID, no_name: bool, revision: int) -> None:
    """A second person has read it against the source: from now on it is shown, and what it varies is VARIED.

    `revision` is the state of the draft that was read. Raises NotADraft, NeedsSecondPerson, NotTicked, DraftChanged, or
    SentBack.
    """
    o, c = table_of(CourtOrder), table_of(OrderCondition)
    row = _to_check(at, order_id, revision)
    if not no_name:
        raise NotTicked(errors=[("no_name", "Tick it once you have looked.")])
    if row.sent_back_at is not None:
        raise SentBack
    at.session.execute(
        sa.update(o)
        .where(o.c.series_id == row.series_id, o.c.state == OrderState.active)
        .values(state=OrderState.varied)
    )
    at.session.execute(
        sa.update(o).where(o.c.id == order_id).values(state=OrderState.active, checked_by=at.user_id, checked_at=at.now)
    )
    at.audit("order_check", f"court_order:{order_id}", version=row.version)
    settle(at, at.subject, "order_to_check", str(order_id), "checked")
    device = sa.and_(c.c.order_id == order_id, c.c.category.in_(DEVICE_CATEGORIES))
    if at.session.execute(sa.select(c.c.id).where(device).limit(1)).first():
        # What it says of devices decides whether this person may have the app at all: somebody looks at the sheet again.
        raise_item(at, at.subject, "order_devices", str(row.series_id), facts={"at": at.now.isoformat()})


def send_back(at: Access, order_id: UUID, reason: str, revision: int) -> None:
    """A second person read it and it is not right: it stays a draft, with the reason beside it, until somebody changes it.

    Raises NotADraft, NeedsSecondPerson, DraftChanged, or SentBack when that was said already.
    """
    o = table_of(CourtOrder)
    row = _to_check(at, order_id, revision)
    if row.sent_back_at is not None:
        raise SentBack
    sealed = at.box().seal("court_order", "sent_back", order_id, reason.encode())
    at.session.execute(
        sa.update(o).where(o.c.id == order_id).values(sent_back=sealed, sent_back_by=at.user_id, sent_back_at=at.now)
    )
    settle(at, at.subject, "order_to_check", str(order_id), "sent_back")
    raise_item(at, at.subject, "order_sent_back", str(order_id), facts={"at": at.now.isoformat()})
    at.audit("order_check", f"court_order:{order_id}", version=row.version, reason="sent_back")


def end(at: Access, order_id: UUID, discharged: bool, ended_on: date, source: SourceSeen, reason: str) -> None:
    """A person confirms that an order has ended, or that a court discharged it, with the source seen and why.

    A next version that was being written stays a draft of an order that does not bind: it can be thrown away, not checked.
    Raises NotActive or DatesDisagree.
    """
    o = table_of(CourtOrder)
    if ended_on > today_of(at):
        raise DatesDisagree(errors=[("ended_on", "Choose today or a day before.")])
    row = at.session.execute(
        sa.select(o.c.words, o.c.series_id).where(o.c.id == order_id, o.c.state == OrderState.active).with_for_update()
    ).first()
    if row is None:
        raise NotActive
    box = at.box()
    words = json.loads(box.open("court_order", "words", order_id, row.words)) | {"end_reason": reason}
    at.session.execute(
        sa.update(o)
        .where(o.c.id == order_id)
        .values(
            state=OrderState.discharged if discharged else OrderState.ended, ended_by=at.user_id, ended_at=at.now,
            ended_on=ended_on, end_source=source,
            words=box.seal("court_order", "words", order_id, json.dumps(words, separators=(",", ":")).encode()),
        )
    )  # fmt: skip
    settle(at, at.subject, "order_unconfirmed", str(order_id), "ended")
    at.audit("order_end", f"court_order:{order_id}", reason="discharged" if discharged else "ended")


# Underneath -----------------------------------------------------------------------------------------------------------


def _to_check(at: Access, order_id: UUID, revision: int) -> Any:
    """The draft that a second person looks at, locked. Raises NotADraft, NeedsSecondPerson, DraftChanged or NotActive."""
    o = table_of(CourtOrder)
    row = at.session.execute(
        sa.select(o.c.series_id, o.c.drafted_by, o.c.state, o.c.version, o.c.revision, o.c.sent_back_at)
        .where(o.c.id == order_id)
        .with_for_update()
    ).first()
    if row is None:
        raise NotFound
    if row.state != OrderState.draft:
        raise NotADraft
    if row.drafted_by == at.user_id:
        raise NeedsSecondPerson
    if row.revision != revision:
        raise DraftChanged
    bound = sa.and_(o.c.series_id == row.series_id, o.c.state.in_(LIVE))
    if row.version > 1 and at.session.execute(sa.select(o.c.id).where(bound)).first() is None:
        raise NotActive("This order has ended. Throw the draft away, or write a new order.")
    return row


def _why_not(at: Access, order_id: UUID) -> Problem:
    o = table_of(CourtOrder)
    state = at.session.execute(sa.select(o.c.state).where(o.c.id == order_id)).scalar()
    return DraftChanged() if state == OrderState.draft else NotADraft()


def _written(at: Access, order_id: UUID, version: int, kind_id: str, proposal_id: UUID | None) -> None:
    """A draft was written or changed: a second person is asked, and what probation proposed is taken up."""
    if proposal_id is not None:
        take(at, proposal_id, kind_of(at, kind_id))
    raise_item(at, at.subject, "order_to_check", str(order_id), facts={"at": at.now.isoformat()})
    at.audit("order_draft", f"court_order:{order_id}", version=version)


def _columns(at: Access, order_id: UUID, given: Draft) -> dict[str, Any]:
    words = json.dumps({"court": given.court}, separators=(",", ":")).encode()
    return {
        "kind_id": given.kind_id,
        "words": at.box().seal("court_order", "words", order_id, words),
        "made_on": given.made_on,
        "starts_on": given.starts_on,
        "served_on": given.served_on,
        "ends_on": given.ends_on,
        "until_further_order": given.ends_on is None,
        "source": given.source,
        "source_seen_on": given.source_seen_on,
    }


def _write_terms(at: Access, order_id: UUID, terms: list[dict[str, Any]]) -> None:
    rows = []
    for place, term in enumerate(terms, 1):
        condition_id = uuid4()
        words = json.dumps(term["words"], separators=(",", ":")).encode()
        rows.append(
            {
                **term,
                "id": condition_id,
                "participant_id": at.subject,
                "order_id": order_id,
                "place": place,
                "words": at.box().seal("order_condition", "words", condition_id, words),
            }
        )
    if rows:
        at.session.execute(sa.insert(table_of(OrderCondition)), rows)
