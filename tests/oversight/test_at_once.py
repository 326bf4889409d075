"""Several people at the same moment: nothing is answered twice, nothing is missed, nobody waits for ever."""

import threading
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from api.db import table_of
from api.oversight import caseload, escalation
from api.oversight.models import AttentionItem, CaseloadRow, Review, ReviewKind
from tests.world import World


def at_once(*calls: Callable[[], Any]) -> Sequence[Any]:
    """Make the calls at the same moment, each in a thread of its own, and give what each came to."""
    ready = threading.Barrier(len(calls))
    found: list[Any] = [None] * len(calls)

    def run(n: int, call: Callable[[], Any]) -> None:
        ready.wait()
        found[n] = call()

    threads = [threading.Thread(target=run, args=(n, call)) for n, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return found


def kept_and_again(world: World, person: Any) -> tuple[Any, Any]:
    """The caseload row as it was kept, and as the tables make it."""
    table = table_of(CaseloadRow)
    with world.act(participant_id=person) as at:
        kept = at.session.execute(sa.select(table).where(table.c.participant_id == person)).one()
        caseload.refresh(at, person)
        again = at.session.execute(sa.select(table).where(table.c.participant_id == person)).one()
    return kept, again


def test_phones_of_one_person_that_send_at_once_all_stand_in_the_row(world: World) -> None:
    person = world.participant()
    phones = [world.phone(person) for _ in range(5)]
    bodies = [phone.envelope("trigger", {"happened_at": world.clock.now.isoformat(), "kind": "near_miss", "intensity": 9, "talk_about": True}) for phone in phones]  # fmt: skip
    answers = at_once(*(lambda p=phone, b=body: p.post([b]) for phone, body in zip(phones, bodies, strict=True)))
    assert [answer.json()["items"][0]["status"] for answer in answers] == ["stored"] * 5
    kept, again = kept_and_again(world, person)
    assert kept == again
    assert kept.unread_reviews == 5
    assert [reason["n"] for reason in kept.reasons if reason["code"] == "talk_about"] == [5]


def test_a_review_that_five_people_take_at_once_is_one_persons(world: World) -> None:
    maya = world.clinician()
    world.phone(world.participant(maya)).trigger("near_miss", 8)
    [review] = maya.client.get("/api/reviews").json()["items"]
    people = [maya, *(world.lead() for _ in range(4))]
    answers = at_once(*(lambda p=who: p.client.post(f"/api/reviews/{review['id']}/claim") for who in people))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]


def test_a_review_that_is_sent_twice_is_closed_once(world: World) -> None:
    maya = world.clinician()
    world.phone(world.participant(maya)).trigger("near_miss", 8)
    [review] = maya.client.get("/api/reviews").json()["items"]
    maya.client.post(f"/api/reviews/{review['id']}/claim")
    close = {"outcome": "replied", "reply": "Thank you."}
    answers = at_once(*(lambda: maya.client.post(f"/api/reviews/{review['id']}/close", close) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]


def test_a_card_that_comes_while_its_week_is_closed_is_shown_in_one_round(world: World) -> None:
    maya = world.clinician()
    person = world.participant(maya)
    phone = world.phone(person)
    for n in range(4):
        phone.card(date(2026, 11, 16))
        week = next(one for one in maya.client.get("/api/reviews").json()["items"] if one["kind"] == "week")
        maya.client.post(f"/api/reviews/{week['id']}/claim")
        world.clock.advance(minutes=1)
        body = {
            "form_id": "daily-card",
            "form_version": 2,
            "local_date": "2026-11-17",
            "answers": {"urge": n, "acted": False},
        }
        card = phone.envelope("checkin", body)
        came, closed = at_once(
            partial(phone.post, [card]),
            partial(maya.client.post, f"/api/reviews/{week['id']}/close", {"outcome": "noted", "reason": "Read"}),
        )
        assert came.json()["items"][0]["status"] == "stored" and closed.status_code == 200
        table = table_of(Review)
        with world.act() as at:
            states = at.session.execute(
                sa.select(table.c.subject, table.c.state)
                .where(table.c.kind == ReviewKind.week)
                .order_by(table.c.raised_at)
            ).all()
        assert len({row.subject for row in states}) == len(states)
        kept, again = kept_and_again(world, person)
        assert kept == again
        world.clock.advance(minutes=1)


def test_workers_that_meet_pass_each_thing_on_once(world: World) -> None:
    maya = world.clinician()
    for n in range(3):
        world.phone(world.participant(maya, first_name=f"P{n}")).trigger("near_miss", 8)
    now = datetime(2026, 11, 25, 17, tzinfo=UTC)
    found = at_once(*(partial(escalation.escalate_overdue, world.service, now) for _ in range(4)))
    assert sum(counts.get("lead", 0) for counts in found) == 3 and not any("failed" in counts for counts in found)
    now = datetime(2026, 12, 3, 12, tzinfo=UTC)
    found = at_once(*(partial(escalation.raise_quiet, world.service, now) for _ in range(4)))
    assert sum(counts.get("raised", 0) for counts in found) == 3 and not any("failed" in counts for counts in found)
    items = table_of(AttentionItem)
    with world.act() as at:
        rows = at.session.execute(sa.select(items.c["count"]).where(items.c.rule == "quiet")).scalars().all()
    assert rows == [1, 1, 1]


def test_a_worker_with_an_old_list_passes_nothing_on_again(world: World) -> None:
    maya = world.clinician()
    person = world.participant(maya)
    world.phone(person).trigger("near_miss", 8)
    items = table_of(AttentionItem)
    with world.act() as at:
        item = at.session.execute(sa.select(items)).one()
    stale = SimpleNamespace(
        id=item.id,
        participant_id=person,
        due_at=item.due_at,
        escalated_at=None,
        zone="Europe/London",
        team_id=world.home.id,
    )
    now = datetime(2026, 11, 25, 17, tzinfo=UTC)
    assert [escalation.each(world.service, now, [stale], escalation._pass_on) for _ in range(2)] == [{"lead": 1}, {}]
