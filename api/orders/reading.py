"""Orders as staff and the phone read them: in order of strictness, each version with what it changed."""

import json
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from api.act import Access
from api.db import table_of
from api.orders.duties import first_day, tell_police
from api.orders.models import (
    ConditionKind,
    CourtOrder,
    OrderCondition,
    OrderRead,
    OrderState,
    TeachBack,
)
from api.orders.stricter import Weighed, place
from api.orders.terms import kind_of
from api.people.models import LearningPlace, User
from api.people.place import HOME
from api.together import Read

BINDING = (OrderState.active,)


_O, _C, _R = table_of(CourtOrder), table_of(OrderCondition), table_of(OrderRead)
_PLACE = table_of(LearningPlace)
_DRAFTER, _CHECKER, _SENDER = (table_of(User).alias(name) for name in ("drafter", "checker", "sender"))
_ORDERS = (
    sa.select(
        _O, _DRAFTER.c.first_name.label("drafted_name"), _CHECKER.c.first_name.label("checked_name"),
        _SENDER.c.first_name.label("sender_name"), _R.c.read_at, _PLACE.c.jurisdiction,
    )
    .join(_DRAFTER, _DRAFTER.c.id == _O.c.drafted_by)
    .outerjoin(_CHECKER, _CHECKER.c.id == _O.c.checked_by)
    .outerjoin(_SENDER, _SENDER.c.id == _O.c.sent_back_by)
    .outerjoin(_R, _R.c.order_id == _O.c.id)
    .outerjoin(_PLACE, _PLACE.c.participant_id == _O.c.participant_id)
    .where(_O.c.participant_id == sa.bindparam("who"))
)  # fmt: skip
_TERMS = (
    sa.select(_C.c.id, _C.c.order_id, _C.c.key, _C.c.place, _C.c.library_id, _C.c.category, _C.c.kind, _C.c.words)
    .where(_C.c.participant_id == sa.bindparam("who"))
    .order_by(_C.c.place)
)


def orders(at: Access, states: tuple[OrderState, ...] | None = None) -> list[dict[str, Any]]:
    """A participant's orders with their conditions: the stricter first, then the newest version of each.

    Each condition says whether it is new, changed or the same against the version before it, and each order which
    conditions fell away. Opens every word.
    """
    whose, their_terms = orders_reads(at)
    rows = at.rows(whose)
    if not rows:
        return []
    box = at.box()
    terms: dict[UUID, list[dict[str, Any]]] = {}
    for one in at.rows(their_terms):
        words = json.loads(box.open("order_condition", "words", one.id, one.words))
        terms.setdefault(one.order_id, []).append(
            {"id": one.id, "key": one.key, "place": one.place, "library_id": one.library_id, "category": one.category,
             "kind": one.kind, **words}
        )  # fmt: skip
    by_version = {(row.series_id, row.version): row.id for row in rows}
    teach_back = at.service.catalogue.teach_back(rows[0].jurisdiction or HOME)
    said = []
    for row in rows:
        if states is not None and row.state not in states:
            continue
        mine = terms.get(row.id, [])
        before = {term["key"]: term for term in terms.get(by_version.get((row.series_id, row.version - 1), row.id), [])}
        for term in mine:
            term["teach_back"] = teach_back.get(term["library_id"], [])
            term["change"] = _change(term, before, row.version)
        kept = {term["key"] for term in mine}
        gone = [old["plain"] for key, old in before.items() if key not in kept]
        said.append(_order(at, row, mine, gone, json.loads(box.open("court_order", "words", row.id, row.words))))
    return sorted(said, key=lambda one: (one.pop("_place"), -one["version"]))


def orders_reads(at: Access) -> tuple[Read, Read]:
    """What `orders` reads: the orders, and their conditions."""
    return Read(_ORDERS, {"who": at.subject}), Read(_TERMS, {"who": at.subject})


def for_phone(at: Access) -> list[dict[str, Any]]:
    """The orders that bind now, as the phone keeps them: no clinician's surname, no source, no draft."""
    shown = []
    for one in orders(at, BINDING):
        kept = {name: one[name] for name in _ON_PHONE}
        kept["conditions"] = [{name: term[name] for name in _TERM_ON_PHONE} for term in one["conditions"]]
        shown.append(kept)
    return shown


