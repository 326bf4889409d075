"""Many reads in one statement find what each finds by itself, in the same order and types."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from api.act import Access, as_phone
from api.db import table_of
from api.journal.bundle import reads_of
from api.journal.held import Mark
from api.people.models import Device, Participant, ParticipantState, Programme
from api.together import Read, together
from tests.furnished import furnish
from tests.world import Phone, World


def as_their_phone(world: World, at: Access, phone: Phone) -> Access:
    return as_phone(world.service, at.session, world.clock.now, at.session.get_one(Device, phone.device_id))


def person_of(at: Access) -> Any:
    p, g = table_of(Participant), table_of(Programme)
    query = sa.select(p.c.id, p.c.zone, p.c.state, g.c.cadence).join(g, g.c.participant_id == p.c.id)
    return at.session.execute(query.where(p.c.id == at.subject)).one()


def plain(rows: list[Any]) -> list[dict[str, Any]]:
    return [{name: (type(value), value) for name, value in row._asdict().items()} for row in rows]


def test_every_read_of_a_bundle_finds_together_what_it_finds_alone(world: World) -> None:
    clinician, lead = world.clinician(), world.lead()
    phone = world.phone(world.participant(clinician))
    furnish(world, clinician, lead, phone)
    for strength in (3, 9):
        phone.trigger("urge", strength, text='Quotes " and \\ and Łukasz and a line\nbreak')
    with world.act(participant_id=phone.participant_id) as acting:
        at = as_their_phone(world, acting, phone)
        # Whole, and for a phone that holds what came before yesterday.
        for mark in (None, Mark(world.clock.now - timedelta(days=1), "0", "0")):
            reads = [read for reads in reads_of(at, person_of(at), mark) for read in reads]
            alone = [plain(at.rows(read)) for read in reads]
            assert [plain(one.rows()) for one in together(at.session, reads)] == alone
            found = [read.statement for read, rows in zip(reads, alone, strict=True) if rows]
            assert len(found) > 15, "the furnished person has something in nearly every room"


def test_what_is_read_ahead_is_handed_out_once_and_for_its_own_question_alone(world: World) -> None:
    phone = world.phone(world.participant(world.clinician()))
    p = table_of(Participant)
    whose = sa.select(p.c.state, p.c.zone).where(p.c.id == sa.bindparam("who"))
    with world.act(participant_id=phone.participant_id) as at:
        read = Read(whose, {"who": at.subject})
        at.read_ahead(read)
        assert at.rows(Read(whose, {"who": phone.device_id})) == []
        at.read_ahead(read)
        at.session.execute(sa.update(p).where(p.c.id == at.subject).values(state=ParticipantState.paused))
        assert [row.state for row in at.rows(read)] == [ParticipantState.active]
        assert [row.state for row in at.rows(read)] == [ParticipantState.paused]


def test_two_reads_keep_their_own_meaning_of_one_name(world: World) -> None:
    first, second = world.participant(world.clinician()), world.participant(world.clinician())
    p = table_of(Participant)
    by_zone = sa.select(p.c.id).where(p.c.id == sa.bindparam("other"), p.c.zone != "it's 100% elsewhere: :other")
    with world.act() as at:
        one, two, none = together(
            at.session,
            [
                Read(by_zone, {"other": first}),
                Read(by_zone.limit(5), {"other": second}),
                Read(by_zone, {"other": None}),
            ],
        )
    assert ([row.id for row in one.rows()], [row.id for row in two.rows()], none.rows()) == ([first], [second], [])
