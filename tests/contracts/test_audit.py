"""The trail: every change and every staff look is in it, and a changed byte is found and named."""

import random
from typing import Any

import pytest
import sqlalchemy as sa

from api.audit import AuditEntry, AuditHead, checkpoint, verify
from api.db import table_of
from api.main import guards
from api.people.who_saw import PURPOSES
from tests.world import World


def busy(world: World) -> Any:
    """Some people doing things."""
    clinician = world.clinician()
    person = world.participant(clinician)
    phone = world.phone(person)
    for strength in (3, 8, 5):
        phone.trigger("urge", strength)
    clinician.client.get(f"/api/participants/{person}")
    clinician.client.get("/api/caseload")
    clinician.client.get(f"/api/participants/{person}/timeline")
    return clinician, person, phone


def trail(world: World) -> list[Any]:
    t = table_of(AuditEntry)
    with world.act() as at:
        # The test's clock stands still, so rows of one chain follow one another by their number.
        return list(at.session.execute(sa.select(t).order_by(t.c.at, t.c.chain, t.c.seq)).all())


def test_a_trail_that_nobody_touched_holds(world: World) -> None:
    busy(world)
    with world.act() as at:
        verdict = verify(at.session, at.vault)
    assert verdict.ok, verdict
    assert verdict.rows > 5 and verdict.chains == 2


def test_staff_looks_are_recorded_and_ones_own_are_not(world: World) -> None:
    _, _, phone = busy(world)
    actions = [(row.role, row.action) for row in trail(world)]
    for action in ("participant_read", "caseload", "entry_read"):
        assert ("clinician", action) in actions
    before = len(actions)
    phone.client.get("/api/me/bundle")
    phone.client.get("/api/me/entries")
    assert len(trail(world)) == before


def test_refusals_are_recorded_alike_for_missing_and_for_not_yours(world: World) -> None:
    _, person, _ = busy(world)
    stranger = world.clinician(world.team("Away"))
    before = len(trail(world))
    stranger.client.get(f"/api/participants/{person}")
    stranger.client.get("/api/participants/00000000-0000-0000-0000-000000000007")
    first, second = trail(world)[before:]
    assert {(r.chain, r.outcome, r.reason, r.action, r.role) for r in (first, second)} == {
        ("system", "refused", "not-found", "refused", "clinician")
    }


def test_a_stranger_leaves_no_row(world: World) -> None:
    busy(world)
    before = len(trail(world))
    world.anonymous().get("/api/caseload")
    assert len(trail(world)) == before


def test_nothing_that_anybody_wrote_is_in_the_trail(world: World) -> None:
    _, _, phone = busy(world)
    phone.trigger("near_miss", 9, text="markerwords")
    assert "markerwords" not in str(trail(world))


COLUMNS = [c.name for c in table_of(AuditEntry).columns if c.name not in ("chain", "seq")]


@pytest.mark.parametrize("seed", range(4))
def test_a_changed_removed_or_swapped_row_is_named(world: World, seed: int) -> None:
    busy(world)
    dice = random.Random(seed)
    rows = trail(world)
    table = table_of(AuditEntry)
    found = 0
    for _ in range(25):
        row = dice.choice(rows)
        where = sa.and_(table.c.chain == row.chain, table.c.seq == row.seq)
        column = dice.choice(COLUMNS)
        old = getattr(row, column)
        with world.service.database.engine.connect() as connection:
            transaction = connection.begin()
            if dice.random() < 0.2:
                connection.execute(sa.delete(table).where(where))
            else:
                connection.execute(sa.update(table).where(where).values({column: _other(old, column, dice)}))
            from sqlmodel import Session

            with Session(bind=connection) as session:
                verdict = verify(session, world.service.vault)
            transaction.rollback()
        assert verdict.first_bad is not None, (column, old)
        chain, seq, _ = verdict.first_bad
        assert chain == row.chain and seq in (row.seq, row.seq + 1), (column, verdict)
        found += 1
    assert found == 25


def _other(old: Any, column: str, dice: random.Random) -> Any:
    from datetime import datetime, timedelta
    from uuid import UUID, uuid4

    if isinstance(old, bytes | memoryview):
        raw = bytearray(old)
        raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
        return bytes(raw)
    if isinstance(old, datetime):
        return old + timedelta(microseconds=1)
    if isinstance(old, UUID):
        return uuid4()
    if isinstance(old, int):
        return old + 1
    if isinstance(old, str):
        return old[:-1] + ("x" if old[-1:] != "x" else "y")
    return {"actor_id": uuid4(), "participant_id": uuid4(), "version": 1, "count": 1, "digest": b"x"}.get(column, "x")


def test_a_chain_cut_at_its_end_is_found(world: World) -> None:
    _, person, _ = busy(world)
    table, heads = table_of(AuditEntry), table_of(AuditHead)
    with world.act() as at:
        last = at.session.execute(sa.select(heads.c.seq).where(heads.c.chain == str(person))).scalar_one()
        at.session.execute(sa.delete(table).where(table.c.chain == str(person), table.c.seq == last))
    with world.act() as at:
        verdict = verify(at.session, at.vault)
    assert verdict.first_bad is not None and verdict.first_bad[0] == str(person)


def test_a_checkpoint_is_signed_and_a_forged_one_is_found(world: World) -> None:
    busy(world)
    with world.act() as at:
        signed = checkpoint(at.session, world.clock.now, at.vault)
    assert signed["chains"] == 2
    with world.act() as at:
        assert verify(at.session, at.vault).ok
        from api.audit import AuditCheckpoint

        at.session.execute(sa.update(table_of(AuditCheckpoint)).values(signature=b"\0" * 64))
        at.session.flush()
        assert verify(at.session, at.vault).first_bad is not None


def test_every_staff_look_has_words_for_the_participant() -> None:
    looks = {
        guard.may.value
        for key, guard in guards().items()
        if key.startswith("GET")
        and ("{participant_id}" in key or guard.of is not None)
        and not key.startswith("GET /api/me")
    }
    assert len(looks) > 6
    assert looks <= set(PURPOSES), looks - set(PURPOSES)