_ON_PHONE = (
    "id", "series_id", "version", "kind", "made_on", "starts_on", "ends_on", "until_further_order", "read", "notify",
    "fell_away", "written_by", "checked_by",
)  # fmt: skip
_TERM_ON_PHONE = (
    "key", "place", "category", "kind", "exact", "plain", "not_allowed", "ask_about", "exception", "teach_back",
    "change",
)  # fmt: skip


def _order(at: Access, row: Any, mine: list[dict[str, Any]], gone: list[str], words: dict[str, Any]) -> dict[str, Any]:
    kind = kind_of(at, row.kind_id)
    forbidden = sum(term["kind"] == ConditionKind.prohibition for term in mine)
    day_1 = first_day(kind.starts_from, row.served_on, row.starts_on) if kind and kind.notification else None
    return {
        "_place": place(
            Weighed(kind.breach if kind else "", forbidden, len(mine) - forbidden, row.made_on, str(row.series_id))
        ),
        "id": row.id,
        "series_id": row.series_id,
        "version": row.version,
        "state": row.state,
        "kind": {
            "id": row.kind_id,
            "name": kind.name if kind else row.kind_id,
            "plain": kind.plain if kind and at.service.catalogue.order_words_shown() else None,
            "notification": bool(kind and kind.notification),
            "starts_from": kind.starts_from if kind else None,
        },
        "of_probation": bool(kind and kind.of_probation),
        "court": words.get("court"),
        "made_on": row.made_on,
        "starts_on": row.starts_on,
        "served_on": row.served_on,
        "ends_on": row.ends_on,
        "until_further_order": row.until_further_order,
        "source": row.source,
        "source_seen_on": row.source_seen_on,
        "notify": tell_police(day_1)._asdict() if day_1 else None,
        "read": row.read_at is not None,
        "read_at": row.read_at,
        "written_by": row.drafted_name,
        "drafted_by_id": row.drafted_by,
        "drafted_at": row.drafted_at,
        "revision": row.revision,
        "sent_back": {
            "by": row.sender_name,
            "at": row.sent_back_at,
            "reason": at.box().open("court_order", "sent_back", row.id, row.sent_back).decode(),
        }
        if row.sent_back
        else None,
        "checked_by": row.checked_name,
        "checked_at": row.checked_at,
        "ended_on": row.ended_on,
        "end_source": row.end_source,
        "end_reason": words.get("end_reason"),
        "fell_away": gone,
        "conditions": mine,
    }


def _change(term: dict[str, Any], before: dict[Any, dict[str, Any]], version: int) -> str:
    """Against the version before: new, changed or same. Of a first version everything is the same."""
    if version == 1:
        return "same"
    old = before.get(term["key"])
    if old is None:
        return "new"
    compared = ("exact", "plain", "not_allowed", "ask_about", "exception", "category", "kind")
    return "same" if all(old[name] == term[name] for name in compared) else "changed"


def teach_back(at: Access) -> list[dict[str, Any]]:
    """The newest answer to each scenario of each order, the missed ones first."""
    t = table_of(TeachBack)
    rows = at.session.execute(
        sa.select(t.c.order_id, t.c.scenario_id, t.c.version, t.c.answer, t.c.missed, t.c.answered_at)
        .where(t.c.participant_id == at.subject)
        .order_by(t.c.answered_at.desc(), t.c.id)
        .limit(200)
    ).all()
    newest: dict[tuple[UUID, str], dict[str, Any]] = {}
    for row in rows:
        newest.setdefault((row.order_id, row.scenario_id), dict(row._mapping))
    for one in newest.values():
        scenario, now = at.service.catalogue.scenario(one["scenario_id"])
        one["situation"] = scenario.situation if scenario else None
        one["fits"] = scenario.answer if scenario else None
        # The words are those of now: what was answered may have read otherwise.
        one["other_words"] = bool(scenario and one["version"] and one["version"] != now)
    return sorted(newest.values(), key=lambda one: not one["missed"])
