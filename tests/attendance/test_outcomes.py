"""Which facts the answers make, which code each proposes, what lessens and what worsens (content-facts 3.2 to 3.4)."""

import csv
from itertools import product

import pytest

from api.attendance.models import Came, ToldBefore, WhyNot
from api.attendance.outcomes import (
    ABSENCES,
    CODES_FILE,
    COVERS,
    MANDATED,
    OURS,
    PROPOSED,
    Fact,
    checked,
    is_absence,
    lessens,
    proposed_code,
    worsens,
)
from api.errors import Malformed
from api.people.models import Basis, LegalBasis

CASES = [
    # came, minutes, happened, why not, told before → fact, code
    (Came.yes, None, True, None, None, Fact.came, "ATTC"),
    (Came.late, 12, True, None, None, Fact.came_late, "ATTC"),
    (Came.late, None, True, None, None, Fact.came_late, "ATTC"),
    (Came.yes, None, False, WhyNot.room, None, Fact.came_not_held_by_us, "ATSS"),
    (Came.yes, None, False, WhyNot.staff, None, Fact.came_not_held_by_us, "ATSS"),
    (Came.late, 5, False, WhyNot.phone, None, Fact.came_not_held_by_us, "ATSS"),
    (Came.yes, None, False, WhyNot.participant_left, None, Fact.came_not_finished, None),
    (Came.yes, None, False, WhyNot.participant_unwell, None, Fact.came_not_finished, None),
    (Came.yes, None, False, WhyNot.other, None, Fact.came_not_finished, None),
    (Came.no, None, False, None, None, Fact.did_not_come, "AFTA"),
    (Came.no, None, False, None, ToldBefore.none, Fact.did_not_come, "AFTA"),
    (Came.no, None, False, None, ToldBefore.could_not_come, Fact.could_not_come, "AFTA"),
    (Came.no, None, False, None, ToldBefore.asked_to_move, Fact.asked_to_move, "RSOF"),
    (Came.no, None, False, WhyNot.room, ToldBefore.none, Fact.not_held_by_us, "RSSR"),
    (Came.no, None, False, WhyNot.staff, None, Fact.not_held_by_us, "RSSR"),
]


@pytest.mark.parametrize(("came", "minutes", "happened", "why_not", "told", "fact", "code"), CASES)
def test_each_set_of_answers_makes_one_fact_and_proposes_one_code(came, minutes, happened, why_not, told, fact, code):  # type: ignore[no-untyped-def]
    said = checked(came, minutes, happened, why_not, told)
    assert said.fact is fact
    assert proposed_code(said.fact, Basis.licence, True) == code
    for basis in Basis:
        for enforceable in (True, False):
            offered = proposed_code(said.fact, basis, enforceable)
            assert offered == (code if enforceable and basis in MANDATED else None)


def test_every_other_set_of_answers_is_refused_and_the_field_is_named() -> None:
    taken = refused = 0
    for came, minutes, happened, why_not, told in product(
        Came, (None, 7), (True, False), (None, *WhyNot), (None, *ToldBefore)
    ):
        try:
            said = checked(came, minutes, happened, why_not, told)
        except Malformed as fault:
            refused += 1
            assert {field for field, _ in fault.errors} <= {"minutes_late", "happened", "why_not", "told_before"}
            continue
        taken += 1
        assert said.happened == (said.fact in (Fact.came, Fact.came_late))
        assert is_absence(said.fact) == (came is Came.no and why_not not in OURS)
        assert (said.told_before is not None) == is_absence(said.fact)
    assert taken > 20 and refused > taken


def test_what_lies_with_us_is_never_an_absence_and_a_voluntary_session_never_carries_a_code() -> None:
    for why in OURS:
        assert not is_absence(checked(Came.no, None, False, why, ToldBefore.none).fact)
    for fact in Fact:
        assert proposed_code(fact, Basis.voluntary, True) is None
        assert proposed_code(fact, Basis.unknown, True) is None


def test_no_code_that_judges_is_ever_proposed() -> None:
    rows = {row["code"] for row in csv.DictReader(CODES_FILE.read_text(encoding="utf-8").splitlines())}
    assert len(rows) == 20
    assert set(PROPOSED.values()) <= rows
    assert not set(PROPOSED.values()) & {"UAAB", "AFTC", "ATFI", "ATSH"}


def test_lessening_and_worsening_are_opposites_and_never_both() -> None:
    for old, new in product(Fact, Fact):
        assert not (lessens(old, new) and worsens(old, new))
        assert lessens(old, new) == worsens(new, old)
    assert {fact for fact in Fact if worsens(None, fact)} == set(ABSENCES)


def test_a_link_covers_its_own_basis_and_never_a_voluntary_session_by_itself() -> None:
    for basis in LegalBasis:
        assert Basis.voluntary not in COVERS[basis]
        if basis is not LegalBasis.consent:
            assert {b.value for b in COVERS[basis]} == {basis.value, "unknown"}
