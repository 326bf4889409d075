"""Two people deciding about the same person at the same instant (security C2, C9)."""

from collections.abc import Callable
from uuid import UUID

import sqlalchemy as sa

from api.db import table_of
from api.errors import Problem
from api.people import actions
from api.people.models import Assignment, LegalBasis, LinkState, ProbationLink
from tests.attendance.conftest import Case
from tests.attendance.test_at_once import together
from tests.world import Person, World


def refused(act: Callable[[], None], into: list[str]) -> Callable[[], None]:
    """The act, with its refusal kept."""

    def run() -> None:
        try:
            act()
        except Problem as problem:
            into.append(problem.slug)

    return run


def test_two_proposals_at_once_make_one_link(world: World) -> None:
    case = Case(world, linked=False)
    practitioners = [world.probation() for _ in range(4)]
    slugs: list[str] = []

    def propose(to: Person) -> Callable[[], None]:
        def act() -> None:
            with world.act(case.lead.user, case.participant_id) as at:
                actions.propose_link(at, to.id, LegalBasis.licence, False)

        return refused(act, slugs)

    assert together(*[propose(to) for to in practitioners]) == []
    assert slugs == ["link-exists"] * 3
    with world.act() as at:
        states = at.session.execute(sa.select(table_of(ProbationLink).c.state)).scalars().all()
    assert states == [LinkState.proposed]


def test_two_assignments_ended_at_once_never_leave_nobody(world: World) -> None:
    clinician, colleague, lead = world.clinician(), world.clinician(), world.lead()
    person = world.participant(clinician)
    slugs: list[str] = []
    with world.act(lead.user, person) as at:
        actions.assign(at, colleague.id)
    a = table_of(Assignment)
    with world.act() as at:
        live = list(at.session.execute(sa.select(a.c.id).where(a.c.ended_at.is_(None))).scalars())

    def end(one: UUID) -> Callable[[], None]:
        def act() -> None:
            with world.act(lead.user, person) as at:
                actions.unassign(at, one)

        return refused(act, slugs)

    assert together(*[end(one) for one in live]) == []
    assert slugs == ["last-clinician"]
