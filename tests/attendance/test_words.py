"""The words: a recorded fact, never a judgement; and short enough for everyone to read."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from api.attendance.models import AlertState
from api.attendance.outcomes import ABSENCES, Fact
from api.attendance.words import BASES, FACTS, Told, fact_words, moment_words, told_words
from api.learning import reading
from api.people.models import Basis

NEVER = re.compile(
    r"breach|unaccept|accept|recommend|comply|complian|fail|refus|offend|victim|stalker|absence|enforce|warn|risk", re.I
)
AT = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)


def told(fact: Fact, state: AlertState, correction: bool = False) -> str:
    return told_words(
        Told(fact, 12, state, AT, AT + timedelta(hours=1), AT + timedelta(hours=3), correction), "Europe/London"
    ).text.en


ALL = [
    *(told(fact, AlertState.waiting) for fact in ABSENCES),
    *(
        told(fact, state, c)
        for fact in Fact
        for state in AlertState
        if state != AlertState.waiting
        for c in (True, False)
    ),
]


def test_every_fact_and_basis_has_words_and_none_judges() -> None:
    assert set(FACTS) == set(Fact) and set(BASES) == set(Basis)
    said = [*(one.en for one in FACTS.values()), *ALL]
    assert len(said) > 50
    for words in said:
        assert not NEVER.search(words), words
        assert not re.search(r"[–—()!]", words), words


def test_the_participant_s_words_are_short_and_read_at_grade_six_or_below() -> None:
    for words in ALL:
        assert reading.measure(words).grade <= 6, (reading.measure(words).grade, words)
        assert len(words) <= 200


def test_the_participant_reads_the_same_words_as_probation() -> None:
    for fact in Fact:
        assert fact_words(fact, 12) in told(fact, AlertState.released)
        assert fact_words(fact, 12) in told(fact, AlertState.superseded)
        assert fact_words(fact, 12) in told(fact, AlertState.released, True)


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (
            Fact.did_not_come,
            "We recorded that you did not come on Thursday 19 November. If that is wrong, say so before 18:00.",
        ),
        (
            Fact.asked_to_move,
            "We recorded that you did not come on Thursday 19 November, and that you asked us before to move it. "
            "If that is wrong, say so before 18:00.",
        ),
    ],
)
def test_while_it_waits_the_participant_reads_what_was_recorded_and_until_when_to_answer(
    fact: Fact, words: str
) -> None:
    assert told(fact, AlertState.waiting) == words


@pytest.mark.parametrize(
    ("minutes", "words"), [(None, "Came late."), (1, "Came, 1 minute late."), (12, "Came, 12 minutes late.")]
)
def test_how_late_is_said_in_minutes(minutes: int | None, words: str) -> None:
    assert fact_words(Fact.came_late, minutes) == words


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (datetime(2026, 7, 1, 15, 20, tzinfo=UTC), "16:20"),  # Summer time.
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "00:30 on Thursday 2 July"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "01:30 on Sunday 25 October"),
    ],
)
def test_a_time_is_said_by_the_participant_s_wall_clock_with_its_day_where_that_is_another(
    until: datetime, words: str
) -> None:
    seen = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
    assert moment_words(until, seen, "Europe/London") == words
