"""Writing a coping plan: each change is a new version, and nothing is overwritten (product F3)."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from api.act import Access
from api.clock import local_day
from api.coping.models import CopingPlan, PlanState
from api.coping.rules import positive_act
from api.db import insert_ignoring, table_of
from api.errors import Problem
from api.journal import guard
from api.people.models import Participant, User

SECTIONS = ("signs", "surroundings", "alone", "people", "ask", "professionals", "reasons", "night")


class PlanChanged(Problem):
    """Somebody saved a version since this one was opened. What was typed is still with whoever typed it."""

    slug, title = "plan-changed", "Somebody changed this plan since you opened it"


class RuleNotPositive(Problem):
    """A rule's `then` says what will not be done."""

    slug, title = "rule-not-positive", "A rule has to say what to do"


class IdentifiersFound(Problem):
    """The words that the participant will see hold what could lead to a person."""

    slug, title = "identifiers-found", "Leave out names and ways to find people"


class NotYetAgreed(Problem):
    """The date of agreement lies ahead."""

    slug, title = "agreed-in-future", "Agreed on is a day that has come"


def write(at: Access, plan: dict[str, Any], agreed_on: date | None, base_version: int | None) -> dict[str, Any]:
    """Save the next version. With a date it is AGREED, and the agreed one before it SUPERSEDED; without, PROPOSED.

    `base_version` is the newest version that the writer saw, null for none; PlanChanged when there is a newer one.
    Raises RuleNotPositive and IdentifiersFound, naming each field.
    """
    table = table_of(CopingPlan)
    newest = at.session.execute(
        sa.select(sa.func.max(table.c.version)).where(table.c.participant_id == at.subject)
    ).scalar_one()
    if newest != base_version:
        raise PlanChanged(
            f"Version {newest} was saved after the one that you opened. Look at it, then save yours again.",
            version=newest,
        )
    refused = [
        (f"rules.{n}.then", why)
        for n, rule in enumerate(plan["rules"])
        if (why := positive_act(rule["then"])) is not None
    ]
    if refused:
        raise RuleNotPositive("Say what to do instead. Nothing you wrote is lost.", errors=refused)
    found = [(field, f"Take out {kinds}.") for field, text in _texts(plan) if (kinds := kinds_found(text))]
    if found:
        raise IdentifiersFound("Use a role word, like my brother or my key worker.", errors=found)
    zone = at.session.execute(
        sa.select(table_of(Participant).c.zone).where(table_of(Participant).c.id == at.subject)
    ).scalar_one()
    if agreed_on is not None and agreed_on > local_day(at.now, zone):
        raise NotYetAgreed(errors=[("agreed_on", "Choose today or a day before.")])
    for rule in plan["rules"]:
        rule["id"] = rule.get("id") or str(uuid4())
    state = PlanState.agreed if agreed_on else PlanState.proposed
    version, plan_id = (newest or 0) + 1, uuid4()
    body = json.dumps({name: plan[name] for name in (*SECTIONS, "rules")}, separators=(",", ":")).encode()
    row = {
        "id": plan_id,
        "participant_id": at.subject,
        "version": version,
        "state": state,
        "made_by": at.user_id,
        "made_at": at.now,
        "agreed_on": agreed_on,
        "body": at.box().seal("coping_plan", "body", plan_id, body),
    }
    if insert_ignoring(at.session, table, [row], table.c.id).scalar() is None:
        raise PlanChanged("Somebody saved a version a moment ago. Look at it, then save yours again.", version=version)
    # One agreed at a time, and one proposed: a newer version takes the place of what stood before it.
    gone = [PlanState.agreed, PlanState.proposed] if agreed_on else [PlanState.proposed]
    at.session.execute(
        sa.update(table)
        .where(table.c.participant_id == at.subject, table.c.version < version, table.c.state.in_(gone))
        .values(state=PlanState.superseded, superseded_at=at.now)
    )
    at.audit("plan_edit", f"coping_plan:{plan_id}", version=version)
    made = _read(at, sa.and_(table.c.participant_id == at.subject, table.c.version == version))
    assert made is not None
    return made


def current_plan(at: Access, participant_id: UUID | None = None) -> dict[str, Any] | None:
    """The agreed version as the phone and staff read it, or None: Plan of the contract with `state` and `agreed_on`."""
    table = table_of(CopingPlan)
    who = participant_id or at.subject
    return _read(at, sa.and_(table.c.participant_id == who, table.c.state == PlanState.agreed))


def proposed_plan(at: Access) -> dict[str, Any] | None:
    """The version that waits for agreement, or None."""
    table = table_of(CopingPlan)
    return _read(at, sa.and_(table.c.participant_id == at.subject, table.c.state == PlanState.proposed))


def versions(at: Access) -> list[dict[str, Any]]:
    """Every version: {version, state, made_on}, newest first."""
    table, p = table_of(CopingPlan), table_of(Participant)
    return [
        {"version": row.version, "state": row.state, "made_on": local_day(row.made_at, row.zone)}
        for row in at.session.execute(
            sa.select(table.c.version, table.c.state, table.c.made_at, p.c.zone)
            .join(p, p.c.id == table.c.participant_id)
            .where(table.c.participant_id == at.subject)
            .order_by(table.c.version.desc())
        )
    ]


def kinds_found(text: str) -> str:
    """The kinds of identifiers in a text as words ("a phone number and a link"), never the values; empty if none."""
    labels = guard.labels(text)
    return " and ".join(filter(None, [", ".join(labels[:-1]), *labels[-1:]]))


def _texts(plan: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every text of a plan with its place, as in the body."""
    for name in SECTIONS:
        for n, text in enumerate(plan[name]):
            yield f"{name}.{n}", text
    for n, rule in enumerate(plan["rules"]):
        for part in ("when", "then"):
            yield f"rules.{n}.{part}", rule[part]


def _read(at: Access, where: Any) -> dict[str, Any] | None:
    table, u = table_of(CopingPlan), table_of(User)
    row = at.session.execute(
        sa.select(table, u.c.first_name)
        .join(u, u.c.id == table.c.made_by)
        .where(where)
        .order_by(table.c.version.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    body = json.loads(at.box(row.participant_id).open("coping_plan", "body", row.id, row.body))
    return {
        "id": row.id,
        "version": row.version,
        "state": row.state,
        "agreed_on": row.agreed_on,
        "with_first_name": row.first_name,
        **body,
    }
