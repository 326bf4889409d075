"""What staff do with an order: draft it, have it checked by a second person, vary it, end it (product F1).

Nothing of an order is shown to the participant before two different people have ticked that it holds no name and no place. No
timer ends an order: a person does, with the source seen.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from api.act import Access
from api.clock import local_day
from api.coping.actions import IdentifiersFound, kinds_found
from api.db import table_of
from api.errors import NotFound, Problem
from api.learning.conditions import OrderKind
from api.orders.blanks import BadBlank, filled
from api.orders.models import (
    Category,
    ConditionKind,
    CourtOrder,
    OrderCondition,
    OrderProposal,
    OrderState,
    ProposalState,
    SourceSeen,
)
from api.oversight.raising import raise_item, settle
from api.people.models import Participant

LIVE = (OrderState.active,)
DEVICE_CATEGORIES = (Category.devices, Category.online)
WORDS = ("exact", "plain", "exception")
LISTS = ("not_allowed", "ask_about")


class UnknownKind(Problem):
    """There is no such kind of order in this jurisdiction's list."""

    slug, title = "unknown-order-kind", "Choose a kind of order from the list"


class BadCondition(Problem):
    """A condition of the draft is not complete; each field is named."""

    slug, title = "bad-condition", "Something in the conditions needs another look"


class DatesDisagree(Problem):
    """The dates of an order cannot all be true."""

    slug, title = "dates-disagree", "These dates do not fit together"


class NotADraft(Problem):
    """Only a draft can be changed or checked."""

    slug, title = "not-a-draft", "This version is not a draft any more. Open the order again"


class NeedsSecondPerson(Problem):
    """Whoever wrote the draft cannot check it."""

    slug, title = "needs-second-person", "Somebody else has to check what you wrote"


class NotTicked(Problem):
    """Both people say that there is no name and no place in it."""

    slug, title = "not-ticked", "Tick that there is no name and no place in it"


class AlreadyDrafted(Problem):
    """The next version of this order is being written already."""

    slug, title = "already-drafted", "A new version of this order is being written already"


class NotActive(Problem):
    """Only an order that binds now can be varied or ended."""

    slug, title = "not-active", "This order does not bind any more"


@dataclass(slots=True)
class Term:
    """One condition as it is drafted: from the library with its blanks, or in the order's own words."""

    key: UUID | None
    library_id: str | None
    blanks: Mapping[str, Any]
    category: Category | None
    kind: ConditionKind | None
    exact: str | None
    plain: str | None
    not_allowed: list[str]
    ask_about: list[str]
    exception: str | None


@dataclass(slots=True)
class Draft:
    """One version of an order as it is written."""

    kind_id: str
    court: str | None
    made_on: date
    starts_on: date
    served_on: date | None
    ends_on: date | None
    source: SourceSeen
    source_seen_on: date
    terms: list[Term]


def draft(
    at: Access, given: Draft, no_name: bool, series_id: UUID | None = None, proposal_id: UUID | None = None
) -> UUID:
    """Write the first version of an order, or the next of a series. The draft's id.

    Raises UnknownKind, DatesDisagree, BadCondition, IdentifiersFound, NotTicked, AlreadyDrafted or NotActive.
    """
    o = table_of(CourtOrder)
    version = 1
    if series_id is not None:
        rows = at.session.execute(
            sa.select(o.c.version, o.c.state).where(o.c.series_id == series_id).order_by(o.c.version.desc())
        ).all()
        if any(row.state == OrderState.draft for row in rows):
            raise AlreadyDrafted
        if not any(row.state in LIVE for row in rows):
            raise NotActive
        version = rows[0].version + 1
    order_id = uuid4()
    terms = _checked(at, given, no_name)
    at.session.execute(
        sa.insert(o).values(
            id=order_id, participant_id=at.subject, series_id=series_id or order_id, version=version,
            state=OrderState.draft, drafted_by=at.user_id, drafted_at=at.now, **_columns(at, order_id, given),
        )
    )  # fmt: skip
    _write_terms(at, order_id, terms)
    if proposal_id is not None:
        settle_proposal(at, proposal_id, ProposalState.taken)
    at.audit("order_draft", f"court_order:{order_id}", version=version)
    return order_id


