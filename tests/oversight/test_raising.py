"""What arrives becomes reviews and attention items."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from api.db import table_of
from api.oversight import caseload, raising
from api.oversight.models import AttentionItem, AttentionState, Band, CaseloadRow, Review, ReviewKind
from api.oversight.raising import Arrived, consequences, entries_arrived, raise_item, settle
from tests.oversight.conftest import Counting
from tests.world import START, World

MONDAY = date(2026, 11, 23)


def arrived(participant_id: UUID | None = None, kind: str = "trigger", **over: Any) -> Arrived:
    """One plain urge of 5, now; `over` changes fields."""
    given: dict[str, Any] = {
        "entry_id": uuid4(), "participant_id": participant_id or uuid4(), "kind": kind, "detail": "urge",
        "intensity": 5, "acted": None, "talk_about": False, "happened_at": START, "received_at": START,
        "local_date": MONDAY, "late": False, "call_me": False, "not_safe": False, "body": {},
    }  # fmt: skip
    if kind in ("checkin", "not_safe", "that_is_wrong", "amend"):
        given |= {"detail": None, "intensity": None}
    return Arrived(**(given | over))


def rows(world: World, model: type[SQLModel], **where: Any) -> list[Any]:
    """Rows of a table, by equal columns."""
    table = table_of(model)
    with world.act() as at:
        query = sa.select(table).where(*(table.c[name] == value for name, value in where.items()))
        return list(at.session.execute(query.order_by(*table.primary_key)))


@pytest.mark.parametrize(
    ("over", "kind", "rules"),
    [
        ({}, None, []),
        ({"detail": "near_miss"}, ReviewKind.near_miss, ["near_miss"]),
        ({"detail": "acted"}, ReviewKind.acted, ["acted_logged"]),
        ({"intensity": 7}, None, []),
        ({"intensity": 8}, ReviewKind.urge, []),
        ({"intensity": 10, "detail": "trigger_only"}, ReviewKind.urge, []),
        ({"intensity": 10, "detail": "good_moment"}, None, []),
        ({"intensity": None}, None, []),
        ({"detail": "near_miss", "intensity": 9}, ReviewKind.near_miss, ["near_miss"]),
        ({"kind": "checkin", "acted": False, "intensity": 3}, None, []),
        ({"kind": "checkin", "acted": True, "intensity": 3}, ReviewKind.acted, ["acted_logged"]),
        ({"kind": "checkin", "intensity": 8}, ReviewKind.urge, []),
        ({"kind": "checkin", "call_me": True}, ReviewKind.call, ["asked_for_call"]),
        ({"kind": "checkin", "call_me": True, "acted": True}, ReviewKind.acted, ["asked_for_call", "acted_logged"]),
        ({"kind": "checkin", "not_safe": True, "acted": True}, ReviewKind.not_safe, ["not_safe", "acted_logged"]),
        ({"kind": "not_safe", "detail": "me"}, ReviewKind.not_safe, ["not_safe"]),
        ({"kind": "not_safe", "detail": "me", "call_me": True}, ReviewKind.not_safe, ["not_safe"]),
        ({"kind": "that_is_wrong", "detail": "i_came"}, ReviewKind.that_is_wrong, ["that_is_wrong"]),
        ({"kind": "amend"}, None, []),
        ({"kind": "amend", "detail": "acted", "acted": True}, ReviewKind.acted, ["acted_logged"]),
    ],
)
def test_an_entry_gets_the_review_and_items_of_what_it_says(
    over: dict[str, Any], kind: ReviewKind | None, rules: list[str]
) -> None:
    found, raises = consequences(arrived(**over), "subject")
    assert (found, [one.rule for one in raises]) == (kind, rules)


def test_facts_hold_codes_only_and_say_whom_not_safe_is_about() -> None:
    _, [raised] = consequences(arrived(kind="not_safe", detail="someone_else", call_me=True), "subject")
    assert raised.facts == {"at": START.isoformat(), "about": "someone_else", "call": 1}


def test_an_ordinary_batch_costs_one_statement_whatever_its_size(world: World, counting: Counting) -> None:
    person = world.participant()
    for size in (1, 50):
        with world.act(participant_id=person) as at, counting() as said:
            entries_arrived(at, [arrived(person) for _ in range(size)], 2, "Europe/London")
        assert len([one for one in said if "caseload_row" in one]) == len(said) == 1, said


def test_a_batch_that_speaks_costs_as_much_for_fifty_as_for_one(world: World, counting: Counting) -> None:
    costs = []
    for size in (1, 50):
        person = world.participant()
        loud = [
            arrived(
                person,
                "checkin",
                intensity=9,
                acted=True,
                call_me=True,
                talk_about=True,
                local_date=MONDAY - timedelta(n),
            )
            for n in range(size)
        ]
        with world.act(participant_id=person) as at, counting() as said:
            entries_arrived(at, loud, 2, "Europe/London")
        costs.append(len(said))
        assert len(rows(world, Review, participant_id=person, kind=ReviewKind.acted)) == size
        assert len(rows(world, AttentionItem, participant_id=person, rule="acted_logged")) == size
    assert costs[0] == costs[1] <= 12, costs


def test_an_entry_told_twice_has_one_review_and_one_item(world: World) -> None:
    person = world.participant()
    one = arrived(person, detail="near_miss", intensity=8)
    for _ in range(2):
        with world.act(participant_id=person) as at:
            entries_arrived(at, [one], 2, "Europe/London")
    assert len(rows(world, Review, participant_id=person)) == 1
    [item] = rows(world, AttentionItem, participant_id=person)
    assert item.count == 2 and item.subject == str(one.entry_id)


@pytest.mark.parametrize(("tier", "days"), [(1, 1), (2, 2), (3, 7)])
def test_a_strong_urge_is_due_by_tier_and_a_near_miss_always_in_one_working_day(
    world: World, tier: int, days: int
) -> None:
    person = world.participant(tier=tier)
    phone = world.phone(person)
    phone.trigger("urge", 8)
    phone.trigger("near_miss", 3)
    due = {row.kind: row.due_at for row in rows(world, Review, participant_id=person)}
    assert due[ReviewKind.urge] == datetime(2026, 11, 23, 17, tzinfo=UTC) + timedelta(days=days)
    assert due[ReviewKind.near_miss] == datetime(2026, 11, 24, 17, tzinfo=UTC)


def test_a_review_is_due_from_arrival_and_not_from_when_it_happened(world: World) -> None:
    phone = world.phone(world.participant())
    phone.send("trigger", {"happened_at": "2026-11-20T23:00:00+00:00", "kind": "near_miss", "intensity": 8})
    [review] = rows(world, Review)
    assert review.at == datetime(2026, 11, 20, 23, tzinfo=UTC)
    assert review.due_at == datetime(2026, 11, 24, 17, tzinfo=UTC)


def test_a_weeks_cards_fold_into_one_review_that_is_due_when_the_week_is_over(world: World) -> None:
    phone = world.phone(world.participant())
    for day in range(18, 24):
        phone.card(date(2026, 11, day))
    weeks = rows(world, Review, kind=ReviewKind.week)
    assert sorted(week.subject for week in weeks) == ["2026-11-16", "2026-11-23"]
    past, running = sorted(weeks, key=lambda week: str(week.subject))
    assert past.due_at == datetime(2026, 11, 25, 17, tzinfo=UTC), "two working days from arrival"
    assert running.at == datetime(2026, 11, 30, 4, tzinfo=UTC)
    assert running.due_at == datetime(2026, 12, 2, 17, tzinfo=UTC), "two working days from the end of the week"


def test_a_card_that_comes_after_its_week_was_read_opens_a_second_round_once(world: World) -> None:
    maya = world.clinician()
    person = world.participant(maya)
    phone = world.phone(person)
    phone.card(date(2026, 11, 17))
    [week] = rows(world, Review, kind=ReviewKind.week)
    assert maya.client.post(f"/api/reviews/{week.id}/claim").status_code == 200
    assert (
        maya.client.post(f"/api/reviews/{week.id}/close", {"outcome": "noted", "reason": "All read"}).status_code == 200
    )
    world.clock.advance(minutes=10)
    phone.card(date(2026, 11, 18), urge=6)
    phone.card(date(2026, 11, 19), urge=7)
    assert sorted(row.subject for row in rows(world, Review, kind=ReviewKind.week)) == ["2026-11-16", "2026-11-16.2"]
    [again] = [row for row in rows(world, Review, kind=ReviewKind.week) if row.subject.endswith(".2")]
    fields = maya.client.get(f"/api/reviews/{again.id}").json()["fields"]
    assert [field["label"] for field in fields] == ["Wed 18", "Thu 19"], "what was read before is not shown again"
    own = {one["local_date"]: one["state"] for one in phone.client.get("/api/me/entries").json()["items"]}
    assert own == {"2026-11-17": "closed", "2026-11-18": "unread", "2026-11-19": "unread"}


def test_two_strong_urges_within_48_hours_are_raised_once(world: World) -> None:
    phone = world.phone(world.participant())
    phone.trigger("urge", 8)
    assert not rows(world, AttentionItem, rule="urge_high_twice")
    world.clock.advance(hours=49)
    phone.trigger("urge", 9)
    assert not rows(world, AttentionItem, rule="urge_high_twice"), "49 hours apart"
    world.clock.advance(hours=3)
    phone.trigger("urge", 10)
    [item] = rows(world, AttentionItem, rule="urge_high_twice")
    assert (item.facts["a"], item.facts["b"], item.band) == (9, 10, Band.attention)
    phone.trigger("urge", 8)
    [item] = rows(world, AttentionItem, rule="urge_high_twice")
    assert item.count == 2


def test_a_card_that_repeats_the_days_logged_urge_is_not_a_second_urge(world: World) -> None:
    phone = world.phone(world.participant())
    phone.trigger("urge", 9)
    phone.card(urge=9)
    assert not rows(world, AttentionItem, rule="urge_high_twice")
    phone.card(date(2026, 11, 22), urge=8)
    assert len(rows(world, AttentionItem, rule="urge_high_twice")) == 1, "another day's card is another urge"


def test_a_rule_that_a_person_has_answered_stays_quiet_for_its_cooldown(world: World) -> None:
    maya = world.clinician()
    phone = world.phone(world.participant(maya))
    phone.trigger("urge", 8)
    phone.trigger("urge", 8)
    [item] = rows(world, AttentionItem, rule="urge_high_twice")
    assert maya.client.post(f"/api/attention/{item.id}/act", {"outcome": "called"}).status_code == 200
    world.clock.advance(hours=24)
    phone.trigger("urge", 9)
    assert len(rows(world, AttentionItem, rule="urge_high_twice")) == 1
    world.clock.advance(hours=25)
    phone.trigger("urge", 9)
    assert len(rows(world, AttentionItem, rule="urge_high_twice")) == 2


def test_an_item_raised_again_folds_counts_and_is_new_again(world: World) -> None:
    person = world.participant()
    for n in range(3):
        with world.act(participant_id=person) as at:
            raise_item(at, person, "dead_letter", "m1", facts={"channel": "email"})
        if n == 0:
            with world.act() as at:
                table = table_of(AttentionItem)
                at.session.execute(sa.update(table).values(state=AttentionState.seen))
    [item] = rows(world, AttentionItem, participant_id=person)
    assert (item.count, item.state) == (3, AttentionState.new)
    with world.act(participant_id=person) as at:
        settle(at, person, "dead_letter", "m1", "resent")
    with world.act(participant_id=person) as at:
        raise_item(at, person, "dead_letter", "m1", facts={"channel": "email"})
    assert len(rows(world, AttentionItem, participant_id=person)) == 2, "a closed item is not opened again"


def test_words_are_never_facts(world: World) -> None:
    person = world.participant()
    with pytest.raises(ValueError, match="not a code"), world.act(participant_id=person) as at:
        raise_item(at, person, "dead_letter", "m1", facts={"channel": "I had it typed"})
    with pytest.raises(KeyError), world.act(participant_id=person) as at:
        raise_item(at, person, "no_such_rule", "m1")


def test_an_amendment_that_says_acted_is_reviewed_under_the_entry_that_it_changes(world: World) -> None:
    phone = world.phone(world.participant())
    first = phone.trigger("urge", 4)
    phone.send("amend", {"of": first["id"], "body": {"kind": "acted"}})
    [review] = rows(world, Review)
    assert (review.kind, str(review.entry_id)) == (ReviewKind.acted, first["id"])


def test_an_amended_card_that_says_not_safe_is_urgent(world: World) -> None:
    phone = world.phone(world.participant())
    first = phone.card()
    phone.send("amend", {"of": first["id"], "body": {"answers": {"urge": 2, "acted": False, "not_safe": True}}})
    assert [item.rule for item in rows(world, AttentionItem)] == ["not_safe"]


def test_the_row_kept_step_by_step_is_the_row_made_again_from_the_tables(world: World) -> None:
    maya = world.clinician()
    person = world.participant(maya)
    phone = world.phone(person)
    phone.trigger("near_miss", 8, talk_about=True)
    phone.trigger("urge", 9)
    phone.card(date(2026, 11, 17), talk_about=True)
    phone.card(date(2026, 11, 20), call_me=True)
    phone.trigger("good_moment", 2)
    phone.send("not_safe", {"happened_at": START.isoformat(), "about": "me", "call_me": True})
    [kept] = rows(world, CaseloadRow, participant_id=person)
    with world.act(participant_id=person) as at:
        caseload.refresh(at, person)
    [again] = rows(world, CaseloadRow, participant_id=person)
    assert kept._asdict() == again._asdict()
    assert len(again.reasons) >= 6


def test_what_breaks_a_silence_settles_it(world: World) -> None:
    person = world.participant()
    phone = world.phone(person)
    with world.act(participant_id=person) as at:
        raise_item(at, person, raising.QUIET, raising.QUIET, facts={"at": START.isoformat()})
    phone.trigger("urge", 2)
    [item] = rows(world, AttentionItem, rule=raising.QUIET)
    assert (item.state, item.outcome, item.open_key) == (AttentionState.actioned, "heard_from", None)
    [row] = rows(world, CaseloadRow, participant_id=person)
    assert row.reasons == []
