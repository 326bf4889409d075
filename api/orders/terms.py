"""The words of a draft: its dates, and each condition from the library with its blanks or in the order's own words.

Every rule of what may be written down as an order stands here; `actions.py` says who may do it when (product F1).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from api.act import Access
from api.clock import calendar_day
from api.coping.actions import IdentifiersFound, kinds_found
from api.db import table_of
from api.errors import Problem
from api.learning.conditions import BLANK, OrderKind
from api.orders.blanks import BadBlank, filled, in_plain_words
from api.orders.models import Category, ConditionKind, SourceSeen
from api.people.models import Participant

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


class NotTicked(Problem):
    """Both people say that there is no name and no place in it."""

    slug, title = "not-ticked", "Tick that there is no name and no place in it"


@dataclass(slots=True)
class Term:
    """One condition as it is drafted: from the library with its blanks, or in the order's own words.

    `not_allowed` and `ask_about`: None takes the library's; an empty list is an empty list.
    """

    key: UUID | None
    library_id: str | None
    blanks: Mapping[str, Any]
    category: Category | None
    kind: ConditionKind | None
    exact: str | None
    plain: str | None
    not_allowed: list[str] | None
    ask_about: list[str] | None
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


def kind_of(at: Access, kind_id: str) -> OrderKind | None:
    """The kind of order of that id, or None."""
    return next((one for one in at.service.catalogue.order_kinds() if one.id == kind_id), None)


def checked(at: Access, given: Draft, no_name: bool) -> list[dict[str, Any]]:
    """Every rule of a draft. Its conditions with their words filled in.

    Raises NotTicked, UnknownKind, DatesDisagree, BadCondition or IdentifiersFound, each naming its fields.
    """
    if not no_name:
        raise NotTicked(errors=[("no_name", "Tick it once you have looked.")])
    order_kind = kind_of(at, given.kind_id)
    if order_kind is None:
        raise UnknownKind(errors=[("kind_id", "Choose one from the list.")])
    today, wrong = today_of(at), []
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
    library = {one.id: one for one in at.service.catalogue.conditions(order_kind.jurisdiction)}
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
    if known is not None and BLANK.search(plain):
        try:
            plain = in_plain_words(plain, known, term.blanks, roles)
        except BadBlank as bad:
            # Beside the blank it was said already, unless the order's words came whole and no blank with them.
            if (f"{where}.blanks.{bad.name}", bad.message) not in wrong:
                plain = ""
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
            "not_allowed": _listed(term.not_allowed, known.not_allowed if known else ()),
            "ask_about": _listed(term.ask_about, known.ask_about if known else ()),
            "exception": (term.exception or "").strip() or None,
        },
    }


def _listed(given: list[str] | None, library: tuple[str, ...]) -> list[str]:
    return list(library) if given is None else given


def _texts(words: Mapping[str, Any]) -> list[tuple[str, str]]:
    single = [(name, words[name]) for name in WORDS if words.get(name)]
    return [*single, *((f"{name}.{n}", text) for name in LISTS for n, text in enumerate(words[name]))]


def today_of(at: Access) -> date:
    """The date where the participant lives. An order counts by the calendar: from midnight, not from 04:00."""
    p = table_of(Participant)
    return calendar_day(at.now, at.session.execute(sa.select(p.c.zone).where(p.c.id == at.subject)).scalar_one())