def rewrite(at: Access, order_id: UUID, given: Draft, no_name: bool) -> None:
    """Change a draft. Whoever changes it is its writer from then on. Raises what `draft` raises, and NotADraft."""
    o, c = table_of(CourtOrder), table_of(OrderCondition)
    terms = _checked(at, given, no_name)
    changed = at.session.execute(
        sa.update(o)
        .where(o.c.id == order_id, o.c.state == OrderState.draft)
        .values(drafted_by=at.user_id, drafted_at=at.now, **_columns(at, order_id, given))
        .returning(o.c.version)
    ).first()
    if changed is None:
        raise NotADraft
    at.session.execute(sa.delete(c).where(c.c.order_id == order_id))
    _write_terms(at, order_id, terms)
    at.audit("order_draft", f"court_order:{order_id}", version=changed.version)


def discard(at: Access, order_id: UUID) -> None:
    """Throw a draft away, which nobody but staff has seen. Raises NotADraft."""
    o, c = table_of(CourtOrder), table_of(OrderCondition)
    drafted = sa.and_(o.c.id == order_id, o.c.state == OrderState.draft)
    if at.session.execute(sa.select(o.c.id).where(drafted)).first() is None:
        raise NotADraft
    at.session.execute(sa.delete(c).where(c.c.order_id == order_id))
    at.session.execute(sa.delete(o).where(drafted))
    at.audit("order_draft", f"court_order:{order_id}", reason="discarded")


def check(at: Access, order_id: UUID, no_name: bool) -> None:
    """A second person has read it against the source: from now on it is shown, and what it varies is VARIED.

    Raises NotADraft, NeedsSecondPerson or NotTicked.
    """
    o, c = table_of(CourtOrder), table_of(OrderCondition)
    row = at.session.execute(
        sa.select(o.c.series_id, o.c.drafted_by, o.c.state, o.c.version).where(o.c.id == order_id).with_for_update()
    ).first()
    if row is None:
        raise NotFound
    if row.state != OrderState.draft:
        raise NotADraft
    if row.drafted_by == at.user_id:
        raise NeedsSecondPerson
    if not no_name:
        raise NotTicked(errors=[("no_name", "Tick it once you have looked.")])
    at.session.execute(
        sa.update(o)
        .where(o.c.series_id == row.series_id, o.c.state == OrderState.active)
        .values(state=OrderState.varied)
    )
    at.session.execute(
        sa.update(o).where(o.c.id == order_id).values(state=OrderState.active, checked_by=at.user_id, checked_at=at.now)
    )
    at.audit("order_check", f"court_order:{order_id}", version=row.version)
    device = sa.and_(c.c.order_id == order_id, c.c.category.in_(DEVICE_CATEGORIES))
    if at.session.execute(sa.select(c.c.id).where(device).limit(1)).first():
        # What it says of devices decides whether this person may have the app at all: somebody looks at the sheet again.
        raise_item(at, at.subject, "order_devices", str(row.series_id), facts={"at": at.now.isoformat()})


def end(at: Access, order_id: UUID, discharged: bool, ended_on: date, source: SourceSeen) -> None:
    """A person confirms that an order has ended, or that a court discharged it, with the source seen. Raises NotActive."""
    o = table_of(CourtOrder)
    if ended_on > _today(at):
        raise DatesDisagree(errors=[("ended_on", "Choose today or a day before.")])
    ended = at.session.execute(
        sa.update(o)
        .where(o.c.id == order_id, o.c.state == OrderState.active)
        .values(
            state=OrderState.discharged if discharged else OrderState.ended, ended_by=at.user_id, ended_at=at.now,
            ended_on=ended_on, end_source=source,
        )
        .returning(o.c.series_id)
    ).first()  # fmt: skip
    if ended is None:
        raise NotActive
    settle(at, at.subject, "order_unconfirmed", str(order_id), "ended")
    at.audit("order_end", f"court_order:{order_id}", reason="discharged" if discharged else "ended")


def propose_text(at: Access, text: str) -> UUID:
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


