"""Writing a coping plan: versions, agreement, and what is refused."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from api.coping.models import CopingPlan
from api.db import table_of
from tests.world import World

PLAN: dict[str, Any] = {
    "signs": ["I pace", "I check my phone a lot"],
    "reasons": ["My daughter"],
    "night": ["Phone in the kitchen"],
    "rules": [
        {
            "when": "A message comes in after 10",
            "hours": {"from": "22:00", "to": "02:00"},
            "urge_at_least": 6,
            "then": "I put the phone in the drawer and wash up",
            "for_minutes": 20,
            "confidence": 7,
        }
    ],
    "agreed_on": "2026-11-23",
    "base_version": None,
}


class Case:
    def __init__(self, world: World) -> None:
        self.world = world
        self.maya = world.clinician(first_name="Maya")
        self.person = world.participant(self.maya)
        self.path = f"/api/participants/{self.person}/coping-plan"

    def put(self, **over: Any) -> Any:
        return self.maya.client.put(self.path, PLAN | over)

    def get(self) -> Any:
        return self.maya.client.get(self.path).json()


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def test_an_agreed_plan_reaches_the_phone_whole(world: World, case: Case) -> None:
    made = case.put()
    assert made.status_code == 200, made.text
    plan = made.json()
    assert (plan["version"], plan["state"], plan["agreed_on"], plan["with_first_name"]) == (
        1,
        "agreed",
        "2026-11-23",
        "Maya",
    )
    assert plan["rules"][0] | {"id": None} == PLAN["rules"][0] | {"id": None} and plan["rules"][0]["id"]
    assert case.get()["current"] == plan
    assert world.phone(case.person).client.get("/api/me/bundle").json()["plan"] == plan


def test_a_plan_without_a_date_waits_and_the_phone_keeps_the_agreed_one(world: World, case: Case) -> None:
    case.put()
    waiting = case.put(signs=["Other"], agreed_on=None, base_version=1)
    assert waiting.json()["state"] == "proposed"
    found = case.get()
    assert (found["current"]["version"], found["proposed"]["version"]) == (1, 2)
    assert world.phone(case.person).client.get("/api/me/bundle").json()["plan"]["version"] == 1
    agreed = case.put(signs=["Other"], base_version=2)
    assert agreed.json()["version"] == 3
    assert [(one["version"], one["state"]) for one in case.get()["history"]] == [
        (3, "agreed"), (2, "superseded"), (1, "superseded"),
    ]  # fmt: skip
    assert case.get()["proposed"] is None


def test_nobody_overwrites_what_somebody_else_saved_meanwhile(case: Case) -> None:
    case.put()
    for stale in (None, 2, 7):
        refused = case.put(base_version=stale)
        assert (refused.status_code, refused.json()["type"], refused.json()["version"]) == (
            409,
            "/problems/plan-changed",
            1,
        )
    assert case.put(base_version=1).json()["version"] == 2


def test_a_rule_keeps_its_id_from_version_to_version(case: Case) -> None:
    first = case.put().json()
    second = case.put(rules=first["rules"], base_version=1).json()
    assert second["rules"] == first["rules"]


def test_a_rule_that_says_i_will_not_is_refused_in_its_place_and_nothing_is_saved(case: Case) -> None:
    rules = [PLAN["rules"][0], {"when": "I am alone", "then": "I won't text"}]
    refused = case.put(rules=rules)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/rule-not-positive")
    [error] = refused.json()["errors"]
    assert error["field"] == "rules.1.then" and "For example: I put the phone" in error["message"]
    assert case.get() == {"current": None, "proposed": None, "history": []}


def test_what_could_lead_to_a_person_is_refused_in_its_place_and_never_repeated(case: Case) -> None:
    refused = case.put(
        people=["My brother", "Sam, 07700 900123"], rules=[{"when": "x@example.org writes", "then": "I walk"}]
    )
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/identifiers-found")
    assert [error["field"] for error in refused.json()["errors"]] == ["people.1", "rules.0.when"]
    assert "07700" not in refused.text and "example.org" not in refused.text


@pytest.mark.parametrize(
    "over",
    [
        {"signs": ["a" * 201]},
        {"signs": [" "]},
        {"signs": ["x"] * 13},
        {"more": []},
        {"rules": [{"when": "x", "then": "I walk", "urge_at_least": 11}]},
        {"rules": [{"when": "x", "then": "I walk", "hours": {"from": "25:00", "to": "01:00"}}]},
        {"rules": [{"when": "x"}]},
        {"base_version": 0},
        {"agreed_on": "soon"},
    ],
)
def test_a_malformed_plan_is_refused(case: Case, over: dict[str, Any]) -> None:
    assert case.put(**over).status_code == 422


def test_a_plan_is_not_agreed_on_a_day_to_come(case: Case) -> None:
    assert case.put(agreed_on="2026-11-24").json()["type"] == "/problems/agreed-in-future"


def test_a_day_on_a_page_begins_at_midnight_for_who_writes_it_down(world: World, case: Case) -> None:
    world.clock.set(datetime(2026, 11, 24, 0, 30, tzinfo=UTC))
    world.sign_in(case.maya.client, case.maya.user)
    assert case.put(agreed_on="2026-11-25").json()["type"] == "/problems/agreed-in-future"
    assert case.put(agreed_on="2026-11-24").status_code == 200


def test_only_one_version_is_agreed_and_words_are_sealed(world: World, case: Case) -> None:
    for n in range(4):
        case.put(base_version=n or None)
    table = table_of(CopingPlan)
    with world.act() as at:
        rows = at.session.execute(sa.select(table)).all()
    assert sorted(row.state for row in rows) == ["agreed", "superseded", "superseded", "superseded"]
    assert all(b"drawer" not in bytes(row.body) for row in rows)


def test_others_neither_read_nor_write_it(world: World, case: Case) -> None:
    case.put()
    for who in (world.clinician(world.team("Elsewhere")), world.probation(), world.admin()):
        assert who.client.get(case.path).status_code == 404
        assert who.client.put(case.path, PLAN).status_code == 404