def settle_proposal(at: Access, proposal_id: UUID, state: ProposalState) -> None:
    """Take a proposal into a draft, or decline it. Raises NotFound when it is not open, or not this person's."""
    p = table_of(OrderProposal)
    settled = at.session.execute(
        sa.update(p)
        .where(p.c.id == proposal_id, p.c.participant_id == at.subject, p.c.state == ProposalState.proposed)
        .values(state=state, settled_by=at.user_id, settled_at=at.now)
        .returning(p.c.id)
    ).first()
    if settled is None:
        raise NotFound
    settle(at, at.subject, "order_text_proposed", str(proposal_id), state.value)
    at.audit("order_draft", f"order_proposal:{proposal_id}", reason=state.value)


def kind_of(at: Access, kind_id: str) -> OrderKind | None:
    """The kind of order of that id, or None."""
    return next((one for one in at.service.catalogue.order_kinds() if one.id == kind_id), None)


# Underneath -----------------------------------------------------------------------------------------------------------


def _checked(at: Access, given: Draft, no_name: bool) -> list[dict[str, Any]]:
    """Every rule of a draft. Its conditions with their words filled in."""
    if not no_name:
        raise NotTicked(errors=[("no_name", "Tick it once you have looked.")])
    if kind_of(at, given.kind_id) is None:
        raise UnknownKind(errors=[("kind_id", "Choose one from the list.")])
    today, wrong = _today(at), []
    if given.made_on > today:
        wrong.append(("made_on", "Choose today or a day before."))
    if given.starts_on < given.made_on:
        wrong.append(("starts_on", "It cannot start before it was made."))
    if given.served_on is not None and not given.made_on <= given.served_on <= today:
        wrong.append(("served_on", "From the day it was made until today."))
    if given.ends_on is not None and given.ends_on < given.starts_on:
        wrong.append(("ends_on", "It cannot end before it starts."))
    if given.source_seen_on > today:
        wrong.append(("source_seen_on", "Choose today or a day before."))
    if wrong:
        raise DatesDisagree(errors=wrong)
    library = {one.id: one for one in at.service.catalogue.conditions()}
    roles = at.service.catalogue.roles()
    terms = [_term(n, term, library, roles, wrong) for n, term in enumerate(given.terms)]
    if wrong:
        raise BadCondition(errors=wrong)
    found = [("court", f"Take out {kinds}.")] if given.court and (kinds := kinds_found(given.court)) else []
    for n, term in enumerate(terms):
        for name, text in _texts(term["words"]):
            if kinds := kinds_found(text):
                found.append((f"conditions.{n}.{name}", f"Take out {kinds}."))
    if found:
        raise IdentifiersFound("Use a role word, like [the other person].", errors=found)
    return terms


def _term(
    n: int, term: Term, library: Mapping[str, Any], roles: Mapping[str, str], wrong: list[tuple[str, str]]
) -> dict[str, Any]:
    """One condition with its words; what is wrong with it is added to `wrong`."""
    where = f"conditions.{n}"
    known = library.get(term.library_id or "")
    exact = (term.exact or "").strip()
    if term.library_id and known is None:
        wrong.append((f"{where}.library_id", "Choose one from the library."))
    if known is not None and not exact:
        try:
            exact = filled(known, term.blanks, roles)
        except BadBlank as bad:
            wrong.append((f"{where}.blanks.{bad.name}", bad.message))
    category = term.category or (known and Category(known.category))
    kind = term.kind or (known and ConditionKind(known.kind))
    plain = (term.plain or "").strip() or (known.plain if known else "")
    for name, value in (("exact", exact), ("plain", plain), ("category", category), ("kind", kind)):
        if not value and not (name == "exact" and known is not None):
            wrong.append((f"{where}.{name}", "This is needed."))
    return {
        "key": term.key or uuid4(),
        "library_id": term.library_id,
        "category": category,
        "kind": kind,
        "words": {
            "exact": exact,
            "plain": plain,
            "not_allowed": term.not_allowed or (list(known.not_allowed) if known else []),
            "ask_about": term.ask_about or (list(known.ask_about) if known else []),
            "exception": (term.exception or "").strip() or None,
        },
    }


def _texts(words: Mapping[str, Any]) -> list[tuple[str, str]]:
    single = [(name, words[name]) for name in WORDS if words.get(name)]
    return [*single, *((f"{name}.{n}", text) for name in LISTS for n, text in enumerate(words[name]))]


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


def _today(at: Access) -> date:
    p = table_of(Participant)
    return local_day(at.now, at.session.execute(sa.select(p.c.zone).where(p.c.id == at.subject)).scalar_one())
